"""The areas of the city's map: land use, water and green, with soft outlines and names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_data.area_table import AreaClass
from gis_data.city_maker import words
from gis_data.city_maker.land_use import Use
from gis_data.city_maker.street_growth import Plot, polygon

_CLASSES: Final = {
    Use.OLD_TOWN: AreaClass.RESIDENTIAL,
    Use.CENTRE: AreaClass.COMMERCIAL,
    Use.ESTATE: AreaClass.RESIDENTIAL,
    Use.TOWERS: AreaClass.RESIDENTIAL,
    Use.VILLAS: AreaClass.RESIDENTIAL,
    Use.VILLAGE: AreaClass.RESIDENTIAL,
    Use.INDUSTRY: AreaClass.INDUSTRIAL,
    Use.CAMPUS: AreaClass.UNIVERSITY,
    Use.SCHOOL: AreaClass.SCHOOL,
    Use.HOSPITAL: AreaClass.HOSPITAL,
    Use.PARK: AreaClass.PARK,
    Use.LAKE: AreaClass.PARK,
    Use.WOOD: AreaClass.WOOD,
    Use.FARMLAND: AreaClass.FARMLAND,
}
_ENDINGS: Final = {
    Use.OLD_TOWN: words.OLD_QUARTERS,
    Use.CENTRE: words.OFFICES,
    Use.ESTATE: words.HOMES,
    Use.TOWERS: words.HIGH_HOMES,
    Use.VILLAS: words.VILLAS,
    Use.VILLAGE: (words.VILLAGE,),
    Use.INDUSTRY: words.WORKS,
    Use.CAMPUS: words.CAMPUSES,
    Use.SCHOOL: words.SCHOOLS,
    Use.PARK: words.PARKS,
    Use.LAKE: ("湖",),
    Use.WOOD: ("林场", "山"),
}
_LEAST_WATER_M2: Final = 1500.0
_SHORE_M: Final = 22.0
_POND_CHANCE: Final = 0.5


@dataclass(frozen=True, eq=False)
class Ground:
    """An area on the plane; `use` is what it is used for, None for the map's own areas."""

    shape: BaseGeometry
    area_class: AreaClass
    name: str = ""
    use: Use | None = None


class PlaceNames:
    """Hands out names for places, none of them twice."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._taken: set[str] = set()

    def take(self, use: Use) -> str:
        """Return a new name for a place of a use, or nothing for ground that has none."""
        endings = _ENDINGS.get(use)
        if endings is None:
            return ""
        for _ in range(40):
            word = words.WORDS[int(len(words.WORDS) * self._random.random() ** 1.6)]
            name = word + endings[int(self._random.integers(len(endings)))]
            if name not in self._taken:
                self._taken.add(name)
                return name
        return ""


def grounds(plots: Sequence[Plot], names: PlaceNames, random: np.random.Generator) -> list[Ground]:
    """Return the ground of every plot, in the order of the plots, and lakes and ponds after it."""
    found, water = [], []
    for plot in plots:
        shape, name = polygon(plot.cell), names.take(plot.use)
        lies = plot.use is Use.LAKE
        found.append(Ground(shape, _CLASSES[plot.use], "" if lies else name, plot.use))
        if lies:
            water += _lake(shape, name, random)
        elif plot.use is Use.PARK and random.random() < _POND_CHANCE:
            water += _pond(shape, random)
    return [*found, *water]


def _lake(shape: BaseGeometry, name: str, random: np.random.Generator) -> list[Ground]:
    """Return water that fills its ground up to a soft and uneven shore."""
    size = float(np.sqrt(shape.area))
    wet: BaseGeometry = shape.buffer(-_SHORE_M - 0.02 * size)
    wet = shapely.segmentize(wet, max(20.0, size / 24))
    rows = shapely.get_coordinates(shapely.get_parts(wet)[0]) if not wet.is_empty else None
    if rows is None or len(rows) < 8:  # noqa: PLR2004 - not worth a lake
        return []
    middle = rows.mean(axis=0)
    turns = np.linspace(0, 2 * np.pi, len(rows))
    reach = np.full(len(rows), 0.93)
    for wave in (3, 5, 8, 13):
        size_of_wave = random.normal(0, 0.05) / np.sqrt(wave / 3)
        reach += size_of_wave * np.cos(wave * turns + random.uniform(0, 2 * np.pi))
    reach[-1] = reach[0]
    wavy = shapely.Polygon(middle + (rows - middle) * np.minimum(reach, 1.0)[:, None])
    soft = max(25.0, size / 16)
    wet = shapely.make_valid(wavy).buffer(-soft).buffer(2 * soft).buffer(-soft)
    wet = shapely.intersection(wet, shape.buffer(-_SHORE_M / 2)).simplify(1.5)
    parts = [part for part in shapely.get_parts(wet) if part.area > _LEAST_WATER_M2]
    if not parts:
        return []
    return [Ground(shapely.MultiPolygon(parts), AreaClass.WATER, name, Use.LAKE)]


def _pond(shape: BaseGeometry, random: np.random.Generator) -> list[Ground]:
    """Return a pond within a park, if there is room."""
    inner: BaseGeometry = shape.buffer(-0.22 * float(np.sqrt(shape.area)))
    if inner.is_empty or inner.area < _LEAST_WATER_M2:
        return []
    part = max(shapely.get_parts(inner).tolist(), key=lambda one: one.area)
    soft = 0.22 * float(np.sqrt(part.area))
    pond = part.buffer(-soft * random.uniform(0.3, 0.8)).buffer(soft * 0.6).simplify(1.5)
    pond = shapely.intersection(pond, shape.buffer(-12.0))
    return [Ground(pond, AreaClass.WATER, "", Use.WATER)] if pond.area > _LEAST_WATER_M2 else []
