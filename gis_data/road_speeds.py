"""How fast an ambulance is taken to drive: by class of road, hour of the week, and siren."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np

from gis_data.datums import FloatArray
from gis_data.road_table import ROAD_CLASSES, UNKNOWN_KMH, RoadClass, RoadTable

HOURS_OF_WEEK: Final = 168
"""Hour 0 is Monday from midnight to one o'clock, local time; hour 167 the last one of Sunday."""
MIDDAY: Final = 12
"""Monday at noon: what counts until a network is told the hour."""
PLANNING: Final = "planning values, not measured; to be calibrated from the centre's own tracks"

_DAY: Final = 24
_WEEKDAYS: Final = 5
_NIGHT: Final = frozenset({22, 23, 0, 1, 2, 3, 4, 5})
_RUSH: Final = frozenset({7, 8, 17, 18})

_OFF_PEAK_KMH: Final[Mapping[RoadClass, float]] = MappingProxyType(
    {
        RoadClass.MOTORWAY: 70.0,
        RoadClass.TRUNK: 48.0,
        RoadClass.PRIMARY: 40.0,
        RoadClass.SECONDARY: 36.0,
        RoadClass.TERTIARY: 32.0,
        RoadClass.UNCLASSIFIED: 25.0,
        RoadClass.RESIDENTIAL: 20.0,
        RoadClass.LIVING_STREET: 12.0,
        RoadClass.SERVICE: 12.0,
        RoadClass.MOTORWAY_LINK: 40.0,
        RoadClass.TRUNK_LINK: 36.0,
        RoadClass.PRIMARY_LINK: 32.0,
        RoadClass.SECONDARY_LINK: 28.0,
        RoadClass.TERTIARY_LINK: 25.0,
        RoadClass.FERRY: 6.0,
    }
)
_MINOR: Final = frozenset(
    {RoadClass.UNCLASSIFIED, RoadClass.RESIDENTIAL, RoadClass.LIVING_STREET, RoadClass.SERVICE}
)


@dataclass(frozen=True, eq=False)
class WeekTable:
    """A value for every hour of the week and class of road.

    `values` has 168 rows, Monday's first hour first, and a column for each of `ROAD_CLASSES`.
    """

    values: FloatArray
    unit: str
    source: str = PLANNING

    def __post_init__(self) -> None:
        shape = (HOURS_OF_WEEK, len(ROAD_CLASSES))
        if self.values.shape != shape:
            raise ValueError(f"a week table has {shape} values, not {self.values.shape}")
        if not np.all(np.isfinite(self.values) & (self.values > 0)):
            raise ValueError("every value of a week table is a number above zero")


def _ordinary() -> WeekTable:
    """Make the mean speeds of ordinary traffic, turning and waiting at lights included.

    Nights count 1.15 of the day's speed. In the rush hours of working days (7 to 9, 17 to 19)
    greater roads keep 0.65 of it and minor ones 0.85.
    """
    return WeekTable(_filled(lambda hour, kind: _OFF_PEAK_KMH[kind] * _slowed(hour, kind)), "km/h")


def _sirens() -> WeekTable:
    """Make what a siren gains: most in the rush, little on empty roads, nothing on a ferry."""
    return WeekTable(_filled(_gain), "times the ordinary speed")


def _slowed(hour: int, kind: RoadClass) -> float:
    if kind is RoadClass.FERRY:
        return 1.0
    if _is_rush(hour):
        return 0.85 if kind in _MINOR else 0.65
    return 1.15 if hour % _DAY in _NIGHT else 1.0


def _gain(hour: int, kind: RoadClass) -> float:
    if kind is RoadClass.FERRY:
        return 1.0
    if _is_rush(hour) and kind not in _MINOR:
        return 1.5
    return 1.15 if hour % _DAY in _NIGHT or kind is RoadClass.MOTORWAY else 1.25


def _is_rush(hour: int) -> bool:
    return hour < _WEEKDAYS * _DAY and hour % _DAY in _RUSH


def _filled(value: Callable[[int, RoadClass], float]) -> FloatArray:
    rows = [[value(hour, kind) for kind in ROAD_CLASSES] for hour in range(HOURS_OF_WEEK)]
    return np.array(rows)


@dataclass(frozen=True, eq=False)
class RoadSpeeds:
    """Everything that turns a length of road into a time.

    The shipped tables are planning values: a centre replaces them by what its own vehicles'
    tracks show. A speed sign bounds the ordinary speed, never what the siren adds.
    """

    ordinary: WeekTable = field(default_factory=_ordinary)
    siren: WeekTable = field(default_factory=_sirens)
    top_kmh: float = 100.0
    """No ambulance drives faster, however empty the road."""
    off_road_kmh: float = 10.0
    """Speed beside roads (yards, compounds, car parks) and at the ends of a closed road."""
    turn_round_s: float = 20.0
    """What it costs a driving vehicle to turn round on a two-way road."""

    def edge_seconds(self, roads: RoadTable, hour: int, *, siren: bool) -> FloatArray:
        """Return how long each edge takes at an hour of the week."""
        kmh = self.ordinary.values[hour][roads.road_class]
        signed = np.where(roads.max_kmh == UNKNOWN_KMH, np.inf, roads.max_kmh)
        kmh = np.minimum(kmh, signed)
        if siren:
            kmh = kmh * self.siren.values[hour][roads.road_class]
        return np.asarray(roads.metres / np.minimum(kmh, self.top_kmh) * 3.6)

    def beside_seconds(self, metres: FloatArray) -> FloatArray:
        """Return how long ways beside the road take."""
        return metres / self.off_road_kmh * 3.6
