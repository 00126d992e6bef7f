"""Messages between seats: who gets them, and what is known of each addressee."""

import pytest

from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.board import KEPT_MESSAGES
from dispatch_server.contract.commands.seats import SendMessage
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.seats import MessageRead, MessageReceived, MessageSent
from dispatch_server.contract.ids import CommandId, IncidentId, MessageId, SeatId
from dispatch_server.contract.states import AddresseeKind, Priority, ReceiptState
from dispatch_server.contract.views import unread_at
from dispatch_server.domain import messages
from dispatch_server.domain.errors import NobodyThere, NotFound, NotYours
from tests.builders import FAR_STATION, OTHER_SEAT, RECEIVER, SEAT, STATION, board, room

MESSAGE = MessageId("m-1")
EVERYONE = Addressee(AddresseeKind.EVERYONE)


def sent(
    message_id: MessageId = MESSAGE,
    *,
    to: SeatId = RECEIVER,
    priority: Priority = Priority.ORDINARY,
) -> MessageSent:
    return MessageSent(
        message_id=message_id,
        sender=SEAT,
        to=Addressee(AddresseeKind.SEAT, to),
        seats=(to,),
        text="示范大桥封闭",
        priority=priority,
    )


def receipts(message_id: MessageId = MESSAGE) -> list[Event]:
    return [
        MessageReceived(message_id=message_id, seat_id=RECEIVER),
        MessageRead(message_id=message_id, seat_id=RECEIVER),
    ]


def addressees(to: Addressee) -> tuple[SeatId, ...]:
    held = board(room())
    command = SendMessage(command_id=CommandId("c"), to=to, text="示范")
    (event,) = messages.send(held, command, MESSAGE, by=held.seats[SEAT])
    assert isinstance(event, MessageSent)
    return event.seats


@pytest.mark.parametrize(
    ("to", "seats"),
    [
        (Addressee(AddresseeKind.SEAT, OTHER_SEAT), (OTHER_SEAT,)),
        (Addressee(AddresseeKind.STATION, STATION), (RECEIVER,)),
        (Addressee(AddresseeKind.DISPATCHERS), (OTHER_SEAT,)),
        (Addressee(AddresseeKind.STATIONS), (RECEIVER,)),
        (EVERYONE, (RECEIVER, OTHER_SEAT)),
    ],
)
def test_that_a_message_reaches_whom_it_names_and_not_its_sender(
    to: Addressee, seats: tuple[SeatId, ...]
) -> None:
    assert addressees(to) == seats


def test_that_a_station_without_a_receiver_is_named_in_the_refusal() -> None:
    with pytest.raises(NobodyThere, match="示范二站没有登记受警机"):
        addressees(Addressee(AddresseeKind.STATION, FAR_STATION))


def test_that_a_message_to_oneself_goes_nowhere() -> None:
    with pytest.raises(NobodyThere):
        addressees(Addressee(AddresseeKind.SEAT, SEAT))


def test_that_a_message_about_an_unknown_incident_is_refused() -> None:
    held = board(room())
    command = SendMessage(
        command_id=CommandId("c"), to=EVERYONE, text="示范", incident_id=IncidentId("none")
    )

    with pytest.raises(NotFound):
        messages.send(held, command, MESSAGE, by=held.seats[SEAT])


@pytest.mark.parametrize("text", ["", "　 ", "长" * 501])
def test_that_a_message_says_something_and_not_too_much(text: str) -> None:
    with pytest.raises(ValueError, match="text"):
        SendMessage(command_id=CommandId("c"), to=EVERYONE, text=text)


def test_that_nothing_heard_is_unknown_until_the_receipts_come() -> None:
    states = [
        board([*room(), sent(), *receipts()[:count]]).messages[MESSAGE].receipts[RECEIVER].state
        for count in range(3)
    ]

    assert states == [ReceiptState.UNKNOWN, ReceiptState.RECEIVED, ReceiptState.READ]


def test_that_a_second_receipt_says_nothing_new() -> None:
    held = board([*room(), sent(), *receipts()])
    by = held.seats[RECEIVER]

    assert messages.receive(held, MESSAGE, by=by) == []
    assert messages.read(held, MESSAGE, by=by) == []


def test_that_only_an_addressee_gives_a_receipt() -> None:
    held = board([*room(), sent()])

    with pytest.raises(NotYours):
        messages.read(held, MESSAGE, by=held.seats[OTHER_SEAT])


def test_that_urgent_messages_are_read_first_then_the_oldest() -> None:
    order = [MessageId("a"), MessageId("b"), MessageId("c")]
    urgent = sent(order[2], priority=Priority.URGENT)

    unread = unread_at(board([*room(), sent(order[0]), sent(order[1]), urgent]), RECEIVER)

    assert [m.id for m in unread] == ["c", "a", "b"]


def test_that_what_everybody_read_is_forgotten_before_what_is_unread() -> None:
    events: list[Event] = [*room(), sent(MessageId("unread"))]
    for number in range(KEPT_MESSAGES + 5):
        message_id = MessageId(f"m-{number:03}")
        events += [sent(message_id), *receipts(message_id)]

    kept = board(events).messages

    assert len(kept) == KEPT_MESSAGES
    assert "unread" in kept
    assert "m-000" not in kept


def test_that_even_unread_messages_have_a_bound() -> None:
    events = [sent(MessageId(f"m-{n:03}")) for n in range(KEPT_MESSAGES + 1)]

    kept = board([*room(), *events]).messages

    assert len(kept) == KEPT_MESSAGES
    assert "m-000" not in kept
