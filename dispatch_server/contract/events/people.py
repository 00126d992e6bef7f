"""What happened to people, to who sits where, and to the credentials of devices.

No event holds a password, a token, or what somebody typed who is not known.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from dispatch_server.contract.events.fact import Fact
from dispatch_server.contract.ids import DeviceId, PersonId, SeatId, StationId, VehicleId
from dispatch_server.contract.states import Role


class SignOutCause(StrEnum):
    """Why somebody no longer sits at a seat."""

    LEFT = "left"
    EXPIRED = "expired"
    ELSEWHERE = "elsewhere"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class PersonRegistered(Fact):
    """Somebody may sign in from now on. `number` is the staff number."""

    type: Literal["person.registered"] = "person.registered"
    person_id: PersonId
    number: str
    name: str
    roles: tuple[Role, ...]
    station_id: StationId | None = None


class PersonChanged(Fact):
    """Somebody's name, roles or station changed, or whether they may sign in at all."""

    type: Literal["person.changed"] = "person.changed"
    person_id: PersonId
    name: str
    roles: tuple[Role, ...]
    active: bool
    station_id: StationId | None = None


class PasswordSet(Fact):
    """Somebody has another password; every sign-in with the old one has ended."""

    type: Literal["person.password_set"] = "person.password_set"
    person_id: PersonId


class PersonSignedIn(Fact):
    """Somebody sits down at a seat; `roles` are those that count there."""

    type: Literal["person.signed_in"] = "person.signed_in"
    person_id: PersonId
    seat_id: SeatId
    roles: tuple[Role, ...]
    expires_at: datetime


class PersonSignedOut(Fact):
    """Somebody no longer sits at a seat."""

    type: Literal["person.signed_out"] = "person.signed_out"
    person_id: PersonId
    seat_id: SeatId
    cause: SignOutCause


class SignInFailed(Fact):
    """A sign-in was refused. `person_id` is None for a staff number that nobody has."""

    type: Literal["person.sign_in_failed"] = "person.sign_in_failed"
    person_id: PersonId | None
    seat_id: SeatId
    address: str


class PersonLockedOut(Fact):
    """So many sign-ins failed in a row that the longest delay holds now."""

    type: Literal["person.locked_out"] = "person.locked_out"
    person_id: PersonId
    failures: int


class PersonReleased(Fact):
    """An administrator lifted the delay after failed sign-ins."""

    type: Literal["person.released"] = "person.released"
    person_id: PersonId


class DeviceIssued(Fact):
    """A device got a credential for one seat; the key itself was shown once and is kept nowhere."""

    type: Literal["device.issued"] = "device.issued"
    device_id: DeviceId
    seat_id: SeatId


class VehicleDeviceIssued(Fact):
    """A vehicle's device got a credential; the key was shown once and is kept nowhere."""

    type: Literal["device.issued_to_vehicle"] = "device.issued_to_vehicle"
    device_id: DeviceId
    vehicle_id: VehicleId


class DeviceRevoked(Fact):
    """A device's credential counts no longer."""

    type: Literal["device.revoked"] = "device.revoked"
    device_id: DeviceId
