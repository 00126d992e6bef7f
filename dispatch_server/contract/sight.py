"""What one seat sees of the board, by the table of sight: the same on the server for everybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from dispatch_server.contract.access import SIGHT, VEHICLE_SIGHT, Extent
from dispatch_server.contract.board import DRAWERS, Board, Entity, entity
from dispatch_server.contract.details import Details
from dispatch_server.contract.entities import (
    Incident,
    Link,
    Message,
    Order,
    Seat,
    Vehicle,
)
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.ids import IncidentId, SeatId, StationId, VehicleId
from dispatch_server.contract.states import Role, SeatState
from dispatch_server.contract.views import printer_link, receiver_link


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose eyes: a person's roles at a seat, a station's receiver, or a vehicle's device."""

    roles: frozenset[Role]
    seat_id: SeatId
    station_id: StationId | None = None
    vehicle_id: VehicleId | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is kept from it."""
        return all(extent is Extent.ALL for extent in self.extents.values())

    @property
    def extents(self) -> Mapping[str, Extent]:
        """How much it sees of each drawer."""
        return VEHICLE_SIGHT if self.vehicle_id is not None else _extents(self.roles)


@cache
def _extents(roles: frozenset[Role]) -> Mapping[str, Extent]:
    order = list(Extent)
    nothing = dict.fromkeys(DRAWERS, Extent.NOTHING)
    tables = [nothing, *(SIGHT[role] for role in roles)]
    return {drawer: max((table[drawer] for table in tables), key=order.index) for drawer in DRAWERS}


def narrowed(board: Board, sight: Sight) -> Board:
    """Return the board as it is seen: same number, other things left out."""
    narrow = Board(seq=board.seq)
    for drawer in DRAWERS:
        if sight.extents[drawer] is Extent.NOTHING:
            continue
        things: dict[str, Entity] = getattr(narrow, drawer)
        for thing_id in getattr(board, drawer):
            seen = as_seen(board, Touched(drawer, thing_id), sight)
            if seen is not None:
                things[thing_id] = seen
    return narrow


def concerned(board: Board, touched: Iterable[Touched]) -> tuple[Touched, ...]:
    """Return what was touched and what may come into sight or leave it with that."""
    found: dict[Touched, None] = {}
    for thing in touched:
        found[thing] = None
        order = entity(board, thing) if thing.kind == "orders" else None
        if isinstance(order, Order):
            found[Touched("incidents", order.incident_id)] = None
    return tuple(found)


def as_seen(board: Board, touched: Touched, sight: Sight) -> Entity | None:
    """Return a thing as it is seen, or None where it is not seen or is no longer there."""
    thing, extent = entity(board, touched), sight.extents[touched.kind]
    if thing is None or extent is Extent.NOTHING:
        return None
    if extent is Extent.ALL:
        return thing
    is_own = _is_own(board, thing, sight)
    if extent is Extent.OWN:
        return _own(thing, sight) if is_own else None
    return thing if is_own else _named(thing)


def _is_own(board: Board, thing: Entity, sight: Sight) -> bool:
    if isinstance(thing, Order):
        return _is_of(sight, thing.station_id, thing.vehicle_id)
    if isinstance(thing, Vehicle):
        return _is_of(sight, thing.station_id, thing.id)
    if isinstance(thing, Incident):
        return _has_own_order(board, thing.id, sight)
    return _is_seats_own(thing, sight)


def _is_seats_own(thing: Entity, sight: Sight) -> bool:
    if isinstance(thing, Message):
        return sight.seat_id == thing.sender or sight.seat_id in thing.receipts
    if isinstance(thing, Link):
        own = sight.station_id
        return own is not None and thing.id in {printer_link(own), receiver_link(own)}
    return isinstance(thing, Seat) and sight.seat_id == thing.id


def _is_of(sight: Sight, station_id: StationId, vehicle_id: VehicleId) -> bool:
    if sight.vehicle_id is not None:
        return sight.vehicle_id == vehicle_id
    return sight.station_id == station_id


def _has_own_order(board: Board, incident_id: IncidentId, sight: Sight) -> bool:
    return any(
        order.incident_id == incident_id and _is_of(sight, order.station_id, order.vehicle_id)
        for order in board.orders.values()
    )


def _own(thing: Entity, sight: Sight) -> Entity:
    """Return what is one's own, without what concerns others alone."""
    if isinstance(thing, Incident):
        return replace(thing, details=Details(), seat_id=None, merged_into=None)
    if isinstance(thing, Message) and thing.sender != sight.seat_id:
        return replace(thing, receipts={sight.seat_id: thing.receipts[sight.seat_id]})
    return thing


def _named(thing: Entity) -> Entity:
    """Return somebody else's thing by its name alone."""
    if isinstance(thing, Seat):
        return replace(thing, phone="", state=SeatState.READY, since=None, reason="")
    if isinstance(thing, Vehicle):
        return replace(thing, crew="", point=None, duty_reason="")
    return thing
