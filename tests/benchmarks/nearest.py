"""Ranking 500 vehicles by road time to a scene: `make bench NAME=nearest`.

Every question has a new scene and new positions of all vehicles, near roads, as a moving fleet has.
It is asked of two networks: the real one of central Wuhan, and the demonstration city at full size.
The bare limit is the search alone over the same arcs, with the states given and nothing put on a
road: RoutingKit's hierarchy, and scipy's Dijkstra, which needs no preparing.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from routingkit_cch import CCH, CCHManyToOne, CCHMetric
from scipy.sparse import csgraph, csr_matrix

from gis_data.datums import Point
from gis_data.road_arcs import RoadArcs, arcs_of
from gis_data.road_engines import engine_beside, kept_order
from gis_data.road_table import RoadTable, read_roads
from gis_data.roads import RoadNetwork
from tests.testbed.full_city import full_city
from tests.testbed.measuring import p95, report
from tests.testbed.wuhan_roads import wuhan_roads

VEHICLES: Final = 500
QUESTIONS: Final = 200
WARM: Final = 20
BESIDE_DEGREES: Final = 0.00015
"""How far beside a road a fix may lie: one sigma of about fifteen metres."""
LIMITS: Final = {"p95_ms": 5.0}


def main() -> int:
    """Measure both networks; the worse one is held against the target."""
    wuhan, wuhan_folder = wuhan_roads()
    city_folder = full_city()
    measured = {
        "wuhan": measure(wuhan, wuhan_folder),
        "city": measure(read_roads(city_folder), city_folder),
    }
    figures = {"p95_ms": max(ours["p95_ms"] for ours, _ in measured.values())}
    bare: dict[str, float] = {}
    for name, (ours, limit) in measured.items():
        figures |= {f"{name}_{key}": value for key, value in ours.items()}
        bare |= {f"{name}_{key}": value for key, value in limit.items()}
    return report("nearest", figures, bare, LIMITS)


def measure(roads: RoadTable, folder: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Return our figures on one network, and those of the bare searches."""
    rng = np.random.default_rng(120)
    began = time.perf_counter()
    ground = RoadNetwork(roads, engine=engine_beside(folder))
    ready_s = time.perf_counter() - began
    fleets = [fleet(roads, rng) for _ in range(QUESTIONS + WARM)]
    times = timed([partial(ground.seconds_to, one[0], one[1:]) for one in fleets])
    scene, vehicle = fleets[0][:2]
    ways = timed([partial(ground.route, vehicle, scene)] * 40)
    reach = timed([partial(ground.reach, scene, [4, 8, 12])] * 24)
    ours = {
        "edges": float(len(roads)),
        "ready_s": round(ready_s, 1),
        "p50_ms": round(statistics.median(times), 2),
        "p95_ms": p95(times),
        "route_p95_ms": p95(ways),
        "reach_p95_ms": p95(reach),
    }
    return ours, bare_searches(arcs_of(roads), folder, rng)


def fleet(roads: RoadTable, rng: np.random.Generator) -> list[Point]:
    """Return a scene and the positions of all vehicles, each near some road."""
    corners = rng.integers(0, len(roads.coordinates), VEHICLES + 1)
    beside = rng.normal(0.0, BESIDE_DEGREES, (VEHICLES + 1, 2))
    return [(float(lon), float(lat)) for lon, lat in roads.coordinates[corners] + beside]


def timed(questions: Sequence[Callable[[], object]]) -> list[float]:
    """Ask all; return the milliseconds of each but the first few."""
    found = []
    for question in questions:
        start = time.perf_counter()
        question()
        found.append((time.perf_counter() - start) * 1000)
    return found[min(WARM, len(found) // 4) :]


def bare_searches(arcs: RoadArcs, folder: Path, rng: np.random.Generator) -> dict[str, float]:
    """Measure the two libraries with nothing of ours around them."""
    ticks = rng.integers(10_000, 300_000, len(arcs.tail))
    tail, head = arcs.tail.tolist(), arcs.head.tolist()
    hierarchy = CCH(kept_order(arcs, folder).tolist(), tail, head, False)
    metric = CCHMetric(hierarchy, ticks.tolist())
    shape = (arcs.states, arcs.states)
    backwards = csr_matrix((ticks.astype(np.float64), (arcs.head, arcs.tail)), shape=shape)

    def one_hierarchy(states: npt.NDArray[np.int64]) -> None:
        CCHManyToOne(metric, states[1:].tolist()).distances_to(int(states[0]))

    def one_dijkstra(states: npt.NDArray[np.int64]) -> None:
        csgraph.dijkstra(backwards, indices=int(states[0]))[states[1:]]

    asked = [rng.integers(0, arcs.states, VEHICLES + 1) for _ in range(100)]
    swept = timed([partial(one_hierarchy, one) for one in asked])
    searched = timed([partial(one_dijkstra, one) for one in asked[:40]])
    return {
        "hierarchy_p50_ms": round(statistics.median(swept), 2),
        "hierarchy_p95_ms": p95(swept),
        "scipy_p50_ms": round(statistics.median(searched), 2),
        "scipy_p95_ms": p95(searched),
    }


if __name__ == "__main__":
    sys.exit(main())
