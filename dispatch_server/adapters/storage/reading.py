"""What the store reads: the journal's head and its rows."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatch_server.adapters.storage import tables
from dispatch_server.adapters.storage.sealing import from_row, plain
from dispatch_server.contract.events import Recorded


async def head(connection: AsyncConnection) -> tuple[int, str]:
    """Return the journal's last number and hash."""
    table = tables.journal_head
    query = sa.select(table.c.seq, table.c.hash).where(table.c.id == 1)
    found = (await connection.execute(query)).one()
    return found.seq, found.hash


async def events(connection: AsyncConnection, *, after: int, limit: int) -> list[Recorded]:
    """Return journal rows after a number, oldest first."""
    table = tables.journal
    query = sa.select(table).where(table.c.seq > after).order_by(table.c.seq).limit(limit)
    return [from_row(plain(row)) for row in (await connection.execute(query)).mappings()]
