"""How positions and ragged rows are written in a city's files."""

from typing import Final

import numpy as np
import numpy.typing as npt

from gis_data.datums import FloatArray

IntArray = npt.NDArray[np.int64]

_DEGREE_STEPS: Final = 1_000_000
"""Stored positions are whole millionths of a degree, about a tenth of a metre."""


def packed(positions: FloatArray) -> npt.NDArray[np.int32]:
    """Write `(lon, lat)` rows as whole millionths of a degree."""
    return np.round(positions * _DEGREE_STEPS).astype(np.int32)


def unpacked(stored: npt.NDArray[np.int32]) -> FloatArray:
    """Read rows that `packed` wrote."""
    return stored.astype(np.float64) / _DEGREE_STEPS


def rows_of(offsets: IntArray, wanted: IntArray) -> IntArray:
    """Return the places of all rows of the wanted groups, group after group.

    Group `i` has the rows `offsets[i]` up to `offsets[i + 1]`.
    """
    counts = np.diff(offsets)[wanted]
    ends = np.cumsum(counts)
    first = np.repeat(offsets[wanted] - (ends - counts), counts)
    return np.asarray(np.arange(len(first), dtype=np.int64) + first)


def boxes_of(coordinates: FloatArray, offsets: IntArray) -> FloatArray:
    """Return west, south, east and north of every group of rows; no group may be empty."""
    if len(offsets) <= 1:
        return np.empty((0, 4))
    starts = offsets[:-1]
    low = np.minimum.reduceat(coordinates, starts, axis=0)
    high = np.maximum.reduceat(coordinates, starts, axis=0)
    return np.hstack((low, high))
