"""The promises of `Store`, kept by the database and by the fake that stands in for it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

import pytest

from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.contract.events import Actor, ActorKind, Event, Recorded
from dispatch_server.contract.events.calls import CallArrived
from dispatch_server.contract.ids import CallId, CommandId
from dispatch_server.ports.storage import AlreadyDone, Store
from tests.builders import SEAT, START, dispatched, room
from tests.fakes.clock import FakeClock
from tests.fakes.store import FakeStore

DESK = Actor(kind=ActorKind.SEAT, id=SEAT, seat_id=SEAT)


class PublishingStore(Store, Protocol):
    """A store as `main` uses it: it says what it committed."""

    def publish_to(self, published: Callable[[Sequence[Recorded]], None]) -> None:
        """Call this with the rows of every commit."""
        ...


@pytest.fixture(params=["fake", "file", "server"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[PublishingStore]:
    """The fake, a SQLite file and a PostgreSQL database."""
    if request.param == "fake":
        yield FakeStore()
        return
    async with SqlStore(request.getfixturevalue(request.param), FakeClock()) as opened:
        yield opened


async def record(store: Store, command_id: str, *events: Event, reason: str = "") -> None:
    async with store.begin(CommandId(command_id), by=DESK) as tx:
        tx.record(*events, reason=reason)


def arrival(number: int) -> CallArrived:
    return CallArrived(call_id=CallId(f"call-{number}"), ani=None, dialled="120")


async def test_that_a_command_sent_twice_is_done_once(store: PublishingStore) -> None:
    await record(store, "c-1", arrival(1))

    with pytest.raises(AlreadyDone):
        await record(store, "c-1", arrival(2))

    assert list(store.board.calls) == ["call-1"]


async def test_that_a_command_with_nothing_to_say_is_done_once_too(store: PublishingStore) -> None:
    await record(store, "c-1")

    with pytest.raises(AlreadyDone):
        await record(store, "c-1")

    assert store.board.seq == 0


async def test_that_a_command_that_fails_leaves_neither_rows_nor_its_id(
    store: PublishingStore,
) -> None:
    async def failing() -> None:
        async with store.begin(CommandId("c-1"), by=DESK) as tx:
            tx.record(arrival(1))
            raise LookupError

    with pytest.raises(LookupError):
        await failing()
    await record(store, "c-1", arrival(2))

    events = await store.events(after=0, limit=10)
    assert [recorded.event for recorded in events] == [arrival(2)]
    assert list(store.board.calls) == [CallId("call-2")]


async def test_that_a_cancelled_command_leaves_nothing_and_lets_the_next_one_in(
    store: PublishingStore,
) -> None:
    inside = asyncio.Event()

    async def waiting() -> None:
        async with store.begin(CommandId("c-1"), by=DESK) as tx:
            tx.record(arrival(1))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(waiting())
    await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await record(store, "c-1", arrival(2))

    assert list(store.board.calls) == ["call-2"]


async def test_that_a_transaction_sees_what_it_recorded_and_nobody_else_does(
    store: PublishingStore,
) -> None:
    async with store.begin(CommandId("c-1"), by=DESK) as tx:
        tx.record(arrival(1))

        assert list(tx.board.calls) == ["call-1"]
        assert not store.board.calls

    assert list(store.board.calls) == ["call-1"]


async def test_that_commands_decide_one_after_another(store: PublishingStore) -> None:
    async def once_if_free(command_id: str) -> None:
        async with store.begin(CommandId(command_id), by=DESK) as tx:
            if not tx.board.calls:
                tx.record(arrival(1))

    await asyncio.gather(*(once_if_free(f"c-{n}") for n in range(20)))

    assert store.board.seq == 1


async def test_that_many_senders_at_once_leave_no_gap(store: PublishingStore) -> None:
    await asyncio.gather(*(record(store, f"c-{n}", arrival(n)) for n in range(40)))

    rows = await store.events(after=0, limit=100)
    assert [row.seq for row in rows] == list(range(1, 41))


async def test_that_each_commit_is_published_whole_and_in_order(store: PublishingStore) -> None:
    heard: list[list[int]] = []
    store.publish_to(lambda rows: heard.append([row.seq for row in rows]))

    await record(store, "c-1", arrival(1), arrival(2))
    await record(store, "c-2")
    await record(store, "c-3", arrival(3))

    assert heard == [[1, 2], [3]]


async def test_that_the_board_is_new_before_the_commit_is_published(
    store: PublishingStore,
) -> None:
    seen: list[int] = []
    store.publish_to(lambda _rows: seen.append(store.board.seq))

    await record(store, "c-1", arrival(1), arrival(2))

    assert seen == [2]


async def test_that_rows_are_read_after_a_number_and_up_to_a_limit(store: PublishingStore) -> None:
    await record(store, "c-1", *(arrival(n) for n in range(1, 6)))

    rows = await store.events(after=2, limit=2)

    assert [row.seq for row in rows] == [3, 4]


async def test_that_a_row_says_who_did_it_when_and_why(store: PublishingStore) -> None:
    device_at = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)

    async with store.begin(CommandId("c-1"), by=DESK, device_at=device_at) as tx:
        tx.record(arrival(1), reason="试线")

    row = (await store.events(after=0, limit=1))[0]
    assert (row.actor, row.at, row.device_at) == (DESK, START, device_at)
    assert (row.reason, row.command_id) == ("试线", "c-1")


async def test_that_the_journal_folds_to_the_board(store: PublishingStore) -> None:
    await record(store, "c-1", *room())
    await record(store, "c-2", *dispatched()[len(room()) :])

    again = FakeStore(*(row.event for row in await store.events(after=0, limit=100))).board

    assert again.orders.keys() == store.board.orders.keys()
    assert again.seq == store.board.seq


async def test_that_a_cursor_starts_at_nothing_and_keeps_what_it_is_told(
    store: PublishingStore,
) -> None:
    before = await store.cursor("print")
    await store.advance("print", 7)
    await store.advance("print", 9)

    assert (before, await store.cursor("print"), await store.cursor("seal")) == (0, 9, 0)
