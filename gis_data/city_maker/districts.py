"""The districts of the city and their neighbourhoods."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_data.city_maker import words
from gis_data.city_maker.skeleton import Skeleton
from gis_data.city_maker.street_growth import polygon
from gis_data.datums import FloatArray
from gis_data.stored_positions import IntArray


@dataclass(frozen=True, eq=False)
class Districts:
    """Named parts of the city that together cover it, and named points of neighbourhoods."""

    names: tuple[str, ...]
    shapes: tuple[BaseGeometry, ...]
    suburbs: tuple[str, ...]
    suburb_points: FloatArray

    def of(self, points: FloatArray) -> IntArray:
        """Return for every point on the plane the number of the district it lies in, or 0."""
        found = np.zeros(len(points), dtype=np.int64)
        for number, shape in enumerate(self.shapes):
            shapely.prepare(shape)
            found[shapely.contains_xy(shape, points)] = number
        return found

    def name_of(self, points: FloatArray) -> list[str]:
        """Return for every point the name of its district."""
        return [self.names[number] for number in self.of(points).tolist()]


def make_districts(
    skeleton: Skeleton, count: int, *, core: float, random: np.random.Generator
) -> Districts:
    """Divide the cells between the bones among districts; rivers are borders."""
    cells = [polygon(cell) for cell in skeleton.cells]
    points = shapely.get_coordinates(shapely.point_on_surface(cells))
    weights = np.array([cell.area for cell in cells])
    seeds = _spread(points, weights, count, core)
    owner = np.argmin(_crossing_distance(points, points[seeds], skeleton.water), axis=1)
    kept = [number for number in range(count) if (owner == number).any()]
    shapes = [
        shapely.union_all([cells[i] for i in np.flatnonzero(owner == number)], grid_size=0.1)
        for number in kept
    ]
    suburbs, where = _suburbs(skeleton.frame, core, random)
    return Districts(words.DISTRICTS[: len(kept)], tuple(shapes), suburbs, where)


def _spread(points: FloatArray, weights: FloatArray, count: int, core: float) -> list[int]:
    """Choose cells far from one another, nearer together about the middle."""
    chosen = [int(np.argmin(np.hypot(*points.T)))]
    stretch = core * 0.7 + np.hypot(*points.T)
    while len(chosen) < min(count, len(points)):
        away = np.min([np.hypot(*(points - points[one]).T) for one in chosen], axis=0)
        chosen.append(int(np.argmax(away / stretch * (weights > weights.mean() * 0.05))))
    return chosen


def _crossing_distance(points: FloatArray, seeds: FloatArray, water: BaseGeometry) -> FloatArray:
    """Return how far points are from seeds; a way across the river counts double."""
    steps = points[:, None] - seeds[None]
    away = np.hypot(steps[..., 0], steps[..., 1])
    ways = shapely.linestrings(
        np.stack(np.broadcast_arrays(points[:, None], seeds[None]), axis=2).reshape(-1, 2, 2)
    )
    shapely.prepare(water)
    across = shapely.intersects(water, ways).reshape(away.shape)
    return np.asarray(away * np.where(across, 2.0, 1.0))


def _suburbs(
    frame: BaseGeometry, core: float, random: np.random.Generator
) -> tuple[tuple[str, ...], FloatArray]:
    """Scatter the neighbourhoods, closer together in the middle, and name them."""
    west, south, east, north = frame.bounds
    tried = random.uniform((west, south), (east, north), (4000, 2)) * 0.97
    kept: list[FloatArray] = []
    for point in tried[np.argsort(np.hypot(*tried.T))]:
        gap = core * 0.34 + 0.16 * float(np.hypot(*point))
        if all(np.hypot(*(point - other)) > gap for other in kept):
            kept.append(point)
    names = tuple(words.WORDS[place * 3 + 1] + words.SUBURB for place in range(len(kept)))
    return names, np.array(kept)
