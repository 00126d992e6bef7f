"""Where on the road network a position lies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from gis_data.datums import FloatArray, Point
from gis_data.road_grid import RoadGrid
from gis_data.road_table import ROAD_CLASSES, BoolArray, RoadClass, RoadTable
from gis_data.stored_positions import IntArray

_ANYWHERE: Final = np.finfo(np.float64).max
_ROUGHLY_M: Final = 0.1
"""More than single precision loses over a whole city, metres."""
_NO_STOPPING: Final = frozenset({RoadClass.MOTORWAY, RoadClass.MOTORWAY_LINK, RoadClass.FERRY})


@dataclass(frozen=True, slots=True)
class Start:
    """Where a vehicle is, and where it is heading while it drives: degrees from north, or None."""

    point: Point
    heading: float | None = None


Position = Point | Start


@dataclass(frozen=True)
class Snapping:
    """How a position is put on a road. All are planning values, in metres if nothing is said."""

    limit_m: float = 1500.0
    """A position farther than this from any road is not on the map, and gets no time."""
    slack_m: float = 10.0
    """Roads this much farther than the nearest may be used as well: both sides of a junction."""
    aside_m: float = 40.0
    """A motorway, a bridge, a tunnel or a ferry counts as so much farther for what stands still:
    the house beneath a flyover is reached from the street."""
    cut_off_m: float = 60.0
    """So much farther counts a road of a cut-off piece: a yard, a slip of the data."""
    astray_m: float = 40.0
    """So much farther counts a road that does not run as the vehicle is heading."""
    heading_degrees: float = 60.0
    """A vehicle drives along a road whose direction differs no more than this from its heading."""


@dataclass(frozen=True, eq=False)
class Places:
    """Places on edges: of which position, at what share of the edge from its start, how far beside.

    `with_line` is the cosine between the heading and the edge as drawn, 0 without a heading. They
    are sorted by position.
    """

    asked: IntArray
    edge: IntArray
    share: FloatArray
    away_m: FloatArray
    with_line: FloatArray

    def __len__(self) -> int:
        return len(self.asked)

    def of(self, index: int) -> "Places":
        """Return the places of one position."""
        return self.taken(np.flatnonzero(self.asked == index))

    def taken(self, chosen: IntArray) -> "Places":
        """Return some of the places."""
        return Places(
            self.asked[chosen],
            self.edge[chosen],
            self.share[chosen],
            self.away_m[chosen],
            self.with_line[chosen],
        )


class RoadSnapper:
    """Finds the roads on which positions lie, on a plane scaled to the city's latitude."""

    def __init__(self, roads: RoadTable, cut_off: BoolArray, snapping: Snapping) -> None:
        self._grid = RoadGrid.of(roads)
        self._snapping = snapping
        self._cut_off_m = cut_off * snapping.cut_off_m
        kinds = [ROAD_CLASSES.index(kind) for kind in _NO_STOPPING]
        self._aside_m = ((roads.layer != 0) | np.isin(roads.road_class, kinds)) * snapping.aside_m
        members = self._grid.edge[self._grid.members]
        self._near_cut_off_m = self._cut_off_m[members].astype(np.float32)
        self._near_aside_m = self._aside_m[members].astype(np.float32)
        self._one_way = roads.one_way
        farthest = snapping.cut_off_m + snapping.aside_m + snapping.slack_m
        square = self._grid.square_m
        self._rings = [
            (1, square),
            (2, 2 * square),
            (6, 6 * square),
            (int((snapping.limit_m + farthest) // square) + 1, np.inf),
        ]

    def snap(self, positions: Sequence[Position]) -> Places:
        """Return the places of every position; none for one beyond the limit or not a position."""
        given = [one.point if isinstance(one, Start) else one for one in positions]
        headings = [one.heading if isinstance(one, Start) else None for one in positions]
        heading = np.array(headings, dtype=np.float64)
        plane = np.array(given, dtype=np.float64).reshape(-1, 2) * self._grid.scale
        reach = self._snapping.limit_m
        extent = np.array([self._grid.columns, self._grid.rows]) * self._grid.square_m
        near = np.abs(plane - self._grid.origin - extent / 2) <= extent / 2 + reach
        left = np.flatnonzero(near.all(axis=1) & bool(self._one_way.size))
        found = []
        for rings, sure_m in self._rings:
            if not len(left):
                break
            places, best = self._around(plane[left], heading[left], rings)
            settled = best <= sure_m - self._snapping.slack_m
            here = places.taken(np.flatnonzero(settled[places.asked]))
            found.append(replace(here, asked=left[here.asked]))
            left = left[~settled]
        return _joined(found)

    def _around(
        self, plane: FloatArray, heading: FloatArray, rings: int
    ) -> tuple[Places, FloatArray]:
        """Return the best places about every position, one an edge, and how well the best fits."""
        grid = self._grid
        asked, piece = self._worth_measuring(plane, np.isnan(heading), rings)
        x = plane[:, 0].take(asked) - grid.x.take(piece)
        y = plane[:, 1].take(asked) - grid.y.take(piece)
        east, north, length = (one.take(piece) for one in (grid.east, grid.north, grid.length))
        along = np.minimum(np.maximum((x * east + y * north) / (length * length), 0.0), 1.0)
        x -= along * east
        y -= along * north
        away = np.sqrt(x * x + y * y)
        edge = grid.edge.take(piece)
        with_line = _with_line(heading.take(asked), east / length, north / length)
        rank = (
            away + self._cut_off_m.take(edge) + self._misfit(edge, with_line, heading.take(asked))
        )
        rank[away > self._snapping.limit_m] = np.inf
        best = _least(asked, rank, len(plane))
        kept = np.flatnonzero(rank <= np.minimum(best + self._snapping.slack_m, _ANYWHERE)[asked])
        kept = kept[_firsts(asked[kept], edge[kept], rank[kept])]
        share = (grid.before[piece[kept]] + along[kept] * length[kept]) / grid.total[edge[kept]]
        share = np.clip(share, 0.0, 1.0)
        return Places(asked[kept], edge[kept], share, away[kept], with_line[kept]), best

    def _worth_measuring(
        self, plane: FloatArray, standing: BoolArray, rings: int
    ) -> tuple[IntArray, IntArray]:
        """Return pairs of a position and a piece, sorted, among which the best places surely are.

        Single precision and the least that may count against a piece are enough to leave out most:
        what lies farther than another piece at its worst cannot be of use.
        """
        grid = self._grid
        asked, slot = grid.around(plane, rings)
        near = (plane - grid.origin).astype(np.float32)
        x, y = (near[:, axis].take(asked) - grid.near[axis].take(slot) for axis in (0, 1))
        east, north, per_square = (column.take(slot) for column in grid.near[2:])
        along = (x * east + y * north) * per_square
        np.maximum(along, 0.0, out=along)
        np.minimum(along, 1.0, out=along)
        x -= along * east
        y -= along * north
        away = np.sqrt(x * x + y * y)
        aside = standing.astype(np.float32).take(asked)
        least = away + self._near_cut_off_m.take(slot) + aside * self._near_aside_m.take(slot)
        most = least + (1.0 - aside) * np.float32(self._snapping.astray_m)
        most[away > self._snapping.limit_m - _ROUGHLY_M] = np.inf
        bound = _least(asked, most, len(plane)) + self._snapping.slack_m + _ROUGHLY_M
        kept = np.flatnonzero(least <= bound.astype(np.float32).take(asked))
        pieces = len(grid.edge)
        pairs = np.sort(asked[kept] * pieces + grid.members[slot[kept]])
        pairs = pairs[np.diff(pairs, prepend=-1) != 0]
        return pairs // pieces, pairs % pieces

    def _misfit(self, edge: IntArray, with_line: FloatArray, heading: FloatArray) -> FloatArray:
        """Return what counts against an edge: for what drives its direction, else its kind."""
        misfit = self._aside_m.take(edge)
        driving = np.flatnonzero(~np.isnan(heading))
        fit = with_line[driving]
        fit = np.where(self._one_way[edge[driving]], fit, np.abs(fit))
        astray = fit < np.cos(np.radians(self._snapping.heading_degrees))
        misfit[driving] = astray * self._snapping.astray_m
        return np.asarray(misfit)


def _with_line(heading: FloatArray, east: FloatArray, north: FloatArray) -> FloatArray:
    """Return the cosine between headings and directions, 0 without a heading."""
    driving = np.flatnonzero(~np.isnan(heading))
    angle = np.radians(heading[driving])
    cosine = np.zeros(len(heading))
    cosine[driving] = np.sin(angle) * east[driving] + np.cos(angle) * north[driving]
    return cosine


def _least(group: IntArray, values: FloatArray, groups: int) -> FloatArray:
    """Return the least value of every group; the groups come sorted, and may be missing."""
    least = np.full(groups, np.inf)
    starts = np.searchsorted(group, np.arange(groups + 1))
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        least[filled] = np.minimum.reduceat(values, starts[filled])
    return least


def _firsts(asked: IntArray, edge: IntArray, rank: FloatArray) -> IntArray:
    """Return where the least rank of every position and edge stands; both come sorted."""
    if not len(asked):
        return np.empty(0, dtype=np.int64)
    starts = np.flatnonzero((np.diff(asked, prepend=-1) != 0) | (np.diff(edge, prepend=-1) != 0))
    pair = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(asked)))
    least = np.flatnonzero(rank == np.minimum.reduceat(rank, starts)[pair])
    return np.asarray(least[np.diff(pair[least], prepend=-1) != 0])


def _joined(parts: Sequence[Places]) -> Places:
    if not parts:
        none = np.empty(0, dtype=np.int64)
        return Places(none, none, np.empty(0), np.empty(0), np.empty(0))
    asked = np.concatenate([part.asked for part in parts])
    return Places(
        asked,
        np.concatenate([part.edge for part in parts]),
        np.concatenate([part.share for part in parts]),
        np.concatenate([part.away_m for part in parts]),
        np.concatenate([part.with_line for part in parts]),
    ).taken(np.argsort(asked, kind="stable"))
