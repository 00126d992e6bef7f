"""Which roads a zoom shows, how wide, how strongly, and which of them carry their names."""

from typing import Final

import numpy as np

from gis_data.road_table import RoadClass

FERRY: Final = 8
"""The rank of ferries; they are dashes over water, never joined with roads."""
_RANKS: Final = {
    RoadClass.MOTORWAY: 0,
    RoadClass.TRUNK: 1,
    RoadClass.MOTORWAY_LINK: 2,
    RoadClass.TRUNK_LINK: 2,
    RoadClass.PRIMARY: 3,
    RoadClass.PRIMARY_LINK: 4,
    RoadClass.SECONDARY: 4,
    RoadClass.SECONDARY_LINK: 5,
    RoadClass.TERTIARY: 5,
    RoadClass.TERTIARY_LINK: 6,
    RoadClass.UNCLASSIFIED: 6,
    RoadClass.RESIDENTIAL: 6,
    RoadClass.LIVING_STREET: 7,
    RoadClass.SERVICE: 7,
    RoadClass.FERRY: FERRY,
}
RANKS: Final = FERRY + 1
_ZOOMS: Final = (10.0, 12.0, 14.0, 16.0, 18.0, 19.0)
_WIDTHS: Final = (
    (1.4, 2.6, 5.0, 11.0, 24.0, 42.0),
    (1.2, 2.2, 4.4, 10.0, 22.0, 39.0),
    (0.7, 1.2, 2.8, 7.0, 15.0, 27.0),
    (0.9, 1.7, 3.9, 9.0, 20.0, 36.0),
    (0.6, 1.1, 2.8, 7.4, 17.0, 31.0),
    (0.4, 0.8, 1.9, 5.4, 13.0, 24.0),
    (0.3, 0.5, 1.2, 3.8, 10.0, 18.0),
    (0.2, 0.3, 0.8, 2.2, 6.0, 11.0),
    (1.0, 1.0, 1.2, 1.6, 2.0, 2.4),
)
_SHOWN_FROM: Final = (0.0, 0.0, 12.0, 9.75, 11.5, 12.75, 13.75, 15.25, 11.0)
_NAMED_FROM: Final = (11.0, 11.75, 17.0, 12.75, 14.0, 15.0, 15.75, 16.75, 14.0)
_FADE: Final = 2.0
_FAINTEST: Final = 0.28


def rank(road_class: RoadClass) -> int:
    """Give how great a road is: 0 for motorways down to 7 for service ways, 8 for ferries."""
    return _RANKS[road_class]


def width(road_rank: int, zoom: float) -> float:
    """Give how wide a road is drawn, in pixels."""
    return float(np.exp(np.interp(zoom, _ZOOMS, np.log(_WIDTHS[road_rank]))))


def is_shown(road_rank: int, zoom: float) -> bool:
    """Say whether roads of a rank are drawn at a zoom."""
    return zoom >= _SHOWN_FROM[road_rank]


def strength(road_rank: int, zoom: float) -> float:
    """Give how far a road stands out from the ground: faint where its rank first appears."""
    start = _SHOWN_FROM[road_rank]
    if start == 0.0:
        return 1.0
    return float(np.interp(zoom, (start, start + _FADE), (_FAINTEST, 1.0)))


def is_named(road_rank: int, zoom: float) -> bool:
    """Say whether roads of a rank carry their names at a zoom."""
    return zoom >= _NAMED_FROM[road_rank]


def name_px(road_rank: int) -> int:
    """Give the size of a road's name."""
    return 14 if road_rank <= 1 else 13 if road_rank == 3 else 12  # noqa: PLR2004 - by rank


def is_bold(road_rank: int) -> bool:
    """Say whether a road's name is bold: motorways and expressways."""
    return road_rank <= 1
