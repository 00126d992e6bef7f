"""Makes the road table ready for drawing: edges joined, simplified by zoom, and cut into pieces."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from dispatch_console.map import road_style
from dispatch_console.map.mercator import FloatArray, Point, project_rows
from dispatch_console.map.shapes import IntArray, Shapes, ragged
from gis_data.road_table import NO_STREET, ROAD_CLASSES, RoadTable

LEVELS: Final = ((0.0, 10.0, 4), (12.5, 2.5, 6), (14.5, 0.3, 8))
"""From which zoom a level is drawn, its tolerance in sheet metres, and its least rank."""
_PIECE: Final = 32
"""A long road is drawn in pieces of so many corners, so that a tile draws only what it shows."""

GRADES: Final = 16
"""A group of drawn roads is `grade * GRADES + rank`."""
TUNNEL: Final = 0
GROUND: Final = 1
_HIGHEST: Final = 5

LineArray = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class JoinedRoads:
    """Unbroken lines in sheet metres from the city's middle, with their group and street."""

    lines: LineArray
    group: IntArray
    street: IntArray


def joined_roads(roads: RoadTable, origin: Point) -> JoinedRoads:
    """Join the edges of every street end to end, apart by grade and rank."""
    groups = grade_of(roads) * GRADES + rank_of(roads)
    _, member = np.unique(roads.street * (GRADES * GRADES) + groups, return_inverse=True)
    lines, owner = _joined(road_lines(roads, origin), member)
    first = np.unique(member, return_index=True)[1]
    return JoinedRoads(lines, groups[first][owner], roads.street[first][owner])


def road_levels(joined: JoinedRoads) -> tuple[Shapes, ...]:
    """Return the roads of every level of `LEVELS`, grouped by grade and rank."""
    levels = []
    for _, tolerance, least_rank in LEVELS:
        rank = joined.group % GRADES
        kept = np.flatnonzero((rank <= least_rank) | (rank == road_style.FERRY))
        simple = shapely.simplify(joined.lines[kept], tolerance, preserve_topology=False)
        levels.append(_cut(simple, joined.group[kept]))
    return tuple(levels)


def one_way_edges(roads: RoadTable, origin: Point) -> Shapes:
    """Return the edges driven in one direction only, in that direction, grouped by rank."""
    edges = np.flatnonzero(roads.one_way)
    starts = roads.offsets[edges]
    lengths = roads.offsets[edges + 1] - starts
    points = project_rows(roads.coordinates[ragged(starts, lengths)]) - np.array(origin)
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return Shapes.of(points, offsets, rank_of(roads)[edges])


def named_lines(joined: JoinedRoads) -> Shapes:
    """Return the lines of every named street, grouped by rank; the key is the street's number."""
    named = np.flatnonzero(joined.street != NO_STREET)
    rank = joined.group[named] % GRADES
    _, member = np.unique(joined.street[named] * GRADES + rank, return_inverse=True)
    lines, owner = _joined(
        shapely.simplify(joined.lines[named], LEVELS[1][1], preserve_topology=False), member
    )
    first = np.unique(member, return_index=True)[1].astype(np.int64)
    points, offsets = _flat(lines)
    return Shapes.of(points, offsets, rank[first][owner], key=joined.street[named][first][owner])


def rank_of(roads: RoadTable) -> IntArray:
    """Return how great each road is, 0 the greatest."""
    ranks = np.array([road_style.rank(road_class) for road_class in ROAD_CLASSES])
    return np.asarray(ranks[roads.road_class], dtype=np.int64)


def grade_of(roads: RoadTable) -> IntArray:
    """Return on which floor each road runs: tunnels 0, the ground 1, bridges above."""
    return np.clip(roads.layer + GROUND, TUNNEL, _HIGHEST)


def road_lines(roads: RoadTable, origin: Point) -> LineArray:
    """Return every edge as a line in sheet metres from the city's middle."""
    points = project_rows(roads.coordinates) - np.array(origin)
    lengths = np.diff(roads.offsets)
    edges = np.repeat(np.arange(len(lengths)), lengths)
    return np.asarray(shapely.linestrings(points, indices=edges))


def _joined(edges: LineArray, member: IntArray) -> tuple[LineArray, IntArray]:
    """Join the edges of each member end to end; return the lines and whose each one is."""
    if not len(edges):
        return edges, member
    order = np.argsort(member, kind="stable")
    bundles = shapely.multilinestrings(edges[order], indices=member[order])
    lines, owners = shapely.get_parts(shapely.line_merge(bundles), return_index=True)
    return lines, owners


def _flat(lines: LineArray) -> tuple[FloatArray, IntArray]:
    points = shapely.get_coordinates(lines)
    lengths = shapely.get_num_coordinates(lines)
    return points, np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)


def _cut(lines: LineArray, group: IntArray) -> Shapes:
    """Cut lines into pieces that share their end points."""
    points, offsets = _flat(lines)
    steps = np.diff(offsets) - 1
    pieces = -(-steps // (_PIECE - 1))
    line = np.repeat(np.arange(len(pieces)), pieces)
    nth = ragged(np.zeros(len(pieces), dtype=np.int64), pieces)
    starts = offsets[line] + nth * (_PIECE - 1)
    lengths = np.minimum(starts + _PIECE, offsets[line + 1]) - starts
    cut = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return Shapes.of(points[ragged(starts, lengths)], cut, group[line])
