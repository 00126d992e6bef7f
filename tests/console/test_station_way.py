"""The receiver's map: the way to the meeting point, asked for until it is answered."""

from dataclasses import replace
from typing import Final

import pytest
from PyQt6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from dispatch_console.map.base_map import BaseMap
from dispatch_console.roles.station.way_map import WayMap
from dispatch_server.contract.answers import RouteAnswer
from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Place
from tests import builders
from tests.builders import DETAILS, ORDER, SCENE, STATION, STATION_POINT
from tests.fakes.console import FakeQuestions

WAY: Final = RouteAnswer(points=(STATION_POINT, SCENE), seconds=260, metres=2100)


@pytest.fixture
def board() -> Board:
    return builders.board(builders.dispatched())


def shown(base: BaseMap, qtbot: QtBot, questions: FakeQuestions) -> WayMap:
    """A map of a way in a window of its own."""
    way = WayMap(base, questions)
    qtbot.addWidget(way)
    way.resize(700, 600)
    way.show()
    return way


def test_that_the_way_is_drawn_and_both_ends_are_in_sight(
    base: BaseMap, qtbot: QtBot, board: Board
) -> None:
    questions = FakeQuestions()
    questions.way = WAY
    way = shown(base, qtbot, questions)

    way.show_order(board.orders[ORDER], board.stations[STATION], free=0)

    view = way.canvas.view
    assert way.picture.route is not None
    assert way.picture.route.points == WAY.points
    assert all(0 < x < 700 and 0 < y < 600 for x, y in (view.px(p) for p in WAY.points))


def test_that_an_unanswered_way_is_asked_for_again(
    base: BaseMap, qtbot: QtBot, board: Board
) -> None:
    questions = FakeQuestions()
    way = shown(base, qtbot, questions)
    way.show_order(board.orders[ORDER], board.stations[STATION], free=0)
    without = way.picture.route
    questions.way = WAY

    again = next(timer for timer in way.findChildren(QTimer) if timer.parent() is way)
    again.timeout.emit()

    assert without is None
    assert way.picture.route is not None


def test_that_an_order_without_a_point_shows_the_station_alone(
    base: BaseMap, qtbot: QtBot, board: Board
) -> None:
    nowhere = replace(DETAILS, scene=Place("不明"), meeting_point=Place(""))
    questions = FakeQuestions()
    questions.way = WAY
    way = shown(base, qtbot, questions)

    order = replace(board.orders[ORDER], details=nowhere)
    way.show_order(order, board.stations[STATION], free=0)

    assert way.picture.scene is None
    assert way.picture.route is None
    assert [mark.name for mark in way.picture.vehicles] == ["本站"]
