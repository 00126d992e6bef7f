"""Everything of an extract that a city is made from, as the reader found it."""

from collections import Counter
from dataclasses import dataclass, field

from gis_data.area_table import AreaClass
from gis_data.importers.osm.road_rules import RoadWay
from gis_data.line_table import LineClass
from gis_data.place_record import PlaceKind


@dataclass(frozen=True, slots=True)
class FoundRoad:
    """A way that can be driven: its nodes' numbers and, as WKB in hexadecimal, its line."""

    way_id: int
    refs: list[int]
    wkb: str
    way: RoadWay
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A railway, a waterway or a ferry line."""

    wkb: str
    line_class: LineClass
    level: int
    name: str


@dataclass(frozen=True, slots=True)
class FoundArea:
    """A polygon; without a class the map does not show it; `admin_level` is 0 but for borders."""

    identity: str
    wkb: str
    area_class: AreaClass | None
    name: str
    metres_high: int
    admin_level: int


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A named or numbered thing; a point, or the area whose number in the harvest is `area`."""

    kind: PlaceKind | None
    importance: float
    name: str
    aliases: tuple[str, ...]
    street: str
    number: str
    word: str
    point: tuple[float, float] | None
    area: int


@dataclass(frozen=True, slots=True)
class FoundTurn:
    """A turn restriction over one node; `only` tells that all other turns are forbidden."""

    relation_id: int
    from_ways: tuple[int, ...]
    via_node: int
    to_ways: tuple[int, ...]
    only: bool


@dataclass(eq=False)
class Harvest:
    """What was found, in the order of the file."""

    roads: list[FoundRoad] = field(default_factory=list)
    lines: list[FoundLine] = field(default_factory=list)
    areas: list[FoundArea] = field(default_factory=list)
    places: list[FoundPlace] = field(default_factory=list)
    turns: list[FoundTurn] = field(default_factory=list)
    broken_ways: list[int] = field(default_factory=list)
    """Closed ways of which no area could be assembled."""
    counts: Counter[str] = field(default_factory=Counter)
