"""A coarse grid of what is written on already."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

_CELL_PX: Final = 4

Cells = tuple[int, int, int, int]


class LabelGrid:
    """Takes boxes of pixels that overlap nothing taken before and lie wholly on the paper."""

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        shape = height // _CELL_PX + 1, width // _CELL_PX + 1
        self._taken: npt.NDArray[np.bool_] = np.zeros(shape, dtype=np.bool_)

    def take(self, boxes: Iterable[tuple[float, float, float, float]], *, gap: float = 0) -> bool:
        """Take all boxes (middle x, y, half width, half height), or none if one is not free."""
        cells = []
        for box in boxes:
            found = self._free(*box)
            if found is None:
                return False
            cells.append(found)
        more = int(gap / _CELL_PX)
        for top, bottom, left, right in cells:
            rows = slice(max(0, top - more), bottom + more)
            self._taken[rows, max(0, left - more) : right + more] = True
        return True

    def _free(self, x: float, y: float, half_wide: float, half_high: float) -> Cells | None:
        if x < half_wide or y < half_high:
            return None
        if x + half_wide >= self._width or y + half_high >= self._height:
            return None
        top, bottom = int((y - half_high) / _CELL_PX), int((y + half_high) / _CELL_PX) + 1
        left, right = int((x - half_wide) / _CELL_PX), int((x + half_wide) / _CELL_PX) + 1
        if self._taken[top:bottom, left:right].any():
            return None
        return top, bottom, left, right
