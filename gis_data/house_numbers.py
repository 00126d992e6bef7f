"""House numbers of one street, packed: numbers in order, and where each of them is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from gis_data.datums import Point

_DEGREES: Final = 1e-6
_FARTHEST_NEIGHBOUR: Final = 40
"""Two numbers further apart than this say nothing about the numbers between them."""


@dataclass(frozen=True, eq=False)
class HouseNumbers:
    """The known numbers, rising, and their points in millionths of a degree, one row each."""

    numbers: npt.NDArray[np.uint32]
    points: npt.NDArray[np.int32]

    @classmethod
    def packed(cls, numbers: Sequence[int], points: Sequence[Point]) -> Self:
        """Put houses into order; of several with one number the first counts."""
        known, first = np.unique(np.asarray(numbers, dtype=np.uint32), return_index=True)
        places = np.rint(np.asarray(points, dtype=np.float64)[first] / _DEGREES)
        return cls(known, places.astype(np.int32))

    @classmethod
    def from_bytes(cls, numbers: bytes, points: bytes) -> Self:
        """Unpack what `to_bytes` packed."""
        return cls(
            np.frombuffer(numbers, dtype="<u4").astype(np.uint32, copy=False),
            np.frombuffer(points, dtype="<i4").astype(np.int32, copy=False).reshape(-1, 2),
        )

    def to_bytes(self) -> tuple[bytes, bytes]:
        """Pack into two strings of bytes, 12 bytes a house in all."""
        return self.numbers.astype("<u4").tobytes(), self.points.astype("<i4").tobytes()

    def __len__(self) -> int:
        return len(self.numbers)

    def point(self, number: int) -> Point | None:
        """Return where a known number is."""
        place = int(np.searchsorted(self.numbers, number))
        if place == len(self.numbers) or self.numbers[place] != number:
            return None
        return self._point(place)

    def between(self, number: int) -> Point | None:
        """Return about where an unknown number is, between its neighbours on the same side.

        None beyond the last known numbers, or where the neighbours are far apart.
        """
        same_side = np.flatnonzero(self.numbers % 2 == number % 2)
        for places in (same_side, np.arange(len(self.numbers))):
            after = int(np.searchsorted(self.numbers[places], number))
            if 0 < after < len(places):
                return self._between(int(places[after - 1]), int(places[after]), number)
        return None

    def nearest(self, number: int, *, most: int) -> list[tuple[int, Point]]:
        """Return the known numbers nearest to this one, nearest first."""
        away = np.abs(self.numbers.astype(np.int64) - number)
        order = np.lexsort((self.numbers, away))[:most]
        return [(int(self.numbers[place]), self._point(int(place))) for place in order]

    def middle(self) -> Point:
        """Return where the middle one of the numbers is."""
        return self._point(len(self.numbers) // 2)

    def _between(self, before: int, after: int, number: int) -> Point | None:
        low, high = int(self.numbers[before]), int(self.numbers[after])
        if high - low > _FARTHEST_NEIGHBOUR:
            return None
        share = (number - low) / (high - low)
        lon, lat = self.points[before] + share * (self.points[after] - self.points[before])
        return round(float(lon) * _DEGREES, 6), round(float(lat) * _DEGREES, 6)

    def _point(self, place: int) -> Point:
        lon, lat = self.points[place].tolist()
        return round(lon * _DEGREES, 6), round(lat * _DEGREES, 6)
