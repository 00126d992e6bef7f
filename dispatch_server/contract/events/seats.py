"""What seats say: of themselves, to each other, and at a change of shift."""

from typing import Literal

from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.events.fact import Fact
from dispatch_server.contract.handing_over import HandOverItem
from dispatch_server.contract.ids import HandOverId, IncidentId, MessageId, SeatId
from dispatch_server.contract.states import Priority, SeatState


class SeatDeclared(Fact):
    """A desk said what it is doing; the reason stands in the envelope."""

    type: Literal["seat.declared"] = "seat.declared"
    seat_id: SeatId
    state: SeatState


class MessageSent(Fact):
    """A seat sent words to `to`, which meant these `seats` at that moment."""

    type: Literal["message.sent"] = "message.sent"
    message_id: MessageId
    sender: SeatId
    to: Addressee
    seats: tuple[SeatId, ...]
    text: str
    priority: Priority
    incident_id: IncidentId | None = None


class MessageReceived(Fact):
    """A seat has painted the message: its own receipt."""

    type: Literal["message.received"] = "message.received"
    message_id: MessageId
    seat_id: SeatId


class MessageRead(Fact):
    """A person at the seat pressed the key for having read it."""

    type: Literal["message.read"] = "message.read"
    message_id: MessageId
    seat_id: SeatId


class HandOverOffered(Fact):
    """The leaving desk signed its list, as it stood; it replaces one of its own not yet taken."""

    type: Literal["handover.offered"] = "handover.offered"
    handover_id: HandOverId
    seat_id: SeatId
    items: tuple[HandOverItem, ...]
    notes: str


class HandOverTaken(Fact):
    """Another desk signed for the list, as it stood by then."""

    type: Literal["handover.taken"] = "handover.taken"
    handover_id: HandOverId
    seat_id: SeatId
    items: tuple[HandOverItem, ...]
