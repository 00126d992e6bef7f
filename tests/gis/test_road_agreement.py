"""A thousand seeded cases in which our road times agree with igraph's, by either engine."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely

from gis_data.city import DEMO_CITY
from gis_data.datums import Point
from gis_data.road_arcs import RoadArcs
from gis_data.road_cch import CchEngine, contraction_order
from gis_data.road_scipy import ScipyEngine
from gis_data.road_search import RoadEngine
from gis_data.road_snapping import Snapping
from gis_data.road_speeds import HOURS_OF_WEEK, RoadSpeeds
from gis_data.road_table import RoadTable, read_roads
from gis_data.roads import RoadNetwork
from tests.gis.line_graph import LineGraph, Spot

NETWORKS: Final = 4
SITUATIONS: Final = 5
TARGETS: Final = 50
CASES: Final = 1_000
"""An emergency each, with its own vehicles."""
VEHICLES: Final = 20
EXACT: Final = Snapping(slack_m=0.01, aside_m=0.0, cut_off_m=0.0)
TOLERANCE_S: Final = 0.1
"""Positions are laid on a plane to be put on a road; this is what that may shift a time."""


@dataclass(frozen=True)
class Situation:
    """An hour, some closed roads, and whether the siren is on."""

    hour: int
    closed: frozenset[int]
    siren: bool


def hierarchy(arcs: RoadArcs) -> RoadEngine:
    return CchEngine(arcs, contraction_order(arcs))


def with_signs_and_bans(roads: RoadTable, rng: np.random.Generator) -> RoadTable:
    """The real network with speed signs and banned turns put on at random."""
    signs = np.where(rng.random(len(roads)) < 0.3, rng.choice([20, 40, 60], len(roads)), 0)
    leaving: dict[int, list[int]] = {}
    for edge in range(len(roads)):
        leaving.setdefault(int(roads.from_node[edge]), []).append(edge)
        leaving.setdefault(int(roads.to_node[edge]), []).append(edge)
    bans = []
    for edge in rng.choice(len(roads), len(roads) // 4, replace=False).tolist():
        via = int(roads.to_node[edge])
        bans.append((edge, via, int(rng.choice(leaving[via]))))
    return replace(roads, max_kmh=signs, no_turns=np.array(bans))


def situation(roads: RoadTable, rng: np.random.Generator) -> Situation:
    closed = rng.choice(len(roads), len(roads) // 50, replace=False).tolist()
    return Situation(int(rng.integers(HOURS_OF_WEEK)), frozenset(closed), bool(rng.integers(2)))


class Spots:
    """Draws positions on open roads, none where another road lies beneath or above."""

    def __init__(self, roads: RoadTable) -> None:
        squeeze = np.cos(np.radians(roads.coordinates[:, 1].mean()))
        self._scale = np.array([squeeze, 1.0])
        lines = [shapely.LineString(roads.line(edge) * self._scale) for edge in range(len(roads))]
        self._lines = np.array(lines)
        self._tree = shapely.STRtree(lines)

    def draw(
        self, rng: np.random.Generator, closed: frozenset[int]
    ) -> tuple[list[Spot], list[Point]]:
        """Return where an emergency is, then vehicles on other edges; and their positions."""
        open_edges = np.setdiff1d(np.arange(len(self._lines)), list(closed))
        edges = rng.choice(open_edges, 3 * VEHICLES, replace=False)
        shares = rng.uniform(0.05, 0.95, len(edges))
        points = shapely.line_interpolate_point(self._lines[edges], shares, normalized=True)
        asked, _ = self._tree.query(points, "dwithin", 1e-6)
        alone = np.flatnonzero(np.bincount(asked, minlength=len(edges)) == 1)[: VEHICLES + 1]
        spots = [Spot(int(edges[place]), float(shares[place])) for place in alone]
        on_earth = shapely.get_coordinates(points[alone]) / self._scale
        return spots, [(float(lon), float(lat)) for lon, lat in on_earth]


def test_that_times_and_the_nearest_vehicle_agree_with_another_library() -> None:
    rng, speeds, cases = np.random.default_rng(120), RoadSpeeds(), 0
    for _ in range(NETWORKS):
        roads = with_signs_and_bans(read_roads(DEMO_CITY), rng)
        theirs, drawing = LineGraph(roads), Spots(roads)
        engines = [
            RoadNetwork(roads, speeds, snapping=EXACT, engine=engine)
            for engine in (ScipyEngine, hierarchy)
        ]
        for _ in range(SITUATIONS):
            now = situation(roads, rng)
            costs = theirs.costs(speeds, now.hour, siren=now.siren)
            weights = theirs.weights(costs, now.closed)
            for ours in engines:
                ours.set_traffic(hour=now.hour, closed=now.closed)
            for _ in range(TARGETS):
                (target, *starts), (scene, *places) = drawing.draw(rng, now.closed)
                expected = np.array(theirs.seconds(starts, target, costs, weights))

                found = [ours.seconds_to(scene, places, siren=now.siren) for ours in engines]

                for seconds in found:
                    np.testing.assert_allclose(seconds, expected, atol=TOLERANCE_S, rtol=1e-4)
                    assert expected[seconds.argmin()] <= expected.min() + TOLERANCE_S
                cases += 1
    assert cases == CASES
