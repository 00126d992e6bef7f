"""Makes the areas and railways of a city ready for drawing: one ring each, coarse and fine."""

from typing import Final

import numpy as np
import shapely

from dispatch_console.map.mercator import FloatArray, Point, project_rows
from dispatch_console.map.shapes import IntArray, Shapes, ragged
from gis_data.area_table import AREA_CLASSES, AREA_DRAWING_ORDER, AreaClass, AreaTable
from gis_data.line_table import LineTable

COARSE_BELOW: Final = 13.5
"""Under this zoom the coarse areas are drawn."""
_COARSE_M: Final = 8.0
_SMALLEST_M2: Final = 2_000.0
_BUILDING: Final = AREA_CLASSES.index(AreaClass.BUILDING)


def area_shapes(areas: AreaTable, origin: Point) -> tuple[Shapes, Shapes]:
    """Return the areas other than buildings, coarse and fine, grouped by their place in drawing."""
    rings, offsets = _one_ring_each(areas, origin)
    land = np.flatnonzero(areas.area_class != _BUILDING)
    order = np.array([AREA_DRAWING_ORDER.index(area_class) for area_class in AREA_CLASSES])
    group = order[areas.area_class[land]]
    starts, lengths = offsets[:-1][land], np.diff(offsets)[land]
    points = rings[ragged(starts, lengths)]
    cut = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return _coarse(points, cut, group), Shapes.of(points, cut, group)


def building_shapes(areas: AreaTable, origin: Point) -> Shapes:
    """Return the buildings; the group is the height in metres, 0 where nobody told."""
    rings, offsets = _one_ring_each(areas, origin)
    houses = np.flatnonzero(areas.area_class == _BUILDING)
    starts, lengths = offsets[:-1][houses], np.diff(offsets)[houses]
    cut = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return Shapes.of(rings[ragged(starts, lengths)], cut, areas.metres_high[houses])


def line_shapes(lines: LineTable, origin: Point) -> Shapes:
    """Return lines grouped by their class, a thousand more where they run in a tunnel."""
    points = project_rows(lines.coordinates) - np.array(origin)
    return Shapes.of(points, lines.offsets, lines.line_class + TUNNEL_GROUP * (lines.layer < 0))


TUNNEL_GROUP: Final = 1000


def _one_ring_each(areas: AreaTable, origin: Point) -> tuple[FloatArray, IntArray]:
    """Return a single closed ring for every area: its holes hang on the outline by double lines.

    Filled by the odd-even rule the double lines enclose nothing, so that the holes stay open.
    """
    points = project_rows(areas.coordinates) - np.array(origin)
    firsts, counts = areas.offsets[:-1], np.diff(areas.offsets)
    plain = np.diff(areas.rings)[firsts] if len(firsts) else np.empty(0, dtype=np.int64)
    if not (counts > 1).any():
        return points, areas.rings[areas.offsets]
    pieces = []
    lengths = plain.copy()
    for area in range(len(counts)):
        ends = areas.rings[areas.offsets[area] : areas.offsets[area + 1] + 1]
        outline = points[ends[0] : ends[1]]
        if counts[area] > 1:
            outline = _hung(points[ends[0] : ends[-1]], np.diff(ends))
        pieces.append(outline)
        lengths[area] = len(outline)
    return np.concatenate(pieces), np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)


def _hung(points: FloatArray, lengths: IntArray) -> FloatArray:
    """Put the first corner of the outline after every ring."""
    parts = []
    for ring in np.split(points, np.cumsum(lengths)[:-1]):
        parts += [ring, points[:1]]
    return np.concatenate(parts[:-1] if len(lengths) == 1 else parts)


def _coarse(points: FloatArray, offsets: IntArray, group: IntArray) -> Shapes:
    """Simplify; what would be a dot is left out."""
    lengths = np.diff(offsets)
    rings = shapely.linestrings(points, indices=np.repeat(np.arange(len(lengths)), lengths))
    low_high = shapely.bounds(rings)
    reach = (low_high[:, 2] - low_high[:, 0]) * (low_high[:, 3] - low_high[:, 1])
    kept = np.flatnonzero(reach > _SMALLEST_M2 * 2)
    simple = shapely.simplify(np.asarray(rings)[kept], _COARSE_M)
    cut = np.concatenate(([0], np.cumsum(shapely.get_num_coordinates(simple)))).astype(np.int64)
    return Shapes.of(shapely.get_coordinates(simple), cut, group[kept])
