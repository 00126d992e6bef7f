"""Where on the road network a position lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely import ops

from gis_data.datums import FloatArray, Point
from gis_data.road_table import RoadTable

_DEGREE_M: Final = 111_195.0
"""Metres in a degree of a great circle; good to half a percent, enough to choose the nearest."""


@dataclass(frozen=True)
class Snapped:
    """A place on an edge: its share of the edge's length from the start, and how far beside it."""

    edge: int
    share: float
    off_road_m: float


class RoadSnapper:
    """Finds the nearest edges, on a plane scaled to the city's latitude."""

    def __init__(self, roads: RoadTable, *, limit_m: float, slack_m: float) -> None:
        self._roads = roads
        self._limit_m = limit_m
        self._slack_m = slack_m
        latitude = float(roads.coordinates[:, 1].mean())
        self._scale = np.array([_DEGREE_M * np.cos(np.radians(latitude)), _DEGREE_M])
        self._lines = shapely.linestrings(
            roads.coordinates * self._scale,
            indices=np.repeat(np.arange(len(roads)), np.diff(roads.offsets)),
        )
        self._tree = shapely.STRtree(self._lines)

    def snap(self, positions: Sequence[Point]) -> list[list[Snapped]]:
        """Return for each position its places on the nearest roads; none beyond the limit."""
        points = shapely.points(np.asarray(positions, dtype=np.float64) * self._scale)
        found: list[list[Snapped]] = [[] for _ in positions]
        (asked, _), nearest = self._tree.query_nearest(
            points, max_distance=self._limit_m, return_distance=True, all_matches=False
        )
        reach = points[asked]
        near, edges = self._tree.query(reach, predicate="dwithin", distance=nearest + self._slack_m)
        shares = shapely.line_locate_point(self._lines[edges], reach[near], normalized=True)
        away = shapely.distance(self._lines[edges], reach[near])
        for index, edge, share, metres in zip(asked[near], edges, shares, away, strict=True):
            found[int(index)].append(Snapped(int(edge), float(share), float(metres)))
        return found

    def part(self, edge: int, start: float, end: float) -> FloatArray:
        """Return the `(lon, lat)` rows of an edge between two shares, in the order driven."""
        piece = ops.substring(self._lines[edge], start, end, normalized=True)
        return np.asarray(shapely.get_coordinates(piece) / self._scale)
