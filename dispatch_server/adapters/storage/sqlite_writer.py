"""The writer of a SQLite file: one thread, where what may wait for the disk is done."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from dispatch_server.adapters.storage import engine, tables
from dispatch_server.adapters.storage.faults import FAULTS
from dispatch_server.adapters.storage.upsert import upsert
from dispatch_server.adapters.storage.writing import CommitLost, Entered, Row, Text, Work, text_of
from dispatch_server.contract.ids import CommandId

DIALECT = sqlite.dialect(paramstyle="qmark")
TAKE = "INSERT INTO command (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING"
IS_TAKEN = "SELECT 1 FROM command WHERE id = ?"
READ_HEAD = "SELECT seq, hash FROM journal_head WHERE id = 1"
WRITE_HEAD = "UPDATE journal_head SET seq = ?, hash = ? WHERE id = 1"

T = TypeVar("T")


class SqliteWriter:
    """Keeps the promises of `Writer` on one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._connection: sqlite3.Connection | None = None
        self._last_is_done: Callable[[], bool] = _nothing_to_wait_for
        self._is_open = False

    async def enter(self, ids: Sequence[CommandId], at: str) -> Entered:
        """Begin; see `Writer.enter`. Where nobody else writes, this waits for nothing."""
        self._is_open = True
        if self._connection is not None and self._last_is_done():
            with contextlib.suppress(sqlite3.OperationalError):
                return _enter_at_once(self._connection, ids, at)
        return await self._there(lambda file: _enter(file, ids, at))

    async def taken(self, ids: Sequence[CommandId]) -> frozenset[CommandId]:
        """Return which ids were taken before; see `Writer.taken`."""
        return await self._there(lambda file: _taken(file, ids))

    async def write(self, work: Work) -> None:
        """Write the work of one command of several; see `Writer.write`."""
        await self._there(lambda file: _write_apart(file, work))

    async def finish(self, work: Work | None) -> None:
        """Write and commit; see `Writer.finish`. What takes too long may still be committed."""
        try:
            await self._there(lambda file: _finish(file, work))
        except TimeoutError:
            raise CommitLost("no answer in time") from None
        self._is_open = False

    async def leave(self) -> None:
        """Roll back what was not finished, after whatever the thread still does."""
        if self._is_open:
            with contextlib.suppress(*FAULTS):
                await self._there(sqlite3.Connection.rollback)
            self._is_open = False

    async def run(self, statement: sa.Insert, row: Row) -> None:
        """Carry out one statement in a transaction of its own."""
        text = text_of(statement, DIALECT, tuple(row))
        await self._there(lambda file: file.execute(text.sql, text.values(row)))

    async def close(self) -> None:
        """Let the file go."""
        if self._connection is not None:
            await self._there(sqlite3.Connection.close)
        self._thread.shutdown()

    async def _there(self, step: Callable[[sqlite3.Connection], T]) -> T:
        """Do one step in the writer's thread; the steps of a cancelled command still end there."""
        doing = self._thread.submit(lambda: step(self._open()))
        self._last_is_done = doing.done
        async with asyncio.timeout(engine.ANSWER_S):
            return await asyncio.wrap_future(doing)

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False
            )
            for pragma in engine.pragmas():
                self._connection.execute(f"PRAGMA {pragma}")
        return self._connection


def _nothing_to_wait_for() -> bool:
    """Return that a thread which was given nothing is done."""
    return True


def _enter_at_once(file: sqlite3.Connection, ids: Sequence[CommandId], at: str) -> Entered:
    """Begin without waiting for anybody. Raises `sqlite3.OperationalError`."""
    file.execute("PRAGMA busy_timeout=0")
    try:
        return _enter(file, ids, at)
    finally:
        file.execute(f"PRAGMA busy_timeout={engine.BUSY_TIMEOUT_MS}")


def _enter(file: sqlite3.Connection, ids: Sequence[CommandId], at: str) -> Entered:
    if file.in_transaction:
        file.rollback()
    file.execute("BEGIN IMMEDIATE")
    new = frozenset(one for one in ids if file.execute(TAKE, (one, at)).rowcount == 1)
    seq, last = file.execute(READ_HEAD).fetchone()
    return Entered(seq, last, new)


def _taken(file: sqlite3.Connection, ids: Sequence[CommandId]) -> frozenset[CommandId]:
    return frozenset(one for one in ids if file.execute(IS_TAKEN, (one,)).fetchone())


def _write_apart(file: sqlite3.Connection, work: Work) -> None:
    """Write; a fault leaves what other commands wrote in this transaction."""
    file.execute("SAVEPOINT command")
    try:
        _write(file, work)
    except sqlite3.Error:
        if file.in_transaction:
            file.execute("ROLLBACK TO command")
        raise
    finally:
        if file.in_transaction:
            file.execute("RELEASE command")


def _finish(file: sqlite3.Connection, work: Work | None) -> None:
    if work is not None:
        _write(file, work)
    try:
        file.execute("COMMIT")
    except sqlite3.Error as fault:
        raise CommitLost(str(fault)) from fault


def _write(file: sqlite3.Connection, work: Work) -> None:
    file.executemany(TAKE, [(row["id"], row["at"]) for row in work.commands])
    if not work.journal:
        return
    journal = _journal()
    file.executemany(journal.sql, [journal.values(row) for row in work.journal])
    for drawer, rows in work.here.items():
        text = _state(drawer)
        file.executemany(text.sql, [text.values(row) for row in rows])
    for drawer, ids in work.gone.items():
        leave = f"UPDATE state_{drawer} SET on_board = 0, changed_seq = ? WHERE id = ?"  # noqa: S608
        file.executemany(leave, [(work.seq, one) for one in ids])
    file.execute(WRITE_HEAD, (work.seq, work.hash))


@cache
def _journal() -> Text:
    return text_of(sa.insert(tables.journal), DIALECT, tables.journal.columns.keys())


@cache
def _state(drawer: str) -> Text:
    table = tables.state_tables[drawer]
    statement = upsert(DIALECT, table)
    return text_of(statement, DIALECT, table.columns.keys())
