"""The writer of a PostgreSQL database: BEGIN, one statement to enter, one to write, COMMIT."""

import contextlib
import logging
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import asyncpg as dialects

from dispatch_server.adapters.storage import tables
from dispatch_server.adapters.storage.engine import ANSWER_S, CHANNEL, connect
from dispatch_server.adapters.storage.faults import FAULTS, in_words
from dispatch_server.adapters.storage.writing import CommitLost, Entered, Row, Work, text_of
from dispatch_server.contract.ids import CommandId

log = logging.getLogger(__name__)

DIALECT: sa.Dialect = dialects.dialect()  # type: ignore[no-untyped-call]  # theirs
ENTER = """
WITH head AS MATERIALIZED (SELECT seq, hash FROM journal_head WHERE id = 1 FOR UPDATE),
claimed AS (
    INSERT INTO command (id, at) SELECT unnest($1::text[]), $2 FROM head
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT seq, hash, ARRAY(SELECT id FROM claimed) AS new FROM head
"""
"""The head first: who waits for it finds the newest number, and every id that was taken."""

TAKEN = "SELECT id FROM command WHERE id = ANY($1::text[])"
ROWS_BY_VALUE = 4
"""Of so many rows each value is a parameter; of more, each column is an array: one plan for all."""


class PostgresWriter:
    """Keeps the promises of `Writer` over one connection, replaced when it is lost."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self._connection: asyncpg.Connection | None = None
        self._is_open = False

    async def enter(self, ids: Sequence[CommandId], at: str) -> Entered:
        """Begin; a connection that was lost since the last command is replaced first."""
        known = self._connection
        try:
            return await self._enter(ids, at)
        except FAULTS:
            if known is None or not known.is_closed():
                raise
        return await self._enter(ids, at)

    async def _enter(self, ids: Sequence[CommandId], at: str) -> Entered:
        if self._connection is None or self._connection.is_closed():
            self._connection = await connect(self._url)
        await self.leave()
        self._is_open = True
        await self._connection.execute("BEGIN")
        row = await self._connection.fetchrow(ENTER, ids, at)
        return Entered(row["seq"], row["hash"], frozenset(row["new"]))

    async def taken(self, ids: Sequence[CommandId]) -> frozenset[CommandId]:
        """Return which ids were taken before; see `Writer.taken`."""
        return frozenset(row["id"] for row in await self._entered().fetch(TAKEN, ids))

    async def write(self, work: Work) -> None:
        """Write the work of one command of several; see `Writer.write`."""
        connection = self._entered()
        await connection.execute("SAVEPOINT command")
        try:
            await _write(connection, work)
        except asyncpg.PostgresError:
            await connection.execute("ROLLBACK TO command; RELEASE command")
            raise
        await connection.execute("RELEASE command")

    async def finish(self, work: Work | None) -> None:
        """Write and commit; see `Writer.finish`."""
        connection = self._entered()
        if work is not None:
            await _write(connection, work)
        try:
            await connection.execute("COMMIT")
        except FAULTS as fault:
            connection.terminate()
            raise CommitLost(in_words(fault)) from None
        self._is_open = False

    async def leave(self) -> None:
        """Roll back what was not finished; a connection that cannot is given up."""
        connection, was_open = self._connection, self._is_open
        self._is_open = False
        if connection is None or not was_open or connection.is_closed():
            return
        try:
            await connection.execute("ROLLBACK")
        except BaseException as fault:
            connection.terminate()
            if not isinstance(fault, FAULTS):
                raise
            log.warning("a transaction could not be rolled back: %s", in_words(fault))

    def _entered(self) -> asyncpg.Connection:
        if self._connection is None:
            raise RuntimeError("nothing was entered")
        return self._connection

    async def run(self, statement: sa.Insert, row: Row) -> None:
        """Carry out one statement in a transaction of its own."""
        text = text_of(statement, DIALECT, tuple(row))
        if self._connection is None or self._connection.is_closed():
            self._connection = await connect(self._url)
        await self._connection.execute(text.sql, *text.values(row))

    def is_own(self, pid: int) -> bool:
        """Return whether a message of PostgreSQL was sent by this writer."""
        return self._connection is not None and self._connection.get_server_pid() == pid

    async def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None and not self._connection.is_closed():
            with contextlib.suppress(*FAULTS):
                await self._connection.close(timeout=ANSWER_S)


async def _write(connection: asyncpg.Connection, work: Work) -> None:
    here = tuple((drawer, _shape(rows)) for drawer, rows in work.here.items())
    commands, events = _shape(work.commands), _shape(work.journal)
    statement = _statement(commands, events, here, tuple(work.gone))
    await connection.fetchval(statement, *_values(work))


def _shape(rows: Sequence[Row]) -> int:
    """Return how many rows a statement names: all of a few, else one more than it may."""
    return min(len(rows), ROWS_BY_VALUE + 1)


@cache
def _statement(
    commands: int, events: int, here: tuple[tuple[str, int], ...], gone: tuple[str, ...]
) -> str:
    """Return one statement that writes ids, journal, state rows and head, and tells the others."""
    number = count(1)
    parts = []
    if commands:
        parts.append(f"taken AS ({_insert(tables.command, commands, number)})")
    if not events:
        return f"WITH {', '.join(parts)} SELECT 1"
    parts.append(f"journalled AS ({_insert(tables.journal, events, number)})")
    for drawer, rows in here:
        table = tables.state_tables[drawer]
        changing = ", ".join(f"{c.name} = excluded.{c.name}" for c in table.c if c.name != "id")
        insert = _insert(table, rows, number)
        parts.append(f"{drawer}_here AS ({insert} ON CONFLICT (id) DO UPDATE SET {changing})")
    ids = {drawer: next(number) for drawer in gone}
    seq, last = next(number), next(number)
    parts += [
        f"{drawer}_gone AS (UPDATE state_{drawer} SET on_board = false, changed_seq = ${seq}"  # noqa: S608
        f" WHERE id = ANY(${ids[drawer]}::text[]))"
        for drawer in gone
    ]
    parts.append(f"headed AS (UPDATE journal_head SET seq = ${seq}, hash = ${last} WHERE id = 1)")  # noqa: S608
    return f"WITH {', '.join(parts)} SELECT pg_notify('{CHANNEL}', ${seq}::int4::text)"


def _insert(table: sa.Table, rows: int, number: Iterator[int]) -> str:
    names = ", ".join(table.columns.keys())
    if rows <= ROWS_BY_VALUE:
        row = [f"({', '.join(f'${next(number)}' for _ in table.c)})" for _ in range(rows)]
        return f"INSERT INTO {table.name} ({names}) VALUES {', '.join(row)}"  # noqa: S608
    arrays = ", ".join(f"${next(number)}::{_array(column)}" for column in table.c)
    return f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608


def _array(column: sa.Column[object]) -> str:
    if isinstance(column.type, sa.Integer):
        return "int4[]"
    return "bool[]" if isinstance(column.type, sa.Boolean) else "text[]"


def _values(work: Work) -> list[object]:
    """Return the values of `_statement`, in its order."""
    values: list[object] = []
    if work.commands:
        values += _told(tables.command, work.commands)
    if not work.journal:
        return values
    values += _told(tables.journal, work.journal)
    for drawer, rows in work.here.items():
        values += _told(tables.state_tables[drawer], rows)
    return [*values, *(list(ids) for ids in work.gone.values()), work.seq, work.hash]


def _told(table: sa.Table, rows: Sequence[Row]) -> list[object]:
    """Return what `_insert` asks for: every value, or one list a column."""
    names = table.columns.keys()
    if len(rows) <= ROWS_BY_VALUE:
        return [row[name] for row in rows for name in names]
    return [[row[name] for row in rows] for name in names]
