"""What only a SQLite file does: its own lock, triggers and faults."""

import sqlite3
from pathlib import Path

import pytest

from dispatch_server.adapters.storage import engine
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.ports.storage import StoreFault, StoreUnavailable
from tests.builders import ANI, ringing
from tests.fakes.clock import FakeClock
from tests.storage.journalling import arrival, break_journal, record


def take_the_lock(file: Path) -> sqlite3.Connection:
    """Write from elsewhere, for as long as the connection stays open."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


async def test_that_the_journal_refuses_to_be_changed(file: Path) -> None:
    async with SqlStore(file, FakeClock()) as store:
        await record(store, "c-1", arrival(1))
    connection = sqlite3.connect(file)

    with pytest.raises(sqlite3.IntegrityError, match="insert-only"):
        connection.execute("UPDATE journal SET reason = 'x'")

    connection.close()


async def test_that_a_database_locked_for_long_is_unavailable_and_keeps_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 1)
    async with SqlStore(file, FakeClock()) as store:
        other = take_the_lock(file)

        with pytest.raises(StoreUnavailable):
            await record(store, "c-1", arrival(1))

        other.close()
        await record(store, "c-1", arrival(2))
        assert list(store.board.calls) == ["call-2"]


async def test_that_a_fault_of_the_database_tells_the_log_no_telephone_number(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_journal(file, "DROP TABLE state_calls")
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE state_calls (id TEXT PRIMARY KEY, on_board, body)")
    connection.close()
    async with SqlStore(file, FakeClock()) as store:
        with pytest.raises(StoreFault):
            await record(store, "c-1", *ringing())

    assert "state_calls" in caplog.text
    assert ANI not in caplog.text
