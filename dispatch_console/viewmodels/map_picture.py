"""What stands on the map, as plain values: stations, hospitals, vehicles, places, a route."""

from dataclasses import dataclass
from datetime import datetime

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
    """A hospital; `note` is what it is known for, `load` how full it is where that is known.

    `diverts` says that it takes no patients now.
    """

    id: HospitalId
    name: str
    point: Point
    note: str = ""
    load: str = ""
    diverts: bool = False


@dataclass(frozen=True, slots=True)
class VehicleMark:
    """A vehicle away from its station, or with an order. `state` names its sign.

    `target` is where it is headed, None while nobody knows; `heading` in degrees clockwise from
    north and `fixed_at` come with a measured position alone.
    """

    id: VehicleId
    name: str
    state: str
    point: Point
    target: Point | None = None
    heading: float | None = None
    fixed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IncidentMark:
    """Another running incident; `waits` says that no vehicle goes there yet."""

    id: IncidentId
    number: int
    level: Level | None
    point: Point
    since: datetime | None = None
    waits: bool = False


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
    """The way of a vehicle, with what stands beside it."""

    points: tuple[Point, ...]
    title: str = ""
    time: str = ""
    far: str = ""


@dataclass(frozen=True, slots=True)
class ReachMark:
    """What can be reached by road within some minutes: rings of points, holes among them."""

    minutes: int
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class ClosureMark:
    """A stretch of road that is closed, with until when."""

    id: str
    points: tuple[Point, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class FoundMark:
    """A place that somebody searched for, or asked about."""

    point: Point
    words: str


@dataclass(frozen=True, slots=True)
class MapPicture:
    """Everything that is drawn over the base map.

    `others` are ways beside the chosen one; `reach` begins with the most minutes. Without
    `with_plates` only what is in hand keeps its words.
    """

    stations: tuple[StationMark, ...] = ()
    hospitals: tuple[HospitalMark, ...] = ()
    vehicles: tuple[VehicleMark, ...] = ()
    incidents: tuple[IncidentMark, ...] = ()
    scene: SceneMark | None = None
    meeting: MeetingMark | None = None
    caller: CallerMark | None = None
    route: RouteMark | None = None
    others: tuple[RouteMark, ...] = ()
    reach: tuple[ReachMark, ...] = ()
    closures: tuple[ClosureMark, ...] = ()
    found: FoundMark | None = None
    chosen: VehicleId | None = None
    with_fleet: bool = True
    with_plates: bool = True
