"""A journal in memory with the promises of the database, which a test can take away."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Actor, Event, Recorded
from dispatch_server.contract.ids import CommandId
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import AlreadyDone, CommitUnknown, Refusal, StoreUnavailable
from tests.builders import journal
from tests.fakes.clock import FakeClock

WITHIN_S = 5.0

Published = Callable[[Sequence[Recorded]], None]


class FakeTransaction:
    """One command's reads and writes over a board of its own."""

    def __init__(
        self,
        board: Board,
        new: Sequence[CommandId],
        stamp: Callable[[int, CommandId, Event, str], Recorded],
    ) -> None:
        self.board = board
        self.command_id = new[0]
        self.new = new
        self.rows: list[Recorded] = []
        self._stamp = stamp

    def turn_to(self, command_id: CommandId) -> bool:
        if command_id not in self.new:
            return False
        self.command_id = command_id
        return True

    def record(self, *events: Event, reason: str = "") -> None:
        for event in events:
            recorded = self._stamp(self.board.seq + 1, self.command_id, event, reason)
            self.board.apply(recorded)
            self.rows.append(recorded)


class FakeStore:
    """Keeps the promises of `Store`; while `away` is set, the database does not answer.

    While `silent` is set, it commits but nobody hears of it.
    """

    def __init__(self, *events: Event, clock: Clock | None = None) -> None:
        self.board = Board()
        self.journal = journal(events)
        for recorded in self.journal:
            self.board.apply(recorded)
        self.refusals: list[Refusal] = []
        self.cursors: dict[str, int] = {}
        self.commands: set[CommandId] = set()
        self.away = False
        self.silent = False
        self._clock = clock or FakeClock()
        self._turn = asyncio.Lock()
        self._changed = asyncio.Event()
        self._published: list[Published] = []

    @property
    def last(self) -> str:
        return self.journal[-1].hash if self.journal else ""

    def publish_to(self, published: Published) -> None:
        """Call this with the rows of every commit, in order."""
        self._published.append(published)

    def facts(self) -> list[Event]:
        """Return the events of the journal without their envelopes."""
        return [recorded.event for recorded in self.journal]

    async def until(self, holds: Callable[[Board], object]) -> None:
        """Wait until something true can be read off the board."""
        async with asyncio.timeout(WITHIN_S):
            while not holds(self.board):
                self._changed.clear()
                await self._changed.wait()

    @asynccontextmanager
    async def begin(
        self,
        command_id: CommandId,
        *,
        by: Actor,
        device_at: datetime | None = None,
        also: Sequence[CommandId] = (),
    ) -> AsyncIterator[FakeTransaction]:
        async with self._turn:
            self._reach()
            new = [one for one in (command_id, *also) if one not in self.commands]
            if not new:
                raise AlreadyDone(command_id)
            now = self._clock.now()

            def stamp(seq: int, under: CommandId, event: Event, reason: str) -> Recorded:
                return Recorded(
                    seq=seq,
                    at=now,
                    device_at=device_at,
                    actor=by,
                    reason=reason,
                    command_id=under,
                    event=event,
                )

            transaction = FakeTransaction(self.board.copy(), new, stamp)
            yield transaction
            self._reach()
            self.commands.update(new)
            self._commit(transaction)
            if self.silent:
                raise CommitUnknown("the commit got no answer")

    def _commit(self, transaction: FakeTransaction) -> None:
        if not transaction.rows:
            return
        self.board = transaction.board
        self.journal.extend(transaction.rows)
        for published in self._published:
            published(transaction.rows)
        self._changed.set()

    async def refuse(self, refusal: Refusal) -> None:
        self._reach()
        self.refusals.append(refusal)

    async def events(self, *, after: int, limit: int) -> Sequence[Recorded]:
        self._reach()
        return [recorded for recorded in self.journal if recorded.seq > after][:limit]

    async def cursor(self, reaction: str) -> int:
        self._reach()
        return self.cursors.get(reaction, 0)

    async def advance(self, reaction: str, seq: int) -> None:
        self._reach()
        self.cursors[reaction] = seq

    def _reach(self) -> None:
        if self.away:
            raise StoreUnavailable("the database is away")
