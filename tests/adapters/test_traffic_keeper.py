"""What the keeper of road costs promises: the hour and the closures count, and a fault passes."""

import asyncio
import threading
from datetime import timedelta

import pytest

from dispatch_server.adapters.ground.traffic_keeper import TrafficKeeper, hour_of_week
from gis_data.road_closing import RoadLines
from gis_data.road_table import RoadTable
from gis_data.roads import RoadNetwork
from tests.builders import START
from tests.fakes.clock import FakeClock
from tests.gis.grids import Piece, at, network


def square() -> RoadTable:
    """A short way along the south and a long one around by the north."""
    return network(
        Piece((0, 0), (2, 0), street="示范南街"),
        Piece((0, 0), (0, 2)),
        Piece((0, 2), (2, 2)),
        Piece((2, 2), (2, 0)),
    )


def seconds(roads: RoadNetwork) -> float:
    return float(roads.seconds_to(at(2, 0), [at(0, 0)])[0])


async def test_that_the_hour_of_the_week_is_taken_up_and_followed() -> None:
    clock, table = FakeClock(), square()
    roads = RoadNetwork(table)
    keeper = TrafficKeeper(roads, RoadLines(table), clock)

    await keeper.start()
    first = roads.hour
    clock.pass_by(timedelta(hours=1).total_seconds())
    await keeper.look()
    await keeper.stop()

    assert first == hour_of_week(START)
    assert roads.hour == hour_of_week(START + timedelta(hours=1))


async def test_that_a_closed_road_counts_when_closing_returns_and_no_longer_when_open() -> None:
    table = square()
    roads = RoadNetwork(table)
    keeper = TrafficKeeper(roads, RoadLines(table), FakeClock())
    await keeper.start()
    open_s = seconds(roads)

    await keeper.close([[at(0, 0), at(2, 0)]])
    closed_s = seconds(roads)
    await keeper.close([])
    again_s = seconds(roads)
    await keeper.stop()

    assert closed_s > open_s * 2
    assert again_s == open_s


async def test_that_costs_are_made_one_after_the_other_and_the_last_closures_count() -> None:
    table = square()
    roads = RoadNetwork(table)
    keeper = TrafficKeeper(roads, RoadLines(table), FakeClock())
    await keeper.start()

    await asyncio.gather(keeper.close([[at(0, 0), at(2, 0)]]), keeper.close([[at(0, 2), at(2, 2)]]))
    await keeper.stop()

    assert roads.closed == {2}


async def test_that_costs_which_cannot_be_made_leave_the_last_ones_and_come_at_the_next_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = square()
    roads = RoadNetwork(table)
    keeper = TrafficKeeper(roads, RoadLines(table), FakeClock())
    await keeper.start()
    open_s = seconds(roads)

    with monkeypatch.context() as broken:
        broken.setattr(roads, "set_traffic", _no_memory)
        with pytest.raises(MemoryError):
            await keeper.close([[at(0, 0), at(2, 0)]])
        meanwhile_s = seconds(roads)
    await keeper.look()
    await keeper.stop()

    assert meanwhile_s == open_s
    assert seconds(roads) > open_s


async def test_that_the_loop_goes_on_while_costs_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    table = square()
    roads = RoadNetwork(table)
    keeper = TrafficKeeper(roads, RoadLines(table), FakeClock())
    await keeper.start()
    making, allowed = threading.Event(), threading.Event()
    make = roads.set_traffic

    def slowly(*, hour: int, closed: frozenset[int]) -> None:
        making.set()
        assert allowed.wait(10)
        make(hour=hour, closed=closed)

    monkeypatch.setattr(roads, "set_traffic", slowly)
    closing = asyncio.create_task(keeper.close([[at(0, 0), at(2, 0)]]))
    await asyncio.to_thread(making.wait, 10)
    answered_meanwhile = not closing.done() and seconds(roads) > 0
    allowed.set()
    await closing
    await keeper.stop()

    assert answered_meanwhile
    assert roads.closed == {0}


def _no_memory(**_given: object) -> None:
    raise MemoryError
