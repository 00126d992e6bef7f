"""Positions are put on the road that is really the nearest, whatever was left out beforehand."""

import numpy as np
import shapely

from gis_data.datums import FloatArray
from gis_data.road_grid import DEGREE_M
from gis_data.road_snapping import Snapping, Start
from gis_data.road_table import RoadTable
from gis_data.roads import RoadNetwork
from tests.gis.grids import STEP, Piece, at, network

COUNT = 400


def tangle(rng: np.random.Generator) -> RoadTable:
    """Short and long roads in all directions, over five kilometres."""
    starts = rng.uniform(0, 25, (300, 2))
    ends = starts + rng.normal(0, 1.5, (300, 2))
    rows = zip(starts.tolist(), ends.tolist(), strict=True)
    return network(*(Piece((a, b), (c, d)) for (a, b), (c, d) in rows))


def nearest_m(roads: RoadTable, positions: FloatArray) -> FloatArray:
    """Return the metres to the nearest road, each road looked at by another library."""
    scale = np.array([DEGREE_M * np.cos(np.radians(roads.coordinates[:, 1].mean())), DEGREE_M])
    pairs = (roads.coordinates * scale).reshape(-1, 2, 2)
    lines, points = shapely.linestrings(pairs), shapely.points(positions * scale)
    return np.asarray(shapely.distance(points[:, None], lines[None, :]).min(axis=1))


def test_that_the_nearest_road_of_all_is_found() -> None:
    rng = np.random.default_rng(120)
    roads = tangle(rng)
    ground = RoadNetwork(roads, snapping=Snapping(cut_off_m=0.0))
    positions = np.array(at(0, 0)) + rng.uniform(-2, 27, (COUNT, 2)) * STEP

    found = [ground.nearest_road((float(lon), float(lat))) for lon, lat in positions]

    away = np.array([np.nan if one is None else one[1] for one in found])
    np.testing.assert_allclose(away, nearest_m(roads, positions), atol=0.01)


def test_that_a_fleet_asked_at_once_has_the_times_of_each_asked_alone() -> None:
    rng = np.random.default_rng(121)
    ground = RoadNetwork(tangle(rng), snapping=Snapping(cut_off_m=0.0))
    places = np.array(at(0, 0)) + rng.uniform(0, 25, (COUNT, 2)) * STEP
    headings = rng.uniform(0, 360, COUNT).tolist()
    fleet = [
        Start((float(lon), float(lat)), heading if which % 2 else None)
        for which, ((lon, lat), heading) in enumerate(zip(places, headings, strict=True))
    ]

    together = ground.seconds_to(at(12, 12), fleet)

    alone = [ground.seconds_to(at(12, 12), [one])[0] for one in fleet]
    np.testing.assert_array_equal(together, alone)
