"""What must follow an event: each reaction reads the journal from its own cursor."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CommandId, LinkId
from dispatch_server.contract.states import LinkState
from dispatch_server.ports.storage import AlreadyDone, Store, StoreUnavailable
from dispatch_server.services.actors import SYSTEM

log = logging.getLogger(__name__)

BATCH = 200
RETRY_S = 1.0
"""Pause before a reaction that failed is tried again, seconds."""

TRIES = 5
"""So often a reaction is tried on one journal row; then the row is set aside and said aloud."""


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
        self._failed: dict[str, tuple[int, int]] = {}

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
        resumed = away = False
        while True:
            await wake.wait()
            wake.clear()
            try:
                if not resumed:
                    await reaction.resume(self._store.board)
                    resumed = True
                await self._work_off(reaction)
                if away:
                    log.warning("reaction %s waits no longer for the database", reaction.name)
                away = False
            except StoreUnavailable:
                if not away:
                    log.warning("reaction %s waits for the database", reaction.name)
                away = True
                await asyncio.sleep(self._retry_s)
                wake.set()
            except Exception:
                log.exception("reaction %s failed; again in %s s", reaction.name, self._retry_s)
                await asyncio.sleep(self._retry_s)
                wake.set()

    async def _work_off(self, reaction: Reaction) -> None:
        done = await self._store.cursor(reaction.name)
        while rows := await self._store.events(after=done, limit=BATCH):
            for recorded in rows:
                await self._follow(reaction, recorded)
            done = rows[-1].seq
            await self._store.advance(reaction.name, done)

    async def _follow(self, reaction: Reaction, recorded: Recorded) -> None:
        """Follow a row; one that fails again and again must not hold up all that come after it."""
        try:
            await reaction.follow(recorded)
        except StoreUnavailable:
            raise
        except Exception:
            seq, times = self._failed.get(reaction.name, (0, 0))
            times = times + 1 if seq == recorded.seq else 1
            self._failed[reaction.name] = (recorded.seq, times)
            if times < TRIES:
                raise
            log.exception("reaction %s: journal row %d is set aside", reaction.name, recorded.seq)
            await self._say(reaction.name, recorded.seq)

    async def _say(self, name: str, seq: int) -> None:
        """Light up at the desks that something did not follow; a restart puts the light out."""
        cause = f"日志第 {seq} 行没有处理，请报维护员核对"
        light = LinkChanged(link_id=LinkId(f"reaction:{name}"), state=LinkState.DOWN, cause=cause)
        try:
            async with self._store.begin(CommandId(f"aside:{name}:{seq}"), by=SYSTEM) as tx:
                tx.record(light)
        except AlreadyDone:
            log.debug("reaction %s: row %d was set aside before", name, seq)
