"""Where the names of streets stand along their lines, and how each letter is turned."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch_console.map import road_style
from dispatch_console.map.glyphs import Glyphs, is_wide
from dispatch_console.map.map_frame import MapFrame
from dispatch_console.map.mercator import FloatArray
from dispatch_console.map.shapes import IntArray, Shapes

BETWEEN_PX: Final = 520.0
_TRACKING: Final = 0.2
"""Room between characters along a road, in letter heights; Latin letters get none."""
_STACKED: Final = 1.12
_ROOM: Final = 1.12
_STRAIGHT: Final = 0.93
_STEEP: Final = 1.6
_SHARPEST_BEND: Final = 22.0
_TURN_STEP: Final = 3
_LEAST_LETTERS: Final = 2
"""A single letter is a ramp's number, not a name that a caller would say."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a name: its middle in device pixels and its turn in degrees."""

    letter: str
    x: float
    y: float
    turn: int


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A street's line in the pixels of a frame; `run` is the length up to each corner."""

    place: int
    name: str
    rank: int
    px: FloatArray
    run: FloatArray

    @property
    def length(self) -> float:
        """Its whole length in pixels."""
        return float(self.run[-1])

    def at(self, spot: float) -> tuple[float, float]:
        """Return the pixel after so much of the line."""
        x, y = (float(np.interp(spot, self.run, self.px[:, axis])) for axis in (0, 1))
        return x, y


class StreetLines:
    """The named lines of a city, looked up by what a frame shows."""

    def __init__(self, shapes: Shapes, names: tuple[str, ...], glyphs: Glyphs) -> None:
        self._shapes = shapes
        self._names = names
        self._glyphs = glyphs
        points, offsets = shapes.points, shapes.offsets
        steps = np.hypot(*np.diff(points, axis=0).T) if len(points) else np.empty(0)
        run = np.concatenate(([0.0], np.cumsum(steps)))
        ends = np.maximum(offsets[1:] - 1, 0)
        self._metres = run[ends] - run[offsets[:-1]] if len(shapes) else np.empty(0)

    def within(self, frame: MapFrame) -> Iterator[NamedLine]:
        """Yield the lines long enough for their names, the greatest roads first."""
        zoom = frame.zoom
        named = np.array([road_style.is_named(rank, zoom) for rank in range(road_style.RANKS)])
        places = self._shapes.within(frame.box())
        places = places[named[self._shapes.group[places]]]
        shortest = 2 * 11 * frame.ratio * frame.metres_per_px
        places = places[self._metres[places] > shortest]
        order = np.lexsort((-self._metres[places], self._shapes.group[places]))
        yield from self._lines(places[order], frame)

    def _lines(self, places: IntArray, frame: MapFrame) -> Iterator[NamedLine]:
        points, ends = self._shapes.gather(places)
        px = frame.px(points)
        for nth, place in enumerate(places.tolist()):
            name, rank = self._names[self._shapes.key[place]], int(self._shapes.group[place])
            if len(name) < _LEAST_LETTERS:
                continue
            size = road_style.name_px(rank) * frame.ratio
            length = self._metres[place] / frame.metres_per_px
            if length < self._glyphs.width(name, round(size), bold=False) * _ROOM:
                continue
            corners = px[ends[nth] : ends[nth + 1]]
            steps = np.hypot(*np.diff(corners, axis=0).T)
            yield NamedLine(place, name, rank, corners, np.concatenate(([0.0], np.cumsum(steps))))

    def letters(self, line: NamedLine, anchor: float, px: int) -> list[Letter]:
        """Set a name around a spot of its line; nothing where the line is short or bends."""
        bold = road_style.is_bold(line.rank)
        spots, widths = self._spots(line.name, anchor, px, bold=bold)
        if spots[0] - widths[0] / 2 < 0 or spots[-1] + widths[-1] / 2 > line.length:
            return []
        x, y = self._points(line, spots)
        across, down = float(x[-1] - x[0]), float(y[-1] - y[0])
        reach = float(spots[-1] - spots[0])
        if np.hypot(across, down) < _STRAIGHT * reach:
            return []
        steep = abs(down) > abs(across) * _STEEP
        stacked = steep and all(is_wide(letter) for letter in line.name)
        if (steep and down < 0) or (not steep and across < 0):
            spots, widths = self._spots(line.name, anchor, px, bold=bold, backward=True)
            x, y = self._points(line, spots)
        if stacked:
            return _stacked(line.name, x, y, px)
        turns = np.degrees(np.arctan2(np.gradient(y), np.gradient(x))) if len(x) > 1 else [0.0]
        if len(x) > 1 and float(np.abs(np.diff(turns)).max()) > _SHARPEST_BEND:
            return []
        rounded = [round(turn / _TURN_STEP) * _TURN_STEP for turn in turns]
        written = zip(line.name, x.tolist(), y.tolist(), rounded, strict=True)
        return [Letter(*letter) for letter in written]

    def _spots(
        self, name: str, anchor: float, px: int, *, bold: bool, backward: bool = False
    ) -> tuple[FloatArray, FloatArray]:
        """Return where along the line the middles of the letters lie, and their widths."""
        widths = np.array([self._glyphs.width(letter, px, bold=bold) for letter in name])
        wide = np.array([is_wide(letter) for letter in name])
        widths = widths + np.where(wide, px * _TRACKING, 0.0)
        middles = np.cumsum(widths) - widths / 2 - widths.sum() / 2
        return anchor + (-middles if backward else middles), widths

    @staticmethod
    def _points(line: NamedLine, spots: FloatArray) -> tuple[FloatArray, FloatArray]:
        x, y = (np.interp(spots, line.run, line.px[:, axis]) for axis in (0, 1))
        return x, y


def _stacked(name: str, x: FloatArray, y: FloatArray, px: int) -> list[Letter]:
    """Let the letters of a steep road stand upright, evenly one under the other."""
    middle, high = (len(name) - 1) / 2, px * _STACKED
    slope = (x[-1] - x[0]) / max(float(y[-1] - y[0]), 1.0)
    at = float(x.mean()), float(y.mean())
    return [
        Letter(letter, at[0] + (nth - middle) * high * slope, at[1] + (nth - middle) * high, 0)
        for nth, letter in enumerate(name)
    ]
