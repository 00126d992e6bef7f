"""The promises of the subscriber register, on both databases and on the fake."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.register import SqlRegister
from dispatch_server.adapters.storage.register_import import Delivery, take_in
from dispatch_server.adapters.storage.register_rows import BATCH
from dispatch_server.contract.details import Point, Subscriber
from dispatch_server.ports.storage import SubscriberRegister
from tests.builders import ANI, SCENE, START, SUBSCRIBER
from tests.fakes.register import FakeRegister

METRE_NORTH = 1 / 111_195
"""About a metre of latitude, in degrees."""

Register = Callable[..., SubscriberRegister]


def write(address: Address, *subscribers: Subscriber) -> int:
    return write_all(address, iter(subscribers))


def write_all(address: Address, subscribers: Iterator[Subscriber]) -> int:
    delivery = Delivery("all.csv", "mark", SUBSCRIBER.as_of, START)
    return take_in(address, subscribers, delivery).rows


@pytest.fixture(params=["fake", "file", "server"])
async def holding(request: pytest.FixtureRequest) -> AsyncIterator[Register]:
    """Make a register that holds the given subscribers."""
    opened: list[SqlRegister] = []

    def make(*subscribers: Subscriber) -> SubscriberRegister:
        if request.param == "fake":
            return FakeRegister(*subscribers)
        address: Address = request.getfixturevalue(request.param)
        if subscribers:
            write(address, *subscribers)
        opened.append(SqlRegister(address))
        return opened[-1]

    yield make
    for register in opened:
        await register.close()


def neighbour(number: int, *, north_m: float, start: Point = SCENE) -> Subscriber:
    point = (start[0], start[1] + north_m * METRE_NORTH)
    return replace(SUBSCRIBER, number=f"100{number:08}", point=point)


async def test_that_a_number_is_found_with_its_address_and_point(holding: Register) -> None:
    register = holding(SUBSCRIBER)

    assert await register.find(ANI) == SUBSCRIBER


async def test_that_an_unknown_number_is_found_nowhere(holding: Register) -> None:
    assert await holding().find("10000000000") is None


async def test_that_subscribers_around_a_point_come_nearest_first(holding: Register) -> None:
    far, near, outside = (neighbour(n, north_m=m) for n, m in ((1, 90), (2, -20), (3, 130)))
    nowhere = replace(SUBSCRIBER, number="10000000009", point=None, precision=None)

    register = holding(far, near, outside, nowhere)

    assert await register.near(SCENE, radius_m=100, limit=10) == [near, far]


async def test_that_no_more_subscribers_come_than_were_asked_for(holding: Register) -> None:
    register = holding(*(neighbour(n, north_m=n) for n in range(9, 0, -1)))

    found = await register.near(SCENE, radius_m=50, limit=3)

    assert found == [neighbour(n, north_m=n) for n in (1, 2, 3)]


@pytest.mark.parametrize("centre", [(-58.4, -34.6), (0.0, 0.0), (0.0002, 51.5), (179.9, 66.0)])
async def test_that_the_circle_is_as_wide_everywhere_on_earth(
    holding: Register, centre: Point
) -> None:
    inside = neighbour(1, north_m=99, start=centre)
    outside = neighbour(2, north_m=-102, start=centre)

    found = await holding(inside, outside).near(centre, radius_m=100, limit=9)

    assert [one.number for one in found] == [inside.number]


async def test_that_the_search_on_sqlite_uses_its_index(file: Path) -> None:
    engine = command_engine(file)
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM subscriber"
            " WHERE substr(point, 14, 8) BETWEEN x'40' AND x'41'"
        ).all()
    engine.dispose()

    assert "subscriber_place" in str(plan)


async def test_that_a_server_may_write_while_a_city_is_read_in(file: Path) -> None:
    free: list[bool] = []

    def city() -> Iterator[Subscriber]:
        for number in range(2 * BATCH):
            if number == BATCH:
                free.append(may_write(file))
            yield replace(SUBSCRIBER, number=f"100{number:08}")

    written = write_all(file, city())

    assert written == 2 * BATCH
    assert free == [True]


def may_write(file: Path) -> bool:
    connection = sqlite3.connect(file, isolation_level=None, timeout=0)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True
