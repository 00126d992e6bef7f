"""Turns rows of numbers into Qt's lines, many at once."""

from itertools import pairwise
from typing import Final

import numpy as np
from PyQt6.QtGui import QPolygonF

from dispatch_console.map.map_frame import MapFrame
from dispatch_console.map.mercator import FloatArray
from dispatch_console.map.shapes import IntArray, Shapes

_POINT_BYTES: Final = 16


def polygon_of(points: FloatArray) -> QPolygonF:
    """Return rows of `(x, y)` as Qt's points, in one copy."""
    polygon = QPolygonF()
    polygon.resize(len(points))
    memory = polygon.data()
    if len(points) and memory is not None:
        memory.setsize(len(points) * _POINT_BYTES)
        room = np.frombuffer(memory, np.float64)  # type: ignore[call-overload]  # it is a buffer
        room.reshape(-1, 2)[:] = points
    return polygon


def polylines(shapes: Shapes, places: IntArray, frame: MapFrame) -> list[QPolygonF]:
    """Return some shapes as lines in the pixels of a frame."""
    points, ends = shapes.gather(places)
    whole, cuts = polygon_of(frame.px(points)), ends.tolist()
    return [whole.mid(start, end - start) for start, end in pairwise(cuts)]
