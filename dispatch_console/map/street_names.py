"""Where the names of streets stand along their lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dispatch_console.map import road_style
from dispatch_console.map.mercator import FloatArray, View, project_rows
from gis_data.layers import CityLayers

BoolArray = npt.NDArray[np.bool_]

_CELL_PX: Final = 4
_SPACING: Final = 1.28
_BETWEEN_PX: Final = 520.0
_SAME_NAME_PX: Final = 330.0
_STRAIGHT: Final = 0.93
_STEEP: Final = 1.15
_SHARPEST_BEND: Final = 22.0
_EDGE_PX: Final = 14.0
_BOLD_RANKS: Final = frozenset({0})


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of a street's name: its middle in pixels and its turn in degrees."""

    character: str
    x: float
    y: float
    turn: float
    px: int
    bold: bool


@dataclass(frozen=True, eq=False)
class _Line:
    name: str
    rank: int
    metres: FloatArray


class StreetNames:
    """Knows the named lines of a city, and chooses which names a view has room for."""

    def __init__(self, layers: CityLayers) -> None:
        lines = [
            _Line(street.name, road_style.rank(street.road_class), project_rows(street.coordinates))
            for street in layers.streets
        ]
        self._lines = sorted(lines, key=lambda line: line.rank)

    def glyphs(self, view: View) -> Iterator[Glyph]:
        """Yield the characters of every name that fits, the greatest roads first."""
        room = _Room(view)
        for line in self._lines:
            if not road_style.is_named(line.rank, view.zoom):
                continue
            size = 14 if line.rank <= 1 else 13 if line.rank == 2 else 12  # noqa: PLR2004
            for glyphs in _along(view.px_rows(line.metres), line, size):
                if room.take(line.name, glyphs):
                    yield from glyphs


class _Room:
    """A coarse grid of what is written on already, and where each name stands."""

    def __init__(self, view: View) -> None:
        self._width, self._height = view.width, view.height
        shape = int(view.height // _CELL_PX) + 2, int(view.width // _CELL_PX) + 2
        self._taken: BoolArray = np.zeros(shape, dtype=np.bool_)
        self._stand: dict[str, list[tuple[float, float]]] = {}

    def take(self, name: str, glyphs: Sequence[Glyph]) -> bool:
        middle = glyphs[len(glyphs) // 2]
        near = self._stand.setdefault(name, [])
        if any(np.hypot(middle.x - x, middle.y - y) < _SAME_NAME_PX for x, y in near):
            return False
        cells = [self._cells(glyph) for glyph in glyphs]
        if any(cell is None or self._taken[cell].any() for cell in cells):
            return False
        for cell in cells:
            if cell is not None:
                self._taken[cell] = True
        near.append((middle.x, middle.y))
        return True

    def _cells(self, glyph: Glyph) -> tuple[slice, slice] | None:
        if not _EDGE_PX < glyph.x < self._width - _EDGE_PX:
            return None
        if not _EDGE_PX < glyph.y < self._height - _EDGE_PX:
            return None
        reach = glyph.px * 0.8
        return (
            slice(int((glyph.y - reach) / _CELL_PX), int((glyph.y + reach) / _CELL_PX) + 1),
            slice(int((glyph.x - reach) / _CELL_PX), int((glyph.x + reach) / _CELL_PX) + 1),
        )


def _along(px: FloatArray, line: _Line, size: int) -> Iterator[list[Glyph]]:
    run = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(px, axis=0).T))))
    total, needed = float(run[-1]), len(line.name) * size * _SPACING
    if total < needed * _STEEP:
        return
    count = max(1, int(total // _BETWEEN_PX))
    for anchor in (np.arange(count) + 0.5) * (total / count):
        spots = anchor + (np.arange(len(line.name)) - (len(line.name) - 1) / 2) * size * _SPACING
        if spots[0] < 0 or spots[-1] > total:
            continue
        glyphs = _written(np.interp(spots, run, px[:, 0]), np.interp(spots, run, px[:, 1]), line)
        if glyphs:
            yield [Glyph(c, x, y, turn, size, line.rank in _BOLD_RANKS) for c, x, y, turn in glyphs]


def _written(x: FloatArray, y: FloatArray, line: _Line) -> list[tuple[str, float, float, float]]:
    """Set the characters along the line, upright one below the other where it runs steeply."""
    across, down = float(x[-1] - x[0]), float(y[-1] - y[0])
    length = float(np.hypot(np.diff(x), np.diff(y)).sum())
    if np.hypot(across, down) < _STRAIGHT * length:
        return []
    steep = abs(down) > abs(across) * _STEEP
    if (steep and down < 0) or (not steep and across < 0):
        x, y = x[::-1], y[::-1]
    turns = np.zeros(len(x)) if steep else np.degrees(np.arctan2(np.gradient(y), np.gradient(x)))
    if len(turns) > 1 and float(np.abs(np.diff(turns)).max()) > _SHARPEST_BEND:
        return []
    return list(zip(line.name, x.tolist(), y.tolist(), turns.tolist(), strict=True))
