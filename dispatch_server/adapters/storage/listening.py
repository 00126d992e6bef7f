"""Hearing from PostgreSQL that another process wrote: LISTEN, a number in each message."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, Protocol

import sqlalchemy as sa

from dispatch_server.adapters.storage.engine import ANSWER_S, CHANNEL, connect
from dispatch_server.adapters.storage.faults import FAULTS, in_words
from dispatch_server.ports.storage import StoreUnavailable

log = logging.getLogger(__name__)

PING_S: Final = 5.0
"""After this long without a word the connection is tried, seconds."""
FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 5.0

Heard = Callable[[int | None], Awaitable[None]]
"""Called with the newest number, or with None where messages may have been missed."""
Lost = Callable[[str, BaseException], None]
"""Told what was done when the database was lost, and the fault."""


class Session(Protocol):
    """What is used of a connection to PostgreSQL."""

    async def add_listener(self, channel: str, hear: Callable[..., None]) -> None: ...
    def add_termination_listener(self, hear: Callable[..., None]) -> None: ...
    async def execute(self, query: str, *, timeout: float) -> str: ...  # noqa: ASYNC109 - theirs
    def is_closed(self) -> bool: ...
    def terminate(self) -> None: ...


class Listener:
    """Keeps one connection that listens, and comes back with growing pauses when it is lost.

    What this process itself wrote, as `is_own` says of a sender, is not heard again.
    """

    def __init__(
        self, url: sa.URL, heard: Heard, *, is_own: Callable[[int], bool], lost: Lost
    ) -> None:
        self._lost = lost
        self._is_own = is_own
        self._url = url
        self._heard = heard
        self._newest: int | None = None
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Listen until `stop`."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Let the connection go."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        pause, lost = FIRST_PAUSE_S, False
        while True:
            try:
                async with self._listening() as connection:
                    if lost:
                        log.info("the database tells of new rows again")
                    pause, lost = FIRST_PAUSE_S, False
                    await self._follow(connection)
            except (*FAULTS, StoreUnavailable) as fault:
                self._lost("listening", fault)
                if not lost:
                    log.warning("the database does not tell of new rows: %s", in_words(fault))
                lost = True
            except Exception:
                log.exception("following the journal failed; again in %s s", pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    @contextlib.asynccontextmanager
    async def _listening(self) -> AsyncIterator[Session]:
        connection: Session = await connect(self._url)
        try:
            connection.add_termination_listener(lambda _: self._news.set())
            await connection.add_listener(CHANNEL, self._hear)
            yield connection
        finally:
            connection.terminate()

    def _hear(self, _session: Session, pid: int, _channel: str, number: str) -> None:
        if not self._is_own(pid):
            self._newest = max(self._newest or 0, int(number))
            self._news.set()

    async def _follow(self, connection: Session) -> None:
        """Hand on what is heard; begin with whatever was missed."""
        self._newest = None
        self._news.set()
        while not connection.is_closed():
            try:
                async with asyncio.timeout(PING_S):
                    await self._news.wait()
            except TimeoutError:
                await connection.execute("SELECT 1", timeout=ANSWER_S)
                continue
            self._news.clear()
            await self._heard(self._newest)
        raise ConnectionError("the connection was closed")
