"""Writes the names of a frame on a clear sheet, and remembers where, so that they stay."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage, QPainter

from dispatch_console.map import road_style
from dispatch_console.map.glyphs import Glyphs, Letters
from dispatch_console.map.inks import MapInks
from dispatch_console.map.label_grid import LabelGrid
from dispatch_console.map.map_frame import MapFrame
from dispatch_console.map.place_names import AFTER_ROADS, BEFORE_ROADS, PlaceName, PlaceNames
from dispatch_console.map.prepared_city import PreparedCity
from dispatch_console.map.prepared_names import NameKind
from dispatch_console.map.street_names import BETWEEN_PX, Letter, NamedLine, StreetLines

_SAME_NAME_PX: Final = 330.0
_MOST_CANVASES: Final = 16
_HALF_LETTER: Final = 0.62
_GAP_PX: Final = 8.0


@dataclass(slots=True)
class _Kept:
    """What a canvas had last: by street line the spots in metres along it, and the places."""

    spots: dict[int, list[float]] = field(default_factory=dict)
    places: set[int] = field(default_factory=set)
    metres_per_px: float = 0.0


@dataclass(slots=True)
class _Writing:
    """The sheet that is being written."""

    frame: MapFrame
    inks: MapInks
    before: _Kept
    grid: LabelGrid
    pen: QPainter
    now: _Kept = field(default_factory=_Kept)
    stands: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    count: int = 0

    @property
    def is_pan(self) -> bool:
        """Whether the canvas only moved: then what stood there goes first."""
        return abs(self.before.metres_per_px / self.frame.metres_per_px - 1) < 1e-6  # noqa: PLR2004

    def is_near_same(self, name: str, x: float, y: float) -> bool:
        """Say whether the same name stands nearby already."""
        near = _SAME_NAME_PX * self.frame.ratio
        return any(np.hypot(x - a, y - b) < near for a, b in self.stands.get(name, ()))


class LabelSheet:
    """Places names greedily by weight; a name that had its place keeps it while it can."""

    def __init__(self, city: PreparedCity, families: tuple[str, ...]) -> None:
        self._glyphs = Glyphs(families)
        self._streets = StreetLines(city.streets, city.street_names, self._glyphs)
        self._places = PlaceNames(city.places)
        self._kept: OrderedDict[tuple[int, float], _Kept] = OrderedDict()

    def paint(self, image: QImage, frame: MapFrame, inks: MapInks, *, canvas: int) -> int:
        """Write the names of a frame over the whole image; return how many there are."""
        image.fill(Qt.GlobalColor.transparent)
        before = self._kept.pop((canvas, frame.ratio), _Kept())
        grid = LabelGrid(frame.width, frame.height)
        pen = QPainter(image)
        writing = _Writing(frame, inks, before, grid, pen)
        self._write_places(writing, BEFORE_ROADS)
        self._write_streets(writing)
        self._write_places(writing, AFTER_ROADS)
        pen.end()
        writing.now.metres_per_px = frame.metres_per_px
        self._kept[canvas, frame.ratio] = writing.now
        if len(self._kept) > _MOST_CANVASES:
            self._kept.popitem(last=False)
        return writing.count

    def _write_places(self, writing: _Writing, kinds: tuple[NameKind, ...]) -> None:
        wanted = list(self._places.within(writing.frame, kinds))
        if writing.is_pan:
            wanted.sort(key=lambda one: one.place not in writing.before.places)
        for one in wanted:
            self._write_place(writing, one)

    def _write_place(self, writing: _Writing, one: PlaceName) -> None:
        px = round(one.style.px * writing.frame.ratio)
        half = self._glyphs.width(one.name, px, bold=one.style.bold) / 2 + 2
        if writing.is_near_same(one.name, one.x, one.y):
            return
        if writing.grid.take([(one.x, one.y, half, px * _HALF_LETTER)], gap=_GAP_PX):
            colour, halo = one.style.colour(writing.inks).name(), writing.inks.halo.name()
            letters = Letters(one.name, px, one.style.bold, colour, halo)
            self._glyphs.draw(writing.pen, letters, one.x, one.y)
            writing.now.places.add(one.place)
            writing.stands.setdefault(one.name, []).append((one.x, one.y))
            writing.count += 1

    def _write_streets(self, writing: _Writing) -> None:
        lines = list(self._streets.within(writing.frame))
        kept = writing.before.spots
        if writing.is_pan:
            lines.sort(key=lambda line: line.place not in kept)
        for line in lines:
            size = writing.frame.metres_per_px
            spots = [metres / size for metres in kept.get(line.place, ())]
            for spot in (*spots, *_even_spots(line, BETWEEN_PX * writing.frame.ratio)):
                self._write_street(writing, line, spot)

    def _write_street(self, writing: _Writing, line: NamedLine, spot: float) -> None:
        x, y = line.at(spot)
        frame = writing.frame
        if not (0 < x < frame.width and 0 < y < frame.height):
            return
        if writing.is_near_same(line.name, x, y):
            return
        px = round(road_style.name_px(line.rank) * frame.ratio)
        letters = self._streets.letters(line, spot, px)
        half = px * _HALF_LETTER
        boxes = [(letter.x, letter.y, half, half) for letter in letters]
        if letters and writing.grid.take(boxes, gap=_GAP_PX):
            self._draw(writing, line, letters, px)
            writing.now.spots.setdefault(line.place, []).append(spot * frame.metres_per_px)
            writing.stands.setdefault(line.name, []).append((x, y))
            writing.count += 1

    def _draw(self, writing: _Writing, line: NamedLine, letters: list[Letter], px: int) -> None:
        colour, halo = writing.inks.name.name(), writing.inks.halo.name()
        bold = road_style.is_bold(line.rank)
        for letter in letters:
            picture = Letters(letter.letter, px, bold, colour, halo, letter.turn)
            self._glyphs.draw(writing.pen, picture, letter.x, letter.y)


def _even_spots(line: NamedLine, between: float) -> list[float]:
    """Return the spots along a line where its name is wanted, in pixels from its start."""
    count = max(1, int(line.length // between))
    return [(nth + 0.5) * line.length / count for nth in range(count)]
