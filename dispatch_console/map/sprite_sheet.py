"""Small pictures painted once onto one sheet, and many of them put on the map in one call."""

from collections.abc import Callable, Hashable
from typing import Final

import numpy as np
import numpy.typing as npt
from PyQt6 import sip
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPixmap

from dispatch_console.map.mercator import FloatArray
from dispatch_console.viewmodels.map_fleet import IntArray
from dispatch_console.widgets.pen import Pen

_WIDTH: Final = 1024
_FIRST_HEIGHT: Final = 256
_MOST_HEIGHT: Final = 4096
_GAP: Final = 1
_FIELDS: Final = 10
_BYTES: Final = 8

Draw = Callable[[Pen], None]


class SpriteSheet:
    """Gives every picture a cell; a full sheet is emptied, and everything is asked for again.

    Cells are numbered from 0; a number is good while `age` stays the same. Sizes are logical
    pixels, `ratio` the device pixels of one.
    """

    def __init__(self, *, ratio: float = 1.0) -> None:
        self.ratio = ratio
        self.age = 0
        self._fragments = _Fragments()
        self._clear()

    def _clear(self) -> None:
        self.age += 1
        self._pixmap = _blank(_FIRST_HEIGHT)
        self._known: dict[Hashable, int] = {}
        self._areas = np.empty((256, 4))
        self._left = self._top = self._row = 0

    def known(self, key: Hashable) -> int | None:
        """Give the cell of a picture that was painted already."""
        return self._known.get(key)

    def cell(self, key: Hashable, size: tuple[float, float], draw: Draw) -> int:
        """Give the cell of a picture; a new one is painted now, its corner at the origin."""
        found = self._known.get(key)
        return found if found is not None else self._paint(key, size, draw)

    def put(
        self,
        pen: QPainter,
        spots: FloatArray,
        cells: IntArray,
        *,
        opacity: float = 1.0,
        corner: bool = False,
    ) -> None:
        """Draw the pictures with their middles, or their corners, at rows of pixels."""
        if not len(cells):
            return
        areas = self._areas[cells]
        rows = self._fragments.sized(len(cells))
        half = areas[:, 2:] / (2 * self.ratio)
        middle = np.rint((spots if corner else spots - half) * self.ratio) / self.ratio + half
        rows[:, 0:2] = middle
        rows[:, 2:6] = areas
        rows[:, 6:8] = 1.0 / self.ratio
        rows[:, 8] = 0.0
        rows[:, 9] = opacity
        pen.drawPixmapFragments(self._fragments.drawn(len(cells)), self._pixmap)

    def _paint(self, key: Hashable, size: tuple[float, float], draw: Draw) -> int:
        width, height = (int(np.ceil(side * self.ratio)) for side in size)
        if self._left + width > _WIDTH:
            self._left, self._top, self._row = 0, self._top + self._row + _GAP, 0
        if not self._make_room(self._top + height):
            self._clear()
        pen = Pen(self._pixmap)
        pen.translate(self._left, self._top)
        pen.scale(self.ratio, self.ratio)
        pen.setClipRect(QRectF(0, 0, *size))
        draw(pen)
        pen.end()
        number = len(self._known)
        if number == len(self._areas):
            self._areas = np.concatenate([self._areas, np.empty_like(self._areas)])
        self._areas[number] = self._left, self._top, width, height
        self._known[key] = number
        self._left, self._row = self._left + width + _GAP, max(self._row, height)
        return number

    def _make_room(self, bottom: int) -> bool:
        height = self._pixmap.height()
        while height < bottom:
            height *= 2
        if height > _MOST_HEIGHT:
            return False
        if height != self._pixmap.height():
            grown = _blank(height)
            pen = QPainter(grown)
            pen.drawPixmap(0, 0, self._pixmap)
            pen.end()
            self._pixmap = grown
        return True


class _Fragments:
    """The memory that Qt reads fragments from, as rows of numbers."""

    def __init__(self) -> None:
        self._room = 0
        self._objects: sip.array[QPainter.PixmapFragment | None]
        self._rows: npt.NDArray[np.float64]

    def sized(self, count: int) -> FloatArray:
        """Give so many rows: x, y, left, top, width, height, scale x and y, turn, opacity."""
        if count > self._room:
            self._room = max(256, 2 * count)
            self._objects = sip.array(  # type: ignore[call-arg]  # its stub has no constructor
                QPainter.PixmapFragment, self._room
            )
            memory = sip.voidptr(self._objects, self._room * _FIELDS * _BYTES)
            flat = np.frombuffer(memory, dtype=np.float64)  # type: ignore[call-overload]  # a buffer
            self._rows = flat.reshape(-1, _FIELDS)
        return self._rows[:count]

    def drawn(self, count: int) -> "sip.array[QPainter.PixmapFragment | None]":
        """Give the first so many fragments as Qt takes them."""
        return self._objects[:count]


def _blank(height: int) -> QPixmap:
    pixmap = QPixmap(_WIDTH, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
