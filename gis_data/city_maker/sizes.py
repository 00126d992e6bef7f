"""How large a demonstration city is, and what it has."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CENTRE: Final = (114.285, 30.585)
"""Where the invented city lies: somewhere in China, so that every datum can be tried on it."""


class CitySize(StrEnum):
    """Which demonstration city is made."""

    SMALL = "small"
    FULL = "full"


@dataclass(frozen=True)
class CityPlan:
    """The measures of a city, in metres and counts.

    `half_width` and `half_height` reach from the middle to the edge of the map; `rings` are the
    radii of the ring roads; the old town lies within `core`, and the city thins out towards
    `reach`; `block_scale` widens all blocks.
    """

    half_width: float
    half_height: float
    rings: tuple[float, ...]
    radials: int
    river_width: float
    tributary_width: float
    bridge_gap: float
    core: float
    reach: float
    block_scale: float
    districts: int
    stations: int
    hospitals: int
    vehicles_a_station: int
    landmarks: int
    subscribers: int
    railways: int
    subways: int


PLANS: Final = {
    CitySize.SMALL: CityPlan(
        half_width=6000.0,
        half_height=4500.0,
        rings=(1300.0, 3300.0),
        radials=7,
        river_width=330.0,
        tributary_width=70.0,
        bridge_gap=1500.0,
        core=1700.0,
        reach=7000.0,
        block_scale=1.0,
        districts=4,
        stations=6,
        hospitals=6,
        vehicles_a_station=2,
        landmarks=600,
        subscribers=2000,
        railways=1,
        subways=1,
    ),
    CitySize.FULL: CityPlan(
        half_width=23_000.0,
        half_height=19_000.0,
        rings=(2100.0, 4700.0, 8200.0, 12_500.0, 17_500.0),
        radials=11,
        river_width=760.0,
        tributary_width=190.0,
        bridge_gap=2600.0,
        core=4500.0,
        reach=21_000.0,
        block_scale=0.87,
        districts=11,
        stations=45,
        hospitals=60,
        vehicles_a_station=4,
        landmarks=9000,
        subscribers=100_000,
        railways=3,
        subways=5,
    ),
}
