"""The pieces of all roads sorted into squares of ground, to find those around many positions."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from gis_data.datums import FloatArray
from gis_data.road_table import RoadTable
from gis_data.stored_positions import IntArray

NearColumn = npt.NDArray[np.float32]

DEGREE_M: Final = 111_195.0
"""Metres in a degree of a great circle; good to half a percent, enough to choose the nearest."""
SQUARE_M: Final = 50.0
_MOST_SQUARES: Final = 8_000_000
_SHORTEST_M: Final = 1e-3


@dataclass(frozen=True, eq=False)
class RoadGrid:
    """Straight pieces of roads on a plane in metres, by the squares that they touch.

    Piece `i` runs from `x[i], y[i]` by `east[i], north[i]`; it begins `before[i]` metres into its
    edge. Square `s` holds the pieces `members[starts[s]:starts[s + 1]]`.
    """

    scale: FloatArray
    x: FloatArray
    y: FloatArray
    east: FloatArray
    north: FloatArray
    length: FloatArray
    edge: IntArray
    before: FloatArray
    total: FloatArray
    """The length of every edge on the plane."""
    origin: FloatArray
    square_m: float
    columns: int
    rows: int
    members: IntArray
    starts: IntArray
    near: tuple[NearColumn, ...]
    """The pieces once more, in the order of `members`, in single precision and from the origin.

    They are x, y, east, north, and one over the square of the length; neighbours on the ground lie
    side by side in memory.
    """

    @classmethod
    def of(cls, roads: RoadTable) -> Self:
        """Cut the roads into pieces and sort them."""
        latitude = float(roads.coordinates[:, 1].mean()) if len(roads) else 0.0
        scale = np.array([DEGREE_M * np.cos(np.radians(latitude)), DEGREE_M])
        plane = roads.coordinates * scale
        last = np.zeros(len(plane), dtype=np.bool_)
        last[roads.offsets[1:] - 1] = True
        first = np.flatnonzero(~last)
        (x, y), (east, north) = plane[first].T, (plane[first + 1] - plane[first]).T
        length = np.maximum(np.hypot(east, north), _SHORTEST_M)
        edge = np.repeat(np.arange(len(roads)), np.diff(roads.offsets) - 1)
        driven = np.cumsum(length) - length
        edge_first = np.searchsorted(edge, np.arange(len(roads)))
        origin = plane.min(axis=0) if len(plane) else np.zeros(2)
        extent = plane.max(axis=0) - origin if len(plane) else np.zeros(2)
        square = max(SQUARE_M, float(np.sqrt(extent[0] * extent[1] / _MOST_SQUARES)))
        columns, rows = (int(side // square) + 1 for side in extent)
        ends = np.stack([x - origin[0], y - origin[1], east, north])
        squares, members = _sorted_in(ends / square, length / square, columns)
        near = np.stack([*ends, 1.0 / (length * length)]).astype(np.float32)[:, members]
        return cls(
            scale=scale,
            x=np.ascontiguousarray(x),
            y=np.ascontiguousarray(y),
            east=np.ascontiguousarray(east),
            north=np.ascontiguousarray(north),
            length=length,
            edge=edge,
            before=driven - driven[edge_first[edge]] if len(edge) else driven,
            total=np.bincount(edge, length, minlength=len(roads)).astype(np.float64),
            origin=origin,
            square_m=square,
            columns=columns,
            rows=rows,
            members=members,
            starts=np.searchsorted(squares, np.arange(columns * rows + 1)),
            near=tuple(np.ascontiguousarray(column) for column in near),
        )

    def around(self, positions: FloatArray, rings: int) -> tuple[IntArray, IntArray]:
        """Return pairs of a position's index and a place in `members`, of the squares around it.

        Positions are in metres on the plane; every piece within `rings` squares' width is among
        them, a long one several times. The pairs are sorted by position.
        """
        square = np.floor((positions - self.origin) / self.square_m).astype(np.int64)
        offsets = np.arange(-rings, rings + 1)
        row = square[:, 1, None] + offsets
        west = np.clip(square[:, 0] - rings, 0, self.columns)
        east = np.clip(square[:, 0] + rings + 1, 0, self.columns)
        inside = (row >= 0) & (row < self.rows) & (east > west)[:, None]
        row = np.where(inside, row, 0)
        first = self.starts[row * self.columns + np.where(inside, west[:, None], 0)]
        count = self.starts[row * self.columns + np.where(inside, east[:, None], 0)] - first
        flat, sizes = first.ravel(), count.ravel()
        asked = np.repeat(np.repeat(np.arange(len(positions)), len(offsets)), sizes)
        passed = np.cumsum(sizes) - sizes
        return asked, np.repeat(flat - passed, sizes) + np.arange(len(asked))


def _sorted_in(ends: FloatArray, length: FloatArray, columns: int) -> tuple[IntArray, IntArray]:
    """Return squares in order and for each a piece that may touch it; all in units of squares.

    A piece longer than a square is taken in parts, each in the squares of its box.
    """
    parts = np.maximum(1, np.ceil(length)).astype(np.int64)
    piece = np.repeat(np.arange(len(length)), parts)
    number = np.arange(len(piece)) - np.repeat(np.cumsum(parts) - parts, parts)
    x, y, east, north = ends[:, piece]
    share = 1.0 / parts[piece]
    column = np.floor(np.stack([x + number * share * east, x + (number + 1) * share * east]))
    row = np.floor(np.stack([y + number * share * north, y + (number + 1) * share * north]))
    wide, high = column[0] != column[1], row[0] != row[1]
    corners = [
        (column[0], row[0], np.ones_like(wide)),
        (column[1], row[0], wide),
        (column[0], row[1], high),
        (column[1], row[1], wide & high),
    ]
    squares = np.concatenate([(r * columns + c)[kept] for c, r, kept in corners])
    members = np.concatenate([piece[kept] for _, _, kept in corners])
    order = np.argsort(squares, kind="stable")
    return squares[order].astype(np.int64), members[order].astype(np.int64)
