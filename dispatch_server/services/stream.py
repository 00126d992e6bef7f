"""The event stream of the seats: what each gets first, what follows, and when it starts over."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from dispatch_server.contract.answers import Events, Heartbeat, Hello, Snapshot
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.ports.storage import Store

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
    """One seat's bounded queue. `overrun` says that it lost something and must start over."""

    queue: "asyncio.Queue[Batch]"
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

    @property
    def readers(self) -> int:
        """How many seats listen now."""
        return len(self._readers)

    def publish(self, rows: Sequence[Recorded]) -> None:
        """Take a commit; returns at once."""
        batch = Batch(rows[0].seq, rows[-1].seq, Events(events=tuple(rows)).model_dump_json())
        for reader in self._readers:
            try:
                reader.queue.put_nowait(batch)
            except asyncio.QueueFull:
                reader.overrun = True

    async def messages(self, after: int | None) -> AsyncGenerator[str, None]:
        """Yield a seat's messages as JSON texts, for as long as it listens.

        It begins with a hello, then the events after the number the seat has, or a whole board.
        """
        with self._reading() as reader:
            seq = self._store.board.seq
            yield Hello(protocol=PROTOCOL, seq=seq).model_dump_json()
            start = await self._start(after, seq)
            if start is None:
                seq, start = self._snapshot()
            yield start
            async for text in self._follow(reader, seq):
                yield text

    async def _start(self, after: int | None, seq: int) -> str | None:
        if after is None or not 0 <= seq - after <= self._resume_bound:
            return None
        rows = await self._store.events(after=after, limit=seq - after) if seq > after else []
        return Events(events=tuple(rows)).model_dump_json()

    def _snapshot(self) -> tuple[int, str]:
        board = self._store.board
        return board.seq, Snapshot(board=board).model_dump_json()

    async def _follow(self, reader: Reader, seq: int) -> AsyncGenerator[str, None]:
        while True:
            if reader.overrun:
                reader.queue = asyncio.Queue(self._queue_bound)
                reader.overrun = False
                seq, text = self._snapshot()
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
    def _reading(self) -> Iterator[Reader]:
        reader = Reader(asyncio.Queue(self._queue_bound))
        self._readers.append(reader)
        try:
            yield reader
        finally:
            self._readers.remove(reader)
