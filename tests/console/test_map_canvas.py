"""The map canvas: it shows the roads where they are, and the signs where they stand."""

from collections.abc import Iterator
from typing import Final

import pytest
from PyQt6.QtCore import QPoint, QPointF, QRect, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.map.base_map import BaseMap
from dispatch_console.map.canvas import MapCanvas
from dispatch_console.map.caption import MapCaption, bar
from dispatch_console.theme.palette import Theme, wear
from dispatch_console.viewmodels.map_picture import (
    MapPicture,
    RouteMark,
    SceneMark,
    StationMark,
    VehicleMark,
)
from dispatch_server.contract.details import Precision
from dispatch_server.contract.ids import StationId, VehicleId
from dispatch_server.contract.states import Level

WIDTH: Final = 900
HEIGHT: Final = 600
DRAWN_MS: Final = 30_000


@pytest.fixture
def canvas(base: BaseMap, qtbot: QtBot) -> Iterator[MapCanvas]:
    wear(Theme.DARK)
    shown = MapCanvas(base)
    qtbot.addWidget(shown)
    shown.resize(WIDTH, HEIGHT)
    shown.show()
    QApplication.processEvents()
    yield shown
    wear(Theme.DARK)


def painted(canvas: MapCanvas) -> QImage:
    """What the canvas shows now."""
    QApplication.processEvents()
    return canvas.grab().toImage()


def colours_near(image: QImage, x: float, y: float, reach: int = 2) -> set[str]:
    """The colours of the pixels around a place."""
    spots = range(-reach, reach + 1)
    return {
        image.pixelColor(round(x) + right, round(y) + down).name()
        for right in spots
        for down in spots
    }


def test_that_a_vehicle_is_hit_where_it_is_drawn(canvas: MapCanvas, qtbot: QtBot) -> None:
    mark = VehicleMark(VehicleId("v-1"), "急01", "on_road", canvas.view.point(300, 200))
    canvas.show_picture(MapPicture(vehicles=(mark,)))
    painted(canvas)
    hits: list[str] = []
    canvas.vehicle_clicked.connect(hits.append)

    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(303, 198))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(340, 260))

    assert hits == ["v-1"]


def test_that_vehicles_at_one_place_fan_out(canvas: MapCanvas) -> None:
    at = canvas.view.point(300, 200)
    canvas.show_picture(
        MapPicture(
            stations=(StationMark(StationId("st-1"), "示范一站", at, 0, 2),),
            vehicles=(
                VehicleMark(VehicleId("v-1"), "急01", "issued", at),
                VehicleMark(VehicleId("v-2"), "急02", "issued", at),
            ),
        )
    )
    painted(canvas)

    first, second = (canvas.overlay.spot(VehicleId(v)) for v in ("v-1", "v-2"))
    assert first is not None
    assert second is not None
    assert (first - second).manhattanLength() > 20
    assert (first - QPointF(300, 200)).manhattanLength() > 20


def test_that_the_route_is_painted_along_its_points(canvas: MapCanvas) -> None:
    ends = canvas.view.point(200, 500), canvas.view.point(700, 500)

    canvas.show_picture(MapPicture(route=RouteMark(ends)))
    image = painted(canvas)

    assert all("#6db0ff" in colours_near(image, x, 500) for x in (250, 450, 650))


@pytest.mark.parametrize(("theme", "orange"), [(Theme.DARK, "#e8772e"), (Theme.LIGHT, "#e8772e")])
def test_that_the_scene_has_its_pin_by_day_and_by_night(
    canvas: MapCanvas, theme: Theme, orange: str
) -> None:
    wear(theme)
    scene = SceneMark(canvas.view.point(450, 300), Precision.STREET, Level.CRITICAL, "1", "胸痛")

    canvas.show_picture(MapPicture(scene=scene))
    image = painted(canvas)

    assert orange in colours_near(image, 450, 300 - 22)
    assert (image.pixelColor(5, 5).lightness() > 128) is (theme is Theme.LIGHT)


def test_that_arrows_pan_and_plus_comes_nearer(canvas: MapCanvas, qtbot: QtBot) -> None:
    before = canvas.view

    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    panned = canvas.view
    qtbot.keyClicks(canvas, "+")

    assert panned.centre[0] > before.centre[0]
    assert canvas.view.zoom == before.zoom + 0.25


def test_that_a_drag_moves_the_map_with_the_hand(canvas: MapCanvas, qtbot: QtBot) -> None:
    under = canvas.view.point(400, 300)
    clicks: list[tuple[float, float]] = []
    canvas.clicked.connect(lambda lon, lat: clicks.append((lon, lat)))

    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    qtbot.mouseMove(canvas, QPoint(430, 330))
    qtbot.mouseMove(canvas, QPoint(500, 360))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(500, 360))

    assert canvas.view.px(under) == pytest.approx((500, 360), abs=0.01)
    assert clicks == []


def test_that_the_base_map_follows_a_movement(canvas: MapCanvas, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: canvas.is_drawn, timeout=DRAWN_MS)
    canvas.pan(3 * WIDTH, 0)
    moving = canvas.is_drawn

    qtbot.waitUntil(lambda: canvas.is_drawn, timeout=DRAWN_MS)

    assert not moving


def test_that_enter_picks_the_middle_and_a_click_its_place(canvas: MapCanvas, qtbot: QtBot) -> None:
    picked: list[tuple[float, float]] = []
    canvas.point_picked.connect(lambda lon, lat: picked.append((lon, lat)))

    canvas.pick()
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    canvas.pick()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))

    assert len(picked) == 2
    assert picked[0] == pytest.approx(canvas.view.centre, abs=1e-6)
    assert picked[1] == pytest.approx(canvas.view.point(100, 100), abs=1e-9)


def test_that_escape_leaves_off_picking(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.pick()

    qtbot.keyClick(canvas, Qt.Key.Key_Escape)

    assert not canvas.is_picking


def test_that_a_fitted_route_stays_fitted_in_another_size(canvas: MapCanvas) -> None:
    points = ((114.26, 30.57), (114.31, 30.60))
    canvas.fit(points, margins=(50, 50, 50, 50))

    canvas.resize(500, 400)
    QApplication.processEvents()

    assert all(50 <= x <= 450 and 50 <= y <= 350 for x, y in (canvas.view.px(p) for p in points))


def test_that_a_centred_place_stands_in_the_middle_of_what_is_free(canvas: MapCanvas) -> None:
    canvas.cover([QRect(0, 0, WIDTH, 60), QRect(WIDTH - 300, 60, 300, HEIGHT - 60)])
    place = (114.27, 30.58)

    canvas.centre_on(place)

    assert canvas.view.px(place) == pytest.approx((300, 330), abs=0.01)


def test_that_the_makers_of_the_map_are_always_named(canvas: MapCanvas, base: BaseMap) -> None:
    caption = MapCaption(canvas)

    assert "OpenStreetMap" in caption.accessibleName()
    assert caption.geometry().bottom() <= canvas.height()


@pytest.mark.parametrize(("metres_per_px", "metres"), [(4.1, 500), (1.0, 100), (20.0, 2000)])
def test_that_the_scale_bar_is_a_round_length(metres_per_px: float, metres: int) -> None:
    length, pixels = bar(metres_per_px)

    assert length == metres
    assert pixels == pytest.approx(metres / metres_per_px)
    assert pixels <= 140


def test_that_a_map_nobody_sees_is_drawn_only_once_it_is_seen(
    canvas: MapCanvas, base: BaseMap, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: canvas.is_drawn, timeout=DRAWN_MS)
    canvas.hide()
    canvas.pan(5 * WIDTH, 0)
    QApplication.processEvents()
    idle = base.renderers.is_idle or not canvas.is_drawn

    canvas.show()
    qtbot.waitUntil(lambda: canvas.is_drawn, timeout=DRAWN_MS)

    assert idle
