"""The acceptance form: what is typed is kept, sent, and brought together with others' changes."""

from dataclasses import replace

import pytest
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.viewmodels.acceptance_form import AGAIN_AFTER, SAVE_AFTER_MS, SAVE_WITHIN_MS
from dispatch_console.viewmodels.dispatching import Dispatching
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Consciousness, Details, Place
from dispatch_server.contract.events.incidents import IncidentDescribed
from tests.builders import (
    DETAILS,
    INCIDENT,
    SCENE,
    SUBSCRIBER,
)
from tests.console.desk_room import DeskRoom

UNKNOWN = CommandAnswer(outcome=CommandOutcome.UNKNOWN, sentence="服务器没有应答")


@pytest.fixture
def desk_room(qapp: QApplication) -> DeskRoom:
    return DeskRoom()


def test_that_a_form_begins_with_number_and_installed_address(desk_room: DeskRoom) -> None:
    desk_room.take()

    details = desk_room.models.form.details

    assert details.contact_phone == SUBSCRIBER.number
    assert details.scene == Place(SUBSCRIBER.address, SCENE, SUBSCRIBER.precision)


def test_that_changes_are_saved_together_after_a_rest(desk_room: DeskRoom, qtbot: QtBot) -> None:
    desk_room.take()
    form = desk_room.models.form
    form.edit(replace(form.details, notes="门口"))
    form.edit(replace(form.details, notes="门口有人接"))
    assert desk_room.described == []

    qtbot.waitUntil(lambda: len(desk_room.described) == 1, timeout=SAVE_AFTER_MS * 10)

    assert desk_room.described[0].details.notes == "门口有人接"


def test_that_an_unknown_outcome_keeps_the_form_to_be_sent_again(desk_room: DeskRoom) -> None:
    desk_room.take()
    form = desk_room.models.form
    desk_room.commands.answer = UNKNOWN
    form.edit(replace(form.details, notes="门口有人接"))
    form.save()

    desk_room.commands.answer = CommandAnswer(outcome=CommandOutcome.DONE)
    desk_room.mirror.replace(desk_room.mirror.board)

    assert [one.details.notes for one in desk_room.described] == ["门口有人接"] * 2


def test_that_an_older_echo_never_takes_typed_words_away(desk_room: DeskRoom) -> None:
    desk_room.take()
    form = desk_room.models.form
    first = replace(form.details, notes="一")
    form.edit(first)
    form.save()
    form.edit(replace(first, notes="一二"))
    form.save()

    desk_room.play([IncidentDescribed(incident_id=INCIDENT, details=first)])

    assert form.details.notes == "一二"


def test_that_another_desks_change_is_taken_over(desk_room: DeskRoom) -> None:
    desk_room.take()
    form = desk_room.models.form
    form.save()
    desk_room.play([IncidentDescribed(incident_id=INCIDENT, details=form.details)])

    desk_room.play([IncidentDescribed(incident_id=INCIDENT, details=DETAILS)])

    assert form.details == DETAILS


def test_that_a_form_left_as_it_was_still_takes_over_another_desks_change(
    desk_room: DeskRoom,
) -> None:
    desk_room.take()
    form = desk_room.models.form
    form.save()
    desk_room.play([IncidentDescribed(incident_id=INCIDENT, details=form.details)])
    form.edit(replace(form.details, notes="门口"))
    form.edit(replace(form.details, notes=""))
    form.save()

    desk_room.play([IncidentDescribed(incident_id=INCIDENT, details=DETAILS)])

    assert form.details == DETAILS


def with_details(desk_room: DeskRoom, details: Details) -> Board:
    """Give the board a server has after somebody else wrote these details."""
    board = desk_room.mirror.board.copy()
    board.incidents[INCIDENT] = replace(board.incidents[INCIDENT], details=details)
    return board


def test_that_a_whole_new_board_brings_another_desks_change(desk_room: DeskRoom) -> None:
    desk_room.take()
    form = desk_room.models.form
    form.save()

    desk_room.mirror.replace(with_details(desk_room, DETAILS))

    assert form.details == DETAILS


def test_that_a_form_sent_late_keeps_what_another_desk_wrote_elsewhere(
    desk_room: DeskRoom,
) -> None:
    desk_room.take()
    form = desk_room.models.form
    form.save()
    desk_room.play([IncidentDescribed(incident_id=INCIDENT, details=form.details)])
    desk_room.commands.answer = UNKNOWN
    form.edit(replace(form.details, notes="门口有人接"))
    form.save()
    theirs = replace(desk_room.mirror.board.incidents[INCIDENT].details, floor="5 楼")
    desk_room.commands.answer = CommandAnswer(outcome=CommandOutcome.DONE)

    desk_room.mirror.replace(with_details(desk_room, theirs))

    sent = desk_room.described[-1].details
    assert (sent.notes, sent.floor) == ("门口有人接", "5 楼")
    assert form.details == sent


def test_that_a_form_on_its_way_is_not_taken_back_by_a_new_board(desk_room: DeskRoom) -> None:
    desk_room.take()
    form = desk_room.models.form
    desk_room.commands.answer = None
    form.edit(replace(form.details, notes="门口有人接"))
    form.save()

    desk_room.mirror.replace(with_details(desk_room, Details()))

    assert form.details.notes == "门口有人接"


@pytest.mark.parametrize(
    ("answer", "tries", "warnings"),
    [
        (UNKNOWN, 2, 0),
        (CommandAnswer(outcome=CommandOutcome.REFUSED, code="not-kept", sentence="没有收下"), 2, 0),
        (CommandAnswer(outcome=CommandOutcome.REFUSED, code="form-faulty", sentence="超长"), 1, 1),
    ],
)
def test_that_only_a_form_that_may_yet_be_kept_is_sent_again_by_itself(
    desk_room: DeskRoom, answer: CommandAnswer, tries: int, warnings: int
) -> None:
    desk_room.take()
    form = desk_room.models.form
    form.save()
    desk_room.commands.sent.clear()
    told: list[CommandAnswer] = []
    form.told.connect(told.append)
    desk_room.commands.answer = answer
    form.edit(replace(form.details, notes="门口有人接"))
    form.save()

    desk_room.later(AGAIN_AFTER.total_seconds())

    assert [one.details.notes for one in desk_room.described] == ["门口有人接"] * tries
    assert told == [answer] * warnings
    assert form.draft is not None
    assert form.draft.fault == answer.sentence
    assert form.details.notes == "门口有人接"


def test_that_a_form_waits_for_the_one_on_its_way_and_builds_on_it(
    desk_room: DeskRoom, qtbot: QtBot
) -> None:
    desk_room.take()
    form = desk_room.models.form
    form.save()
    started = form.details
    desk_room.commands.answer = None
    form.edit(replace(started, notes="一"))
    form.save()
    form.edit(replace(started, notes="一二"))
    form.save()
    waiting = [one.details.notes for one in desk_room.described]

    desk_room.commands.answer = CommandAnswer(outcome=CommandOutcome.DONE)
    desk_room.commands.tell_last()

    qtbot.waitUntil(lambda: len(desk_room.described) == len(waiting) + 1)
    assert waiting[-1] == "一"
    assert desk_room.described[-1].base == replace(started, notes="一")
    assert desk_room.described[-1].details.notes == "一二"


def test_that_an_order_names_the_form_it_was_begun_from(desk_room: DeskRoom) -> None:
    desk_room.take()
    models = desk_room.models
    models.form.save()
    for details in (models.form.details, DETAILS):
        desk_room.play([IncidentDescribed(incident_id=INCIDENT, details=details)])
    models.form.edit(replace(models.form.details, notes="门口有人接"))

    Dispatching(models.desk, models.chosen, models.form).issue(models.recommendation.vehicles.rows)

    assert {order.base for order in desk_room.issued} == {DETAILS}
    assert {order.details.notes for order in desk_room.issued} == {"门口有人接"}


def test_that_the_must_haves_are_named_until_known(desk_room: DeskRoom) -> None:
    desk_room.take()
    form = desk_room.models.form
    before = form.missing

    form.edit(replace(form.details, complaint="胸痛", consciousness=Consciousness.AWAKE))

    assert before == ("主诉", "意识", "呼吸", "级别")
    assert form.missing == ("呼吸",)


def test_that_steady_typing_is_saved_in_between(qtbot: QtBot, desk_room: DeskRoom) -> None:
    desk_room.take()
    form = desk_room.models.form
    form.save()
    desk_room.commands.sent.clear()
    typing = QTimer()
    typing.setInterval(SAVE_AFTER_MS // 4)
    typing.timeout.connect(
        lambda: form.edit(replace(form.details, notes=form.details.notes + "字"))
    )

    typing.start()
    qtbot.waitUntil(lambda: len(desk_room.described) == 1, timeout=10 * SAVE_WITHIN_MS)
    typing.stop()

    assert desk_room.described[0].details.notes.startswith("字字")
