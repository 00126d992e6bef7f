"""Who acts, as the journal names them, and who asks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dispatch_server.contract.access import Right
from dispatch_server.contract.entities import Seat
from dispatch_server.contract.events import Actor, ActorKind
from dispatch_server.contract.ids import CommandId, DeviceId, PersonId, SeatId
from dispatch_server.contract.sight import Sight

EXCHANGE: Final = Actor(kind=ActorKind.EXCHANGE, id="exchange")
PRINTER: Final = Actor(kind=ActorKind.PRINTER, id="printer")
SYSTEM: Final = Actor(kind=ActorKind.SYSTEM, id="server")
COMMAND_LINE: Final = Actor(kind=ActorKind.SYSTEM, id="command-line")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, from which seat, what they may and what they see."""

    actor: Actor
    seat: Seat
    rights: frozenset[Right]
    sight: Sight


@dataclass(frozen=True, slots=True)
class Act:
    """In whose name something is journalled, under which id, and the asker's own clock."""

    by: Actor
    command_id: CommandId
    device_at: datetime | None = None


def person_at(person_id: PersonId, seat_id: SeatId) -> Actor:
    """Return the actor of what a person does at a seat."""
    return Actor(kind=ActorKind.PERSON, id=person_id, seat_id=seat_id)


def device_at(device_id: DeviceId, seat_id: SeatId) -> Actor:
    """Return the actor of what a device does by itself."""
    return Actor(kind=ActorKind.DEVICE, id=device_id, seat_id=seat_id)


def somebody_at(seat_id: SeatId) -> Actor:
    """Return the actor of what somebody unknown does at a seat."""
    return Actor(kind=ActorKind.SEAT, id=seat_id, seat_id=seat_id)
