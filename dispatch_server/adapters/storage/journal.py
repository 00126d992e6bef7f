"""The journal and the state rows in the database: one command, one transaction."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import sqlalchemy as sa

from dispatch_server.adapters.storage import reading, state_rows, tables
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import reading_engine
from dispatch_server.adapters.storage.faults import FAULTS, in_words
from dispatch_server.adapters.storage.listening import Listener
from dispatch_server.adapters.storage.postgres_writer import PostgresWriter
from dispatch_server.adapters.storage.sealing import GENESIS, iso
from dispatch_server.adapters.storage.sqlite_writer import SqliteWriter
from dispatch_server.adapters.storage.transaction import Sealed, SqlTransaction, Stamp, seal
from dispatch_server.adapters.storage.upsert import upsert
from dispatch_server.adapters.storage.writing import CommitLost, Row, Work, Writer
from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Actor, Recorded
from dispatch_server.contract.ids import CommandId
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import AlreadyDone, CommitUnknown, Refusal, StoreUnavailable

log = logging.getLogger(__name__)

TURN_S = 2.5
"""How long a command waits for its turn to write, seconds; a desk itself waits for 5."""
BATCH: Final = 1_000
"""How many rows of another process are taken in at once."""
SETTLE_ATTEMPTS: Final = 6
"""How often the store asks what became of a commit that got no answer."""
SETTLE_PAUSE_S: Final = 0.1
"""How much longer it waits before each further question, seconds."""

Published = Callable[[Sequence[Recorded]], None]


class SqlStore:
    """Keeps the promises of `Store` on a SQLite file or a PostgreSQL database.

    Writers of other processes are let in between commands: each transaction first takes in what
    they journalled. PostgreSQL also says so when nothing is written here.
    """

    def __init__(self, address: Address, clock: Clock) -> None:
        self.board = Board()
        self._clock = clock
        self._reader = reading_engine(address)
        self._listener: Listener | None = None
        self._writer: Writer
        if isinstance(address, Path):
            self._writer = SqliteWriter(address)
        else:
            self._writer = writer = PostgresWriter(address)
            self._listener = Listener(address, self._hear, is_own=writer.is_own)
        self._turn = asyncio.Lock()
        self._hash = GENESIS
        self._published: list[Published] = []

    async def __aenter__(self) -> Self:
        async with self._reader.connect() as connection:
            seq, self._hash = await reading.head(connection)
            self.board = await connection.run_sync(lambda sync: state_rows.board_of(sync, seq=seq))
        if self._listener is not None:
            self._listener.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._listener is not None:
            await self._listener.stop()
        await self._writer.close()
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
            try:
                await self._enter(stamp)
                transaction = SqlTransaction(self.board.copy(), stamp)
                yield transaction
                answered = await self._finish(transaction)
            finally:
                await self._writer.leave()
            if not answered:
                await self._settle(stamp)

    async def _enter(self, stamp: Stamp) -> None:
        """Begin to write, alone, on a board that is up to date."""
        with _told(f"command {stamp.command_id}"):
            entered = await self._writer.enter(stamp.command_id, iso(stamp.at))
            if (entered.seq, entered.hash) != (self.board.seq, self._hash):
                await self._catch_up()
        if not entered.is_new:
            raise AlreadyDone(stamp.command_id)

    async def _finish(self, done: SqlTransaction) -> bool:
        """Write, commit and publish; return False where the commit got no answer."""
        sealed = seal(done.rows, self._hash)
        try:
            with _told(f"command {done.command_id}"):
                await self._writer.finish(_work(done, sealed) if sealed.rows else None)
        except CommitLost as fault:
            log.warning("the commit of command %s got no answer: %s", done.command_id, fault)
            return False
        if sealed.rows:
            self._take(done.board, sealed.last, sealed.recorded)
        return True

    async def _settle(self, stamp: Stamp) -> None:
        """Find out what became of a command whose commit got no answer.

        Its id is asked for anew: who enters has seen the end of every earlier transaction.
        """
        for attempt in range(SETTLE_ATTEMPTS):
            await asyncio.sleep(SETTLE_PAUSE_S * attempt)
            try:
                await self._enter(stamp)
            except AlreadyDone:
                return
            except StoreUnavailable:
                continue
            finally:
                await self._writer.leave()
            raise StoreUnavailable("the commit failed")
        raise CommitUnknown("the commit got no answer")

    async def _hear(self, number: int | None) -> None:
        """Take in what another process says that it wrote; None asks whether anything was."""
        if number is not None and number <= self.board.seq:
            return
        async with self._alone():
            if number is None or number > self.board.seq:
                with _told("catching up"):
                    await self._catch_up()

    async def _catch_up(self) -> None:
        """Fold what another process journalled since, and publish it here too."""
        async with self._reader.connect() as connection:
            seq, last = await reading.head(connection)
            while self.board.seq < seq:
                limit = min(BATCH, seq - self.board.seq)
                missed = await reading.events(connection, after=self.board.seq, limit=limit)
                if not missed or missed[0].previous != self._hash:
                    break
                board = self.board.copy()
                for recorded in missed:
                    board.apply(recorded)
                self._take(board, missed[-1].hash, missed)
        if (seq, last) != (self.board.seq, self._hash):
            raise StoreUnavailable(f"the journal's row {seq} does not follow from this board")

    def _take(self, board: Board, last: str, rows: Sequence[Recorded]) -> None:
        self.board, self._hash = board, last
        for published in self._published:
            published(rows)

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
        with _told("reading the journal"):
            async with self._reader.connect() as connection:
                return await reading.events(connection, after=after, limit=limit)

    async def cursor(self, reaction: str) -> int:
        """Return how far a reaction has worked."""
        table = tables.reaction_cursor
        query = sa.select(table.c.seq).where(table.c.reaction == reaction)
        with _told("reading a cursor"):
            async with self._reader.connect() as connection:
                return await connection.scalar(query) or 0

    async def advance(self, reaction: str, seq: int) -> None:
        """Remember how far a reaction has worked."""
        statement = upsert(self._reader.dialect, tables.reaction_cursor)
        await self._write(statement, {"reaction": reaction, "seq": seq})

    async def _write(self, statement: sa.Insert, row: Row) -> None:
        async with self._alone():
            with _told("writing"):
                await self._writer.run(statement, row)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Wait for the turn to write in this process."""
        if not self._turn.locked():
            await self._turn.acquire()
        else:
            try:
                async with asyncio.timeout(TURN_S):
                    await self._turn.acquire()
            except TimeoutError:
                raise StoreUnavailable("the database is busy") from None
        try:
            yield
        finally:
            self._turn.release()


def _work(done: SqlTransaction, sealed: Sealed) -> Work:
    here, gone = state_rows.changes(done.board, done.touched)
    return Work(sealed.rows, here, gone, done.board.seq, sealed.last)


@contextmanager
def _told(doing: str) -> Iterator[None]:
    """Turn a fault of the database into `StoreUnavailable`; log it without any row's values."""
    try:
        yield
    except FAULTS as fault:
        log.warning("the database did not answer; %s: %s", doing, in_words(fault))
        raise StoreUnavailable(type(fault).__name__) from None
