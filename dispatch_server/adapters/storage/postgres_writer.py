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
    INSERT INTO command (id, at) SELECT $1, $2 FROM head ON CONFLICT DO NOTHING RETURNING id
)
SELECT seq, hash, EXISTS (SELECT 1 FROM claimed) AS is_new FROM head
"""
"""The head first: who waits for it finds the newest number, and every id that was taken."""


class PostgresWriter:
    """Keeps the promises of `Writer` over one connection, replaced when it is lost."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self._connection: asyncpg.Connection | None = None
        self._is_open = False

    async def enter(self, command_id: CommandId, at: str) -> Entered:
        """Begin; a connection that was lost since the last command is replaced first."""
        known = self._connection
        try:
            return await self._enter(command_id, at)
        except FAULTS:
            if known is None or not known.is_closed():
                raise
        return await self._enter(command_id, at)

    async def _enter(self, command_id: CommandId, at: str) -> Entered:
        if self._connection is None or self._connection.is_closed():
            self._connection = await connect(self._url)
        await self.leave()
        self._is_open = True
        await self._connection.execute("BEGIN")
        row = await self._connection.fetchrow(ENTER, command_id, at)
        return Entered(row["seq"], row["hash"], row["is_new"])

    async def finish(self, work: Work | None) -> None:
        """Write and commit; see `Writer.finish`."""
        connection = self._connection
        if connection is None:
            raise RuntimeError("nothing was entered")
        if work is not None:
            statement = _statement(tuple(work.here), tuple(work.gone))
            await connection.fetchval(statement, *_values(work))
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


@cache
def _statement(here: tuple[str, ...], gone: tuple[str, ...]) -> str:
    """Return one statement that writes journal, state rows and head, and tells the others."""
    number = count(1)
    parts = [f"journalled AS ({_insert(tables.journal, number)})"]
    for drawer in here:
        table = tables.state_tables[drawer]
        changing = ", ".join(f"{c.name} = excluded.{c.name}" for c in table.c if c.name != "id")
        insert = _insert(table, number)
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


def _insert(table: sa.Table, number: Iterator[int]) -> str:
    names = ", ".join(table.columns.keys())
    arrays = ", ".join(f"${next(number)}::{_array(column)}" for column in table.c)
    return f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608


def _array(column: sa.Column[object]) -> str:
    if isinstance(column.type, sa.Integer):
        return "int4[]"
    return "bool[]" if isinstance(column.type, sa.Boolean) else "text[]"


def _values(work: Work) -> list[object]:
    """Return the values of `_statement`, in its order: one list a column."""
    values: list[object] = _columns(tables.journal, work.journal)
    for drawer, rows in work.here.items():
        values += _columns(tables.state_tables[drawer], rows)
    return [*values, *(list(ids) for ids in work.gone.values()), work.seq, work.hash]


def _columns(table: sa.Table, rows: Sequence[Row]) -> list[object]:
    names = table.columns.keys()
    return [[row[name] for row in rows] for name in names]
