"""Which roads are one-way, read from the shape of the network where a source does not tell.

In the sample the order of a line's points is its direction of travel, and China drives on the
right: the opposite carriageway of a divided road therefore lies on the left of each one, parallel
and running the other way. Motorways and slip roads are one-way by their kind. Everything else
stays two-way.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from gis_data.datums import FloatArray
from gis_data.importers.raw_roads import Node, RawEdge
from gis_data.road_table import BoolArray, RoadClass

_ONE_WAY_BY_KIND: Final = frozenset(
    {
        RoadClass.MOTORWAY,
        RoadClass.MOTORWAY_LINK,
        RoadClass.TRUNK_LINK,
        RoadClass.PRIMARY_LINK,
        RoadClass.SECONDARY_LINK,
        RoadClass.TERTIARY_LINK,
    }
)
_DIVIDED: Final = frozenset(
    {
        RoadClass.MOTORWAY,
        RoadClass.TRUNK,
        RoadClass.PRIMARY,
        RoadClass.SECONDARY,
        RoadClass.TERTIARY,
    }
)
_FARTHEST_TWIN_M: Final = 50.0
_NEAREST_TWIN_M: Final = 5.0
_SIDEWAYS: Final = 0.85
"""Least sine of the angle at which the twin must be seen: beside, not ahead."""
_OPPOSITE: Final = -0.9
"""Greatest cosine between the two directions of travel."""
_GAP_ROUNDS: Final = 6


def with_directions(edges: Sequence[RawEdge]) -> list[RawEdge]:
    """Return the edges with `one_way` set where the network's shape tells it."""
    divided = np.array([edge.road_class in _DIVIDED for edge in edges])
    one_way = np.array([edge.road_class in _ONE_WAY_BY_KIND for edge in edges])
    one_way[_with_twin_on_the_left(edges, divided)] = True
    _close_gaps(edges, divided, one_way)
    return [
        RawEdge(edge.line, edge.road_class, bool(flag))
        for edge, flag in zip(edges, one_way, strict=True)
    ]


def _with_twin_on_the_left(edges: Sequence[RawEdge], divided: BoolArray) -> npt.NDArray[np.intp]:
    lines = np.array([shapely.LineString(edge.line) for edge in edges])
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    heading = _headings(lines)
    candidates = np.flatnonzero(divided)
    found, twin = shapely.STRtree(lines).query(
        middle[candidates], predicate="dwithin", distance=_FARTHEST_TWIN_M
    )
    edge = candidates[found]
    usable = (edge != twin) & divided[twin]
    edge, twin = edge[usable], twin[usable]
    foot = shapely.line_interpolate_point(
        lines[twin], shapely.line_locate_point(lines[twin], middle[edge])
    )
    across = shapely.get_coordinates(foot) - shapely.get_coordinates(middle[edge])
    away = np.hypot(across[:, 0], across[:, 1])
    leftwards = heading[edge, 0] * across[:, 1] - heading[edge, 1] * across[:, 0]
    beside = (away > _NEAREST_TWIN_M) & (leftwards / np.maximum(away, 1e-9) > _SIDEWAYS)
    opposite = (heading[edge] * heading[twin]).sum(axis=1) < _OPPOSITE
    return np.unique(edge[beside & opposite])


def _headings(lines: npt.NDArray[np.object_]) -> FloatArray:
    """Return the unit direction of each line about its middle."""
    before = shapely.line_interpolate_point(lines, 0.45, normalized=True)
    after = shapely.line_interpolate_point(lines, 0.55, normalized=True)
    step = shapely.get_coordinates(after) - shapely.get_coordinates(before)
    return np.asarray(step / np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None])


def _close_gaps(edges: Sequence[RawEdge], divided: BoolArray, one_way: BoolArray) -> None:
    """Make one-way what lies head to tail between one-way edges of its own class."""
    for _ in range(_GAP_ROUNDS):
        known = [edges[index] for index in np.flatnonzero(one_way & divided).tolist()]
        arriving: set[tuple[RoadClass, Node]] = {(edge.road_class, edge.end) for edge in known}
        leaving: set[tuple[RoadClass, Node]] = {(edge.road_class, edge.start) for edge in known}
        gaps = [
            index
            for index in np.flatnonzero(divided & ~one_way).tolist()
            if (edges[index].road_class, edges[index].start) in arriving
            and (edges[index].road_class, edges[index].end) in leaving
        ]
        if not gaps:
            return
        one_way[gaps] = True
