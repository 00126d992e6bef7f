"""Which of several servers on one PostgreSQL leads: the one whose session holds a lock there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, Self

import asyncpg
import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import ANSWER_S, connect
from dispatch_server.adapters.storage.faults import FAULTS, in_words

log = logging.getLogger(__name__)

KEY: Final = 120_120
"""The number of the lock (an advisory lock of a session: PostgreSQL 15, 13.3.5)."""
EVERY_S: Final = 1.0
"""How often the lock is tried, or the session that holds it is, seconds."""
HUNG_S: Final = 8.0
"""After so long without a word PostgreSQL ends the session, and with it the lead, seconds.

Longer than a look and the wait for its answer: whoever is merely slow gives the duties up first.
"""
SILENCE: Final = f"SET idle_session_timeout = {round(HUNG_S * 1_000)}"

Duty = Callable[[], Awaitable[None]]
StandBy = Callable[[], None]


class Leadership:
    """Takes up the duties that only one server may have, and gives them up with the session.

    PostgreSQL lets the lock go when the session that holds it ends, however its server died, and
    ends a session that says nothing: a server that hangs loses the lead. On a SQLite file there is
    one server, which always leads. `stand_by` is called, again and again, while another server is
    known to lead; a database that is away tells nothing.
    """

    def __init__(
        self, address: Address, *, take_up: Duty, give_up: Duty, stand_by: StandBy
    ) -> None:
        self._address = address
        self._take_up = take_up
        self._give_up = give_up
        self._stand_by = stand_by
        self._leads = False
        self._ended = asyncio.Event()
        self._session: asyncpg.Connection | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def leads(self) -> bool:
        """Whether this server has the duties now."""
        return self._leads

    async def __aenter__(self) -> Self:
        """Lead at once where nobody else does; else try again and again."""
        if isinstance(self._address, Path):
            await self._lead()
            return self
        await self._try(self._address)
        self._task = asyncio.create_task(self._run(self._address))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._resign()

    async def _run(self, url: sa.URL) -> None:
        while True:
            await self._pause()
            try:
                if self._leads and self._session is not None:
                    await self._session.execute("SELECT 1", timeout=ANSWER_S)
                else:
                    await self._try(url)
            except FAULTS as fault:
                if self._leads:
                    log.warning("this server leads no longer: %s", in_words(fault))
                await self._resign()
            except Exception:
                log.exception("leading failed; again in %s s", EVERY_S)
                await self._resign()

    async def _pause(self) -> None:
        """Wait for the next look; the end of the session cuts it short."""
        try:
            async with asyncio.timeout(EVERY_S):
                await self._ended.wait()
        except TimeoutError:
            return
        self._ended.clear()

    async def _try(self, url: sa.URL) -> None:
        if self._session is None or self._session.is_closed():
            self._session = session = await connect(url)
            session.add_termination_listener(self._hear_of_the_end)
            await session.execute(SILENCE)
        if await self._session.fetchval("SELECT pg_try_advisory_lock($1)", KEY):
            await self._lead()
        else:
            self._stand_by()

    def _hear_of_the_end(self, session: asyncpg.Connection) -> None:
        if self._leads and session is self._session:
            self._ended.set()

    async def _lead(self) -> None:
        self._leads = True
        log.info("this server leads")
        await self._take_up()

    async def _resign(self) -> None:
        """Give the duties up first, then the lock: nobody else takes them up before."""
        if self._leads:
            self._leads = False
            await self._give_up()
        if self._session is not None:
            self._session.terminate()
            self._session = None
