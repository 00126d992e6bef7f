"""What PostgreSQL promises beyond `Store`: rights, several processes, recovery, no leaks."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

import psycopg
import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage import engine
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.postgres_writer import PostgresWriter
from dispatch_server.adapters.storage.verify import Verdict
from dispatch_server.adapters.storage.writing import CommitLost, Work
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.ids import CommandId
from dispatch_server.ports.storage import AlreadyDone, CommitUnknown, StoreFault, StoreUnavailable
from tests.builders import ANI, ringing
from tests.fakes.clock import FakeClock
from tests.storage.journalling import DESK, arrival, published_by, record, verdict
from tests.testbed.database import OWNER, Postgres

WITHIN_S = 10.0
CUT_EVERYBODY_OFF = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = 'dispatch-server'"
)


@pytest.fixture
async def store(server: sa.URL) -> AsyncIterator[SqlStore]:
    async with SqlStore(server, FakeClock()) as store:
        yield store


@pytest.fixture
async def other(server: sa.URL) -> AsyncIterator[SqlStore]:
    """A second server process's store on the same database."""
    async with SqlStore(server, FakeClock()) as store:
        yield store


def run_as(postgres: Postgres, address: sa.URL, user: str, statement: str) -> None:
    """Carry out one statement as a user of a database."""
    url = postgres.address(str(address.database), user=user)
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        connection.execute(statement.encode())


async def until(holds: Callable[[], object]) -> None:
    """Wait until something is true that another connection brings about."""
    async with asyncio.timeout(WITHIN_S):
        while not holds():  # noqa: ASYNC110 - the other side is another program
            await asyncio.sleep(0.005)


async def until_recorded(store: SqlStore, command_id: str, number: int) -> None:
    """Try a command again until the database takes it, as a desk's write-ahead file does."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            try:
                await record(store, command_id, arrival(number))
            except AlreadyDone:
                return
            except StoreUnavailable:
                await asyncio.sleep(0.05)
            else:
                return


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET reason = 'x'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "DROP TABLE journal",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "UPDATE command SET id = 'x'",
        "DELETE FROM journal_head",
    ],
)
async def test_that_the_server_may_not_change_what_was_journalled(
    store: SqlStore, postgres: Postgres, server: sa.URL, statement: str
) -> None:
    await record(store, "c-1", arrival(1))

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_as(postgres, server, str(server.username), statement)


@pytest.mark.parametrize("statement", ["UPDATE journal SET reason = 'x'", "TRUNCATE journal"])
async def test_that_not_even_the_owner_changes_the_journal_by_mistake(
    store: SqlStore, postgres: Postgres, server: sa.URL, statement: str
) -> None:
    await record(store, "c-1", arrival(1))

    with pytest.raises(psycopg.errors.RaiseException, match="insert-only"):
        run_as(postgres, server, OWNER, statement)


async def test_that_two_processes_write_without_a_gap_and_both_publish_all(
    store: SqlStore, other: SqlStore, server: sa.URL
) -> None:
    here, there = published_by(store), published_by(other)

    await asyncio.gather(
        *(record(store, f"here-{n}", arrival(n)) for n in range(25)),
        *(record(other, f"there-{n}", arrival(100 + n)) for n in range(25)),
    )
    await until(lambda: store.board.seq == other.board.seq == 50)

    assert here == there == list(range(1, 51))
    assert verdict(server) == Verdict(50)
    assert store.board == other.board


async def test_that_one_command_at_two_processes_is_done_once(
    store: SqlStore, other: SqlStore
) -> None:
    outcomes = await asyncio.gather(
        record(store, "c-1", arrival(1)),
        record(other, "c-1", arrival(2)),
        return_exceptions=True,
    )

    await until(lambda: store.board.seq == other.board.seq == 1)
    assert [type(outcome) for outcome in outcomes if outcome] == [AlreadyDone]


async def test_that_an_idle_process_hears_of_anothers_rows(
    store: SqlStore, other: SqlStore
) -> None:
    heard = published_by(other)

    await record(store, "c-1", arrival(1), arrival(2))
    await until(lambda: heard)

    assert heard == [1, 2]
    assert other.board == store.board


async def test_that_what_was_written_while_nobody_listened_is_caught_up_with(
    store: SqlStore, other: SqlStore, postgres: Postgres, server: sa.URL
) -> None:
    heard = published_by(other)
    await record(store, "c-1", arrival(1))
    await until(lambda: heard)

    postgres.run(CUT_EVERYBODY_OFF, database=str(server.database))
    await until_recorded(store, "c-2", 2)
    await until(lambda: len(heard) == 2)
    await until_recorded(store, "c-3", 3)
    await until(lambda: len(heard) == 3)

    assert heard == [1, 2, 3]


async def test_that_a_lost_connection_costs_no_command(
    store: SqlStore, postgres: Postgres, server: sa.URL
) -> None:
    await record(store, "c-1", arrival(1))

    postgres.run(CUT_EVERYBODY_OFF, database=str(server.database))
    await record(store, "c-2", arrival(2))

    assert store.board.seq == 2


async def test_that_a_process_that_hangs_in_a_command_holds_others_up_only_so_long(
    server: sa.URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "IDLE_TIMEOUT_MS", 50)
    async with SqlStore(server, FakeClock()) as hanging, SqlStore(server, FakeClock()) as store:

        async def hang() -> None:
            async with hanging.begin(CommandId("c-1"), by=DESK) as tx:
                tx.record(arrival(1))
                await record(store, "c-2", arrival(2))

        with pytest.raises(StoreUnavailable):
            await hang()

        assert [row.command_id for row in await store.events(after=0, limit=9)] == ["c-2"]


async def test_that_a_head_locked_for_long_is_unavailable_and_keeps_nothing(
    postgres: Postgres, server: sa.URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 20)
    url = server.render_as_string(hide_password=False)
    async with SqlStore(server, FakeClock()) as store:
        with psycopg.connect(url) as connection:
            connection.execute("SELECT 1 FROM journal_head FOR UPDATE")
            with pytest.raises(StoreUnavailable):
                await record(store, "c-1", arrival(1))

        await record(store, "c-1", arrival(2))
        assert list(store.board.calls) == ["call-2"]


def lose_the_answer(monkeypatch: pytest.MonkeyPatch, *, after: bool) -> None:
    """Cut the next commit off, before it is sent or after it was carried out."""
    real = PostgresWriter.finish

    async def finish(writer: PostgresWriter, work: Work | None) -> None:
        monkeypatch.setattr(PostgresWriter, "finish", real)
        if after:
            await real(writer, work)
        raise CommitLost

    monkeypatch.setattr(PostgresWriter, "finish", finish)


async def test_that_a_commit_whose_answer_was_lost_counts_when_it_was_kept(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = published_by(store)
    lose_the_answer(monkeypatch, after=True)

    await record(store, "c-1", arrival(1))

    assert heard == [1]
    assert list(store.board.calls) == ["call-1"]


async def test_that_a_commit_that_never_came_is_told_as_not_kept(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_the_answer(monkeypatch, after=False)

    with pytest.raises(StoreUnavailable) as told:
        await record(store, "c-1", arrival(1))

    assert not isinstance(told.value, CommitUnknown)
    assert await store.events(after=0, limit=9) == []


async def test_that_a_journal_that_lost_rows_is_not_written_on(
    store: SqlStore, postgres: Postgres, server: sa.URL
) -> None:
    """A standby that was promoted too early may lack rows that the seats have seen."""
    await record(store, "c-1", arrival(1))
    name = str(server.database)
    postgres.run("ALTER TABLE journal DISABLE TRIGGER ALL", database=name)
    postgres.run("DELETE FROM journal", database=name)
    postgres.run("UPDATE journal_head SET seq = 0, hash = repeat('0', 64)", database=name)

    with pytest.raises(StoreUnavailable, match="does not follow"):
        await record(store, "c-2", arrival(2))


async def test_that_a_fault_tells_the_log_no_telephone_number(
    store: SqlStore, postgres: Postgres, server: sa.URL, caplog: pytest.LogCaptureFixture
) -> None:
    check = "ALTER TABLE state_calls ADD CHECK (id = 'none')"
    postgres.run(check, database=str(server.database))

    with pytest.raises(StoreFault):
        await record(store, "c-1", *ringing())

    assert "state_calls" in caplog.text
    assert ANI not in caplog.text


async def test_that_the_password_is_in_no_log(
    server: sa.URL, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = server.set(password="wrong-but-secret", database="nowhere")

    with pytest.raises(Exception, match=r"password|nowhere") as told:
        async with SqlStore(wrong, FakeClock()):
            pass

    assert "wrong-but-secret" not in f"{caplog.text} {told.value} {wrong} {wrong!r}"


async def test_that_the_published_rows_are_the_rows_read_back(store: SqlStore) -> None:
    heard: list[Recorded] = []
    store.publish_to(heard.extend)

    await record(store, "c-1", *ringing())

    assert heard == await store.events(after=0, limit=9)
