"""From the areas of an extract to the rows of the area table, and the districts among them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from gis_data.area_table import AreaClass
from gis_data.datums import FloatArray
from gis_data.importers.area_rows import AreaRow
from gis_data.importers.osm.harvest import FoundArea
from gis_data.importers.refusals import Refusals

_POLYGONS: Final = (3, 6)
_DISTRICT_LEVEL: Final = 6
"""OpenStreetMap's `admin_level` of a district or county in China."""
_FEWEST_DISTRICTS: Final = 2


@dataclass(frozen=True, eq=False)
class Grounds:
    """Sound shapes of all areas (None where there is none), and the districts among them."""

    shapes: npt.NDArray[np.object_]
    districts: tuple[int, ...]
    names: tuple[str, ...]

    def rows(self, areas: Sequence[FoundArea]) -> list[AreaRow]:
        """Return the areas that the map shows."""
        districts = set(self.districts)
        return [
            AreaRow(shape, area.area_class, area.name, area.metres_high)
            for index, (area, shape) in enumerate(zip(areas, self.shapes, strict=True))
            if shape is not None
            and area.area_class is not None
            and (area.area_class is not AreaClass.DISTRICT or index in districts)
        ]

    def middles(self, areas: Sequence[int]) -> FloatArray:
        """Return a point within each of some areas; NaN where there is no shape."""
        wanted = self.shapes[np.array(areas, dtype=np.int64)]
        return np.asarray(shapely.get_coordinates(_inside(wanted)).reshape(-1, 2))

    def district_names(self, points: FloatArray) -> list[str]:
        """Return for every point the name of its district, or nothing."""
        found = np.full(len(points), -1)
        for place, district in enumerate(self.districts):
            shape = self.shapes[district]
            shapely.prepare(shape)
            found[shapely.contains_xy(shape, points)] = place
        return [self.names[place] if place >= 0 else "" for place in found.tolist()]


def make_grounds(areas: Sequence[FoundArea], refusals: Refusals) -> Grounds:
    """Make every area sound, and choose the districts."""
    shapes = np.empty(len(areas), dtype=np.object_)
    if areas:
        shapes[:] = shapely.from_wkb([area.wkb for area in areas], on_invalid="ignore")
        broken = np.flatnonzero(~shapely.is_valid(shapes))
        shapes[broken] = shapely.make_valid(shapes[broken])
        for index in broken.tolist():
            shapes[index] = _flat(shapes[index])
            if shapes[index] is None:
                refusals.add("area", areas[index].identity, "区域没有面积")
    districts = _districts(areas, shapes)
    return Grounds(shapes, districts, tuple(areas[index].name for index in districts))


def _flat(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return the polygons of a repaired shape, or None where none is left."""
    if shape is None:
        return None
    parts = shapely.get_parts(shape)
    flat = [part for part in parts if shapely.get_type_id(part) in _POLYGONS and part.area > 0]
    return shapely.union_all(flat) if flat else None


def _inside(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return the centroid where it lies inside, else some point that does."""
    middles = shapely.centroid(shapes)
    good = shapely.contains_xy(shapes, shapely.get_x(middles), shapely.get_y(middles))
    points = np.where(good, middles, shapely.point_on_surface(shapes))
    nowhere = shapely.Point(np.nan, np.nan)
    return np.array([nowhere if one is None or one.is_empty else one for one in points.tolist()])


def _districts(areas: Sequence[FoundArea], shapes: npt.NDArray[np.object_]) -> tuple[int, ...]:
    """Choose the named administrative areas of the level that divides this city best."""
    named = [
        index
        for index, area in enumerate(areas)
        if area.area_class is AreaClass.DISTRICT and area.name and shapes[index] is not None
    ]
    levels = Counter(areas[index].admin_level for index in named)
    several = sorted(
        level for level, count in levels.items() if level and count >= _FEWEST_DISTRICTS
    )
    chosen = next((level for level in several if level >= _DISTRICT_LEVEL), None)
    return tuple(index for index in named if areas[index].admin_level == chosen)
