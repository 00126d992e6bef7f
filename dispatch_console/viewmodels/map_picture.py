"""What stands on the map, as plain values: stations, hospitals, vehicles, places, a route."""

from dataclasses import dataclass

from dispatch_server.contract.details import Point, Precision
from dispatch_server.contract.ids import HospitalId, IncidentId, StationId, VehicleId
from dispatch_server.contract.states import Level


@dataclass(frozen=True, slots=True)
class StationMark:
    """A station with how many of its vehicles are free to go."""

    id: StationId
    name: str
    point: Point
    free: int
    total: int


@dataclass(frozen=True, slots=True)
class HospitalMark:
    """A hospital; `note` is what it is known for."""

    id: HospitalId
    name: str
    point: Point
    note: str = ""


@dataclass(frozen=True, slots=True)
class VehicleMark:
    """A vehicle away from its station, or with an order. `state` names its sign.

    `target` is where it is headed, None while nobody knows.
    """

    id: VehicleId
    name: str
    state: str
    point: Point
    target: Point | None = None


@dataclass(frozen=True, slots=True)
class IncidentMark:
    """Another running incident."""

    id: IncidentId
    number: int
    level: Level | None
    point: Point


@dataclass(frozen=True, slots=True)
class SceneMark:
    """The scene in hand, with how sure its point is."""

    point: Point
    precision: Precision | None = None
    level: Level | None = None
    title: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class CallerMark:
    """Where the register says that the ringing telephone stands."""

    point: Point
    words: str


@dataclass(frozen=True, slots=True)
class MeetingMark:
    """Where the vehicle is waited for."""

    point: Point
    words: str


@dataclass(frozen=True, slots=True)
class RouteMark:
    """The way of the chosen vehicle, with what stands beside it."""

    points: tuple[Point, ...]
    title: str = ""
    time: str = ""
    far: str = ""


@dataclass(frozen=True, slots=True)
class MapPicture:
    """Everything that is drawn over the base map."""

    stations: tuple[StationMark, ...] = ()
    hospitals: tuple[HospitalMark, ...] = ()
    vehicles: tuple[VehicleMark, ...] = ()
    incidents: tuple[IncidentMark, ...] = ()
    scene: SceneMark | None = None
    meeting: MeetingMark | None = None
    caller: CallerMark | None = None
    route: RouteMark | None = None
    chosen: VehicleId | None = None
