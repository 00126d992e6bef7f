"""The journal and the state rows on the real embedded database."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage.engine import sqlite_url
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.verify import Verdict, verify
from dispatch_server.contract.events import Actor, ActorKind, Event, Recorded
from dispatch_server.contract.events.calls import CallArrived
from dispatch_server.contract.ids import CallId, CommandId
from dispatch_server.ports.storage import AlreadyDone
from tests.builders import SEAT, dispatched
from tests.fakes.clock import FakeClock

DESK = Actor(kind=ActorKind.SEAT, id=SEAT, seat_id=SEAT)


async def record(store: SqlStore, command_id: str, *events: Event) -> None:
    async with store.begin(CommandId(command_id), by=DESK) as tx:
        tx.record(*events)


def arrival(number: int) -> CallArrived:
    return CallArrived(call_id=CallId(f"call-{number}"), ani=None, dialled="120")


def verdict(database: Path) -> Verdict:
    engine = sa.create_engine(sqlite_url(database))
    with engine.connect() as connection:
        found = verify(connection)
    engine.dispose()
    return found


def break_journal(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("DROP TRIGGER journal_no_delete")
        connection.execute(statement)
    connection.close()


async def test_that_a_command_sent_twice_is_done_once(store: SqlStore) -> None:
    await record(store, "c-1", arrival(1))

    with pytest.raises(AlreadyDone):
        await record(store, "c-1", arrival(2))

    assert store.board.seq == 1


async def test_that_a_command_that_fails_leaves_neither_rows_nor_its_id(store: SqlStore) -> None:
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


async def test_that_a_restart_finds_the_same_board(store: SqlStore, database: Path) -> None:
    await record(store, "c-1", *dispatched())

    async with SqlStore(database, FakeClock()) as again:
        assert again.board == store.board
        assert again.board.last_number == store.board.last_number


async def test_that_many_senders_at_once_leave_no_gap(store: SqlStore, database: Path) -> None:
    await asyncio.gather(*(record(store, f"c-{n}", arrival(n)) for n in range(40)))

    rows = await store.events(after=0, limit=100)
    assert [row.seq for row in rows] == list(range(1, 41))
    assert verdict(database) == Verdict(40)


async def test_that_each_commit_is_published_whole_and_in_order(store: SqlStore) -> None:
    heard: list[Sequence[Recorded]] = []
    store.publish_to(heard.append)

    await record(store, "c-1", arrival(1), arrival(2))
    await record(store, "c-2", arrival(3))

    assert [[row.seq for row in rows] for rows in heard] == [[1, 2], [3]]


async def test_that_another_writer_is_taken_in_before_the_next_command(
    store: SqlStore, database: Path
) -> None:
    async with SqlStore(database, FakeClock()) as other:
        await record(other, "c-1", arrival(1))

    await record(store, "c-2", arrival(2))

    assert store.board.seq == 2
    assert verdict(database) == Verdict(2)


async def test_that_the_journal_refuses_to_be_changed(store: SqlStore, database: Path) -> None:
    await record(store, "c-1", arrival(1))
    connection = sqlite3.connect(database)

    with pytest.raises(sqlite3.IntegrityError, match="insert-only"):
        connection.execute("UPDATE journal SET reason = 'x'")

    connection.close()


async def test_that_a_whole_journal_is_found_whole(store: SqlStore, database: Path) -> None:
    await record(store, "c-1", *dispatched())

    assert verdict(database) == Verdict(len(dispatched()))


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE journal SET reason = 'changed' WHERE seq = 3", 3),
        ("UPDATE journal SET event = replace(event, '120', '121') WHERE seq = 2", 2),
        ("DELETE FROM journal WHERE seq = 4", 4),
        ("DELETE FROM journal WHERE seq = 5", 5),
    ],
)
async def test_that_the_first_broken_row_is_named(
    store: SqlStore, database: Path, statement: str, broken: int
) -> None:
    await record(store, "c-1", *(arrival(n) for n in range(1, 6)))

    break_journal(database, statement)

    assert verdict(database).broken_seq == broken


async def test_that_a_state_row_that_disagrees_is_found(store: SqlStore, database: Path) -> None:
    await record(store, "c-1", *dispatched())

    break_journal(database, "UPDATE state_incidents SET on_board = 0")

    assert "incidents" in verdict(database).fault


async def test_that_a_cursor_starts_at_nothing_and_keeps_what_it_is_told(store: SqlStore) -> None:
    before = await store.cursor("print")
    await store.advance("print", 7)
    await store.advance("print", 9)

    assert (before, await store.cursor("print")) == (0, 9)
