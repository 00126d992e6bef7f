"""The statements of one command, the same on both databases."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatch_server.adapters.storage import state_rows, tables
from dispatch_server.adapters.storage.sealing import from_row, iso, plain
from dispatch_server.adapters.storage.transaction import Sealed, SqlTransaction
from dispatch_server.adapters.storage.upsert import insert
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.ids import CommandId
from dispatch_server.ports.storage import AlreadyDone

CHANNEL = "dispatch_journal"
"""Where PostgreSQL tells other processes the number of the newest row."""


async def head(connection: AsyncConnection, *, alone: bool = False) -> tuple[int, str]:
    """Return the journal's last number and hash; `alone` first waits until nobody else writes.

    A writing transaction on SQLite is alone from its start, and SQLite ignores the lock.
    """
    table = tables.journal_head
    query = sa.select(table.c.seq, table.c.hash).where(table.c.id == 1)
    found = (await connection.execute(query.with_for_update() if alone else query)).one()
    return found.seq, found.hash


async def claim(connection: AsyncConnection, command_id: CommandId, at: datetime) -> None:
    """Take a command's id for good. Raises `AlreadyDone` where it was taken before."""
    row = insert(connection.dialect, tables.command).on_conflict_do_nothing()
    kept = await connection.execute(row, {"id": command_id, "at": iso(at)})
    if kept.rowcount == 0:
        raise AlreadyDone(command_id)


async def is_kept(connection: AsyncConnection, command_id: CommandId) -> bool:
    """Return whether a command was carried out."""
    table = tables.command
    found = await connection.scalar(sa.select(table.c.id).where(table.c.id == command_id))
    return found is not None


async def write(connection: AsyncConnection, sealed: Sealed, done: SqlTransaction) -> None:
    """Write journal rows, state rows and the head, and tell the other processes at the commit."""
    await connection.execute(sa.insert(tables.journal), sealed.rows)
    for statement, rows in state_rows.changes(connection.dialect, done.board, done.touched):
        await connection.execute(statement, rows)
    newest = sa.update(tables.journal_head).where(tables.journal_head.c.id == 1)
    await connection.execute(newest, {"seq": done.board.seq, "hash": sealed.last})
    if connection.dialect.name == "postgresql":
        number = str(done.board.seq)
        await connection.execute(sa.select(sa.func.pg_notify(CHANNEL, number)))


async def events(connection: AsyncConnection, *, after: int, limit: int) -> list[Recorded]:
    """Return journal rows after a number, oldest first."""
    table = tables.journal
    query = sa.select(table).where(table.c.seq > after).order_by(table.c.seq).limit(limit)
    return [from_row(plain(row)) for row in (await connection.execute(query)).mappings()]
