"""Short distances and directions on the ground, for a box without the map's libraries."""

import math
from typing import Final

Point = tuple[float, float]

EARTH_M: Final = 6_371_008.8
"""The mean radius of the earth, metres (IUGG)."""


def metres_between(start: Point, end: Point) -> float:
    """Return the metres between two positions `(lon, lat)`; good to 0.5 % within a city."""
    east, north = _step(start, end)
    return math.hypot(east, north)


def bearing(start: Point, end: Point) -> float:
    """Return the direction from one position to the other, degrees clockwise from north."""
    east, north = _step(start, end)
    return math.degrees(math.atan2(east, north)) % 360


def turned(before: float, after: float) -> float:
    """Return by how many degrees a heading changed, 0 to 180."""
    return abs((after - before + 180) % 360 - 180)


def between(start: Point, end: Point, share: float) -> Point:
    """Return the position that lies at a share of the way."""
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _step(start: Point, end: Point) -> tuple[float, float]:
    middle = math.radians((start[1] + end[1]) / 2)
    east = math.radians(end[0] - start[0]) * math.cos(middle) * EARTH_M
    return east, math.radians(end[1] - start[1]) * EARTH_M
