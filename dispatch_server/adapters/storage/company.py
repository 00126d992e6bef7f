"""Which seats listen at the other servers on one PostgreSQL: each server says so every second."""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from typing import Final, Self

import asyncpg
import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import connect
from dispatch_server.adapters.storage.faults import FAULTS, in_words
from dispatch_server.contract.ids import SeatId

log = logging.getLogger(__name__)

CHANNEL: Final = "dispatch_seats"
EVERY_S: Final = 1.0
"""How often a server says who listens there, seconds."""
FORGOTTEN_S: Final = 5.0
"""A seat that no server has named for so long listens nowhere else, seconds."""
NAMED_AT_ONCE: Final = 50
"""Seats of one message; a message of PostgreSQL holds less than 8,000 bytes (NOTIFY)."""

Seats = Callable[[], Sequence[SeatId]]


class Company:
    """Says which seats listen here, and remembers those that others name.

    On a SQLite file there is one server, and no other has a seat.
    """

    def __init__(
        self,
        address: Address,
        here: Seats,
        *,
        every_s: float = EVERY_S,
        forgotten_s: float = FORGOTTEN_S,
    ) -> None:
        self._url = address if isinstance(address, sa.URL) else None
        self._here = here
        self._every_s = every_s
        self._forgotten_s = forgotten_s
        self._heard: dict[SeatId, float] = {}
        self._session: asyncpg.Connection | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def seats(self) -> frozenset[SeatId] | None:
        """The seats that listen at other servers; None while nobody can tell."""
        if self._url is None:
            return frozenset()
        if self._session is None:
            return None
        oldest = asyncio.get_running_loop().time() - self._forgotten_s
        return frozenset(seat for seat, heard in self._heard.items() if heard >= oldest)

    async def __aenter__(self) -> Self:
        if self._url is not None:
            self._task = asyncio.create_task(self._run(self._url))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, url: sa.URL) -> None:
        lost = False
        while True:
            try:
                await self._talk(url)
            except FAULTS as fault:
                if not lost:
                    log.warning("the other servers are not heard: %s", in_words(fault))
                lost = True
            except Exception:
                log.exception("talking to the other servers failed; again in %s s", self._every_s)
            await asyncio.sleep(self._every_s)

    async def _talk(self, url: sa.URL) -> None:
        """Say and hear until the session fails."""
        session = await connect(url)
        try:
            await session.add_listener(CHANNEL, self._hear)
            self._heard.clear()
            self._session = session
            while True:
                await session.execute("SELECT 1")
                here = self._here()
                for first in range(0, len(here), NAMED_AT_ONCE):
                    said = json.dumps(here[first : first + NAMED_AT_ONCE])
                    await session.execute("SELECT pg_notify($1, $2)", CHANNEL, said)
                await asyncio.sleep(self._every_s)
        finally:
            self._session = None
            session.terminate()

    def _hear(self, session: asyncpg.Connection, pid: int, _channel: str, said: str) -> None:
        if pid == session.get_server_pid():
            return
        now = asyncio.get_running_loop().time()
        self._heard.update((SeatId(seat), now) for seat in _named(said))


def _named(said: str) -> list[str]:
    """Return the seats of a message; one that cannot be read names none."""
    try:
        found = json.loads(said)
    except ValueError:
        return []
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
