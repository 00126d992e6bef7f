"""The facts on the receiver: large when short, wrapped and smaller when long, never cut off."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PyQt6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from dispatch_console.roles.station.fact_layout import FactLayout
from dispatch_console.roles.station.fitted_text import wrapped_height
from dispatch_console.roles.station.order_facts import OrderFacts
from dispatch_console.viewmodels import station_words
from dispatch_console.viewmodels.station_steps import steps
from dispatch_server.contract.details import LONGEST_TEXT, Details, Place
from dispatch_server.contract.entities import Order
from dispatch_server.contract.states import OrderState
from tests import builders
from tests.builders import DETAILS, ORDER, SCENE

WIDE = 1212.0
HIGH = 600.0


def order(details: Details) -> Order:
    """An issued order that carries these details."""
    board = builders.board(builders.dispatched())
    return replace(board.orders[ORDER], details=details)


def longest() -> Details:
    """The form with every text as long as the contract allows."""
    return replace(
        DETAILS,
        scene=Place("场" * LONGEST_TEXT, SCENE),
        meeting_point=Place("等" * LONGEST_TEXT, SCENE),
        complaint="痛" * LONGEST_TEXT,
        floor="楼" * LONGEST_TEXT,
    )


def laid_out(qtbot: QtBot, details: Details, *, width: float, height: float) -> FactLayout:
    """The facts of an order in an area."""
    facts = OrderFacts()
    qtbot.addWidget(facts)
    facts.show_order(order(details), has_printer=True)
    return facts.layout_at(width, height)


def test_that_short_facts_stand_as_large_as_they_may(qtbot: QtBot) -> None:
    layout = laid_out(qtbot, DETAILS, width=WIDE, height=HIGH)

    meeting = next(item for item in layout.placed if item.words == "示范一路 12 号东门")
    assert meeting.px >= 72


@pytest.mark.parametrize("details", [DETAILS, longest()])
def test_that_no_words_are_clipped_or_lie_on_others(qtbot: QtBot, details: Details) -> None:
    layout = laid_out(qtbot, details, width=1920, height=HIGH)

    room = QRectF(0, 0, 1920 - 80, HIGH - 76)
    assert layout.fits
    assert all(room.contains(item.area) for item in layout.placed)
    assert not any(
        one.area.adjusted(0.1, 0.1, -0.1, -0.1).intersects(other.area)
        for place, one in enumerate(layout.placed)
        for other in layout.placed[place + 1 :]
    )
    assert all(
        wrapped_height(item.words, item.px, width=item.area.width(), bold=item.bold)
        <= item.area.height() + 0.01
        for item in layout.placed
    )


def test_that_every_text_of_the_form_is_there_whole(qtbot: QtBot) -> None:
    layout = laid_out(qtbot, longest(), width=1920, height=HIGH)

    words = [item.words for item in layout.placed]
    assert "痛" * LONGEST_TEXT in words
    assert "等" * LONGEST_TEXT in words
    assert any("楼" * LONGEST_TEXT in text and "场" * LONGEST_TEXT in text for text in words)


def test_that_nothing_readable_is_below_twenty_pixels_in_ordinary_use(qtbot: QtBot) -> None:
    layout = laid_out(qtbot, DETAILS, width=WIDE, height=HIGH)

    assert min(item.px for item in layout.placed) >= 20


@pytest.mark.parametrize("meeting", ["", "示范一路 12 号"])
def test_that_the_scene_is_said_once_when_it_is_where_the_vehicle_is_waited_for(
    qtbot: QtBot, meeting: str
) -> None:
    details = replace(DETAILS, meeting_point=Place(meeting, SCENE), floor="3 楼")

    layout = laid_out(qtbot, details, width=WIDE, height=HIGH)

    words = [item.words for item in layout.placed]
    assert words[:3] == ["现场地址　就在这里等车", "示范一路 12 号", "3 楼"]


def test_that_a_missing_meeting_point_is_the_scene() -> None:
    assert (
        station_words.meeting_point(replace(DETAILS, meeting_point=Place(""))) == "示范一路 12 号"
    )


def test_that_what_nobody_knows_is_not_guessed() -> None:
    blank = replace(order(Details()), eta_s=None, distance_m=None)

    assert station_words.way(blank) == "路程不明"
    assert station_words.patient(replace(Details(), patient_count=0)) == "人数不明"
    assert station_words.phone("") == "—"


@pytest.mark.parametrize(
    ("seconds", "words"), [(42.9, "0:42"), (133, "2:13"), (4325, "1:12:05"), (-3, "0:00")]
)
def test_that_a_span_is_said_the_way_the_room_says_it(seconds: float, words: str) -> None:
    assert station_words.span(seconds) == words


def test_that_a_step_counts_from_the_one_before() -> None:
    issued = builders.board(builders.dispatched()).orders[ORDER]
    at = issued.stamps[OrderState.ISSUED]
    left = replace(
        issued,
        state=OrderState.DEPARTED,
        stamps={
            OrderState.ISSUED: at,
            OrderState.ACKNOWLEDGED: at + timedelta(seconds=9),
            OrderState.DEPARTED: at + timedelta(seconds=80),
        },
    )

    found = {step.name: step.after_s for step in steps(left)}

    assert found[OrderState.ACKNOWLEDGED] == 9
    assert found[OrderState.DEPARTED] == 71
