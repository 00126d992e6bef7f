"""How events about people, sign-ins and devices change the board."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_server.contract.entities import Device, Person, SignedIn
from dispatch_server.contract.events.envelope import PeopleEvent, Recorded
from dispatch_server.contract.events.people import (
    DeviceIssued,
    DeviceRevoked,
    PasswordSet,
    PersonChanged,
    PersonLockedOut,
    PersonRegistered,
    PersonReleased,
    PersonSignedIn,
    PersonSignedOut,
    SignInFailed,
    VehicleDeviceIssued,
)
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.ids import vehicle_seat

if TYPE_CHECKING:
    from dispatch_server.contract.board import Board


def fold_people(board: "Board", recorded: Recorded, event: PeopleEvent) -> Iterator[Touched]:
    """Change the board by an event about people and credentials."""
    match event:
        case PersonRegistered() | PersonChanged():
            board.people[event.person_id] = _next_person(board, event)
            yield Touched("people", event.person_id)
        case PersonSignedIn() as e:
            board.signed_in[e.seat_id] = SignedIn(
                e.seat_id, e.person_id, e.roles, recorded.at, e.expires_at
            )
            yield Touched("signed_in", e.seat_id)
        case PersonSignedOut() as e:
            board.signed_in.pop(e.seat_id, None)
            yield Touched("signed_in", e.seat_id)
        case DeviceIssued() as e:
            board.devices[e.device_id] = Device(e.device_id, e.seat_id, recorded.at)
            yield Touched("devices", e.device_id)
        case VehicleDeviceIssued() as e:
            board.devices[e.device_id] = Device(
                e.device_id, vehicle_seat(e.vehicle_id), recorded.at, vehicle_id=e.vehicle_id
            )
            yield Touched("devices", e.device_id)
        case DeviceRevoked() as e:
            held = board.devices[e.device_id]
            board.devices[e.device_id] = replace(held, revoked_at=recorded.at)
            yield Touched("devices", e.device_id)
        case PasswordSet() | SignInFailed() | PersonLockedOut() | PersonReleased():
            return


def _next_person(board: "Board", event: PersonRegistered | PersonChanged) -> Person:
    if isinstance(event, PersonRegistered):
        return Person(
            event.person_id, event.number, event.name, event.roles, station_id=event.station_id
        )
    return replace(
        board.people[event.person_id],
        name=event.name,
        roles=event.roles,
        active=event.active,
        station_id=event.station_id,
    )
