"""Which of many bounding boxes touch a box."""

from functools import cached_property
from typing import Final

import numpy as np
import shapely

from gis_data.datums import FloatArray
from gis_data.stored_positions import IntArray

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_WORTH_A_TREE: Final = 5000
"""Fewer boxes than this are compared one by one as fast as a tree finds them."""


def touching(boxes: FloatArray, box: Box) -> IntArray:
    """Return the indices of the rows of `boxes` that touch `box`."""
    west, south, east, north = box
    hit = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
    hit &= (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    return np.flatnonzero(hit).astype(np.int64)


class BoxIndex:
    """Many bounding boxes, west, south, east and north of each, made ready for questions."""

    def __init__(self, boxes: FloatArray) -> None:
        self.boxes = boxes

    def touching(self, box: Box) -> IntArray:
        """Return the indices of the boxes that touch `box`, in order."""
        if len(self.boxes) < _WORTH_A_TREE:
            return touching(self.boxes, box)
        found = self._tree.query(shapely.box(*box))
        return np.sort(found).astype(np.int64)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        """The tree over the boxes; it is built when the first question comes."""
        west, south, east, north = self.boxes.T
        return shapely.STRtree(shapely.box(west, south, east, north))
