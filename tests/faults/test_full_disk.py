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
from tests.builders import room
from tests.fakes.clock import FakeClock
from tests.storage.journalling import arrival, record, verdict
from tests.testbed.database import Postgres

MOST = 2_000
FULL_DEVICE = Path("/dev/full")
"""Whoever writes there hears from the kernel that no space is left on the device."""


class FullDisk:
    """Gives one table of a real PostgreSQL a disk without room, and takes it away again.

    The table's file becomes a way to `/dev/full`; a table without a page must write there first.
    """

    def __init__(self, postgres: Postgres, database: str, table: str) -> None:
        self._postgres = postgres
        asked = f"SELECT pg_relation_filepath('{table}')"
        ((path,),) = postgres.run(asked, database=database)
        self._file = postgres.folder / "data" / str(path)
        self._kept = self._file.with_name(f"{self._file.name}.kept")

    def begin(self) -> None:
        assert self._file.stat().st_size == 0
        self._file.rename(self._kept)
        self._file.symlink_to(FULL_DEVICE)

    def end(self) -> None:
        self._file.unlink()
        self._kept.rename(self._file)
        self._postgres.create("let_go_of_files")
        self._postgres.drop("let_go_of_files")


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
    """PostgreSQL itself hears of it from the kernel, while it makes a table longer."""
    address = fresh_database()
    disk = FullDisk(postgres, str(address.database), "state_calls")
    async with SqlStore(address, FakeClock()) as store:
        told = Telling(store)
        await record(store, "c-1", *room())
        rows = store.board.seq

        disk.begin()
        await refused_again(store, "c-2")
        await refused_again(store, "c-3")

        assert not store.board.calls
        assert told.sentences == [FULL]
        disk.end()
        await record(store, "c-2", arrival(2))

        assert told.sentences == [FULL, ""]
        assert list(store.board.calls) == ["call-2"]
    assert verdict(address) == Verdict(rows + 1)
    assert sum("no room left" in line for line in caplog.messages) == 1
