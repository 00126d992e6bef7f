"""Who acts, as the journal names them."""

from typing import Final

from dispatch_server.contract.entities import Seat
from dispatch_server.contract.events import Actor, ActorKind

EXCHANGE: Final = Actor(kind=ActorKind.EXCHANGE, id="exchange")
PRINTER: Final = Actor(kind=ActorKind.PRINTER, id="printer")
SYSTEM: Final = Actor(kind=ActorKind.SYSTEM, id="server")


def at_seat(seat: Seat) -> Actor:
    """Return the actor of a command from a seat."""
    return Actor(kind=ActorKind.SEAT, id=seat.id, seat_id=seat.id)
