"""Messages on the station's receiver: shown, read by Enter, and never over an alarm's facts."""

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatch_console.map.base_map import BaseMap
from dispatch_console.theme.palette import Theme, wear
from dispatch_console.viewmodels.station_receiver import Page
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.commands.seats import ReadMessage, ReceiveMessage
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.events.seats import MessageRead, MessageSent
from dispatch_server.contract.ids import MessageId
from dispatch_server.contract.states import AddresseeKind, LinkState, OrderState, Priority
from tests.builders import ORDER, RECEIVER, SEAT, STATION, board, journal, room
from tests.console.station_room import Receiver

MESSAGE = MessageId("m-1")
LONG = "示范大桥北行封闭，绕行示范二桥，" * 30


def message(
    message_id: MessageId = MESSAGE,
    *,
    text: str = "示范大桥封闭至 17:00",
    priority: Priority = Priority.ORDINARY,
) -> MessageSent:
    return MessageSent(
        message_id=message_id,
        sender=SEAT,
        to=Addressee(AddresseeKind.STATION, STATION),
        seats=(RECEIVER,),
        text=text,
        priority=priority,
    )


URGENT = message(priority=Priority.URGENT)


@pytest.fixture
def receiver(base: BaseMap, qtbot: QtBot) -> Iterator[Receiver]:
    yield Receiver(base, qtbot)
    wear(Theme.DARK)


def receipts(receiver: Receiver) -> list[MessageId]:
    return [c.message_id for c in receiver.commands.sent if isinstance(c, ReceiveMessage)]


def read(receiver: Receiver) -> list[MessageId]:
    return [c.message_id for c in receiver.commands.sent if isinstance(c, ReadMessage)]


def test_that_a_message_stands_at_the_foot_of_the_idle_page_and_enter_reads_it(
    receiver: Receiver,
) -> None:
    receiver.happen(message())
    words = receiver.window.idle.band.words
    receiver.press(Qt.Key.Key_Return)
    receiver.happen(MessageRead(message_id=MESSAGE, seat_id=RECEIVER))

    assert words is not None
    assert words.text == "示范大桥封闭至 17:00"
    assert "01席" in words.note
    assert (receipts(receiver), read(receiver)) == ([MESSAGE], [MESSAGE])
    assert receiver.window.idle.band.isHidden()


def test_that_the_receipt_goes_once_however_often_it_is_painted(receiver: Receiver) -> None:
    receiver.happen(message())
    for _ in range(3):
        receiver.window.grab()
        receiver.settle()

    assert receipts(receiver) == [MESSAGE]


def test_that_an_urgent_message_stands_on_a_running_job_too(receiver: Receiver) -> None:
    receiver.issue()
    receiver.happen(OrderMoved(order_id=ORDER, to=OrderState.ACKNOWLEDGED), URGENT)
    shown = receiver.window.message_band.isVisible()
    receiver.press(Qt.Key.Key_Return)

    assert (receiver.window.page, shown) == (Page.JOB, True)
    assert read(receiver) == [MESSAGE]


def test_that_an_ordinary_message_waits_while_an_order_is_shown(receiver: Receiver) -> None:
    receiver.issue()
    receiver.happen(message())
    receiver.press(Qt.Key.Key_Return)

    assert receiver.window.message_band.isHidden()
    assert (receipts(receiver), read(receiver)) == ([], [])


def test_that_a_long_urgent_message_stays_low_under_an_alarm_and_is_not_receipted(
    receiver: Receiver,
) -> None:
    receiver.happen(message(text=LONG, priority=Priority.URGENT))
    whole = receiver.window.message_band.height()
    before = receipts(receiver)
    receiver.issue()
    other = MessageId("m-2")
    receiver.happen(MessageRead(message_id=MESSAGE, seat_id=RECEIVER))
    receiver.happen(message(other, text=LONG, priority=Priority.URGENT))
    low = receiver.window.message_band.height()
    receiver.press(Qt.Key.Key_Return)

    assert receiver.window.page is Page.ALARM
    assert low < whole
    assert before == receipts(receiver) == [MESSAGE]
    assert read(receiver) == []


def test_that_the_band_never_lies_on_the_facts_of_an_alarm(receiver: Receiver) -> None:
    receiver.issue()
    receiver.happen(URGENT)
    window, facts = receiver.window, receiver.window.alarm.facts
    foot = facts.mapTo(window, facts.rect().bottomLeft()).y()

    assert window.message_band.isVisible()
    assert foot < window.message_band.y()


def test_that_a_receiver_that_comes_back_shows_what_was_sent_meanwhile(receiver: Receiver) -> None:
    receiver.messages.set_link(LinkState.DOWN)
    receiver.mirror.replace(board([*room(), message()]))
    receiver.messages.set_link(LinkState.UP)
    receiver.settle()

    assert receiver.window.idle.band.words is not None
    assert receipts(receiver) == [MESSAGE]


def test_that_a_message_to_others_is_none_of_this_station(receiver: Receiver) -> None:
    other = message().model_copy(update={"seats": (SEAT,)})
    (recorded,) = journal([other], after=receiver.mirror.board.seq)
    receiver.mirror.receive(recorded)
    receiver.settle()

    assert receiver.window.idle.band.words is None
