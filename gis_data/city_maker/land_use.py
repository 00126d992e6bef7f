"""What ground in the city is used for: by distance from the middle, by chance, and by plan."""

from enum import StrEnum
from typing import Final

import numpy as np

from gis_data.city_maker.street_net import Cell
from gis_data.datums import FloatArray


class Use(StrEnum):
    """What a block is used for."""

    OLD_TOWN = "old_town"
    CENTRE = "centre"
    ESTATE = "estate"
    TOWERS = "towers"
    VILLAS = "villas"
    VILLAGE = "village"
    INDUSTRY = "industry"
    CAMPUS = "campus"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    PARK = "park"
    LAKE = "lake"
    WOOD = "wood"
    FARMLAND = "farmland"
    WATER = "water"


_BLOCK_M2: Final = {
    Use.OLD_TOWN: 9500.0,
    Use.CENTRE: 14_500.0,
    Use.ESTATE: 13_500.0,
    Use.TOWERS: 19_000.0,
    Use.VILLAS: 12_000.0,
    Use.VILLAGE: 11_000.0,
    Use.INDUSTRY: 36_000.0,
    Use.CAMPUS: 30_000.0,
    Use.FARMLAND: 420_000.0,
    Use.WOOD: 700_000.0,
}
"""How large blocks of a use are at most."""
WITH_YARDS: Final = frozenset({Use.ESTATE, Use.TOWERS, Use.VILLAS, Use.CAMPUS, Use.INDUSTRY})
"""Uses whose ground is entered by service roads; elsewhere small streets lead through."""
_DECIDED_M2: Final = 150_000.0
"""Ground smaller than this has its use, whatever the streets."""
_OPEN_COUNTRY_M2: Final = 3_500_000.0
_OPEN_COUNTRY: Final = 0.12
_LAKE_M2: Final = (160_000.0, 3_500_000.0)
_PARK_M2: Final = (35_000.0, 700_000.0)
_LAKE_CHANCE: Final = 0.022
_PARK_CHANCE: Final = 0.034
_SCHOOL_M2: Final = (11_000.0, 45_000.0)
_SCHOOL_CHANCE: Final = 0.045
_ESTATES: Final = frozenset({Use.ESTATE, Use.TOWERS, Use.CENTRE})
_BY_TOWN: Final = (
    (0.86, {Use.OLD_TOWN: 0.46, Use.CENTRE: 0.28, Use.ESTATE: 0.26}),
    (
        0.6,
        {
            Use.ESTATE: 0.5,
            Use.TOWERS: 0.2,
            Use.CENTRE: 0.1,
            Use.CAMPUS: 0.07,
            Use.OLD_TOWN: 0.08,
            Use.INDUSTRY: 0.05,
        },
    ),
    (
        0.32,
        {
            Use.TOWERS: 0.34,
            Use.ESTATE: 0.24,
            Use.INDUSTRY: 0.19,
            Use.CAMPUS: 0.09,
            Use.VILLAS: 0.07,
            Use.VILLAGE: 0.07,
        },
    ),
    (
        _OPEN_COUNTRY,
        {
            Use.VILLAGE: 0.27,
            Use.INDUSTRY: 0.24,
            Use.FARMLAND: 0.26,
            Use.VILLAS: 0.08,
            Use.TOWERS: 0.08,
            Use.WOOD: 0.07,
        },
    ),
    (0.0, {Use.FARMLAND: 0.68, Use.VILLAGE: 0.1, Use.WOOD: 0.22}),
)
"""How likely each use is where a place is at least so urban."""


class LandUse:
    """Decides what ground is used for; the same generator gives the same city."""

    def __init__(self, *, core: float, reach: float, random: np.random.Generator) -> None:
        self._core = core
        self._reach = reach
        self._random = random
        self._waves = [
            (random.uniform(0, 2 * np.pi), random.uniform(0, 2 * np.pi), length)
            for length in (core * 0.9, core * 1.7, core * 2.9)
        ]
        self._towns = random.uniform(-1.0, 1.0, (9, 2)) * reach

    def decide(self, cell: Cell) -> Use | None:
        """Return the use of ground that is not decided yet, or None to decide its parts."""
        area, middle = cell.square_metres, cell.rows.mean(axis=0)
        if _LAKE_M2[0] < area < _LAKE_M2[1] and self._random.random() < _LAKE_CHANCE:
            return Use.LAKE
        if _PARK_M2[0] < area < _PARK_M2[1] and self._random.random() < _PARK_CHANCE:
            return Use.PARK
        town = self.townness(middle)
        if area < _DECIDED_M2 or (area < _OPEN_COUNTRY_M2 and town < _OPEN_COUNTRY):
            return self._chosen(town)
        return None

    def finally_used(self, cell: Cell, use: Use) -> Use:
        """Return the use of a block: now and then a school stands among homes."""
        fits = _SCHOOL_M2[0] < cell.square_metres < _SCHOOL_M2[1]
        if fits and use in _ESTATES and self._random.random() < _SCHOOL_CHANCE:
            return Use.SCHOOL
        return use

    def block_m2(self, use: Use) -> float:
        """Return the size below which ground of a use is not split."""
        return _BLOCK_M2.get(use, float("inf")) * float(self._random.uniform(0.75, 1.9))

    def _chosen(self, town: float) -> Use:
        for least, chances in _BY_TOWN:
            if town >= least:
                return Use(self._random.choice(list(chances), p=list(chances.values())))
        return Use.FARMLAND

    def townness(self, middle: FloatArray) -> float:
        """Return how urban a place is: 1 in the middle of the city, 0 in the fields."""
        away = float(np.hypot(*middle))
        near = np.exp(-((away / (self._reach * 0.62)) ** 2))
        centres = np.hypot(*(self._towns - middle).T)
        lesser = 0.45 * float(np.exp(-((centres.min() / (self._core * 0.8)) ** 2)))
        ripple = sum(
            np.sin(middle[0] / length * np.pi + east) * np.sin(middle[1] / length * np.pi + north)
            for east, north, length in self._waves
        )
        return float(np.clip(max(near, lesser) + 0.09 * ripple, 0.0, 1.0))
