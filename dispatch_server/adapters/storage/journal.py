"""The journal and the state rows in SQLite: one command, one transaction."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatch_server.adapters.storage import state_rows, tables
from dispatch_server.adapters.storage.engine import open_engine
from dispatch_server.adapters.storage.sealing import GENESIS, from_row, iso, plain, to_row
from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Actor, Event, Recorded
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.ids import CommandId
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import AlreadyDone, Refusal, StoreUnavailable

log = logging.getLogger(__name__)

TURN_S = 2.5
"""How long a command waits for its turn to write, seconds; a desk itself waits for 5."""

Published = Callable[[Sequence[Recorded]], None]


class SqlTransaction:
    """One command's reads and writes over a board of its own."""

    def __init__(
        self, board: Board, stamp: Callable[[int, Event, str], Recorded], touched: list[Touched]
    ) -> None:
        self.board = board
        self.rows: list[Recorded] = []
        self._stamp = stamp
        self._touched = touched

    def record(self, *events: Event, reason: str = "") -> None:
        """Append to the journal and fold at once, so that the next decision sees it."""
        for event in events:
            recorded = self._stamp(self.board.seq + 1, event, reason)
            self._touched.extend(self.board.apply(recorded))
            self.rows.append(recorded)


class SqlStore:
    """Keeps the promises of `Store` on one SQLite file.

    Writers of other processes are let in between commands: each transaction first takes in what
    they journalled.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self.board = Board()
        self._clock = clock
        self._writer = open_engine(path, mode="write")
        self._reader = open_engine(path, mode="read")
        self._turn = asyncio.Lock()
        self._hash = GENESIS
        self._published: list[Published] = []

    async def __aenter__(self) -> Self:
        async with self._reader.begin() as connection:
            head = (await connection.execute(sa.select(tables.journal_head))).one_or_none()
            seq, self._hash = (head.seq, head.hash) if head else (0, GENESIS)
            self.board = await connection.run_sync(lambda sync: state_rows.board_of(sync, seq=seq))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._writer.dispose()
        await self._reader.dispose()

    def publish_to(self, published: Published) -> None:
        """Call this with the rows of every commit, in order; it must return at once."""
        self._published.append(published)

    @asynccontextmanager
    async def begin(
        self, command_id: CommandId, *, by: Actor, device_at: datetime | None = None
    ) -> AsyncIterator[SqlTransaction]:
        """Open a transaction; see `Store.begin`."""
        try:
            async with asyncio.timeout(TURN_S):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreUnavailable("the database is busy") from None
        try:
            async with self._transaction(command_id, by, device_at) as transaction:
                yield transaction
        except (DatabaseError, PoolTimeout) as fault:
            log.exception("the database did not take command %s", command_id)
            raise StoreUnavailable(type(fault).__name__) from fault
        finally:
            self._turn.release()

    @asynccontextmanager
    async def _transaction(
        self, command_id: CommandId, by: Actor, device_at: datetime | None
    ) -> AsyncIterator[SqlTransaction]:
        now = self._clock.now()

        def stamp(seq: int, event: Event, reason: str) -> Recorded:
            return Recorded(
                seq=seq,
                at=now,
                device_at=device_at,
                actor=by,
                reason=reason,
                command_id=command_id,
                event=event,
            )

        touched: list[Touched] = []
        async with self._writer.begin() as connection:
            await self._catch_up(connection)
            await _claim(connection, command_id, now)
            transaction = SqlTransaction(self.board.copy(), stamp, touched)
            yield transaction
            rows, last = _chain(transaction.rows, self._hash)
            await _write(connection, rows, last, transaction.board, touched)
        if rows:
            self._take(transaction.board, last, [from_row(row) for row in rows])

    async def _catch_up(self, connection: AsyncConnection) -> None:
        """Fold what another process journalled since, and publish it here too."""
        head = (await connection.execute(sa.select(tables.journal_head))).one_or_none()
        if head is None or head.seq == self.board.seq:
            return
        missed = await _events(connection, after=self.board.seq, limit=head.seq)
        board = self.board.copy()
        for recorded in missed:
            board.apply(recorded)
        self._take(board, head.hash, missed)

    def _take(self, board: Board, last_hash: str, rows: Sequence[Recorded]) -> None:
        self.board, self._hash = board, last_hash
        for published in self._published:
            published(rows)

    async def refuse(self, refusal: Refusal) -> None:
        """Keep what was refused."""
        row = sa.insert(tables.refusal).values(
            at=iso(self._clock.now()),
            command_id=refusal.command_id,
            command=refusal.command,
            actor_id=refusal.actor.id,
            code=refusal.code,
            sentence=refusal.sentence,
        )
        async with asyncio.timeout(TURN_S), self._turn, self._writer.begin() as connection:
            await connection.execute(row)

    async def events(self, *, after: int, limit: int) -> Sequence[Recorded]:
        """Return journal rows after a number."""
        async with self._reader.begin() as connection:
            return await _events(connection, after=after, limit=limit)

    async def cursor(self, reaction: str) -> int:
        """Return how far a reaction has worked."""
        table = tables.reaction_cursor
        async with self._reader.begin() as connection:
            found = await connection.scalar(
                sa.select(table.c.seq).where(table.c.reaction == reaction)
            )
        return found or 0

    async def advance(self, reaction: str, seq: int) -> None:
        """Remember how far a reaction has worked."""
        values = {"reaction": reaction, "seq": seq}
        row = insert(tables.reaction_cursor).values(values)
        upsert = row.on_conflict_do_update(index_elements=["reaction"], set_={"seq": seq})
        async with asyncio.timeout(TURN_S), self._turn, self._writer.begin() as connection:
            await connection.execute(upsert)


async def _claim(connection: AsyncConnection, command_id: CommandId, now: datetime) -> None:
    row = insert(tables.command).values(id=command_id, at=iso(now)).on_conflict_do_nothing()
    if (await connection.execute(row)).rowcount == 0:
        raise AlreadyDone(command_id)


def _chain(rows: Sequence[Recorded], last: str) -> tuple[list[dict[str, object]], str]:
    sealed = []
    for recorded in rows:
        row = to_row(recorded.model_copy(update={"previous": last}))
        last = str(row["hash"])
        sealed.append(row)
    return sealed, last


async def _write(
    connection: AsyncConnection,
    rows: list[dict[str, object]],
    last: str,
    board: Board,
    touched: list[Touched],
) -> None:
    if not rows:
        return
    await connection.execute(sa.insert(tables.journal), rows)
    for statement in state_rows.upserts(board, touched):
        await connection.execute(statement)
    head = {"seq": board.seq, "hash": last}
    upsert = insert(tables.journal_head).values(id=1, **head)
    await connection.execute(upsert.on_conflict_do_update(index_elements=["id"], set_=head))


async def _events(connection: AsyncConnection, *, after: int, limit: int) -> list[Recorded]:
    table = tables.journal
    query = sa.select(table).where(table.c.seq > after).order_by(table.c.seq).limit(limit)
    return [from_row(plain(row)) for row in (await connection.execute(query)).mappings()]
