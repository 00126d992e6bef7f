"""PostgreSQL is killed under load: nothing acknowledged is lost, and the stores come back alone."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from dispatch_server.adapters.clock import SystemClock
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import let_in, migrate
from dispatch_server.ports.storage import AlreadyDone, StoreUnavailable
from tests.storage.journalling import arrival, published_by, record, verdict
from tests.testbed.database import OWNER, Postgres

KILLS = 4
SENDERS = 3
WITHIN_S = 30.0
RETRY_S = 0.05


@pytest.fixture
def fragile() -> Iterator[Postgres]:
    """A PostgreSQL of its own, with a migrated database."""
    with Postgres() as postgres:
        postgres.create("dispatch")
        owner = postgres.address("dispatch", user=OWNER)
        migrate(owner)
        let_in(owner, postgres.address("dispatch"))
        yield postgres


class Desk:
    """Sends commands without end; each is tried again with its id until it is acknowledged."""

    def __init__(self, store: SqlStore, name: str) -> None:
        self.acknowledged: list[str] = []
        self._store = store
        self._name = name

    async def work(self) -> None:
        while True:
            command_id = f"{self._name}-{len(self.acknowledged)}"
            await self._send(command_id)
            self.acknowledged.append(command_id)

    async def _send(self, command_id: str) -> None:
        while True:
            try:
                await record(self._store, command_id, arrival(hash(command_id)))
            except AlreadyDone:
                return
            except StoreUnavailable:
                await asyncio.sleep(RETRY_S)
            else:
                return

    async def until_more(self) -> None:
        """Wait until this desk got something done again."""
        known = len(self.acknowledged)
        async with asyncio.timeout(WITHIN_S):
            while len(self.acknowledged) < known + 3:  # noqa: ASYNC110 - the database decides
                await asyncio.sleep(RETRY_S)


async def test_that_nothing_acknowledged_is_lost_when_the_database_is_killed(
    fragile: Postgres,
) -> None:
    address = fragile.address("dispatch")
    async with AsyncExitStack() as parts:
        stores = [
            await parts.enter_async_context(SqlStore(address, SystemClock())) for _ in range(2)
        ]
        heard = [published_by(store) for store in stores]
        desks = [Desk(stores[n % 2], f"d{n}") for n in range(SENDERS)]
        working = [asyncio.create_task(desk.work()) for desk in desks]

        for _ in range(KILLS):
            await asyncio.gather(*(desk.until_more() for desk in desks))
            await asyncio.to_thread(fragile.kill)
            await asyncio.to_thread(fragile.start)
        await asyncio.gather(*(desk.until_more() for desk in desks))
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        await record(stores[0], "the-last", arrival(0))
        async with asyncio.timeout(WITHIN_S):
            while stores[0].board.seq != stores[1].board.seq:  # noqa: ASYNC110 - as above
                await asyncio.sleep(RETRY_S)

        stored = Counter(row.command_id for row in await stores[0].events(after=0, limit=99_999))
    numbers = list(range(1, stored.total() + 1))
    assert heard == [numbers, numbers]
    assert {one for desk in desks for one in desk.acknowledged} <= set(stored)
    assert set(stored.values()) == {1}
    assert verdict(address).fault == ""


async def test_that_a_database_that_is_away_refuses_commands_and_comes_back(
    fragile: Postgres,
) -> None:
    async with SqlStore(fragile.address("dispatch"), SystemClock()) as store:
        await record(store, "c-1", arrival(1))
        await asyncio.to_thread(fragile.kill)

        with pytest.raises(StoreUnavailable):
            await record(store, "c-2", arrival(2))
        with pytest.raises(StoreUnavailable):
            await store.events(after=0, limit=9)
        assert list(store.board.calls) == ["call-1"]

        await asyncio.to_thread(fragile.start)
        await record(store, "c-2", arrival(2))
        assert [row.seq for row in await store.events(after=0, limit=9)] == [1, 2]
