"""What road times promise, whichever engine searches: turns, closures, hours, headings, islands."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from gis_data.datums import Point
from gis_data.road_arcs import RoadArcs
from gis_data.road_cch import CchEngine, contraction_order
from gis_data.road_engines import MakeEngine
from gis_data.road_scipy import ScipyEngine
from gis_data.road_search import RoadEngine
from gis_data.road_snapping import Snapping, Start
from gis_data.road_speeds import RoadSpeeds
from gis_data.road_table import RoadClass, RoadTable
from gis_data.roads import RoadNetwork
from tests.gis.grids import Piece, at, network

RUSH, NIGHT, SUNDAY_RUSH = 8, 24 + 2, 6 * 24 + 8


def hierarchy(arcs: RoadArcs) -> RoadEngine:
    return CchEngine(arcs, contraction_order(arcs))


@pytest.fixture(params=[ScipyEngine, hierarchy], ids=["scipy", "hierarchy"])
def engine(request: pytest.FixtureRequest) -> MakeEngine:
    made: MakeEngine = request.param
    return made


def block() -> RoadTable:
    """A square of streets: a main road along the bottom, a way round over the top."""
    return network(
        Piece((0, 0), (1, 0)),
        Piece((1, 0), (2, 0)),
        Piece((2, 0), (3, 0)),
        Piece((1, 0), (1, 1)),
        Piece((1, 1), (2, 1)),
        Piece((2, 1), (2, 0)),
    )


def seconds(ground: RoadNetwork, start: Point | Start, end: Point) -> float:
    return float(ground.seconds_to(end, [start])[0])


def test_that_a_banned_turn_is_driven_around(engine: MakeEngine) -> None:
    straight_on = replace(block(), no_turns=np.array([[0, 1, 1]]))
    free, banned = (RoadNetwork(roads, engine=engine) for roads in (block(), straight_on))

    way = banned.route(at(0.5, 0), at(2.5, 0))

    assert way is not None
    assert at(1, 1) in [pytest.approx(point) for point in way.points]
    assert seconds(banned, at(0.5, 0), at(2.5, 0)) > seconds(free, at(0.5, 0), at(2.5, 0))
    assert way.seconds == pytest.approx(seconds(banned, at(0.5, 0), at(2.5, 0)))


def test_that_a_turn_is_banned_from_one_road_alone(engine: MakeEngine) -> None:
    roads = replace(block(), no_turns=np.array([[0, 1, 1]]))
    free, banned = (RoadNetwork(one, engine=engine) for one in (block(), roads))

    from_the_side = seconds(banned, at(1, 0.5), at(2.5, 0)), seconds(free, at(1, 0.5), at(2.5, 0))
    back = seconds(banned, at(2.5, 0), at(0.5, 0)), seconds(free, at(2.5, 0), at(0.5, 0))

    assert from_the_side[0] == from_the_side[1]
    assert back[0] == back[1]


def test_that_turns_banned_one_after_the_other_are_all_obeyed(engine: MakeEngine) -> None:
    roads = replace(block(), no_turns=np.array([[0, 1, 1], [0, 1, 3]]))
    ground = RoadNetwork(roads, engine=engine, snapping=Snapping(cut_off_m=0.0))

    assert seconds(ground, at(0.9, 0), at(2.5, 0)) == np.inf
    assert np.isfinite(seconds(ground, at(1.1, 0), at(2.5, 0)))


def test_that_bans_which_name_no_turn_of_the_network_change_nothing(engine: MakeEngine) -> None:
    strange = replace(block(), no_turns=np.array([[0, 2, 5], [99, 1, 1], [0, 1, 99], [-1, 1, 1]]))

    found, plain = (
        seconds(RoadNetwork(roads, engine=engine), at(0.5, 0), at(2.5, 0))
        for roads in (strange, block())
    )

    assert found == plain


def test_that_a_closed_road_is_driven_around_until_it_is_open_again(engine: MakeEngine) -> None:
    ground = RoadNetwork(block(), engine=engine)
    before = seconds(ground, at(0.5, 0), at(2.5, 0))

    ground.set_traffic(hour=ground.hour, closed={1})
    closed, way = seconds(ground, at(0.5, 0), at(2.5, 0)), ground.route(at(0.5, 0), at(2.5, 0))
    ground.set_traffic(hour=ground.hour)

    assert way is not None
    assert at(1, 1) in [pytest.approx(point) for point in way.points]
    assert closed > before
    assert seconds(ground, at(0.5, 0), at(2.5, 0)) == before


def test_that_with_the_only_road_closed_nobody_comes_through(engine: MakeEngine) -> None:
    ground = RoadNetwork(block(), engine=engine)

    ground.set_traffic(hour=ground.hour, closed={0, 2})

    assert seconds(ground, at(0, 0), at(3, 0)) < np.inf
    assert ground.route(at(1, 0.5), at(2, 0.5)) is not None
    cut = RoadNetwork(network(*(Piece((n, 0), (n + 1, 0)) for n in range(3))), engine=engine)
    cut.set_traffic(hour=cut.hour, closed={1})
    assert seconds(cut, at(0.5, 0), at(2.5, 0)) == np.inf


def test_that_a_scene_on_a_closed_road_is_reached_at_the_pace_beside_roads(
    engine: MakeEngine,
) -> None:
    ground = RoadNetwork(block(), RoadSpeeds(off_road_kmh=10.0), engine=engine)
    to_the_end = seconds(ground, at(0.5, 0), at(1, 0))

    ground.set_traffic(hour=ground.hour, closed={1})
    (found,) = ground.times_to(at(1.25, 0), [at(0.5, 0)])

    assert found is not None
    crawled = float(block().metres[1]) / 4 / 10.0 * 3.6
    assert found.seconds == pytest.approx(to_the_end + crawled, rel=1e-3)


def test_that_the_faster_of_two_parallel_roads_closed_leaves_the_slower(engine: MakeEngine) -> None:
    ground = RoadNetwork(
        network(
            Piece((0, 0), (1, 0)),
            Piece((1, 0), (2, 0), RoadClass.TRUNK),
            Piece((1, 0), (2, 0), RoadClass.RESIDENTIAL),
            Piece((2, 0), (3, 0)),
        ),
        engine=engine,
    )
    fast = seconds(ground, at(0.5, 0), at(2.5, 0))

    ground.set_traffic(hour=ground.hour, closed={1})

    assert fast < seconds(ground, at(0.5, 0), at(2.5, 0)) < np.inf


def test_that_the_hour_and_the_siren_count(engine: MakeEngine) -> None:
    ground = RoadNetwork(block(), engine=engine)
    times = {}
    for hour in (RUSH, NIGHT, SUNDAY_RUSH):
        ground.set_traffic(hour=hour)
        times[hour] = seconds(ground, at(0.5, 0), at(2.5, 0))
    without = float(ground.seconds_to(at(2.5, 0), [at(0.5, 0)], siren=False)[0])

    assert times[NIGHT] < times[SUNDAY_RUSH] < times[RUSH]
    assert without == pytest.approx(times[SUNDAY_RUSH] * 1.25, rel=1e-3)


def test_that_a_speed_sign_slows_and_an_unknown_one_does_not(engine: MakeEngine) -> None:
    signs = replace(block(), max_kmh=np.array([0, 20, 0, 0, 0, 0]))
    free = seconds(RoadNetwork(block(), engine=engine), at(1.2, 0), at(1.8, 0))

    signed = seconds(RoadNetwork(signs, engine=engine), at(1.2, 0), at(1.8, 0))

    assert signed == pytest.approx(free * 2, rel=1e-3)


def divided() -> RoadTable:
    """A divided road of two carriageways 20 metres apart, which meet at its ends."""
    return network(
        Piece((0, 0), (9, 0), one_way=True),
        Piece((9, 0), (9, 0.1)),
        Piece((9, 0.1), (0, 0.1), one_way=True),
        Piece((0, 0.1), (0, 0)),
    )


@pytest.mark.parametrize(("heading", "metres"), [(90.0, 800), (270.0, 2700)])
def test_that_a_vehicle_is_on_the_carriageway_along_which_it_is_heading(
    engine: MakeEngine, heading: float, metres: float
) -> None:
    ground = RoadNetwork(divided(), engine=engine, snapping=Snapping(slack_m=1.0))

    (found,) = ground.times_to(at(8, 0), [Start(at(4, 0.05), heading)])

    assert found is not None
    assert found.metres == pytest.approx(metres, rel=0.15)


def test_that_a_vehicle_heading_away_takes_time_to_turn_round(engine: MakeEngine) -> None:
    ground = RoadNetwork(block(), RoadSpeeds(turn_round_s=5.0), engine=engine)

    towards = seconds(ground, Start(at(1.5, 0), 90.0), at(2.5, 0))
    away = seconds(ground, Start(at(1.5, 0), 270.0), at(2.5, 0))
    on_the_same_road = seconds(ground, Start(at(1.2, 0), 270.0), at(1.8, 0))

    assert away == pytest.approx(towards + 5.0, abs=0.01)
    assert on_the_same_road == pytest.approx(seconds(ground, at(1.2, 0), at(1.8, 0)) + 5, abs=0.01)


def test_that_the_house_beneath_a_flyover_is_reached_from_the_street(engine: MakeEngine) -> None:
    over_and_under = replace(
        network(
            Piece((0, 0), (9, 0), RoadClass.PRIMARY),
            Piece((0, 0.05), (9, 0.05), RoadClass.MOTORWAY, one_way=True),
        ),
        layer=np.array([0, 1]),
    )
    ground = RoadNetwork(over_and_under, engine=engine)

    assert np.isfinite(seconds(ground, at(1, 0), at(5, 0.05)))
    nearest = ground.nearest_road(at(5, 0.05))
    assert nearest is not None
    assert nearest[0] == 0


def test_that_a_vehicle_driving_on_the_flyover_is_on_the_flyover(engine: MakeEngine) -> None:
    over_and_under = replace(
        network(
            Piece((0, 0), (9, 0)),
            Piece((0, 0.05), (9, 0.05), RoadClass.MOTORWAY, one_way=True),
            Piece((9, 0.05), (9, 0)),
            Piece((0, 0.05), (0, 0)),
        ),
        layer=np.array([0, 1, 0, 0]),
    )
    ground = RoadNetwork(over_and_under, engine=engine, snapping=Snapping(slack_m=1.0))

    driving, standing = ground.seconds_to(at(8.9, 0), [Start(at(2, 0.05), 90.0), at(2, 0.05)])

    assert driving < 0.8 * standing


def test_that_a_yard_cut_off_by_a_slip_of_the_data_is_passed_over(engine: MakeEngine) -> None:
    ground = RoadNetwork(
        network(Piece((0, 0), (9, 0)), Piece((4, 0.2), (5, 0.2), RoadClass.SERVICE)),
        engine=engine,
    )

    assert np.isfinite(seconds(ground, at(1, 0), at(4.5, 0.2)))


def test_that_an_island_is_not_reached_and_is_driven_on(engine: MakeEngine) -> None:
    """Both pieces have more than five kilometres of road, so that neither is a slip."""
    ground = RoadNetwork(
        network(Piece((0, 0), (40, 0)), Piece((0, 5), (40, 5)), Piece((40, 5), (40, 6))),
        engine=engine,
    )

    assert seconds(ground, at(1, 0), at(1, 5)) == np.inf
    assert ground.route(at(1, 0), at(1, 5)) is None
    assert np.isfinite(seconds(ground, at(39, 5), at(1, 5)))


def test_that_a_scene_in_a_lake_is_reached_from_the_nearest_shore(engine: MakeEngine) -> None:
    ground = RoadNetwork(network(Piece((0, 0), (9, 0)), Piece((0, 9), (9, 9))), engine=engine)

    (found,) = ground.times_to(at(5, 4), [at(1, 0)])

    assert found is not None
    assert found.metres > 1_500


@pytest.mark.parametrize(
    "nowhere",
    [
        (float("nan"), 30.58),
        (114.28, float("inf")),
        (30.58, 114.28),
        (0.0, 0.0),
        (-180.0, 90.0),
        at(200, 200),
    ],
)
def test_that_a_position_that_is_none_or_swapped_or_off_the_map_gets_no_time(
    engine: MakeEngine, nowhere: Point
) -> None:
    ground = RoadNetwork(block(), engine=engine)

    assert ground.seconds_to(nowhere, [at(0, 0)]).tolist() == [np.inf]
    assert ground.seconds_to(at(0, 0), [nowhere, at(1, 0)])[0] == np.inf
    assert np.isfinite(ground.seconds_to(at(0, 0), [nowhere, at(1, 0)])[1])
    assert ground.route(nowhere, at(1, 0)) is None
    assert ground.nearest_road(nowhere) is None
    assert ground.reach(nowhere, [5])[0].area.is_empty


def test_that_nobody_asking_gets_no_answer(engine: MakeEngine) -> None:
    ground = RoadNetwork(block(), engine=engine)

    assert ground.seconds_to(at(0, 0), []).tolist() == []
    assert ground.table([at(0, 0)], []).shape == (0, 1)


def test_that_a_city_without_roads_knows_no_way() -> None:
    none, nowhere = np.zeros(0, dtype=np.int64), np.empty((0, 2))
    empty = RoadTable(
        coordinates=nowhere,
        offsets=np.zeros(1, dtype=np.int64),
        from_node=none,
        to_node=none,
        road_class=none,
        one_way=np.zeros(0, dtype=np.bool_),
        street=none,
        metres=np.empty(0),
        layer=none,
        max_kmh=none,
        no_turns=np.empty((0, 3), dtype=np.int64),
        streets=(),
        attribution="",
    )
    ground = RoadNetwork(empty)

    assert ground.seconds_to(at(0, 0), [at(1, 0)]).tolist() == [np.inf]
    assert ground.route(at(0, 0), at(1, 0)) is None
    assert ground.reach(at(0, 0), [5])[0].area.is_empty


def test_that_a_table_has_what_single_questions_have(engine: MakeEngine) -> None:
    ground = RoadNetwork(block(), engine=engine)
    starts, targets = [at(0, 0), at(1, 0.5), at(2.5, 0)], [at(3, 0), at(1.5, 1)]

    table = ground.table(starts, targets)

    for row, target in zip(table, targets, strict=True):
        assert row.tolist() == ground.seconds_to(target, starts).tolist()


def test_that_times_to_and_from_a_place_differ_where_roads_are_one_way(engine: MakeEngine) -> None:
    ground = RoadNetwork(divided(), engine=engine)

    (there,) = ground.times_to(at(8, 0), [at(1, 0)])
    (back,) = ground.times_from(at(8, 0), [at(1, 0)])

    assert there is not None
    assert back is not None
    assert back.metres > 1.2 * there.metres


@pytest.mark.parametrize(("hour", "closed"), [(168, ()), (-1, ()), (0, (6,)), (0, (-1,))])
def test_that_traffic_of_no_hour_or_no_road_is_refused(hour: int, closed: tuple[int, ...]) -> None:
    ground = RoadNetwork(block())

    with pytest.raises(ValueError, match="no such hour"):
        ground.set_traffic(hour=hour, closed=closed)


def test_that_many_threads_ask_while_the_hours_change(engine: MakeEngine) -> None:
    ground = RoadNetwork(block(), engine=engine)
    expected = set()
    for hour in (RUSH, NIGHT):
        ground.set_traffic(hour=hour)
        expected.add(seconds(ground, at(0.5, 0), at(2.5, 0)))

    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(seconds, ground, at(0.5, 0), at(2.5, 0)) for _ in range(200)]
        for _ in range(10):
            ground.set_traffic(hour=RUSH)
            ground.set_traffic(hour=NIGHT)

    assert {one.result() for one in asked} <= expected
