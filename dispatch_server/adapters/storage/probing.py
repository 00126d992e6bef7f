"""Asking whether a database that was away is back, for the desks' sake, while nobody commands."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from dispatch_server.adapters.storage.health import AWAY, Health
from dispatch_server.ports.storage import StoreUnavailable

log = logging.getLogger(__name__)

EVERY_S: Final = 1.0
"""Pause between two questions, seconds. A full disk is told by the next command alone."""


class Probe:
    """Asks while the database counts as away, and rests otherwise."""

    def __init__(self, health: Health, ask: Callable[[], Awaitable[None]]) -> None:
        self._health = health
        self._ask = ask
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Watch no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            if self._health.sentence != AWAY:
                continue
            try:
                await self._ask()
            except StoreUnavailable:
                continue
            except Exception:
                log.exception("asking the database failed; again in %s s", EVERY_S)
            else:
                self._health.well()
