"""The journal and the state rows in the database: one command, one transaction."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dispatch_server.adapters.storage import state_rows, steps, tables
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import open_engine
from dispatch_server.adapters.storage.faults import FAULTS, in_words, was_cut_off
from dispatch_server.adapters.storage.listening import Listener
from dispatch_server.adapters.storage.sealing import GENESIS, iso
from dispatch_server.adapters.storage.transaction import Sealed, SqlTransaction, Stamp, seal
from dispatch_server.adapters.storage.upsert import upsert
from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Actor, Recorded
from dispatch_server.contract.ids import CommandId
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import CommitUnknown, Refusal, StoreUnavailable

log = logging.getLogger(__name__)

TURN_S = 2.5
"""How long a command waits for its turn to write, seconds; a desk itself waits for 5."""
SETTLE_ATTEMPTS: Final = 6
"""How often the store asks what became of a commit that got no answer."""
SETTLE_PAUSE_S: Final = 0.1
"""How much longer it waits before each further question, seconds."""
ATTEMPTS: Final = 2
"""How often a transaction is begun anew where its connection turns out to be lost."""

Published = Callable[[Sequence[Recorded]], None]


class SqlStore:
    """Keeps the promises of `Store` on a SQLite file or a PostgreSQL database.

    Writers of other processes are let in between commands: each transaction first takes in what
    they journalled. PostgreSQL also says so when nothing is written here.
    """

    def __init__(self, address: Address, clock: Clock) -> None:
        self.board = Board()
        self._clock = clock
        self._writer = open_engine(address, mode="write")
        self._reader = open_engine(address, mode="read")
        self._listener = None if isinstance(address, Path) else Listener(address, self._hear)
        self._turn = asyncio.Lock()
        self._hash = GENESIS
        self._published: list[Published] = []

    async def __aenter__(self) -> Self:
        async with self._reader.connect() as connection:
            seq, self._hash = await steps.head(connection)
            self.board = await connection.run_sync(lambda sync: state_rows.board_of(sync, seq=seq))
        if self._listener is not None:
            self._listener.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listener is not None:
            await self._listener.stop()
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
        stamp = Stamp(command_id, self._clock.now(), device_at, by)
        async with self._alone():
            held, connection = await self._enter(stamp)
            async with held:
                transaction = SqlTransaction(self.board.copy(), stamp)
                yield transaction
                sealed = seal(transaction.rows, self._hash)
                answered = await _commit(connection, transaction, sealed)
                if answered and sealed.rows:
                    self._take(transaction.board, sealed.last, sealed.recorded)
            if not answered:
                await self._settle(command_id)

    async def _enter(self, stamp: Stamp) -> tuple[AsyncExitStack, AsyncConnection]:
        """Open a transaction that alone may write, on a board that is up to date."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with AsyncExitStack() as held:
                    connection = await held.enter_async_context(self._writer.connect())
                    await self._take_in(connection, alone=True)
                    await steps.claim(connection, stamp.command_id, stamp.at)
                    return held.pop_all(), connection
            except FAULTS as fault:
                if not was_cut_off(fault) or attempt == ATTEMPTS:
                    raise _unavailable(f"command {stamp.command_id}", fault) from None
        raise AssertionError("the last attempt returns or raises")

    async def _take_in(self, connection: AsyncConnection, *, alone: bool) -> None:
        """Fold what another process journalled since, and publish it here too."""
        seq, last = await steps.head(connection, alone=alone)
        if (seq, last) == (self.board.seq, self._hash):
            return
        ahead = max(0, seq - self.board.seq)
        missed = await steps.events(connection, after=self.board.seq, limit=ahead)
        if not missed or missed[0].previous != self._hash:
            raise StoreUnavailable(f"the journal's row {seq} does not follow from this board")
        board = self.board.copy()
        for recorded in missed:
            board.apply(recorded)
        self._take(board, last, missed)

    def _take(self, board: Board, last: str, rows: Sequence[Recorded]) -> None:
        self.board, self._hash = board, last
        for published in self._published:
            published(rows)

    async def _settle(self, command_id: CommandId) -> None:
        """Find out what became of a command whose commit got no answer.

        Whoever holds the journal's head has seen the end of every earlier transaction.
        """
        for attempt in range(SETTLE_ATTEMPTS):
            await asyncio.sleep(SETTLE_PAUSE_S * attempt)
            kept = await self._asked(command_id)
            if kept is not None:
                break
        else:
            raise CommitUnknown("the commit got no answer")
        if not kept:
            raise StoreUnavailable("the commit failed")

    async def _asked(self, command_id: CommandId) -> bool | None:
        """Return whether a command was carried out, None where the database does not say."""
        try:
            async with self._writer.connect() as connection:
                await self._take_in(connection, alone=True)
                return await steps.is_kept(connection, command_id)
        except FAULTS:
            return None

    async def _hear(self, number: int | None) -> None:
        """Take in what another process says that it wrote; None asks whether anything was."""
        if number is not None and number <= self.board.seq:
            return
        async with self._alone():
            if number is None or number > self.board.seq:
                async with self._connection(self._reader, "catching up") as connection:
                    await self._take_in(connection, alone=False)

    async def refuse(self, refusal: Refusal) -> None:
        """Keep what was refused."""
        row = {
            "at": iso(self._clock.now()),
            "command_id": refusal.command_id,
            "command": refusal.command,
            "actor_id": refusal.actor.id,
            "code": refusal.code,
            "sentence": refusal.sentence,
        }
        await self._write(sa.insert(tables.refusal), row)

    async def events(self, *, after: int, limit: int) -> Sequence[Recorded]:
        """Return journal rows after a number."""
        async with self._connection(self._reader, "reading the journal") as connection:
            return await steps.events(connection, after=after, limit=limit)

    async def cursor(self, reaction: str) -> int:
        """Return how far a reaction has worked."""
        table = tables.reaction_cursor
        query = sa.select(table.c.seq).where(table.c.reaction == reaction)
        async with self._connection(self._reader, "reading a cursor") as connection:
            return await connection.scalar(query) or 0

    async def advance(self, reaction: str, seq: int) -> None:
        """Remember how far a reaction has worked."""
        statement = upsert(self._writer.dialect, tables.reaction_cursor)
        await self._write(statement, {"reaction": reaction, "seq": seq})

    async def _write(self, statement: sa.Executable, row: Mapping[str, object]) -> None:
        async with self._alone(), self._connection(self._writer, "writing") as connection:
            await connection.execute(statement, row)
            await connection.commit()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Wait for the turn to write in this process."""
        try:
            async with asyncio.timeout(TURN_S):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreUnavailable("the database is busy") from None
        try:
            yield
        finally:
            self._turn.release()

    @asynccontextmanager
    async def _connection(self, engine: AsyncEngine, doing: str) -> AsyncIterator[AsyncConnection]:
        try:
            async with engine.connect() as connection:
                yield connection
        except FAULTS as fault:
            raise _unavailable(doing, fault) from None


async def _commit(connection: AsyncConnection, done: SqlTransaction, sealed: Sealed) -> bool:
    """Write and commit; return whether the commit was answered."""
    try:
        if sealed.rows:
            await steps.write(connection, sealed, done)
    except FAULTS as fault:
        raise _unavailable(f"command {done.command_id}", fault) from None
    try:
        await connection.commit()
    except FAULTS as fault:
        log.warning("the commit of command %s got no answer: %s", done.command_id, in_words(fault))
        return False
    return True


def _unavailable(doing: str, fault: BaseException) -> StoreUnavailable:
    """Log a fault without the values of any row, and return what the services are told."""
    log.warning("the database did not answer; %s: %s", doing, in_words(fault))
    return StoreUnavailable(type(fault).__name__)
