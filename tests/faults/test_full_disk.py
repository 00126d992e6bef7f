"""The database's disk is full: nothing is acknowledged, the desks are told, and it passes."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage.health import FULL
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import migrate
from dispatch_server.adapters.storage.sqlite_writer import SqliteWriter
from dispatch_server.adapters.storage.verify import Verdict
from dispatch_server.ports.storage import StoreUnavailable
from tests.fakes.clock import FakeClock
from tests.storage.journalling import arrival, record, verdict
from tests.testbed.database import Postgres

MOST = 2_000
FULL_FUNCTION = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
END $$
"""


class Telling:
    """Writes down what the desks are told of the database."""

    def __init__(self, store: SqlStore) -> None:
        self.sentences: list[str] = []
        store.health.tell(self.sentences.append)


async def until_refused(store: SqlStore) -> int:
    """Journal calls until one is not taken; return how many were."""
    for number in range(MOST):
        try:
            await record(store, f"c-{number}", arrival(number))
        except StoreUnavailable:
            return number
    raise AssertionError("the disk never became full")


async def refused_again(store: SqlStore, name: str) -> None:
    with pytest.raises(StoreUnavailable):
        await record(store, name, arrival(MOST + 1))


@pytest.fixture
def most_pages(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pages the disk lets a SQLite file have; a test may change it at any time."""
    pages = [MOST]
    real = SqliteWriter._open  # noqa: SLF001 - the border to the disk

    def opened(writer: SqliteWriter) -> sqlite3.Connection:
        connection = real(writer)
        connection.execute(f"PRAGMA max_page_count={pages[0]}")
        return connection

    monkeypatch.setattr(SqliteWriter, "_open", opened)
    return pages


async def test_that_a_full_sqlite_file_acknowledges_nothing_and_goes_on_with_room_again(
    tmp_path: Path, most_pages: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "dispatch.sqlite"
    migrate(file)
    most_pages[0] = pages_of(file) + 10
    async with SqlStore(file, FakeClock()) as store:
        told = Telling(store)

        taken = await until_refused(store)
        await refused_again(store, "still-full")

        rows = await store.events(after=0, limit=MOST)
        assert [row.seq for row in rows] == list(range(1, taken + 1))
        assert (store.board.seq, told.sentences) == (taken, [FULL])

        most_pages[0] = MOST
        await record(store, "after", arrival(MOST))

        assert told.sentences == [FULL, ""]
    assert verdict(file) == Verdict(taken + 1)
    assert sum("no room left" in line for line in caplog.messages) == 1
    assert "the database answers again" in caplog.messages


def pages_of(file: Path) -> int:
    """Return how many pages a file has."""
    connection = sqlite3.connect(file)
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    return pages


async def test_that_a_full_postgresql_acknowledges_nothing_and_goes_on_with_room_again(
    fresh_database: Callable[..., sa.URL], postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    """The storage answers with PostgreSQL's own SQLSTATE 53100 (disk_full)."""
    address = fresh_database()
    name = str(address.database)
    async with SqlStore(address, FakeClock()) as store:
        told = Telling(store)
        await record(store, "c-1", arrival(1))

        postgres.run(FULL_FUNCTION, database=name)
        trigger = "CREATE TRIGGER full_disk BEFORE INSERT ON journal EXECUTE FUNCTION no_room()"
        postgres.run(trigger, database=name)
        await refused_again(store, "c-2")
        await refused_again(store, "c-3")

        assert list(store.board.calls) == ["call-1"]
        assert told.sentences == [FULL]
        postgres.run("DROP TRIGGER full_disk ON journal", database=name)
        await record(store, "c-2", arrival(2))

        assert told.sentences == [FULL, ""]
    assert verdict(address) == Verdict(2)
    assert sum("no room left" in line for line in caplog.messages) == 1
