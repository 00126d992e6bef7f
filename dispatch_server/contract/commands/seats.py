"""What a seat may ask: to declare its state, to send and read messages, to hand over."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from dispatch_server.contract.access import Right
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.commands.command import LONGEST_ID, Command
from dispatch_server.contract.ids import HandOverId, IncidentId, MessageId
from dispatch_server.contract.states import Priority, SeatState

LONGEST_TEXT = 500
"""A message, and the notes of a hand-over, have at most this many characters."""


class DeclareSeat(Command):
    """Say what the asking desk is doing; to be away needs a `reason`."""

    PATH: ClassVar[str] = "/seats/declare"
    RIGHT: ClassVar[Right] = Right.DECLARE_SEAT

    state: SeatState
    reason: str = Field(default="", max_length=200)


class SendMessage(Command):
    """Send words to a seat, a station or many; about an incident, where there is one."""

    PATH: ClassVar[str] = "/messages/send"
    RIGHT: ClassVar[Right] = Right.SEND_MESSAGES

    to: Addressee
    text: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)
    ]
    priority: Priority = Priority.ORDINARY
    incident_id: IncidentId | None = None


class ReceiveMessage(Command):
    """The asking seat has painted the message; this is its receipt."""

    PATH: ClassVar[str] = "/messages/received"
    RIGHT: ClassVar[Right] = Right.READ_MESSAGES

    message_id: Annotated[MessageId, Field(min_length=1, max_length=LONGEST_ID)]


class ReadMessage(Command):
    """A person at the asking seat has read the message."""

    PATH: ClassVar[str] = "/messages/read"
    RIGHT: ClassVar[Right] = Right.READ_MESSAGES

    message_id: Annotated[MessageId, Field(min_length=1, max_length=LONGEST_ID)]


class OfferHandOver(Command):
    """The leaving desk signs the list of what it leaves open, with its notes."""

    PATH: ClassVar[str] = "/handovers/offer"
    RIGHT: ClassVar[Right] = Right.HAND_OVER

    notes: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)] = ""


class TakeHandOver(Command):
    """The taking desk signs for a list that another one left."""

    PATH: ClassVar[str] = "/handovers/take"
    RIGHT: ClassVar[Right] = Right.HAND_OVER

    handover_id: Annotated[HandOverId, Field(min_length=1, max_length=LONGEST_ID)]
