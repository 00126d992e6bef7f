"""Seat states, messages and hand-over at the dispatcher's desk, worked by keys alone."""

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QInputMethodEvent
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.theme.palette import Theme, wear
from dispatch_console.widgets.dressing import dress
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.commands.seats import (
    DeclareSeat,
    OfferHandOver,
    ReadMessage,
    ReceiveMessage,
    SendMessage,
    TakeHandOver,
)
from dispatch_server.contract.events.seats import (
    HandOverOffered,
    HandOverTaken,
    MessageRead,
    MessageReceived,
    MessageSent,
    SeatDeclared,
)
from dispatch_server.contract.handing_over import HandOverItem
from dispatch_server.contract.ids import HandOverId, MessageId, SeatId
from dispatch_server.contract.states import (
    AddresseeKind,
    HandOverKind,
    LinkState,
    Priority,
    SeatState,
)
from tests.builders import INCIDENT, OTHER_SEAT, RECEIVER, SEAT, answered, opened, ringing
from tests.console.clipping import clipped
from tests.console.desk_window import Seated

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MESSAGE = MessageId("m-1")
UNKNOWN = CommandAnswer(outcome=CommandOutcome.UNKNOWN, sentence="没有应答")
REFUSED = CommandAnswer(
    outcome=CommandOutcome.REFUSED, code="last-ready", sentence="没有别的调度席"
)


def message(
    message_id: MessageId = MESSAGE,
    *,
    text: str = "示范大桥封闭",
    priority: Priority = Priority.ORDINARY,
    sender: SeatId = OTHER_SEAT,
    seats: tuple[SeatId, ...] = (SEAT,),
) -> MessageSent:
    return MessageSent(
        message_id=message_id,
        sender=sender,
        to=Addressee(AddresseeKind.EVERYONE),
        seats=seats,
        text=text,
        priority=priority,
    )


@pytest.fixture
def seated(qtbot: QtBot, qapp: QApplication) -> Iterator[Seated]:
    dress(qapp, Theme.DARK)
    seated = Seated(qtbot)
    yield seated
    seated.leave()
    wear(Theme.DARK)


def paint(seated: Seated) -> None:
    """Let the window paint what changed."""
    seated.window.grab()
    QCoreApplication.processEvents()


def compose(field: QWidget, letters: str, words: str = "") -> None:
    """Let an input method show letters, or hand words in."""
    event = QInputMethodEvent(letters, [])
    if words:
        event.setCommitString(words)
    QCoreApplication.sendEvent(field, event)


def write(seated: Seated, to: str, words: str) -> None:
    """Write a message: the addressee by initials, the words by the input method."""
    seated.press(Qt.Key.Key_M, held=CTRL)
    seated.type(to)
    seated.press(Qt.Key.Key_Return)
    compose(seated.focus, "", words)


def test_that_shift_f1_says_busy_and_then_ready(seated: Seated) -> None:
    seated.press(Qt.Key.Key_F1, held=SHIFT)
    seated.room.play([SeatDeclared(seat_id=SEAT, state=SeatState.BUSY)])
    seated.press(Qt.Key.Key_F1, held=SHIFT)

    assert [c.state for c in seated.room.sent(DeclareSeat)] == [SeatState.BUSY, SeatState.READY]


def test_that_a_digit_says_why_the_desk_is_away_and_gives_the_focus_back(seated: Seated) -> None:
    seated.take()
    before = seated.focus
    seated.press(Qt.Key.Key_F2, held=SHIFT)
    seated.type("1")

    (declared,) = seated.room.sent(DeclareSeat)
    assert (declared.state, declared.reason) == (SeatState.AWAY, "就餐")
    assert not seated.window.seat_panel.is_open
    assert seated.focus is before


def test_that_escape_leaves_the_seat_as_it_is(seated: Seated) -> None:
    seated.press(Qt.Key.Key_F2, held=SHIFT)
    seated.press(Qt.Key.Key_Escape)

    assert seated.room.sent(DeclareSeat) == []


def test_that_a_refusal_to_leave_is_shown_in_the_servers_words(seated: Seated) -> None:
    seated.room.commands.answer = REFUSED
    seated.press(Qt.Key.Key_F1, held=SHIFT)

    assert [toast.words for toast in seated.window.toasts.shown] == ["没有别的调度席"]
    assert seated.room.models.desk.state is SeatState.READY


def test_that_the_room_block_shows_what_the_desk_declared_and_since_when(seated: Seated) -> None:
    seated.room.play([SeatDeclared(seat_id=SEAT, state=SeatState.BUSY)])
    seated.room.later(65)

    assert "示忙" in seated.window.room.accessibleName()
    assert "1:05" in seated.window.room.accessibleName()


def test_that_a_message_is_receipted_once_it_is_painted_and_only_once(seated: Seated) -> None:
    seated.room.play([message()])
    paint(seated)
    paint(seated)

    assert [c.message_id for c in seated.room.sent(ReceiveMessage)] == [MESSAGE]


def test_that_a_message_behind_the_record_is_not_receipted(seated: Seated) -> None:
    seated.press(Qt.Key.Key_G, held=CTRL)
    seated.room.play([message()])
    paint(seated)
    hidden = seated.room.sent(ReceiveMessage)
    seated.press(Qt.Key.Key_G, held=CTRL)
    paint(seated)

    assert hidden == []
    assert len(seated.room.sent(ReceiveMessage)) == 1


def test_that_a_receipt_of_unknown_outcome_goes_again_under_its_own_id(seated: Seated) -> None:
    messages = seated.room.models.messages
    messages.set_link(LinkState.UP)
    seated.room.commands.answer = UNKNOWN
    seated.room.play([message()])
    paint(seated)
    messages.set_link(LinkState.DOWN)
    messages.set_link(LinkState.UP)

    ids = {command.command_id for command in seated.room.sent(ReceiveMessage)}
    assert len(seated.room.sent(ReceiveMessage)) == 2
    assert len(ids) == 1


def test_that_a_message_known_as_received_is_not_receipted_again(seated: Seated) -> None:
    seated.room.play([message(), MessageReceived(message_id=MESSAGE, seat_id=SEAT)])
    paint(seated)

    assert seated.room.sent(ReceiveMessage) == []


def test_that_a_message_is_read_by_key_and_the_next_one_shown(seated: Seated) -> None:
    second = MessageId("m-2")
    seated.room.play([message(), message(second, text="示范二路积水")])
    seated.press(Qt.Key.Key_R, held=CTRL)
    first = seated.words("message_words")
    seated.press(Qt.Key.Key_Return)
    following = seated.words("message_words")
    seated.press(Qt.Key.Key_Return)

    assert (first, following) == ("示范大桥封闭", "示范二路积水")
    assert [c.message_id for c in seated.room.sent(ReadMessage)] == [MESSAGE, second]
    assert not seated.window.reader.is_open


def test_that_an_urgent_message_comes_first_and_says_so(seated: Seated) -> None:
    seated.press(Qt.Key.Key_G, held=CTRL)
    seated.room.play([message(), message(MessageId("m-2"), priority=Priority.URGENT)])

    assert [row.id for row in seated.room.models.messages.model.rows] == ["m-2", "m-1"]
    assert seated.window.lists.currentWidget() is seated.window.messages
    assert ["加急" in toast.words for toast in seated.window.toasts.shown] == [True]


def test_that_a_message_is_written_to_a_station_found_by_initials(seated: Seated) -> None:
    write(seated, "sfyz", "示范大桥封闭，绕行")
    seated.press(Qt.Key.Key_Return)

    (sent,) = seated.room.sent(SendMessage)
    assert sent.to == Addressee(AddresseeKind.STATION, "st-1")
    assert (sent.text, sent.priority) == ("示范大桥封闭，绕行", Priority.ORDINARY)
    assert not seated.window.composer.is_open
    assert seated.window.composer.line.text() == ""


def test_that_enter_belongs_to_the_input_method_while_words_are_composed(seated: Seated) -> None:
    write(seated, "sfyz", "大桥")
    compose(seated.focus, "fengbi")
    seated.press(Qt.Key.Key_Return)
    before = seated.room.sent(SendMessage)
    compose(seated.focus, "", "封闭")
    seated.press(Qt.Key.Key_Return)

    assert before == []
    assert [command.text for command in seated.room.sent(SendMessage)] == ["大桥封闭"]


def test_that_escape_keeps_the_words_for_the_next_time(seated: Seated) -> None:
    write(seated, "sfyz", "大桥封闭")
    seated.press(Qt.Key.Key_Escape)
    closed = seated.window.composer.is_open
    seated.press(Qt.Key.Key_M, held=CTRL)

    assert not closed
    assert seated.window.composer.line.text() == "大桥封闭"
    assert seated.focus is seated.window.composer.line


def test_that_a_message_not_known_as_sent_keeps_its_words_and_its_id(seated: Seated) -> None:
    seated.room.commands.answer = UNKNOWN
    write(seated, "sfyz", "大桥封闭")
    seated.press(Qt.Key.Key_Return)
    seated.press(Qt.Key.Key_Return)

    first, second = seated.room.sent(SendMessage)
    assert first == second
    assert seated.window.composer.line.text() == "大桥封闭"


def test_that_a_reply_goes_to_who_wrote_about_the_same_incident(seated: Seated) -> None:
    seated.room.play([*ringing(), *answered(), *opened()])
    about = message().model_copy(update={"incident_id": INCIDENT})
    seated.room.play([about])
    seated.press(Qt.Key.Key_R, held=CTRL)
    seated.press(Qt.Key.Key_M, held=CTRL)
    compose(seated.focus, "", "收到")
    seated.press(Qt.Key.Key_Return)

    (sent,) = seated.room.sent(SendMessage)
    assert sent.to == Addressee(AddresseeKind.SEAT, OTHER_SEAT)
    assert sent.incident_id == INCIDENT


def test_that_keys_make_a_message_urgent_and_about_the_chosen_incident(seated: Seated) -> None:
    seated.take()
    seated.room.play(opened())
    write(seated, "sfyz", "改从北门进")
    seated.press(Qt.Key.Key_U, held=CTRL)
    seated.press(Qt.Key.Key_I, held=CTRL)
    seated.press(Qt.Key.Key_Return)

    (sent,) = seated.room.sent(SendMessage)
    assert (sent.priority, sent.incident_id) == (Priority.URGENT, INCIDENT)


def test_that_a_sent_message_shows_what_is_known_of_every_addressee(seated: Seated) -> None:
    rows = seated.room.models.messages.model
    seated.room.play([message(sender=SEAT, seats=(OTHER_SEAT, RECEIVER))])
    unknown = rows.rows[0].state
    seated.room.play(
        [
            MessageReceived(message_id=MESSAGE, seat_id=OTHER_SEAT),
            MessageRead(message_id=MESSAGE, seat_id=OTHER_SEAT),
        ]
    )

    assert (unknown, rows.rows[0].state) == ("未知 2", "已读 1 未知 1")
    assert set(rows.rows[0].each) == {"02席 已读", "示范一站受警机 未知"}


def test_that_the_leaving_desk_signs_its_list_with_notes(seated: Seated) -> None:
    seated.take()
    seated.press(Qt.Key.Key_H, held=CTRL | SHIFT)
    compose(seated.focus, "", "示范一站打印机缺纸")
    seated.press(Qt.Key.Key_Return, held=CTRL)

    assert [item.kind for item in seated.room.models.hand_over.model.rows] == [
        HandOverKind.INCIDENT
    ]
    assert [command.notes for command in seated.room.sent(OfferHandOver)] == ["示范一站打印机缺纸"]


def test_that_a_list_left_by_another_desk_is_taken_by_key(seated: Seated) -> None:
    handover_id = HandOverId("h-1")
    items = (HandOverItem(HandOverKind.ORDER, "o-1", "1-1 急01", "undelivered"),)
    seated.room.play(
        [
            HandOverOffered(
                handover_id=handover_id, seat_id=OTHER_SEAT, items=items, notes="示范备注"
            )
        ]
    )
    seated.press(Qt.Key.Key_H, held=CTRL | SHIFT)
    seated.press(Qt.Key.Key_Return, held=CTRL)
    seated.room.play([HandOverTaken(handover_id=handover_id, seat_id=SEAT, items=items)])

    assert [c.handover_id for c in seated.room.sent(TakeHandOver)] == [handover_id]
    assert seated.words("hand_over_said") == "示范备注"
    assert "01席" in seated.words("hand_over_signed")
    assert not seated.window.hand_over.button.isEnabled()


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("size", [(1920, 1080), (1700, 960)])
@pytest.mark.parametrize("key", [Qt.Key.Key_M, Qt.Key.Key_R, Qt.Key.Key_H, Qt.Key.Key_F2])
def test_that_no_words_of_the_panels_are_clipped(
    seated: Seated, qapp: QApplication, theme: Theme, size: tuple[int, int], key: Qt.Key
) -> None:
    dress(qapp, theme)
    seated.window.resize(*size)
    seated.room.play([message(text="长" * 120)])
    held = {Qt.Key.Key_H: CTRL | SHIFT, Qt.Key.Key_F2: SHIFT}.get(key, CTRL)
    seated.press(key, held=held)
    QCoreApplication.processEvents()

    assert clipped(seated.window) == []
