"""The event stream of the seats: what each gets first, what follows, and when it starts over."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from dispatch_server.contract.answers import Changes, Events, Heartbeat, Hello, Snapshot
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.sight import Sight, narrowed
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.ports.storage import Store
from dispatch_server.services.sights import Sights

QUEUE_BOUND = 500
"""Commits waiting for one seat; a slower seat gets a fresh board instead, nobody waits for it."""
RESUME_BOUND = 1_000
"""A seat that missed more events than this gets a fresh board."""
HEARTBEAT_S = 2.0
"""Silence after which a seat is told that there is nothing new, seconds."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One commit as the text that every seat receives, made once."""

    first: int
    last: int
    text: str


@dataclass(slots=True)
class Reader:
    """One seat's bounded queue. `overrun` says that it lost something and must start over.

    `sight` is None for a seat that sees everything.
    """

    queue: "asyncio.Queue[Batch]"
    sight: Sight | None
    overrun: bool = False


class StreamService:
    """Hands every commit to every seat."""

    def __init__(
        self,
        store: Store,
        *,
        queue_bound: int = QUEUE_BOUND,
        resume_bound: int = RESUME_BOUND,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> None:
        self._store = store
        self._resume_bound = resume_bound
        self._queue_bound = queue_bound
        self._heartbeat_s = heartbeat_s
        self._readers: list[Reader] = []
        self._sights = Sights(store)

    @property
    def readers(self) -> int:
        """How many seats listen now."""
        return len(self._readers)

    def publish(self, rows: Sequence[Recorded]) -> None:
        """Take a commit; returns at once."""
        first, last = rows[0].seq, rows[-1].seq
        batch = Batch(first, last, Events(events=tuple(rows)).model_dump_json())
        narrow = {
            sight: Batch(first, last, text) for sight, text in self._sights.told(rows).items()
        }
        for reader in self._readers:
            try:
                reader.queue.put_nowait(batch if reader.sight is None else narrow[reader.sight])
            except asyncio.QueueFull:
                reader.overrun = True

    async def messages(
        self, after: int | None, *, sight: Sight | None = None
    ) -> AsyncGenerator[str, None]:
        """Yield a seat's messages as JSON texts, for as long as it listens.

        It begins with a hello, then the events after the number the seat has, or a whole board.
        With a `sight` that is not whole the seat gets every number, and what it sees of it.
        """
        with self._reading(sight) as reader:
            seq = self._store.board.seq
            yield Hello(protocol=PROTOCOL, seq=seq).model_dump_json()
            start = await self._start(after, seq, reader.sight)
            if start is None:
                seq, start = self._snapshot(reader.sight)
            yield start
            async for text in self._follow(reader, seq):
                yield text

    async def _start(self, after: int | None, seq: int, sight: Sight | None) -> str | None:
        """Return the missed events; None where a new board is due.

        A seat that sees little gets its little board anew: what it saw of rows long past would
        have to be folded again from the beginning.
        """
        if after is None or not 0 <= seq - after <= self._resume_bound:
            return None
        if sight is not None:
            return Changes(rows=()).model_dump_json() if seq == after else None
        rows = await self._store.events(after=after, limit=seq - after) if seq > after else []
        return Events(events=tuple(rows)).model_dump_json()

    def _snapshot(self, sight: Sight | None) -> tuple[int, str]:
        board = self._store.board
        if sight is not None:
            board = narrowed(board, sight)
        return board.seq, Snapshot(board=board).model_dump_json()

    async def _follow(self, reader: Reader, seq: int) -> AsyncGenerator[str, None]:
        while True:
            if reader.overrun:
                reader.queue = asyncio.Queue(self._queue_bound)
                reader.overrun = False
                seq, text = self._snapshot(reader.sight)
                yield text
            try:
                async with asyncio.timeout(self._heartbeat_s):
                    batch = await reader.queue.get()
            except TimeoutError:
                yield Heartbeat(seq=seq).model_dump_json()
                continue
            if batch.last > seq:
                seq = batch.last
                yield batch.text

    @contextmanager
    def _reading(self, sight: Sight | None) -> Iterator[Reader]:
        narrow = None if sight is None or sight.is_whole else sight
        reader = Reader(asyncio.Queue(self._queue_bound), narrow)
        with self._sights.watching(narrow) if narrow is not None else nullcontext():
            self._readers.append(reader)
            try:
                yield reader
            finally:
                self._readers.remove(reader)
