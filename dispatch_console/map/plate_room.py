"""Room for plates on the map: what is taken, and on which side of its thing one still fits."""

from enum import IntEnum
from typing import Final

import numpy as np

from dispatch_console.viewmodels.map_fleet import FloatArray, IntArray

_CELL_PX: Final = 4.0


class Side(IntEnum):
    """Where a plate stands beside its thing, in the order in which the sides are tried."""

    RIGHT = 0
    LEFT = 1
    ABOVE = 2
    BELOW = 3


_ORDERS: Final = {first: (first, *(side for side in Side if side is not first)) for first in Side}


class PlateRoom:
    """A view with a border around it, in cells of 4 px: taken or free.

    A plate of something in sight stands wholly in sight; one of something in the border stands
    wholly in the border, so that a pan brings no half plate in. Every row of cells is the bits of
    one number: a plate is tried some ten thousand times a second.
    """

    def __init__(self, width: float, height: float, *, border: float) -> None:
        self._width, self._height, self._border = width, height, border
        self._rows = [0] * (int((height + 2 * border) // _CELL_PX) + 2)

    def keep(self, left: float, top: float, right: float, bottom: float) -> None:
        """Take an area in pixels of the view: no plate is placed over it."""
        border = self._border
        edges = (edge + border for edge in (left, top, right, bottom))
        first, above, last, below = (max(0, int(edge // _CELL_PX)) for edge in edges)
        self._take((1 << (last + 1)) - (1 << first), above, below + 1)

    def keep_around(self, spots: FloatArray, reach: float) -> None:
        """Take the squares around rows of pixels."""
        low: IntArray = np.floor((spots - reach + self._border) / _CELL_PX).astype(np.int64)
        high: IntArray = np.ceil((spots + reach + self._border) / _CELL_PX).astype(np.int64)
        corners = np.maximum(np.column_stack([low, high]), 0)
        for left, top, right, bottom in corners.tolist():
            self._take((1 << right) - (1 << left), top, bottom)

    def place(
        self, x: float, y: float, *, size: tuple[float, float], gap: float, first: Side
    ) -> tuple[Side, float, float] | None:
        """Take the first free side of a point, beginning with one; give it with the corner."""
        in_sight = 0 <= x <= self._width and 0 <= y <= self._height
        border, rows = self._border, self._rows
        for side in _ORDERS[first]:
            left, top = _corner(x, y, size=size, gap=gap, side=side)
            right, bottom = left + size[0], top + size[1]
            if not self._fits(left, top, right, bottom, in_sight=in_sight):
                continue
            bits = (1 << (int((right + border) // _CELL_PX) + 1)) - (
                1 << int((left + border) // _CELL_PX)
            )
            above = int((top + border) // _CELL_PX)
            below = int((bottom + border) // _CELL_PX) + 1
            if not any(row & bits for row in rows[above:below]):
                self._take(bits, above, below)
                return side, left, top
        return None

    def _take(self, bits: int, above: int, below: int) -> None:
        rows = self._rows
        for row in range(above, min(below, len(rows))):
            rows[row] |= bits

    def _fits(
        self, left: float, top: float, right: float, bottom: float, *, in_sight: bool
    ) -> bool:
        if in_sight:
            return left >= 0 and top >= 0 and right <= self._width and bottom <= self._height
        border = self._border
        if left < -border or top < -border:
            return False
        if right > self._width + border or bottom > self._height + border:
            return False
        return right < 0 or bottom < 0 or left > self._width or top > self._height


def _corner(
    x: float, y: float, *, size: tuple[float, float], gap: float, side: Side
) -> tuple[float, float]:
    width, height = size
    if side is Side.RIGHT:
        return x + gap, y - height / 2
    if side is Side.LEFT:
        return x - gap - width, y - height / 2
    if side is Side.ABOVE:
        return x - width / 2, y - gap - height
    return x - width / 2, y + gap
