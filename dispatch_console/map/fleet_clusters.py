"""Vehicles drawn together where a city-wide map has no room for each of them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from dispatch_console.map.mercator import FloatArray, resolution
from dispatch_console.viewmodels.map_fleet import BoolArray, IntArray

CLUSTERED_BELOW: Final = 13.0
"""Zoom under which vehicles near each other are told as free and all of them (UI, map window)."""
LEAST_MEMBERS: Final = 3
_CELL_PX: Final = np.array([104.0, 64.0])
SIGN_PX: Final = np.array([72.0, 30.0])
"""A cell of the grid, and the largest sign of a cluster: signs lie apart."""


@dataclass(frozen=True, eq=False, slots=True)
class Clusters:
    """Row `i` of `centres` (sheet metres), `totals` and `frees` is one cluster.

    `cluster_of` has for every vehicle its cluster, or -1 for one that is drawn by itself.
    """

    centres: FloatArray
    totals: IntArray
    frees: IntArray
    cluster_of: IntArray

    def members(self, cluster: int) -> IntArray:
        """Give the rows of the vehicles in a cluster."""
        return np.flatnonzero(self.cluster_of == cluster)


def alone(count: int) -> Clusters:
    """Leave every vehicle by itself."""
    nothing = np.empty(0, dtype=np.int64)
    return Clusters(np.empty((0, 2)), nothing, nothing, np.full(count, -1, dtype=np.int64))


def clusters(metres: FloatArray, free: BoolArray, *, zoom: float, apart: BoolArray) -> Clusters:
    """Put vehicles together that share a cell of a grid which lies still on the ground.

    `free` says which of them may be sent, `apart` which are always drawn by themselves. The grid
    changes with every half zoom level only, so that a pan or a small zoom changes no cluster.
    """
    if zoom >= CLUSTERED_BELOW or not len(metres):
        return alone(len(metres))
    size = _CELL_PX * resolution(np.floor(zoom * 2) / 2)
    cells = np.floor(metres / size).astype(np.int64)
    codes = cells[:, 0] * (1 << 32) + cells[:, 1]
    codes[apart] = np.iinfo(np.int64).min + np.arange(len(metres))[apart]
    _, inverse, counts = np.unique(codes, return_inverse=True, return_counts=True)
    crowded = np.flatnonzero(counts >= LEAST_MEMBERS)
    number = np.full(len(counts), -1, dtype=np.int64)
    number[crowded] = np.arange(len(crowded))
    cluster_of = number[inverse]
    inside = cluster_of >= 0
    of = cluster_of[inside]
    totals = np.bincount(of, minlength=len(crowded))
    frees = np.bincount(of, weights=free[inside], minlength=len(crowded)).astype(np.int64)
    sums = [np.bincount(of, weights=metres[inside, k], minlength=len(crowded)) for k in (0, 1)]
    centres = np.column_stack(sums) / np.maximum(totals, 1)[:, None]
    corners = np.floor(centres / size) * size
    sign = SIGN_PX / _CELL_PX * size / 2
    centres = np.clip(centres, corners + sign, corners + size - sign)
    return Clusters(centres, totals.astype(np.int64), frees, cluster_of)
