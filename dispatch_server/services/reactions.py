"""What must follow an event: each reaction reads the journal from its own cursor."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Recorded
from dispatch_server.ports.storage import Store

log = logging.getLogger(__name__)

BATCH = 200
RETRY_S = 1.0
"""Pause before a reaction that failed is tried again, seconds."""


class Reaction(Protocol):
    """Follows events; bears running twice, and takes long work to tasks of its own."""

    name: str

    async def resume(self, board: Board) -> None:
        """Take up what a restart interrupted."""
        ...

    async def follow(self, recorded: Recorded) -> None:
        """Do what must follow this event, or see to it that it is done."""
        ...

    async def stop(self) -> None:
        """End the reaction's own tasks."""
        ...


class Reactions:
    """Runs reactions side by side, none waiting for another."""

    def __init__(
        self, store: Store, reactions: Sequence[Reaction], *, retry_s: float = RETRY_S
    ) -> None:
        self._store = store
        self._retry_s = retry_s
        self._reactions = reactions
        self._wakes = [asyncio.Event() for _ in reactions]
        self._tasks: list[asyncio.Task[None]] = []

    def wake(self, _: Sequence[Recorded]) -> None:
        """Say that there is something new in the journal."""
        for wake in self._wakes:
            wake.set()

    async def start(self) -> None:
        """Take up interrupted work, then follow the journal."""
        for reaction, wake in zip(self._reactions, self._wakes, strict=True):
            wake.set()
            self._tasks.append(asyncio.create_task(self._run(reaction, wake)))

    async def stop(self) -> None:
        """End every reaction; what was not finished is taken up at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for reaction in self._reactions:
            await reaction.stop()

    async def _run(self, reaction: Reaction, wake: asyncio.Event) -> None:
        resumed = False
        while True:
            await wake.wait()
            wake.clear()
            try:
                if not resumed:
                    await reaction.resume(self._store.board)
                    resumed = True
                await self._work_off(reaction)
            except Exception:
                log.exception("reaction %s failed; again in %s s", reaction.name, self._retry_s)
                await asyncio.sleep(self._retry_s)
                wake.set()

    async def _work_off(self, reaction: Reaction) -> None:
        done = await self._store.cursor(reaction.name)
        while rows := await self._store.events(after=done, limit=BATCH):
            for recorded in rows:
                await reaction.follow(recorded)
            done = rows[-1].seq
            await self._store.advance(reaction.name, done)
