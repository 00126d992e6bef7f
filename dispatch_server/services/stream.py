"""The event stream of the seats: what each gets first, what follows, and when it starts over."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from dispatch_server.contract.answers import Changes, Events, Heartbeat, Hello, Snapshot
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.sight import Sight, narrowed
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.ports.storage import Store, StoreUnavailable
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
    """One seat's bounded queue; None in it asks for a heartbeat.

    `overrun` says that it lost something and must start over; `sight` is None for a seat that sees
    everything.
    """

    queue: "asyncio.Queue[Batch | None]"
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
        self._database = ""

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

    def tell(self, sentence: str) -> None:
        """Tell every seat how the database is, by an early heartbeat; returns at once."""
        self._database = sentence
        for reader in self._readers:
            if not reader.queue.full():
                reader.queue.put_nowait(None)

    async def messages(
        self, after: int | None, *, last: str | None = None, sight: Sight | None = None
    ) -> AsyncGenerator[str, None]:
        """Yield a seat's messages as JSON texts, for as long as it listens.

        It begins with a hello, then the events after the number the seat has, or a whole board.
        `last` is the hash of the seat's last row: where the journal holds another one under that
        number, as after an older backup was restored, the seat gets a whole board. With a `sight`
        that is not whole it gets every number, and what it sees of it.
        """
        with self._reading(sight) as reader:
            seq = self._store.board.seq
            yield Hello(protocol=PROTOCOL, seq=seq).model_dump_json()
            start = await self._start(after, seq, last, reader.sight)
            if start is None:
                seq, start = self._snapshot(reader.sight)
            yield start
            if self._database:
                yield self._heartbeat(seq)
            async for text in self._follow(reader, seq):
                yield text

    async def _start(
        self, after: int | None, seq: int, last: str | None, sight: Sight | None
    ) -> str | None:
        """Return what a seat missed; None where it needs a board, also without a database.

        A seat that sees little gets its little board anew unless it missed nothing: what it saw of
        rows long past would have to be folded again from the beginning.
        """
        if after is None or not 0 <= seq - after <= self._resume_bound:
            return None
        if sight is not None:
            missed_nothing = after == seq and last in {None, self._store.last}
            return Changes(rows=()).model_dump_json() if missed_nothing else None
        begin = after if after == 0 or last is None else after - 1
        try:
            rows = await self._store.events(after=begin, limit=seq - begin) if seq > begin else []
        except StoreUnavailable:
            return None
        if begin < after:
            if not rows or rows[0].hash != last:
                return None
            rows = rows[1:]
        return Events(events=tuple(rows)).model_dump_json()

    def _heartbeat(self, seq: int) -> str:
        return Heartbeat(seq=seq, database=self._database).model_dump_json()

    def _snapshot(self, sight: Sight | None) -> tuple[int, str]:
        board = self._store.board
        shown = board if sight is None else narrowed(board, sight)
        return board.seq, Snapshot(board=shown, last=self._store.last).model_dump_json()

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
                batch = None
            if batch is None:
                yield self._heartbeat(seq)
            elif batch.last > seq:
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
