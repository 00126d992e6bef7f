"""Road times and routes."""

import os
from pathlib import Path

import numpy as np
import pytest

from gis_data.city import DEMO_CITY
from gis_data.datums import Point, distance_m
from gis_data.importers.neatnet_sample import make_table, read_sample
from gis_data.road_speeds import RoadSpeeds
from gis_data.road_table import RoadClass, RoadTable, read_roads
from gis_data.roads import RoadNetwork, RoadTime
from tests.gis.grids import Piece, at, network


def known(times: list[RoadTime | None]) -> list[RoadTime]:
    return [time for time in times if time is not None]


def node_positions(roads: RoadTable) -> dict[int, Point]:
    found: dict[int, Point] = {}
    for edge in range(len(roads)):
        first, last = roads.line(edge)[0], roads.line(edge)[-1]
        found[int(roads.from_node[edge])] = (float(first[0]), float(first[1]))
        found[int(roads.to_node[edge])] = (float(last[0]), float(last[1]))
    return found


def test_that_the_time_follows_length_and_class_of_the_road() -> None:
    roads = network(Piece((0, 0), (5, 0), RoadClass.PRIMARY))

    (time,) = known(RoadNetwork(roads).times_to(at(4, 0), [at(1, 0)]))

    assert time.metres == pytest.approx(distance_m(at(1, 0), at(4, 0)), rel=1e-3)
    assert time.metres / time.seconds * 3.6 == pytest.approx(50, rel=1e-3)


def test_that_a_two_way_road_takes_as_long_back_as_there() -> None:
    ground = RoadNetwork(network(Piece((0, 0), (3, 0)), Piece((3, 0), (3, 3))))

    there, back = ground.route(at(0.5, 0), at(3, 2)), ground.route(at(3, 2), at(0.5, 0))

    assert there is not None
    assert back is not None
    assert there.seconds == pytest.approx(back.seconds)
    for on_the_way, on_the_way_back in zip(there.points, back.points[::-1], strict=True):
        assert on_the_way == pytest.approx(on_the_way_back)


def test_that_a_one_way_road_is_never_driven_against() -> None:
    ground = RoadNetwork(
        network(
            Piece((0, 0), (4, 0), one_way=True),
            Piece((4, 0), (4, 2)),
            Piece((4, 2), (0, 2)),
            Piece((0, 2), (0, 0)),
        )
    )

    (with_it,) = known(ground.times_to(at(3, 0), [at(1, 0)]))
    (against,) = known(ground.times_to(at(1, 0), [at(3, 0)]))

    assert with_it.metres == pytest.approx(distance_m(at(1, 0), at(3, 0)), rel=1e-3)
    assert against.metres > 4 * with_it.metres


def test_that_where_no_road_leads_there_is_no_time_and_no_route() -> None:
    ground = RoadNetwork(network(Piece((0, 0), (1, 0)), Piece((3, 0), (4, 0))))

    assert ground.times_to(at(4, 0), [at(0, 0), at(3, 0)])[0] is None
    assert ground.route(at(0, 0), at(4, 0)) is None


def test_that_a_dead_end_one_way_road_cannot_be_left_backwards() -> None:
    ground = RoadNetwork(network(Piece((0, 0), (2, 0)), Piece((2, 0), (4, 0), one_way=True)))

    assert ground.times_to(at(0, 0), [at(3, 0)]) == [None]


def test_that_a_position_far_from_every_road_gets_no_time() -> None:
    ground = RoadNetwork(network(Piece((0, 0), (1, 0))))

    assert ground.times_to(at(0, 0), [at(0, 20), at(1, 0)])[0] is None
    assert ground.times_to(at(0, 20), [at(0, 0)]) == [None]


def test_that_the_way_beside_the_road_is_added_at_walking_pace_of_a_vehicle() -> None:
    ground = RoadNetwork(network(Piece((0, 0), (4, 0))), RoadSpeeds(off_road_kmh=5))

    on_road, beside = known(ground.times_to(at(4, 0), [at(0, 0), at(0, 0.5)]))

    aside = distance_m(at(0, 0), at(0, 0.5))
    assert beside.metres - on_road.metres == pytest.approx(aside, rel=0.01)
    assert beside.seconds - on_road.seconds == pytest.approx(aside / 5 * 3.6, rel=0.01)


def test_that_of_two_roads_between_the_same_junctions_the_faster_counts() -> None:
    around = (Piece((0, 0), (1, 0)), Piece((3, 0), (4, 0)))
    slow = Piece((1, 0), (3, 0), RoadClass.RESIDENTIAL)
    fast = Piece((1, 0), (3, 0), RoadClass.TRUNK)

    (alone,) = known(RoadNetwork(network(*around, fast)).times_to(at(4, 0), [at(0, 0)]))
    (both,) = known(RoadNetwork(network(*around, fast, slow)).times_to(at(4, 0), [at(0, 0)]))

    assert both == alone


def test_that_a_route_runs_from_start_to_end_and_is_as_long_as_its_line() -> None:
    ground = RoadNetwork.load(DEMO_CITY)
    start, end = (114.2607, 30.5823), (114.3086, 30.5700)

    route = ground.route(start, end)

    assert route is not None
    assert (route.points[0], route.points[-1]) == (start, end)
    length = sum(distance_m(a, b) for a, b in zip(route.points, route.points[1:], strict=False))
    assert length == pytest.approx(route.metres, rel=0.005)
    assert ground.times_to(end, [start]) == [RoadTime(route.seconds, route.metres)]


def test_that_every_part_of_the_demonstration_city_reaches_every_other() -> None:
    roads = read_roads(DEMO_CITY)
    places = node_positions(roads)

    seconds = RoadNetwork(roads).seconds_to((114.2607, 30.5823), list(places.values()))

    assert np.isfinite(seconds).all()


@pytest.mark.skipif(
    "DISPATCH120_DATA" not in os.environ, reason="DISPATCH120_DATA names no folder of large data"
)
def test_that_the_whole_real_city_is_imported_and_driven_through() -> None:
    parquet = Path(os.environ["DISPATCH120_DATA"]) / "wuhan" / "wuhan_8989_original.parquet"
    window = (113.98, 30.38, 114.55, 30.78)

    roads = make_table(read_sample(parquet, window=window))

    route = RoadNetwork(roads).route((114.16, 30.50), (114.40, 30.64))
    assert len(roads) > 20_000
    assert route is not None
    assert 25_000 < route.metres < 60_000
