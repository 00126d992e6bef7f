"""Says in words where a point of the map is: the house, or what is known close by."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from gis_data.datums import Point
from gis_data.place_record import PlaceKind
from gis_data.place_store import PlaceStore

AT_M: Final = 25.0
"""Nearer than this the point is at the place, farther it is beside it; own planning value."""
HOUSE_M: Final = 80.0
"""A house no farther away than this names the point before anything else does."""
FARTHEST_M: Final = 400.0
"""Nothing farther away than this names a point."""
_METRES_A_DEGREE: Final = 111_320.0
_DEGREES: Final = 1e-6
_NAMING: Final = frozenset(
    {PlaceKind.LANDMARK, PlaceKind.HOSPITAL, PlaceKind.STATION, PlaceKind.JUNCTION}
)


@dataclass(frozen=True, eq=False, slots=True)
class _Spots:
    """Points in millionths of a degree, from south to north; `owners` are rows of something."""

    points: npt.NDArray[np.int32]
    owners: npt.NDArray[np.int64]

    def nearest(self, point: Point, *, within_m: float) -> tuple[int, float] | None:
        """Give the owner of the nearest spot and how many metres away it is."""
        lat = point[1] / _DEGREES
        reach = within_m / _METRES_A_DEGREE / _DEGREES
        first, last = np.searchsorted(self.points[:, 1], (lat - reach, lat + reach))
        if first == last:
            return None
        beside = (self.points[first:last] * _DEGREES - point) * _METRES_A_DEGREE
        beside[:, 0] *= np.cos(np.radians(point[1]))
        far = np.hypot(beside[:, 0], beside[:, 1])
        row = int(far.argmin())
        if far[row] > within_m:
            return None
        return int(self.owners[first + row]), float(far[row])


class PlaceNaming:
    """Names points by a city's places; reading them takes a second for a million houses."""

    def __init__(self, store: PlaceStore) -> None:
        self._store = store
        streets = list(store.all_houses())
        self._units = [(place, unit) for place, unit, _ in streets]
        self._numbers = np.concatenate(
            [np.empty(0, dtype=np.int64), *(houses.numbers for _, _, houses in streets)]
        ).astype(np.int64)
        self._street_of = np.repeat(
            np.arange(len(streets)), [len(houses) for _, _, houses in streets]
        )
        points = [houses.points for _, _, houses in streets]
        self._houses = _sorted(np.concatenate([np.empty((0, 2), dtype=np.int32), *points]))
        spots = [(place, at) for place, kind, at in store.spots() if kind in _NAMING]
        self._place_ids = [place for place, _ in spots]
        known = np.array([at for _, at in spots], dtype=float).reshape(-1, 2)
        self._places = _sorted(np.rint(known / _DEGREES).astype(np.int32))

    def name(self, point: Point) -> str:
        """Give the words for a point, empty where nothing near it has a name."""
        house = self._houses.nearest(point, within_m=HOUSE_M)
        if house is not None:
            return _beside(self._house(house[0]), house[1])
        place = self._places.nearest(point, within_m=FARTHEST_M)
        far_house = self._houses.nearest(point, within_m=FARTHEST_M)
        if place is not None and (far_house is None or place[1] <= far_house[1]):
            (found,) = self._store.places([self._place_ids[place[0]]])
            in_address = found.name in found.address
            words = found.address if in_address else f"{found.address} {found.name}"
            return _beside(words, place[1])
        return _beside(self._house(far_house[0]), far_house[1]) if far_house is not None else ""

    def _house(self, row: int) -> str:
        place, unit = self._units[int(self._street_of[row])]
        (street,) = self._store.places([place])
        return f"{street.region}{street.name}{int(self._numbers[row])}{unit}"


def _sorted(points: npt.NDArray[np.int32]) -> _Spots:
    order = np.argsort(points[:, 1], kind="stable")
    return _Spots(points[order], order)


def _beside(words: str, metres: float) -> str:
    return words if metres <= AT_M else f"{words}附近"
