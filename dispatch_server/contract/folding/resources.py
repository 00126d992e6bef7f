"""How events about stations, vehicles, hospitals, seats and links change the board."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_server.contract.entities import Hospital, Link, Seat, Station, Vehicle
from dispatch_server.contract.events.envelope import Recorded, ResourceEvent
from dispatch_server.contract.events.resources import (
    DutySet,
    HospitalRegistered,
    LinkChanged,
    RegisterNotRefreshed,
    RegisterRefreshed,
    SeatRegistered,
    StationRegistered,
    VehicleRegistered,
)
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.states import Duty

if TYPE_CHECKING:
    from dispatch_server.contract.board import Board


def fold_resource(board: "Board", recorded: Recorded, event: ResourceEvent) -> Iterator[Touched]:
    """Change the board by an event about a resource of the room."""
    match event:
        case StationRegistered() as e:
            board.stations[e.station_id] = Station(
                e.station_id, e.name, e.address, e.point, e.phone, e.printer
            )
            yield Touched("stations", e.station_id)
        case HospitalRegistered() as e:
            board.hospitals[e.hospital_id] = Hospital(
                e.hospital_id, e.name, e.address, e.point, e.phone, e.centres
            )
            yield Touched("hospitals", e.hospital_id)
        case SeatRegistered() as e:
            known = board.seats.get(e.seat_id, Seat(e.seat_id, e.name, e.role))
            board.seats[e.seat_id] = replace(
                known, name=e.name, role=e.role, phone=e.phone, station_id=e.station_id
            )
            yield Touched("seats", e.seat_id)
        case LinkChanged() as e:
            board.links[e.link_id] = Link(e.link_id, e.state, recorded.at, e.cause)
            yield Touched("links", e.link_id)
        case VehicleRegistered() | DutySet():
            board.vehicles[event.vehicle_id] = _next_vehicle(board, recorded, event)
            yield Touched("vehicles", event.vehicle_id)
        case RegisterRefreshed() | RegisterNotRefreshed():
            return


def _next_vehicle(
    board: "Board", recorded: Recorded, event: VehicleRegistered | DutySet
) -> Vehicle:
    known = board.vehicles.get(event.vehicle_id)
    if isinstance(event, VehicleRegistered):
        return _registered(known, recorded, event)
    if known is None:
        raise KeyError(event.vehicle_id)
    return replace(
        known,
        duty=event.duty,
        duty_since=recorded.at,
        duty_reason=recorded.reason,
        duty_until=event.until,
        point=None if event.duty is Duty.AT_STATION else known.point,
    )


def _registered(known: Vehicle | None, recorded: Recorded, event: VehicleRegistered) -> Vehicle:
    """Return a vehicle as registered; one that is known goes on where it is, as it is."""
    if known is not None:
        return replace(
            known,
            name=event.name,
            plate=event.plate,
            kind=event.kind,
            station_id=event.station_id,
            crew=event.crew,
        )
    return Vehicle(
        event.vehicle_id,
        event.name,
        event.plate,
        event.kind,
        event.station_id,
        event.crew,
        Duty.AT_STATION,
        recorded.at,
    )
