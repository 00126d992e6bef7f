"""How the base map looks: quiet grounds, five road greys and muted golds, widths by zoom."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch_console.theme.palette import Theme
from gis_data.road_table import RoadClass


@dataclass(frozen=True, slots=True)
class RoadInk:
    """The fill of a road and the casing around it."""

    fill: str
    casing: str


@dataclass(frozen=True, slots=True)
class MapInks:
    """The colours of one look of the base map; `roads` by rank, the greatest first."""

    ground: str
    roads: tuple[RoadInk, ...]
    name: str
    halo: str


_DARK: Final = MapInks(
    ground="#14191f",
    roads=(
        RoadInk("#7a6238", "#241f16"),
        RoadInk("#5f5236", "#1f1c16"),
        RoadInk("#4a525d", "#1a2027"),
        RoadInk("#3a434e", "#192027"),
        RoadInk("#2d353f", "#171d24"),
        RoadInk("#262d36", "#151b21"),
    ),
    name="#a8b4c1",
    halo="#0f1419",
)
_DAY: Final = MapInks(
    ground="#f4f4f1",
    roads=(
        RoadInk("#f0c48c", "#cf9f5c"),
        RoadInk("#f5dba6", "#d3b878"),
        RoadInk("#fbf0cd", "#d6cba6"),
        RoadInk("#ffffff", "#cfcdc6"),
        RoadInk("#ffffff", "#dad8d1"),
        RoadInk("#fcfcfb", "#e2e0da"),
    ),
    name="#4a5058",
    halo="#ffffff",
)
_RANKS: Final = {
    RoadClass.MOTORWAY: 0,
    RoadClass.TRUNK: 0,
    RoadClass.MOTORWAY_LINK: 1,
    RoadClass.TRUNK_LINK: 1,
    RoadClass.PRIMARY: 2,
    RoadClass.PRIMARY_LINK: 3,
    RoadClass.SECONDARY: 3,
    RoadClass.SECONDARY_LINK: 4,
    RoadClass.TERTIARY: 4,
    RoadClass.TERTIARY_LINK: 5,
    RoadClass.UNCLASSIFIED: 5,
    RoadClass.RESIDENTIAL: 5,
    RoadClass.LIVING_STREET: 5,
    RoadClass.SERVICE: 5,
    RoadClass.FERRY: 5,
}
_ZOOMS: Final = (10.0, 12.0, 14.0, 16.0, 18.0)
_WIDTHS: Final = (
    (1.6, 3.0, 5.4, 12.0, 26.0),
    (1.0, 1.8, 3.4, 8.0, 16.0),
    (0.8, 1.8, 4.0, 9.0, 20.0),
    (0.5, 1.2, 2.8, 7.0, 16.0),
    (0.3, 0.7, 1.8, 5.0, 12.0),
    (0.2, 0.4, 1.0, 3.4, 9.0),
)
_SHOWN_FROM: Final = (0.0, 9.0, 10.0, 11.0, 12.4, 13.6)
_NAMED_FROM: Final = (10.0, 15.0, 12.5, 14.0, 15.2, 16.4)


def inks(theme: Theme) -> MapInks:
    """Give the colours of the base map in a look."""
    return _DARK if theme is Theme.DARK else _DAY


def rank(road_class: RoadClass) -> int:
    """Give how great a road is: 0 for expressways down to 5 for lanes."""
    return _RANKS[road_class]


def width(road_rank: int, zoom: float) -> float:
    """Give how wide a road is drawn, in pixels."""
    return float(np.exp(np.interp(zoom, _ZOOMS, np.log(_WIDTHS[road_rank]))))


def is_shown(road_rank: int, zoom: float) -> bool:
    """Say whether roads of a rank are drawn at a zoom."""
    return zoom >= _SHOWN_FROM[road_rank]


def is_named(road_rank: int, zoom: float) -> bool:
    """Say whether roads of a rank carry their names at a zoom."""
    return zoom >= _NAMED_FROM[road_rank]
