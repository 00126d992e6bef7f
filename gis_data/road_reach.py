"""How far one comes in some minutes: areas around what is reached by road."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, cast

import numpy as np
import numpy.typing as npt
import shapely
from contourpy import FillType, contour_generator
from scipy import ndimage

from gis_data.datums import FloatArray
from gis_data.road_grid import DEGREE_M
from gis_data.road_table import RoadTable

_SAMPLE_M: Final = 60.0
"""A road is looked at every so many metres."""
_BESIDE_M: Final = 150.0
"""So far beside a reached road people still count as reached."""
_FINEST_M: Final = 50.0
_MOST_CELLS: Final = 400_000
_LEAST_CELLS: Final = 12
"""Spots and holes smaller than so many cells are left out."""

_Filled = tuple[list[FloatArray], list[npt.NDArray[np.uint32]]]
"""What contourpy calls `OuterOffset`: the points of each polygon, and where its rings begin."""


@dataclass(frozen=True)
class Reach:
    """What is reached within some minutes, as an area in `(lon, lat)`."""

    minutes: float
    area: shapely.MultiPolygon


def reached(
    roads: RoadTable, arrival_s: FloatArray, edge_s: FloatArray, minutes: Sequence[float]
) -> list[Reach]:
    """Return the areas reached, shortest first.

    `arrival_s` holds the seconds at both ends of every edge (a row an end, inf where the edge is
    not entered there), `edge_s` what driving the whole edge takes.
    """
    times = sorted(minutes)
    samples, seconds = _samples(roads, arrival_s, edge_s, times[-1] * 60.0)
    if not len(samples):
        return [Reach(one, shapely.MultiPolygon()) for one in times]
    latitude = float(samples[:, 1].mean())
    scale = np.array([DEGREE_M * np.cos(np.radians(latitude)), DEGREE_M])
    plane = samples * scale
    origin = plane.min(axis=0) - 3 * _BESIDE_M
    extent = plane.max(axis=0) + 3 * _BESIDE_M - origin
    cell = max(_FINEST_M, float(np.sqrt(extent[0] * extent[1] / _MOST_CELLS)))
    field = _field(plane - origin, seconds, extent, cell)
    lines = contour_generator(z=field, fill_type=FillType.OuterOffset)
    return [
        Reach(one, _area(cast("_Filled", lines.filled(-1.0, one * 60.0)), origin, cell, scale))
        for one in times
    ]


def _samples(
    roads: RoadTable, arrival_s: FloatArray, edge_s: FloatArray, most_s: float
) -> tuple[FloatArray, FloatArray]:
    """Return positions along the roads that are reached, with their seconds."""
    edges = np.flatnonzero(arrival_s.min(axis=0) < most_s)
    if not len(edges):
        return np.empty((0, 2)), np.empty(0)
    count = np.maximum(2, np.ceil(roads.metres[edges] / _SAMPLE_M)).astype(np.int64) + 1
    edge = np.repeat(edges, count)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    share = number / (np.repeat(count, count) - 1)
    onwards = arrival_s[0][edge] + share * edge_s[edge]
    back = arrival_s[1][edge] + (1.0 - share) * edge_s[edge]
    seconds = np.minimum(onwards, back)
    kept = seconds <= most_s
    return _at(roads, edge[kept], share[kept]), seconds[kept]


def _at(roads: RoadTable, edge: FloatArray, share: FloatArray) -> FloatArray:
    """Return the positions at shares of edges' lengths."""
    steps = np.diff(roads.coordinates, axis=0)
    length = np.hypot(steps[:, 0] * np.cos(np.radians(roads.coordinates[:-1, 1])), steps[:, 1])
    length[roads.offsets[1:-1] - 1] = 0.0
    along = np.concatenate([[0.0], np.cumsum(length)])
    first, last = along[roads.offsets[:-1]], along[roads.offsets[1:] - 1]
    wanted = first[edge] + share * (last - first)[edge]
    return np.column_stack(
        [np.interp(wanted, along, roads.coordinates[:, axis]) for axis in (0, 1)]
    )


def _field(plane: FloatArray, seconds: FloatArray, extent: FloatArray, cell: float) -> FloatArray:
    """Return the seconds to every cell: those of its road, or of the nearest one close by."""
    columns, rows = (int(side // cell) + 1 for side in extent)
    column, row = (plane / cell).astype(np.int64).T
    field = np.full((rows, columns), np.inf)
    np.minimum.at(field, (row, column), seconds)
    away, (near_row, near_column) = ndimage.distance_transform_edt(
        np.isinf(field), return_indices=True
    )
    near = field[near_row, near_column]
    worst = float(seconds.max())
    slope = np.maximum(away * cell - _BESIDE_M / 2, 0.0) / (_BESIDE_M / 2)
    return np.asarray(ndimage.gaussian_filter(near + slope * worst, 0.7))


def _area(
    found: _Filled,
    origin: FloatArray,
    cell: float,
    scale: FloatArray,
) -> shapely.MultiPolygon:
    """Return the polygons of one band, without specks."""
    least = _LEAST_CELLS * cell * cell
    polygons = []
    for points, offsets in zip(*found, strict=True):
        rings = [(points[a:b] + 0.5) * cell + origin for a, b in pairwise(offsets)]
        holes = [ring for ring in rings[1:] if shapely.Polygon(ring).area >= least]
        whole = shapely.Polygon(rings[0], holes)
        if whole.area >= least:
            polygons.append(shapely.simplify(whole, cell / 4))
    area = shapely.unary_union(shapely.make_valid(np.array(polygons, dtype=object)))
    parts = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    return shapely.transform(shapely.MultiPolygon(parts), lambda rows: rows / scale)
