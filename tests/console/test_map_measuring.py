"""Measuring on the map: lengths on the ground, points set and taken back by mouse and by keys."""

from typing import Final

import pytest
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication

from dispatch_console.map.measuring import Measuring
from dispatch_console.viewmodels.measured_line import MeasuredLine, length_words
from dispatch_server.contract.details import Point

WEST: Final[Point] = (114.300, 30.600)
EAST: Final[Point] = (114.310, 30.600)
NORTH: Final[Point] = (114.310, 30.610)


def key(code: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> QKeyEvent:
    """One key press."""
    held = modifier if modifier is not None else Qt.KeyboardModifier.NoModifier
    return QKeyEvent(QEvent.Type.KeyPress, code, held)


@pytest.fixture
def measuring(qapp: QApplication) -> Measuring:
    return Measuring()


def test_that_lengths_are_those_of_the_ellipsoid() -> None:
    line = MeasuredLine((WEST, EAST, NORTH))

    assert line.legs == pytest.approx((959.0, 1108.6), abs=1.0)
    assert line.metres == pytest.approx(2067.7, abs=1.5)
    assert line.straight_metres == pytest.approx(1465.9, abs=1.5)


@pytest.mark.parametrize(("metres", "words"), [(0.0, "0 米"), (42.4, "42 米"), (1630.0, "1.63 km")])
def test_that_a_length_is_written_in_metres_then_kilometres(metres: float, words: str) -> None:
    assert length_words(metres) == words


def test_that_clicks_and_enter_set_points_and_the_whole_way_runs_along(
    measuring: Measuring,
) -> None:
    measuring.click(WEST)
    taken = measuring.take_key(key(Qt.Key.Key_Return), EAST)
    one_leg = measuring.words
    measuring.click(NORTH)

    assert taken
    assert one_leg == "959 米"
    assert measuring.words == "2.07 km　直线 1.47 km"


def test_that_the_last_point_is_taken_back(measuring: Measuring) -> None:
    for point in (WEST, EAST, NORTH):
        measuring.click(point)

    measuring.take_key(key(Qt.Key.Key_Backspace), WEST)
    measuring.take_key(key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier), WEST)

    assert measuring.line.points == (WEST,)
    measuring.take_key(key(Qt.Key.Key_Backspace), WEST)
    measuring.take_key(key(Qt.Key.Key_Backspace), WEST)
    assert measuring.words == ""


def test_that_escape_leaves_and_other_keys_stay_with_the_map(measuring: Measuring) -> None:
    left: list[bool] = []
    measuring.left.connect(lambda: left.append(True))

    arrow = measuring.take_key(key(Qt.Key.Key_Left), WEST)
    measuring.take_key(key(Qt.Key.Key_Escape), WEST)

    assert not arrow
    assert left == [True]


def test_that_the_same_point_twice_adds_nothing(measuring: Measuring) -> None:
    measuring.begin(WEST)
    measuring.click(WEST)

    assert measuring.line.points == (WEST,)
