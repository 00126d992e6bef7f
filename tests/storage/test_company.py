"""Several servers on one PostgreSQL tell each other which seats listen to them."""

import asyncio
from collections.abc import Callable, Collection
from pathlib import Path

import sqlalchemy as sa

from dispatch_server.adapters.storage.company import CHANNEL, Company
from dispatch_server.contract.ids import SeatId
from tests.testbed.database import Postgres

QUICK = {"every_s": 0.02, "forgotten_s": 0.5}
CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname <> 'postgres'"
WITHIN_S = 20.0
MANY = [SeatId(f"受警机-{number:03}") for number in range(120)]


async def until(company: Company, seats: Collection[SeatId] | None) -> None:
    """Wait until it knows of just these seats elsewhere."""
    async with asyncio.timeout(WITHIN_S):
        while company.seats != (None if seats is None else frozenset(seats)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_that_seats_of_another_server_are_known_until_it_is_gone(
    fresh_database: Callable[..., sa.URL],
) -> None:
    address = fresh_database()
    async with Company(address, lambda: [SeatId("seat-1")], **QUICK) as one:
        async with Company(address, lambda: MANY, **QUICK) as other:
            await until(one, MANY)
            await until(other, [SeatId("seat-1")])

        await until(one, [])


async def test_that_nothing_is_known_while_the_session_is_lost_and_it_comes_back(
    fresh_database: Callable[..., sa.URL], postgres: Postgres
) -> None:
    address = fresh_database()
    name = str(address.database)
    allow = f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS'
    seats = [SeatId("seat-1")]
    here = Company(address, lambda: [SeatId("seat-2")], **QUICK)
    async with here as one, Company(address, lambda: seats, **QUICK):
        await until(one, seats)

        postgres.run(f"{allow} false")
        postgres.run(CUT_OFF)
        await until(one, None)
        postgres.run(f"{allow} true")

        await until(one, seats)


async def test_that_what_cannot_be_read_names_nobody(
    fresh_database: Callable[..., sa.URL], postgres: Postgres
) -> None:
    address = fresh_database()
    async with Company(address, tuple, **QUICK) as one:
        await until(one, [])
        for said in ("not JSON", "7", '["seat-9", 7]'):
            postgres.run(f"SELECT pg_notify('{CHANNEL}', '{said}')", database=str(address.database))

        await until(one, [SeatId("seat-9")])


async def test_that_a_file_has_one_server(tmp_path: Path) -> None:
    async with Company(tmp_path / "dispatch.sqlite", tuple) as alone:
        assert alone.seats == frozenset()
