"""The journal and the state rows in the database: one command, one transaction."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, Self

import sqlalchemy as sa

from dispatch_server.adapters.storage import reading, state_rows, tables
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import reading_engine
from dispatch_server.adapters.storage.group import Group, going_along, work_of
from dispatch_server.adapters.storage.health import Health
from dispatch_server.adapters.storage.listening import Listener
from dispatch_server.adapters.storage.postgres_writer import PostgresWriter
from dispatch_server.adapters.storage.probing import Probe
from dispatch_server.adapters.storage.sealing import GENESIS, iso
from dispatch_server.adapters.storage.sqlite_writer import SqliteWriter
from dispatch_server.adapters.storage.transaction import Sealed, SqlTransaction, Stamp, seal
from dispatch_server.adapters.storage.turns import Place, Turns, decided, refuse_repeated
from dispatch_server.adapters.storage.upsert import upsert
from dispatch_server.adapters.storage.writing import CommitLost, Row, Writer
from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Actor, Recorded
from dispatch_server.contract.ids import CommandId
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import AlreadyDone, CommitUnknown, Refusal, StoreUnavailable

log = logging.getLogger(__name__)

BATCH: Final = 1_000
"""How many rows of another process are taken in at once."""
PROBE: Final = "probe"
"""The cursor that is written when it is asked whether the database is back."""
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
        self.health = Health()
        self._listener: Listener | None = None
        self._writer: Writer
        if isinstance(address, Path):
            self._writer = SqliteWriter(address)
        else:
            self._writer = writer = PostgresWriter(address)
            self._listener = Listener(
                address, self._hear, is_own=writer.is_own, lost=self.health.lost
            )
        self._probe = Probe(self.health, lambda: self.advance(PROBE, 0))
        self._turns = Turns()
        self._ending: set[asyncio.Task[None]] = set()
        self._hash = GENESIS
        self._published: list[Published] = []

    async def __aenter__(self) -> Self:
        async with self._reader.connect() as connection:
            seq, self._hash = await reading.head(connection)
            self.board = await connection.run_sync(lambda sync: state_rows.board_of(sync, seq=seq))
        if self._listener is not None:
            self._listener.start()
        self._probe.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._probe.stop()
        if self._listener is not None:
            await self._listener.stop()
        await self._writer.close()
        await self._reader.dispose()

    @property
    def last(self) -> str:
        """The hash of the board's last journal row."""
        return self._hash

    def publish_to(self, published: Published) -> None:
        """Call this with the rows of every commit, in order; it must return at once."""
        self._published.append(published)

    @asynccontextmanager
    async def begin(
        self,
        command_id: CommandId,
        *,
        by: Actor,
        device_at: datetime | None = None,
        also: Sequence[CommandId] = (),
    ) -> AsyncIterator[SqlTransaction]:
        """Open a transaction; see `Store.begin`.

        Commands that wait for their turn go along with the one before them: one commit for all.
        """
        place = Place((command_id, *also), by, device_at)
        part = await self._turns.take(place)
        if part is None:
            async with self._leading(place) as transaction:
                yield transaction
        else:
            async with going_along(place):
                yield part

    @asynccontextmanager
    async def _leading(self, place: Place) -> AsyncIterator[SqlTransaction]:
        handed_over = False
        try:
            transaction = await self._enter(place)
            yield transaction
            if self._turns.may_go_together:
                handed_over = True
                ending = asyncio.create_task(self._end_together(place, transaction))
                self._ending.add(ending)
                ending.add_done_callback(self._ending.discard)
                await asyncio.shield(ending)
            else:
                await self._end_alone(place, transaction)
        finally:
            if not handed_over:
                await self._writer.leave()
                self._turns.release()

    async def _enter(self, place: Place) -> SqlTransaction:
        """Begin to write, alone, on a board that is up to date. Raises `AlreadyDone`."""
        stamp = self._stamp(place)
        with self.health.watched(f"command {place.ids[0]}"):
            entered = await self._writer.enter(place.ids, iso(stamp.at))
            if (entered.seq, entered.hash) != (self.board.seq, self._hash):
                await self._catch_up()
        if not entered.new:
            raise AlreadyDone(place.ids[0])
        new = [one for one in place.ids if one in entered.new]
        return SqlTransaction(self.board.copy(), stamp, new)

    def _stamp(self, place: Place) -> Stamp:
        return Stamp(self._clock.now(), place.device_at, place.by)

    async def _end_alone(self, place: Place, done: SqlTransaction) -> None:
        """Write, commit and publish one transaction."""
        sealed = seal(done, self._hash)
        try:
            with self.health.watched(f"command {place.ids[0]}"):
                await self._writer.finish(work_of(done, sealed) if sealed.rows else None)
        except CommitLost as fault:
            log.warning("the commit of command %s got no answer: %s", place.ids[0], fault)
            await self._writer.leave()
            await self._settle(place)
            return
        self._take([sealed])

    async def _end_together(self, place: Place, first: SqlTransaction) -> None:
        """Write, take along those that wait, commit once, publish and tell everybody."""
        group = Group(place, self.health, board=first.board, last=self._hash)
        try:
            await group.add(place, first, self._writer)
            with self.health.watched(f"command {place.ids[0]}"):
                while along := self._turns.take_along(group.room, without=group.ids):
                    await self._take_along(group, along)
                answered = await self._commit(group)
            if answered:
                self._take(group.sealed)
            else:
                await self._settle_all(group)
        except BaseException as fault:
            group.tell(_also_for_the_others(fault))
            raise
        finally:
            await self._writer.leave()
            self._turns.release()
        group.tell(None)

    async def _take_along(self, group: Group, along: list[Place]) -> None:
        """Let waiting commands decide, one after another, on what those before them recorded."""
        taken = await self._writer.taken([one for place in along for one in place.ids])
        for place in along:
            new = [one for one in place.ids if one not in taken]
            if not new:
                refuse_repeated(place)
                continue
            part = SqlTransaction(group.board.copy(), self._stamp(place), new)
            group.places.append(place)
            if await decided(place, part):
                await group.add(place, part, self._writer)

    async def _commit(self, group: Group) -> bool:
        """Commit; return False where the commit got no answer."""
        try:
            with self.health.watched("the commit"):
                await self._writer.finish(None)
        except CommitLost as fault:
            log.warning("the commit of %d commands got no answer: %s", len(group.places), fault)
            return False
        return True

    async def _settle_all(self, group: Group) -> None:
        """Find out what became of a group: it was kept whole, or not at all."""
        await self._writer.leave()
        await self._settle(group.places[0])

    async def _settle(self, place: Place) -> None:
        """Find out what became of a command whose commit got no answer.

        Its id is asked for anew: who enters has seen the end of every earlier transaction.
        """
        for attempt in range(SETTLE_ATTEMPTS):
            await asyncio.sleep(SETTLE_PAUSE_S * attempt)
            try:
                await self._enter(place)
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
                with self.health.watched("catching up"):
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
                self._take([Sealed([], missed, board, missed[-1].hash)])
        if (seq, last) != (self.board.seq, self._hash):
            raise StoreUnavailable(f"the journal's row {seq} does not follow from this board")

    def _take(self, commands: Sequence[Sealed]) -> None:
        """Make committed commands the board, then publish each; no listener stops another."""
        self.health.well()
        commands = [one for one in commands if one.recorded]
        if commands:
            self.board, self._hash = commands[-1].board, commands[-1].last
        for one in commands:
            for published in self._published:
                try:
                    published(one.recorded)
                except Exception:
                    log.exception("a listener failed on journal rows up to %d", one.board.seq)

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
        with self.health.watched("reading the journal"):
            async with self._reader.connect() as connection:
                return await reading.events(connection, after=after, limit=limit)

    async def cursor(self, reaction: str) -> int:
        """Return how far a reaction has worked."""
        table = tables.reaction_cursor
        query = sa.select(table.c.seq).where(table.c.reaction == reaction)
        with self.health.watched("reading a cursor"):
            async with self._reader.connect() as connection:
                return await connection.scalar(query) or 0

    async def advance(self, reaction: str, seq: int) -> None:
        """Remember how far a reaction has worked."""
        statement = upsert(self._reader.dialect, tables.reaction_cursor)
        await self._write(statement, {"reaction": reaction, "seq": seq})

    async def _write(self, statement: sa.Insert, row: Row) -> None:
        async with self._alone():
            with self.health.watched("writing"):
                await self._writer.run(statement, row)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Wait for the turn to write in this process, alone."""
        await self._turns.take(Place())
        try:
            yield
        finally:
            self._turns.release()


def _also_for_the_others(fault: BaseException) -> StoreUnavailable:
    """Return what a fault of their transaction means for the commands that went along."""
    kind = CommitUnknown if isinstance(fault, CommitUnknown) else StoreUnavailable
    return kind(type(fault).__name__)
