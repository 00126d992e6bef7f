"""How streets grow: cells are split again and again until they are blocks."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_data.city_maker.land_use import WITH_YARDS, LandUse, Use
from gis_data.city_maker.street_net import Cell, StreetLine, StreetNet, after, parted
from gis_data.datums import FloatArray
from gis_data.road_table import RoadClass
from gis_data.stored_positions import IntArray

_STEPS: Final = (
    (2_600_000.0, RoadClass.PRIMARY),
    (750_000.0, RoadClass.SECONDARY),
    (210_000.0, RoadClass.TERTIARY),
    (62_000.0, RoadClass.RESIDENTIAL),
)
"""Cells larger than this many square metres are split by a street of this class."""
_TRIES: Final = 8
_SNAP_SHARE: Final = 0.16
_LEAST_SHARE: Final = 0.18
"""Neither part of a split cell is smaller than this share of it."""
_CHECKED_M2: Final = 30_000.0
_BOW_STEP_M: Final = 40.0


@dataclass(frozen=True, eq=False)
class Plot:
    """Ground that got its use at once, whatever streets lead into it later."""

    cell: Cell
    use: Use


@dataclass(frozen=True, eq=False)
class Block:
    """Ground that is not split any more, what it is used for, and the plot it belongs to."""

    cell: Cell
    use: Use
    plot: int


class StreetGrowth:
    """Splits cells into blocks by streets of falling class."""

    def __init__(
        self, net: StreetNet, land: LandUse, *, scale: float, random: np.random.Generator
    ) -> None:
        self._net = net
        self._land = land
        self._scale = scale
        self._random = random
        self._streets = max((line.street for line in net.lines), default=-1) + 1
        self.plots: list[Plot] = []
        self.blocks: list[Block] = []

    def grow(self, cell: Cell) -> None:
        """Split a cell until only blocks are left."""
        waiting: list[tuple[Cell, int | None]] = [(cell, None)]
        while waiting:
            part, plot = waiting.pop()
            if plot is None and (use := self._land.decide(part)) is not None:
                plot = self.add_plot(part, use)
            known = None if plot is None else self.plots[plot].use
            road_class = self._class_for(part, known)
            halves = None if road_class is None else self._split(part, road_class)
            if halves is None:
                plot = self.add_plot(part, Use.ESTATE) if plot is None else plot
                used = self._land.finally_used(part, self.plots[plot].use)
                self.blocks.append(Block(part, used, plot))
            else:
                waiting.extend((half, plot) for half in halves)

    def add_plot(self, cell: Cell, use: Use) -> int:
        """Note ground of one use and return its number."""
        self.plots.append(Plot(cell, use))
        return len(self.plots) - 1

    def _class_for(self, cell: Cell, use: Use | None) -> RoadClass | None:
        """Return the class of the street that splits a cell, or None for a block."""
        area = cell.square_metres
        if use is not None and area < self._land.block_m2(use) * self._scale:
            return None
        for least, road_class in _STEPS:
            if area > least * self._scale:
                return road_class
        return RoadClass.SERVICE if use in WITH_YARDS else RoadClass.RESIDENTIAL

    def _split(self, cell: Cell, road_class: RoadClass) -> tuple[Cell, Cell] | None:
        for attempt in range(_TRIES):
            if (halves := self._try(cell, road_class, attempt)) is not None:
                return halves
        return None

    def _try(self, cell: Cell, road_class: RoadClass, attempt: int) -> tuple[Cell, Cell] | None:
        """Split a cell across its longer side, near its middle."""
        net, random = self._net, self._random
        middle, direction, wide = self._cut(cell, attempt)
        hits = net.crossing(cell, middle, direction)
        if not hits or hits[0].side == hits[1].side:
            return None
        within = min(60.0, _SNAP_SHARE * wide)
        first, first_node = net.snapped(cell, hits[0], within=within)
        last, last_node = net.snapped(cell, hits[1], within=within)
        if first.side == last.side or (first_node is not None and first_node == last_node):
            return None
        start = net.nodes[first_node] if first_node is not None else net.place(cell, first)
        end = net.nodes[last_node] if last_node is not None else net.place(cell, last)
        chord = _bowed(np.array(start), np.array(end), 0.0 if attempt else 1.0, random)
        along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(chord, axis=0).T))))
        halves = parted(cell, (first, last), chord, line=len(net.lines), along=along)
        if not _are_sound(halves, cell):
            return None
        hosts = (int(cell.lines[first.side]), int(cell.lines[last.side]))
        line = StreetLine(chord, road_class, self._street(), hosts=hosts)
        line.join(0.0, first_node if first_node is not None else net.node_at(cell, first))
        line.join(line.metres, last_node if last_node is not None else net.node_at(cell, last))
        net.add_line(line)
        return halves

    def _street(self) -> int:
        self._streets += 1
        return self._streets - 1

    def _cut(self, cell: Cell, attempt: int) -> tuple[FloatArray, FloatArray, float]:
        """Return a point, the direction of the cut through it, and how wide the cell is across."""
        bearing = cell.bearing() + self._random.normal(0.0, 0.045 * (1 + attempt))
        along = np.array([np.cos(bearing), np.sin(bearing)])
        across = np.array([-along[1], along[0]])
        lengths, widths = cell.rows @ along, cell.rows @ across
        if (np.ptp(lengths) < np.ptp(widths)) != (attempt % _TRIES >= _TRIES - 3):
            along, across, lengths, widths = across, -along, widths, -lengths
        share = 0.5 + self._random.uniform(-0.13, 0.13) * (1 + attempt / 3)
        at = float(lengths.min() + share * np.ptp(lengths))
        return at * along + self._inside(lengths, widths, at) * across, across, np.ptp(lengths)

    def _inside(self, lengths: FloatArray, widths: FloatArray, at: float) -> float:
        """Return how far aside the middle of the cell's widest stretch across `at` lies."""
        following = after(lengths)
        sides = np.flatnonzero((lengths > at) != (following > at))
        share = (at - lengths[sides]) / (following[sides] - lengths[sides])
        met = np.sort(widths[sides] + share * (after(widths)[sides] - widths[sides]))
        if len(met) < 2:  # noqa: PLR2004 - a stretch has two ends
            return float(widths.mean())
        spans = met[1::2] - met[0::2]
        widest = int(np.argmax(spans))
        return float(met[2 * widest] + spans[widest] / 2)


def _bowed(
    start: FloatArray, end: FloatArray, much: float, random: np.random.Generator
) -> FloatArray:
    """Join two points by a line with a slight bow or swing."""
    step = end - start
    metres = float(np.hypot(*step))
    count = max(2, int(metres / _BOW_STEP_M) + 1)
    share = np.linspace(0.0, 1.0, count)
    bow, swing = random.normal(0.0, 0.028) * much, random.normal(0.0, 0.017) * much
    aside = np.array([-step[1], step[0]])
    swerve = bow * np.sin(np.pi * share) + swing * np.sin(2 * np.pi * share)
    rows = start + share[:, None] * step + swerve[:, None] * aside
    rows[0], rows[-1] = start, end
    return np.asarray(rows)


def _are_sound(halves: tuple[Cell, Cell], whole: Cell) -> bool:
    """Tell whether a cut gave two parts of useful size that do not cross themselves."""
    total = whole.square_metres
    if min(half.square_metres for half in halves) < _LEAST_SHARE * total:
        return False
    if abs(sum(half.square_metres for half in halves) - total) > 1e-3 * total:
        return False
    return total < _CHECKED_M2 or all(shapely.is_valid(polygon(half)) for half in halves)


def polygon(cell: Cell) -> BaseGeometry:
    """Return a cell as a polygon."""
    return shapely.Polygon(cell.rows)


def sides_of(cell: Cell) -> IntArray:
    """Return the numbers of the lines about a cell, each once."""
    return np.unique(cell.lines)
