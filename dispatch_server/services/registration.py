"""Stations, vehicles, hospitals and seats enter the board: journalled only where they changed."""

from collections.abc import Sequence
from uuid import uuid4

from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.resources import (
    HospitalRegistered,
    SeatRegistered,
    StationRegistered,
    VehicleRegistered,
)
from dispatch_server.contract.ids import CommandId
from dispatch_server.ports.storage import Store
from dispatch_server.services.actors import SYSTEM


class RegistrationService:
    """Registers what a room has."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def register(self, events: Sequence[Event]) -> int:
        """Journal the registrations that say something new; return how many did."""
        new = [event for event in events if not _is_known(self._store.board, event)]
        if new:
            async with self._store.begin(CommandId(f"register:{uuid4().hex}"), by=SYSTEM) as tx:
                tx.record(*new)
        return len(new)


def _is_known(board: Board, event: Event) -> bool:
    match event:
        case StationRegistered():
            held: object = board.stations.get(event.station_id)
        case VehicleRegistered():
            held = board.vehicles.get(event.vehicle_id)
        case HospitalRegistered():
            held = board.hospitals.get(event.hospital_id)
        case SeatRegistered():
            held = board.seats.get(event.seat_id)
        case _:
            return False
    said = event.model_dump(exclude={"type"})
    return held is not None and all(
        value == getattr(held, "id" if name.endswith("_id") and not hasattr(held, name) else name)
        for name, value in said.items()
    )
