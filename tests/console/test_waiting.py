"""How a desk and a receiver show what waits for the server, and take it back by key."""

from datetime import timedelta

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dispatch_console.client.waiting_file import Waited
from dispatch_console.viewmodels.waiting_list import WaitingList
from dispatch_console.viewmodels.waiting_words import waiting_words
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.incidents import (
    CancelIncident,
    CloseIncident,
    DraftIncident,
    JoinIncident,
)
from dispatch_server.contract.commands.orders import (
    IssueOrder,
    MoveOrder,
    ReportContact,
    ReportDelivery,
    ReprintOrder,
    SetDuty,
)
from dispatch_server.contract.commands.seats import DeclareSeat, ReadMessage, SendMessage
from dispatch_server.contract.ids import CommandId, IncidentId, MessageId
from dispatch_server.contract.states import (
    AddresseeKind,
    CancelReason,
    Channel,
    DeliveryState,
    Duty,
    OrderState,
    SeatState,
)
from tests.builders import (
    DETAILS,
    INCIDENT,
    ORDER,
    START,
    STATION,
    VEHICLE,
    board,
    dispatched,
)
from tests.console.desk_room import DeskRoom
from tests.console.desk_window import Seated
from tests.console.station_room import Receiver

C = CommandId("c-1")
ISSUE = IssueOrder(command_id=C, incident_id=INCIDENT, vehicle_id=VEHICLE, details=DETAILS)
WORDS: list[tuple[Command, str]] = [
    (ISSUE, "派 急01　事件 1　示范一路 12 号"),
    (DraftIncident(command_id=C, incident_id=INCIDENT), "新建事件"),
    (
        CancelIncident(command_id=C, incident_id=INCIDENT, why=CancelReason.MISDIAL),
        "撤消事件 1　误拨",
    ),
    (CloseIncident(command_id=C, incident_id=INCIDENT), "结案事件 1"),
    (JoinIncident(command_id=C, incident_id=IncidentId("i-2"), into=INCIDENT), "并入事件 1"),
    (MoveOrder(command_id=C, order_id=ORDER, to=OrderState.DEPARTED), "急01 1-1　驶向现场"),
    (ReportContact(command_id=C, order_id=ORDER), "急01 1-1　接触病人"),
    (ReprintOrder(command_id=C, order_id=ORDER), "急01 1-1　重打"),
    (
        ReportDelivery(
            command_id=C,
            order_id=ORDER,
            channel=Channel.STATION_SCREEN,
            state=DeliveryState.DELIVERED,
        ),
        "急01 1-1　回执",
    ),
    (SetDuty(command_id=C, vehicle_id=VEHICLE, duty=Duty.AT_STATION), "急01　站内待命"),
    (DeclareSeat(command_id=C, state=SeatState.AWAY, reason="就餐"), "本席离席　就餐"),
    (
        SendMessage(command_id=C, to=Addressee(AddresseeKind.STATION, STATION), text="桥封闭"),
        "消息发示范一站　桥封闭",
    ),
    (ReadMessage(command_id=C, message_id=MessageId("m-1")), "消息回执"),
]
REFUSED = CommandAnswer(
    outcome=CommandOutcome.REFUSED, code="vehicle-taken", sentence="急01 已有派车单，另选一辆"
)


def waited(command: Command = ISSUE, *, number: int = 1, owner: str = "person-1") -> Waited:
    named = command.model_copy(update={"command_id": CommandId(f"c-{number}")})
    return Waited(named, START + timedelta(seconds=number), owner, "示范乙")


@pytest.mark.parametrize(("command", "words"), WORDS, ids=lambda one: getattr(one, "PATH", ""))
def test_that_every_waiting_command_has_words(command: Command, words: str) -> None:
    assert waiting_words(board(dispatched()), command) == words


def test_that_what_is_gone_from_the_board_still_has_words() -> None:
    nowhere = board([])

    assert all(waiting_words(nowhere, command) for command, _ in WORDS)


def test_that_the_list_is_a_sound_item_model_and_says_whose_waits(qtbot: QtBot) -> None:
    room = DeskRoom()
    waiting = WaitingList(room.held, room.mirror)
    QAbstractItemModelTester(waiting.model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    room.held.hold(waited(), waited(number=2, owner="person-2"))

    notes = [(row.note, row.grave) for row in waiting.model.rows]
    assert notes == [("", False), ("示范乙留下，等本人登录才发", True)]
    assert (waiting.count, waiting.oldest) == (2, START + timedelta(seconds=1))


def test_that_the_desk_says_what_waits_although_every_link_is_well(seated: Seated) -> None:
    seated.room.held.hold(waited(), waited(number=2))

    words = seated.window.banner.words
    assert words is not None
    assert (words.title, words.hue) == ("待发 2 条", "amber")
    assert "Alt+0" in words.scope


def test_that_alt_0_lists_what_waits_and_delete_takes_the_chosen_one_back(seated: Seated) -> None:
    seated.take()
    seated.room.held.hold(waited(), waited(number=2), waited(number=3))
    before = seated.focus

    seated.press(Qt.Key.Key_0, held=Qt.KeyboardModifier.AltModifier)
    seated.press(Qt.Key.Key_Up, Qt.Key.Key_Delete)

    left = [one.command.command_id for one in seated.room.held.waiting]
    assert left == ["c-1", "c-3"]
    seated.press(Qt.Key.Key_Delete, Qt.Key.Key_Delete)
    assert not seated.window.waiting.is_open
    assert seated.focus is before
    assert seated.window.banner.words is None


def test_that_a_desk_without_waiting_commands_has_no_list_to_open(seated: Seated) -> None:
    seated.press(Qt.Key.Key_0, held=Qt.KeyboardModifier.AltModifier)

    assert not seated.window.waiting.is_open


def test_that_what_waited_in_vain_stays_an_alarm_until_acknowledged(seated: Seated) -> None:
    seated.room.play([*dispatched()[8:]])
    seated.room.held.ended_late.emit(waited(), REFUSED)

    alarm = seated.window.alarms.alarm
    assert alarm is not None
    assert "派 急01" in alarm.words
    assert "另选一辆" in alarm.words
    seated.press(Qt.Key.Key_A, held=Qt.KeyboardModifier.ControlModifier)
    after = seated.window.alarms.alarm
    assert after is None or after.words != alarm.words


def test_that_a_receiver_says_what_waits_and_w_takes_the_last_back(receiver: Receiver) -> None:
    receiver.issue()
    step = MoveOrder(command_id=C, order_id=ORDER, to=OrderState.ACKNOWLEDGED)

    receiver.held.hold(waited(step), waited(step.model_copy(update={"to": OrderState.DEPARTED})))
    assert "待发 2 条：急01 1-1　驶向现场" in receiver.window.link_notice.words
    receiver.press(Qt.Key.Key_W)

    receiver.held.hold()
    assert receiver.window.link_notice.words == ""


def test_that_a_receivers_report_in_vain_is_said_in_words(receiver: Receiver) -> None:
    receiver.issue()
    step = MoveOrder(command_id=C, order_id=ORDER, to=OrderState.DEPARTED)

    receiver.held.ended_late.emit(waited(step), REFUSED)

    assert receiver.window.sentence_notice.words.startswith("急01 1-1　驶向现场　")
