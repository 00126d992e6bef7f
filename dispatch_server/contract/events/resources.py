"""What happened to stations, vehicles, hospitals, seats and links."""

from datetime import date, datetime
from typing import Literal

from dispatch_server.contract.details import Point
from dispatch_server.contract.events.fact import Fact
from dispatch_server.contract.ids import HospitalId, LinkId, SeatId, StationId, VehicleId
from dispatch_server.contract.states import Duty, LinkState, Role


class StationRegistered(Fact):
    """A station is known, or known anew; `printer` is an IPP URI, empty for none."""

    type: Literal["station.registered"] = "station.registered"
    station_id: StationId
    name: str
    address: str
    point: Point
    phone: str
    printer: str = ""


class VehicleRegistered(Fact):
    """A vehicle is known, or known anew under the same id."""

    type: Literal["vehicle.registered"] = "vehicle.registered"
    vehicle_id: VehicleId
    name: str
    plate: str
    kind: str
    station_id: StationId
    crew: str = ""


class HospitalRegistered(Fact):
    """A hospital is known, or known anew under the same id."""

    type: Literal["hospital.registered"] = "hospital.registered"
    hospital_id: HospitalId
    name: str
    address: str
    point: Point
    phone: str
    centres: tuple[str, ...] = ()


class SeatRegistered(Fact):
    """A working place is known. `phone` is its extension, empty for none."""

    type: Literal["seat.registered"] = "seat.registered"
    seat_id: SeatId
    name: str
    role: Role
    phone: str = ""
    station_id: StationId | None = None


class DutySet(Fact):
    """A vehicle without a live order changed what it is doing."""

    type: Literal["vehicle.duty_set"] = "vehicle.duty_set"
    vehicle_id: VehicleId
    duty: Duty
    until: datetime | None = None


class LinkChanged(Fact):
    """The way to a neighbour changed; `cause` says what was seen, for the banner."""

    type: Literal["link.changed"] = "link.changed"
    link_id: LinkId
    state: LinkState
    cause: str = ""


class RegisterRefreshed(Fact):
    """A delivery became the subscriber register; counts alone, nobody's data."""

    type: Literal["register.refreshed"] = "register.refreshed"
    generation: int
    source: str
    as_of: date
    rows: int
    located: int
    added: int
    changed: int
    removed: int
    refused: int


class RegisterNotRefreshed(Fact):
    """A delivery did not become the subscriber register; `cause` says why, in words."""

    type: Literal["register.not_refreshed"] = "register.not_refreshed"
    source: str
    cause: str
