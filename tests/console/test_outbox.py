"""What a desk does while nobody takes its commands: it holds them, in order, each once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.client.outbox import Outbox
from dispatch_console.client.outbox_rules import OutboxLimits, Pauses
from dispatch_console.client.session import Session
from dispatch_console.client.waiting_file import Waited, WaitingFile
from dispatch_server.contract.answers import FAULT, NOT_KEPT, CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.calls import AnswerCall
from dispatch_server.contract.commands.every import COMMANDS
from dispatch_server.contract.commands.incidents import CloseIncident, DescribeIncident
from dispatch_server.contract.commands.orders import IssueOrder, MoveOrder
from dispatch_server.contract.commands.people import SetPassword
from dispatch_server.contract.ids import CommandId, PersonId
from dispatch_server.contract.sign_in import SignInAnswer
from dispatch_server.contract.states import LinkState, OrderState, Role
from tests.builders import CALL, DETAILS, INCIDENT, ORDER, START, VEHICLE
from tests.fakes.console import DONE, FakeCommands

AWAY = CommandAnswer(outcome=CommandOutcome.REFUSED, code=NOT_KEPT, sentence="没有收下")
SILENT = CommandAnswer(outcome=CommandOutcome.UNKNOWN, code="no-answer", sentence="没有应答")
BROKEN = CommandAnswer(outcome=CommandOutcome.UNKNOWN, code=FAULT, sentence="服务器出错")
MOVED_ON = CommandAnswer(outcome=CommandOutcome.REFUSED, code="illegal-move", sentence="已结束")
QUICK = Pauses(first_ms=1, longest_ms=2, return_ms=1)
W = CommandOutcome.WAITING


def somebody(number: str = "1") -> SignInAnswer:
    return SignInAnswer(
        token="t",
        person_id=PersonId(f"person-{number}"),
        name=f"示范{number}",
        roles=(Role.DISPATCHER, Role.STATION),
        station_id=None,
        expires_at=START,
    )


def step(number: int) -> MoveOrder:
    return MoveOrder(
        command_id=CommandId(f"c-{number}"), order_id=ORDER, to=OrderState.ACKNOWLEDGED
    )


ISSUE = IssueOrder(
    command_id=CommandId("c-issue"), incident_id=INCIDENT, vehicle_id=VEHICLE, details=DETAILS
)
ANSWER = AnswerCall(command_id=CommandId("c-answer"), call_id=CALL)


class DeskBox:
    """An outbox over a server that a test takes away and gives back."""

    def __init__(self, file: WaitingFile, *, most: int = 100) -> None:
        self.server = FakeCommands()
        self.session = Session()
        self.session.take(somebody())
        self.now = START
        self.heard: list[tuple[CommandId, CommandOutcome]] = []
        self.sentences: list[str] = []
        self.late: list[tuple[CommandId, str]] = []
        self.box = Outbox(
            self.server,
            self.session,
            now=self._clock,
            file=file,
            limits=OutboxLimits(most=most, stale_minutes=10),
            pauses=QUICK,
        )
        self.box.ended_late.connect(self._on_late)

    def _clock(self) -> datetime:
        return self.now

    def _on_late(self, waited: Waited, answer: CommandAnswer) -> None:
        self.late.append((waited.command.command_id, answer.code))

    def send(self, *commands: Command) -> None:
        for command in commands:
            self.box.send(command, self._hear(command.command_id))

    def _hear(self, command_id: CommandId) -> Callable[[CommandAnswer], None]:
        def heard(answer: CommandAnswer) -> None:
            self.heard.append((command_id, answer.outcome))
            self.sentences.append(answer.sentence)

        return heard

    @property
    def waiting(self) -> list[str]:
        return [waited.command.command_id for waited in self.box.waiting]

    @property
    def ids_sent(self) -> list[str]:
        return [command.command_id for command in self.server.sent]


@pytest.fixture
def file(tmp_path: Path) -> WaitingFile:
    return WaitingFile(tmp_path / "desk" / "waiting.json")


@pytest.fixture
def desk(qtbot: QtBot, file: WaitingFile) -> DeskBox:
    return DeskBox(file)


def test_that_the_desk_can_read_back_every_command_there_is() -> None:
    assert set(COMMANDS.values()) == set(Command.__subclasses__())


def test_that_what_the_server_takes_leaves_no_trace(desk: DeskBox, file: WaitingFile) -> None:
    desk.send(step(1), step(2))

    assert desk.heard == [("c-1", CommandOutcome.DONE), ("c-2", CommandOutcome.DONE)]
    assert (desk.waiting, file.read()) == ([], [])


def test_that_commands_go_out_one_after_another(desk: DeskBox) -> None:
    desk.server.answer = None
    desk.send(step(1), step(2))
    before = desk.ids_sent

    desk.server.answer = DONE
    desk.server.tell_last()

    assert (before, desk.ids_sent) == (["c-1"], ["c-1", "c-2"])


@pytest.mark.parametrize("answer", [AWAY, SILENT], ids=["database away", "no answer"])
def test_that_what_nobody_took_waits_and_goes_again_under_its_own_id(
    desk: DeskBox, qtbot: QtBot, answer: CommandAnswer
) -> None:
    desk.server.answer = answer
    desk.send(step(1), step(2), step(3))
    assert desk.waiting == ["c-1", "c-2", "c-3"]
    qtbot.waitUntil(lambda: len(desk.server.sent) > 3)

    desk.server.answer = DONE

    qtbot.waitUntil(lambda: desk.waiting == [])
    done = [command_id for command_id, outcome in desk.heard if outcome is CommandOutcome.DONE]
    assert done == ["c-1", "c-2", "c-3"]
    assert [one for one in desk.heard if one[1] is W] == [("c-1", W), ("c-2", W), ("c-3", W)]
    assert desk.ids_sent[-3:] == ["c-1", "c-2", "c-3"]


def test_that_the_journal_will_know_when_it_was_done_at_the_desk(desk: DeskBox) -> None:
    desk.send(step(1))

    assert desk.server.sent[0].device_at == START


def test_that_a_desk_without_a_server_says_at_once_that_it_waits(desk: DeskBox) -> None:
    desk.server.answer = None
    desk.box.set_link(LinkState.DOWN, "")

    desk.send(step(1))

    assert desk.heard == [("c-1", W)]
    assert desk.waiting == ["c-1"]


def test_that_the_return_of_the_link_sends_what_waits(desk: DeskBox, qtbot: QtBot) -> None:
    desk.box.set_link(LinkState.DOWN, "")
    desk.server.answer = SILENT
    desk.send(step(1))
    desk.server.answer = DONE

    desk.box.set_link(LinkState.UP, "")

    qtbot.waitUntil(lambda: desk.waiting == [])


def test_that_answering_a_call_cannot_wait(desk: DeskBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatch_console.client.outbox.FLICKER_S", -1.0)
    desk.box.set_link(LinkState.DOWN, "")

    desk.send(ANSWER)

    assert desk.heard == [("c-answer", CommandOutcome.REFUSED)]
    assert "直接拿起听筒" in desk.sentences[0]
    assert (desk.server.sent, desk.waiting) == ([], [])


def test_that_no_password_waits_in_a_file(desk: DeskBox, file: WaitingFile) -> None:
    desk.server.answer = AWAY
    word = SetPassword(
        command_id=CommandId("c-p"), person_id=PersonId("person-2"), password="a secret word"
    )

    desk.send(word)

    assert desk.heard == [("c-p", CommandOutcome.REFUSED)]
    assert (desk.waiting, file.read()) == ([], [])


def test_that_a_flicker_of_the_link_keeps_no_call_from_being_answered(desk: DeskBox) -> None:
    desk.box.set_link(LinkState.DOWN, "")

    desk.send(ANSWER)

    assert desk.heard == [("c-answer", CommandOutcome.DONE)]


def test_that_a_call_is_answered_past_what_waits(desk: DeskBox) -> None:
    desk.server.answer = AWAY
    desk.send(step(1))
    desk.server.answer = DONE

    desk.send(ANSWER)

    assert desk.heard[-1] == ("c-answer", CommandOutcome.DONE)


def test_that_a_form_waits_by_itself(desk: DeskBox) -> None:
    desk.server.answer = AWAY
    form = DescribeIncident(command_id=CommandId("c-f"), incident_id=INCIDENT, details=DETAILS)

    desk.send(form)

    assert desk.heard == [("c-f", CommandOutcome.REFUSED)]
    assert desk.waiting == []


def test_that_a_refusal_after_waiting_is_told_where_it_was_typed(
    desk: DeskBox, qtbot: QtBot
) -> None:
    desk.server.answer = AWAY
    desk.send(step(1), step(2))
    desk.server.answer = MOVED_ON

    qtbot.waitUntil(lambda: desk.waiting == [])
    assert desk.heard[-2:] == [("c-1", CommandOutcome.REFUSED), ("c-2", CommandOutcome.REFUSED)]
    assert desk.late == [("c-1", "illegal-move"), ("c-2", "illegal-move")]


def test_that_a_refusal_at_once_is_nobodys_surprise(desk: DeskBox) -> None:
    desk.server.answer = MOVED_ON

    desk.send(step(1))

    assert (desk.heard, desk.late) == ([("c-1", CommandOutcome.REFUSED)], [])


def test_that_a_waiting_command_can_be_taken_back(desk: DeskBox, file: WaitingFile) -> None:
    desk.server.answer = AWAY
    desk.send(step(1), step(2))

    desk.box.withdraw(CommandId("c-2"))

    assert desk.heard[-1] == ("c-2", CommandOutcome.REFUSED)
    assert "没有执行" in desk.sentences[-1]
    assert desk.waiting == [one.command.command_id for one in file.read()] == ["c-1"]


def test_that_taking_back_what_may_have_been_done_says_so(desk: DeskBox) -> None:
    desk.server.answer = SILENT
    desk.send(step(1))

    desk.box.withdraw(CommandId("c-1"))

    assert desk.heard[-1] == ("c-1", CommandOutcome.UNKNOWN)
    assert "可能已执行" in desk.sentences[-1]


def test_that_what_waits_survives_the_consoles_crash(
    desk: DeskBox, file: WaitingFile, qtbot: QtBot
) -> None:
    desk.server.answer = AWAY
    desk.send(step(1), ISSUE)
    kept = desk.box.waiting

    after = DeskBox(file)
    assert after.box.waiting == kept
    after.box.set_link(LinkState.UP, "")

    qtbot.waitUntil(lambda: after.waiting == [])
    assert [command.command_id for command in after.server.sent] == ["c-1", "c-issue"]
    assert after.server.sent == [waited.command for waited in kept]


def test_that_nobody_sends_what_somebody_else_did(
    desk: DeskBox, file: WaitingFile, qtbot: QtBot
) -> None:
    desk.server.answer = AWAY
    desk.send(step(1))
    after = DeskBox(file)
    after.session.take(somebody("2"))
    after.box.set_link(LinkState.UP, "")

    after.send(step(2))

    assert after.ids_sent == ["c-2"]
    (left,) = after.box.waiting
    assert (left.owner_name, after.box.is_own(left)) == ("示范1", False)
    after.session.take(somebody())
    qtbot.waitUntil(lambda: after.ids_sent == ["c-2", "c-1"])


def test_that_a_vehicle_is_not_sent_long_after_it_was_ordered(desk: DeskBox, qtbot: QtBot) -> None:
    desk.server.answer = AWAY
    close = CloseIncident(command_id=CommandId("c-close"), incident_id=INCIDENT)
    desk.send(ISSUE, close)
    desk.now += timedelta(minutes=11)
    desk.server.answer = DONE

    qtbot.waitUntil(lambda: desk.waiting == [])
    assert desk.late == [("c-issue", "stale")]
    assert desk.heard[-1] == ("c-close", CommandOutcome.DONE)


def test_that_no_more_is_held_than_the_limit(qtbot: QtBot, file: WaitingFile) -> None:
    desk = DeskBox(file, most=2)
    desk.server.answer = AWAY

    desk.send(step(1), step(2), step(3))

    assert desk.heard[-1] == ("c-3", CommandOutcome.REFUSED)
    assert desk.waiting == ["c-1", "c-2"]


def test_that_a_command_at_which_the_server_fails_stops_nobody_for_ever(
    desk: DeskBox, qtbot: QtBot
) -> None:
    desk.server.answer = BROKEN
    desk.send(step(1), step(2))

    qtbot.waitUntil(lambda: desk.waiting == [])
    assert desk.late == [("c-1", FAULT), ("c-2", FAULT)]


def test_that_a_repeat_of_what_waits_is_the_same_command(desk: DeskBox) -> None:
    desk.server.answer = AWAY
    desk.send(step(1), step(1))

    assert desk.waiting == ["c-1"]
    assert desk.heard == [("c-1", W), ("c-1", W)]


def test_that_a_right_one_does_not_hold_is_told_at_once(desk: DeskBox) -> None:
    desk.server.answer = AWAY
    desk.server.rights = frozenset()

    desk.send(step(1))

    assert desk.heard == [("c-1", CommandOutcome.REFUSED)]
    assert desk.waiting == []


def test_that_an_unreadable_file_of_commands_is_put_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "waiting.json"
    path.write_text('[{"path": "/no-such-command", "body": "13900000000"}]', "utf-8")

    assert WaitingFile(path).read() == []
    assert path.with_suffix(".unreadable").exists()
    assert "13900000000" not in caplog.text
