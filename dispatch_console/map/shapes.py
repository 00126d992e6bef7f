"""Many lines or rings as flat arrays, ordered so that those near each other lie together."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from dispatch_console.map.mercator import FloatArray

IntArray = npt.NDArray[np.int64]

_BLOCK: Final = 64
_CURVE_BITS: Final = 16

Box = tuple[float, float, float, float]
"""West, south, east and north in sheet metres from the city's middle."""


@dataclass(frozen=True, eq=False)
class Shapes:
    """Shape `i` is `points[offsets[i]:offsets[i + 1]]`, in sheet metres from the city's middle.

    `group` says how a shape is drawn, `key` which one it was in the source; `boxes` holds its
    west, south, east and north, `blocks` those of every 64 shapes together.
    """

    points: FloatArray
    offsets: IntArray
    group: IntArray
    key: IntArray
    boxes: FloatArray
    blocks: FloatArray

    @classmethod
    def of(
        cls, points: FloatArray, offsets: IntArray, group: IntArray, *, key: IntArray | None = None
    ) -> Self:
        """Order shapes along a space-filling curve; shapes without points are left out."""
        keys = np.arange(len(group), dtype=np.int64) if key is None else key
        lengths = np.diff(offsets)
        kept = np.flatnonzero(lengths > 0)
        boxes = _boxes(points, offsets[:-1][kept], lengths[kept])
        order = kept[along := _curve_order(boxes)]
        taken = ragged(offsets[:-1][order], lengths[order])
        return cls(
            points=np.ascontiguousarray(points[taken], dtype=np.float64),
            offsets=np.concatenate(([0], np.cumsum(lengths[order]))).astype(np.int64),
            group=group[order].astype(np.int64),
            key=keys[order].astype(np.int64),
            boxes=boxes[along],
            blocks=_block_boxes(boxes[along]),
        )

    def __len__(self) -> int:
        return len(self.group)

    def within(self, box: Box) -> IntArray:
        """Return the indices of the shapes whose boxes touch `box`."""
        blocks = np.flatnonzero(_touching(self.blocks, box))
        near = (blocks[:, None] * _BLOCK + np.arange(_BLOCK)).ravel()
        near = near[near < len(self.group)]
        return near[_touching(self.boxes[near], box)].astype(np.int64)

    def gather(self, places: IntArray) -> tuple[FloatArray, IntArray]:
        """Return the points of some shapes one after another, and where each begins and ends."""
        starts = self.offsets[places]
        lengths = self.offsets[places + 1] - starts
        return self.points[ragged(starts, lengths)], np.concatenate(([0], np.cumsum(lengths)))

    def save(self, folder: Path, name: str) -> None:
        """Write the arrays as files that can be mapped into memory."""
        for field in fields(self):
            np.save(folder / f"{name}.{field.name}.npy", getattr(self, field.name))

    @classmethod
    def load(cls, folder: Path, name: str) -> Self:
        """Map the arrays of `save`; pages are read when they are looked at."""
        return cls(
            **{
                field.name: np.load(folder / f"{name}.{field.name}.npy", mmap_mode="r")
                for field in fields(cls)
            }
        )


def ragged(starts: IntArray, lengths: IntArray) -> IntArray:
    """Return the indices of runs that begin at `starts`, one run after another."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(total, dtype=np.int64)


def _touching(boxes: FloatArray, box: Box) -> npt.NDArray[np.bool_]:
    west, south, east, north = box
    hit = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
    return np.asarray(hit & (boxes[:, 1] <= north) & (boxes[:, 3] >= south))


def _boxes(points: FloatArray, starts: IntArray, lengths: IntArray) -> FloatArray:
    if not len(starts):
        return np.empty((0, 4))
    rows = points[ragged(starts, lengths)]
    firsts = np.cumsum(lengths) - lengths
    low, high = np.minimum.reduceat(rows, firsts), np.maximum.reduceat(rows, firsts)
    return np.column_stack((low, high))


def _block_boxes(boxes: FloatArray) -> FloatArray:
    if not len(boxes):
        return np.empty((0, 4))
    firsts = np.arange(0, len(boxes), _BLOCK)
    low = np.minimum.reduceat(boxes[:, :2], firsts)
    high = np.maximum.reduceat(boxes[:, 2:], firsts)
    return np.column_stack((low, high))


def _curve_order(boxes: FloatArray) -> IntArray:
    """Order boxes by the interleaved bits (Z order) of their middles."""
    if not len(boxes):
        return np.empty(0, dtype=np.int64)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    low = middles.min(axis=0)
    reach = max(float((middles.max(axis=0) - low).max()), 1.0)
    cells = ((middles - low) / reach * (2**_CURVE_BITS - 1)).astype(np.uint64)
    code = _spread(cells[:, 0]) | (_spread(cells[:, 1]) << np.uint64(1))
    return np.argsort(code, kind="stable").astype(np.int64)


def _spread(cells: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Put a zero between the bits of 16-bit numbers."""
    spread = cells
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return spread
