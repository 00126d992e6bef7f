"""How fast an ambulance is taken to drive on each class of road."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from gis_data.road_table import RoadClass

_DAYTIME_KMH: Final = MappingProxyType(
    {
        RoadClass.MOTORWAY: 80.0,
        RoadClass.TRUNK: 60.0,
        RoadClass.PRIMARY: 50.0,
        RoadClass.SECONDARY: 45.0,
        RoadClass.TERTIARY: 40.0,
        RoadClass.UNCLASSIFIED: 30.0,
        RoadClass.RESIDENTIAL: 25.0,
        RoadClass.LIVING_STREET: 15.0,
        RoadClass.SERVICE: 15.0,
        RoadClass.MOTORWAY_LINK: 50.0,
        RoadClass.TRUNK_LINK: 45.0,
        RoadClass.PRIMARY_LINK: 40.0,
        RoadClass.SECONDARY_LINK: 35.0,
        RoadClass.TERTIARY_LINK: 30.0,
        RoadClass.FERRY: 6.0,
    }
)


@dataclass(frozen=True)
class RoadSpeeds:
    """Mean speeds in kilometres an hour, turning and waiting included, and what says so.

    The shipped figures are planning values, not measurements: a centre replaces them by what its
    own vehicles' tracks show.
    """

    kmh: Mapping[RoadClass, float] = field(default_factory=lambda: _DAYTIME_KMH)
    off_road_kmh: float = 10.0
    """Speed between the nearest road and a position beside it: yards, compounds, car parks."""
    snap_limit_m: float = 1500.0
    """A position farther than this from any road is not on the map, and gets no time."""
    snap_slack_m: float = 10.0
    """Roads this much farther than the nearest may be used as well."""
    source: str = "planning values by road class; to be calibrated from the centre's own tracks"
