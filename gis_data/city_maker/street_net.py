"""The lines and junctions of a growing street network, and the cells between them."""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from gis_data.datums import FloatArray
from gis_data.road_table import RoadClass
from gis_data.stored_positions import IntArray

_NO_LENGTH_M: Final = 1e-6


def after(values: FloatArray) -> FloatArray:
    """Return for every row of a ring the next."""
    return np.concatenate((values[1:], values[:1]))


@dataclass(eq=False)
class StreetLine:
    """A piece of street, or a border that is none: `road_class` is then None.

    `hosts` are the lines on which it begins and ends. `along` is how many metres from the start
    each row of `rows` lies; `junctions` holds how far along and which node, in order.
    """

    rows: FloatArray
    road_class: RoadClass | None
    street: int
    level: int = 0
    hosts: tuple[int, ...] = ()
    junctions: list[tuple[float, int]] = field(default_factory=list)
    along: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        steps = np.hypot(*np.diff(self.rows, axis=0).T)
        self.along = np.concatenate(([0.0], np.cumsum(steps)))

    @property
    def metres(self) -> float:
        """The length of the line."""
        return float(self.along[-1])

    def nearest_junction(self, where: float) -> tuple[float, int] | None:
        """Return the junction nearest to a place along the line."""
        place = bisect_left(self.junctions, (where, -1))
        near = self.junctions[max(0, place - 1) : place + 1]
        return min(near, key=lambda one: abs(one[0] - where), default=None)

    def join(self, where: float, node: int) -> None:
        """Note that a node lies on the line."""
        if (where, node) not in self.junctions:
            insort(self.junctions, (where, node))


@dataclass(eq=False)
class Cell:
    """Ground between streets: a ring, open and counter-clockwise.

    The side from row `i` to the next lies on line `lines[i]`, from `starts[i]` to `ends[i]` metres
    along it.
    """

    rows: FloatArray
    lines: IntArray
    starts: FloatArray
    ends: FloatArray

    @cached_property
    def square_metres(self) -> float:
        """The area of the cell."""
        x, y = self.rows[:, 0], self.rows[:, 1]
        whole = x[:-1] @ y[1:] - y[:-1] @ x[1:] + x[-1] * y[0] - y[-1] * x[0]
        return float(whole) / 2

    def bearing(self) -> float:
        """Return the direction in which most of the cell's sides run, modulo a right angle."""
        steps = after(self.rows) - self.rows
        lengths, angles = np.hypot(*steps.T), np.arctan2(steps[:, 1], steps[:, 0])
        east, north = (lengths * np.cos(4 * angles)).sum(), (lengths * np.sin(4 * angles)).sum()
        return float(np.arctan2(north, east)) / 4


@dataclass(frozen=True)
class _Hit:
    """Where a straight line meets a side of a cell: the side, its share, and how far away."""

    side: int
    share: float
    reach: float


class StreetNet:
    """All lines and nodes; cells are split by new lines that begin and end on the old."""

    def __init__(self) -> None:
        self.lines: list[StreetLine] = []
        self.nodes: list[tuple[float, float]] = []

    def add_node(self, x: float, y: float) -> int:
        """Add a junction and return its number."""
        self.nodes.append((x, y))
        return len(self.nodes) - 1

    def add_line(self, line: StreetLine) -> int:
        """Add a line and return its number."""
        self.lines.append(line)
        return len(self.lines) - 1

    def crossing(self, cell: Cell, middle: FloatArray, direction: FloatArray) -> list[_Hit]:
        """Return where a straight line through `middle` leaves the cell, backwards and forwards."""
        away = cell.rows - middle
        aside = direction[0] * away[:, 1] - direction[1] * away[:, 0]
        along = away @ direction
        aside_next, ahead = after(aside), after(along)
        sides = np.flatnonzero((aside > 0) != (aside_next > 0))
        if len(sides) == 0:
            return []
        share = aside[sides] / (aside[sides] - aside_next[sides])
        reach = along[sides] + share * (ahead[sides] - along[sides])
        back, forth = np.flatnonzero(reach < 0), np.flatnonzero(reach > 0)
        if len(back) == 0 or len(forth) == 0:
            return []
        chosen = (back[np.argmax(reach[back])], forth[np.argmin(reach[forth])])
        return [_Hit(int(sides[i]), float(share[i]), float(reach[i])) for i in chosen]

    def snapped(self, cell: Cell, hit: _Hit, *, within: float) -> tuple[_Hit, int | None]:
        """Move a hit to a junction already on its side, if one is near enough.

        Return where it is then, and the junction's number or None for a place of its own.
        """
        line = self.lines[int(cell.lines[hit.side])]
        start, end = float(cell.starts[hit.side]), float(cell.ends[hit.side])
        where = start + hit.share * (end - start)
        near = line.nearest_junction(where)
        if near is None or abs(near[0] - where) > within:
            return hit, None
        side = self._side_at(cell, int(cell.lines[hit.side]), near[0])
        if side is None:
            return hit, None
        start, end = float(cell.starts[side]), float(cell.ends[side])
        share = (near[0] - start) / (end - start) if end != start else 0.0
        return _Hit(side, float(share), hit.reach), near[1]

    def _side_at(self, cell: Cell, line: int, where: float) -> int | None:
        low = np.minimum(cell.starts, cell.ends) - 1e-6
        high = np.maximum(cell.starts, cell.ends) + 1e-6
        found = np.flatnonzero((cell.lines == line) & (low <= where) & (where <= high))
        return int(found[0]) if len(found) else None

    def place(self, cell: Cell, hit: _Hit) -> tuple[float, float]:
        """Return the position of a hit."""
        start, end = cell.rows[hit.side], cell.rows[(hit.side + 1) % len(cell.rows)]
        x, y = start + hit.share * (end - start)
        return float(x), float(y)

    def node_at(self, cell: Cell, hit: _Hit) -> int:
        """Add a junction where a hit is, and note it on the line there."""
        node = self.add_node(*self.place(cell, hit))
        start, end = float(cell.starts[hit.side]), float(cell.ends[hit.side])
        line = self.lines[int(cell.lines[hit.side])]
        line.join(start + hit.share * (end - start), node)
        return node


def parted(
    cell: Cell, hits: tuple[_Hit, _Hit], chord: FloatArray, *, line: int, along: FloatArray
) -> tuple[Cell, Cell]:
    """Cut a cell along a chord from the first hit to the second; `along` measures the chord."""
    return (
        _part(cell, (hits[0], hits[1]), chord[::-1], line=line, along=along[::-1]),
        _part(cell, (hits[1], hits[0]), chord, line=line, along=along),
    )


def _part(
    cell: Cell, hits: tuple[_Hit, _Hit], chord: FloatArray, *, line: int, along: FloatArray
) -> Cell:
    """Return the part from the first hit round to the second and back over the chord."""
    first, last = hits
    count = len(cell.rows)
    steps = (last.side - first.side) % count
    if steps == 0 and last.share < first.share:
        steps = count
    sides = (first.side + np.arange(steps + 1)) % count
    starts, ends = cell.starts[sides].copy(), cell.ends[sides].copy()
    start, end = cell.starts[first.side], cell.ends[first.side]
    starts[0] = start + first.share * (end - start)
    start, end = cell.starts[last.side], cell.ends[last.side]
    ends[-1] = start + last.share * (end - start)
    rows = np.vstack((chord[-1:], cell.rows[sides[1:]], chord[:-1]))
    part = Cell(
        rows=rows,
        lines=np.concatenate((cell.lines[sides], np.full(len(chord) - 1, line))),
        starts=np.concatenate((starts, along[:-1])),
        ends=np.concatenate((ends, along[1:])),
    )
    return _without_points(part)


def _without_points(cell: Cell) -> Cell:
    """Drop sides that have no length."""
    steps = after(cell.rows) - cell.rows
    kept = np.hypot(*steps.T) > _NO_LENGTH_M
    if kept.all():
        return cell
    return Cell(cell.rows[kept], cell.lines[kept], cell.starts[kept], cell.ends[kept])
