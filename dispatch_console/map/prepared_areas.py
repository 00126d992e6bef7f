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
    points, cut, land = _one_ring_each(areas, np.flatnonzero(areas.area_class != _BUILDING), origin)
    order = np.array([AREA_DRAWING_ORDER.index(area_class) for area_class in AREA_CLASSES])
    group = order[areas.area_class[land]]
    return _coarse(points, cut, group), Shapes.of(points, cut, group)


def building_shapes(areas: AreaTable, origin: Point) -> Shapes:
    """Return the buildings; the group is the height in metres, 0 where nobody told."""
    wanted = np.flatnonzero(areas.area_class == _BUILDING)
    points, cut, houses = _one_ring_each(areas, wanted, origin)
    return Shapes.of(points, cut, areas.metres_high[houses])


def line_shapes(lines: LineTable, origin: Point) -> Shapes:
    """Return lines grouped by their class, a thousand more where they run in a tunnel."""
    points = project_rows(lines.coordinates) - np.array(origin)
    return Shapes.of(points, lines.offsets, lines.line_class + TUNNEL_GROUP * (lines.layer < 0))


TUNNEL_GROUP: Final = 1000


def _one_ring_each(
    areas: AreaTable, wanted: IntArray, origin: Point
) -> tuple[FloatArray, IntArray, IntArray]:
    """Return a single closed ring for every wanted area, where each begins, and whose it is.

    Holes hang on their outline by double lines. Filled by the odd-even rule these enclose nothing,
    so that the holes stay open.
    """
    points = project_rows(areas.coordinates) - np.array(origin)
    has_holes = np.diff(areas.offsets)[wanted] > 1
    plain, holed = wanted[~has_holes], wanted[has_holes]
    outlines = areas.offsets[:-1][plain]
    starts = areas.rings[outlines]
    lengths = areas.rings[outlines + 1] - starts
    pieces = [points[ragged(starts, lengths)]]
    for area in holed.tolist():
        ends = areas.rings[areas.offsets[area] : areas.offsets[area + 1] + 1]
        pieces.append(_hung(points[ends[0] : ends[-1]], np.diff(ends)))
    every = np.concatenate((lengths, [len(piece) for piece in pieces[1:]])).astype(np.int64)
    cut = np.concatenate(([0], np.cumsum(every))).astype(np.int64)
    return np.concatenate(pieces), cut, np.concatenate((plain, holed))


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
    simple = shapely.simplify(np.asarray(rings)[kept], _COARSE_M, preserve_topology=False)
    cut = np.concatenate(([0], np.cumsum(shapely.get_num_coordinates(simple)))).astype(np.int64)
    return Shapes.of(shapely.get_coordinates(simple), cut, group[kept])
