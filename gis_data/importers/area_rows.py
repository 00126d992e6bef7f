"""From polygons to the area table of a city."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_data.area_table import (
    AREA_CLASSES,
    AREA_DRAWING_ORDER,
    NO_NAME,
    AreaClass,
    AreaTable,
    no_areas,
)
from gis_data.datums import FloatArray
from gis_data.stored_positions import IntArray

_POLYGON: Final = 3
_TALLEST_M: Final = 1000


@dataclass(frozen=True, eq=False)
class AreaRow:
    """A valid polygon or several of one thing, in WGS-84; `metres_high` is 0 where unknown."""

    shape: BaseGeometry
    area_class: AreaClass
    name: str = ""
    metres_high: int = 0


def area_table(rows: Sequence[AreaRow]) -> AreaTable:
    """Put areas into drawing order; the same rows give the same table."""
    if not rows:
        return no_areas()
    shapes = np.array([row.shape for row in rows], dtype=np.object_)
    parts, row_of = shapely.get_parts(shapes, return_index=True)
    flat = (shapely.get_type_id(parts) == _POLYGON) & ~shapely.is_empty(parts)
    parts, row_of = parts[flat], row_of[flat]
    sizes = shapely.area(parts)
    place = np.array([AREA_DRAWING_ORDER.index(row.area_class) for row in rows])[row_of]
    order = np.lexsort((row_of, -sizes, place))
    parts, row_of, sizes = parts[order], row_of[order], sizes[order]
    _, coordinates, (rings, offsets) = shapely.to_ragged_array(parts, include_z=False)
    names = tuple(sorted({row.name for row in rows if row.name}))
    number = {name: index for index, name in enumerate(names)} | {"": NO_NAME}
    name_of = np.array([number[row.name] for row in rows])[row_of]
    return AreaTable(
        coordinates=coordinates,
        rings=rings.astype(np.int64),
        offsets=offsets.astype(np.int64),
        area_class=np.array([AREA_CLASSES.index(row.area_class) for row in rows])[row_of],
        name=name_of,
        metres_high=np.array([min(row.metres_high, _TALLEST_M) for row in rows])[row_of],
        label_points=_label_points(parts, row_of, name_of),
        names=names,
    )


def _label_points(parts: Sequence[BaseGeometry], row_of: IntArray, name_of: IntArray) -> FloatArray:
    """Return a point well inside the largest part of everything named."""
    points = np.full((len(row_of), 2), np.nan)
    _, first = np.unique(row_of, return_index=True)
    wanted = first[name_of[first] != NO_NAME]
    shapes = np.asarray(parts)[wanted]
    middles = shapely.centroid(shapes)
    inside = shapely.contains_properly(shapes, middles)
    points[wanted] = shapely.get_coordinates(
        np.where(inside, middles, shapely.point_on_surface(shapes))
    )
    return points
