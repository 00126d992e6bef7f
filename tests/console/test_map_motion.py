"""The map in movement: zooms ease about the cursor and end on quarters, a thrown map slides out."""

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.map.base_map import BaseMap
from dispatch_console.map.canvas import MapCanvas
from dispatch_console.map.motion import calm

SETTLED_MS = 10_000
CURSOR = QPointF(200, 450)


@pytest.fixture
def canvas(base: BaseMap, qtbot: QtBot) -> MapCanvas:
    shown = MapCanvas(base)
    qtbot.addWidget(shown)
    shown.resize(900, 600)
    shown.show()
    QApplication.processEvents()
    calm(on=False)
    return shown


def roll(canvas: MapCanvas, delta: int) -> None:
    """Turn the wheel, or two fingers on a pad, over the cursor."""
    event = QWheelEvent(
        CURSOR,
        canvas.mapToGlobal(CURSOR),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def settle(canvas: MapCanvas, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not canvas.motion.is_moving, timeout=SETTLED_MS)


def test_that_the_wheel_eases_about_the_cursor(canvas: MapCanvas, qtbot: QtBot) -> None:
    zooms: list[float] = []
    canvas.moved.connect(lambda: zooms.append(canvas.view.zoom))
    under = canvas.view.point(CURSOR.x(), CURSOR.y())

    roll(canvas, 120)
    roll(canvas, 120)
    settle(canvas, qtbot)

    assert canvas.view.zoom == 16.0
    assert len(zooms) > 3
    assert zooms == sorted(zooms)
    assert canvas.view.px(under) == pytest.approx((200, 450), abs=0.01)


def test_that_a_stepless_wheel_ends_on_a_quarter(canvas: MapCanvas, qtbot: QtBot) -> None:
    for delta in (7, 9, 11, 13):
        roll(canvas, delta)
    settle(canvas, qtbot)

    assert canvas.view.zoom * 4 % 1 == 0


def test_that_the_zoom_stays_within_what_there_is(canvas: MapCanvas, qtbot: QtBot) -> None:
    for _ in range(30):
        roll(canvas, 120)
    settle(canvas, qtbot)
    nearest = canvas.view.zoom
    for _ in range(60):
        roll(canvas, -120)
    settle(canvas, qtbot)

    assert (nearest, canvas.view.zoom) == (19.0, 10.0)


def test_that_a_thrown_map_slides_on_and_comes_to_rest(canvas: MapCanvas, qtbot: QtBot) -> None:
    before = canvas.view.east

    canvas.motion.throw(1_500, 0)
    settle(canvas, qtbot)

    slid = (canvas.view.east - before) / canvas.view.metres_per_px
    assert 100 < slid < 1_500


def test_that_a_press_stops_a_sliding_map(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.motion.throw(3_000, 0)

    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    moving = canvas.motion.is_moving
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))

    assert not moving


def test_that_a_held_arrow_key_slides_by_its_steps(canvas: MapCanvas, qtbot: QtBot) -> None:
    before = canvas.view.east

    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_Right)
    settle(canvas, qtbot)

    slid = (canvas.view.east - before) / canvas.view.metres_per_px
    assert slid == pytest.approx(360, abs=0.01)


def test_that_going_to_a_place_ends_every_movement(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.motion.throw(3_000, 0)
    roll(canvas, 120)

    canvas.centre_on((114.27, 30.58), zoom=15)

    assert not canvas.motion.is_moving
    assert canvas.view.zoom == 15
