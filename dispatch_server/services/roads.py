"""Roads closed and opened by desks, and opened by the clock."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from dispatch_server.contract.commands.roads import CloseRoad, OpenRoad
from dispatch_server.contract.details import Point
from dispatch_server.contract.entities import Closure
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.events.roads import RoadClosed, RoadOpened
from dispatch_server.contract.ids import ClosureId, CommandId
from dispatch_server.domain import roads
from dispatch_server.domain.errors import NotFound
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.ground import Ground
from dispatch_server.ports.storage import AlreadyDone, Store
from dispatch_server.services.actors import SYSTEM, Asker

log = logging.getLogger(__name__)

POINTED_M: Final = 30.0
"""So near to a road a click must be that means it, metres."""
LOOK_S: Final = 1.0
"""Pause between two looks at the clock, seconds: so late a closure may end."""


class RoadService:
    """Carries out commands about roads."""

    def __init__(self, store: Store, ground: Ground, clock: Clock) -> None:
        self._store = store
        self._ground = ground
        self._clock = clock

    async def close(self, command: CloseRoad, *, by: Asker) -> None:
        """Close a stretch; its id is made from the command's, so twice is once."""
        under = await self._under(command.line)
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            closure_id = ClosureId(f"x-{command.command_id}")
            events = roads.close(tx.board, command, closure_id, roads=under, at=self._clock.now())
            tx.record(*events, reason=command.reason)

    async def _under(self, line: tuple[Point, ...]) -> roads.RoadsUnder:
        """Return the roads under a line; one point stands for the road at it."""
        if len(set(line)) > 1:
            return roads.RoadsUnder(line, await self._ground.streets_under(line))
        road = await self._ground.snap(line[0])
        if road is None or road.away_m > POINTED_M:
            return roads.RoadsUnder(line, ())
        return roads.RoadsUnder(road.line, (road.street,))

    async def open(self, command: OpenRoad, *, by: Asker) -> None:
        """Open a stretch again."""
        async with self._store.begin(
            command.command_id, by=by.actor, device_at=command.device_at
        ) as tx:
            tx.record(*roads.reopen(tx.board, command.closure_id), reason=command.reason)


class RoadWatch:
    """Lets the ground know of every closed road at once, and opens those whose time has come.

    `heard` takes the rows of every commit, whichever process made it.
    """

    def __init__(
        self, store: Store, ground: Ground, clock: Clock, *, look_s: float = LOOK_S
    ) -> None:
        self._store = store
        self._ground = ground
        self._clock = clock
        self._look_s = look_s
        self._news = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._told: dict[ClosureId, Closure] | None = None

    def heard(self, rows: Sequence[Recorded]) -> None:
        """Take note of a commit; returns at once."""
        if any(isinstance(row.event, RoadClosed | RoadOpened) for row in rows):
            self._news.set()

    async def start(self) -> None:
        """Tell the ground what is closed now, then follow."""
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._expire())]

    async def stop(self) -> None:
        """Stop following."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _follow(self) -> None:
        while True:
            self._news.clear()
            try:
                await self.tell()
            except Exception:
                log.exception("the closed roads did not reach the ground; again soon")
                await asyncio.sleep(self._look_s)
                continue
            await self._news.wait()

    async def tell(self) -> None:
        """Tell the ground the closed roads of the board, if they changed."""
        closures = dict(self._store.board.closures)
        if closures == self._told:
            return
        await self._ground.set_closures([closure.line for closure in closures.values()])
        self._told = closures

    async def _expire(self) -> None:
        while True:
            try:
                await self.open_due()
            except Exception:
                log.exception("closed roads whose time has come could not be opened; again soon")
            await asyncio.sleep(self._look_s)

    async def open_due(self) -> None:
        """Open the roads whose time has come; of several servers one does it."""
        for closure in roads.due(self._store.board, self._clock.now()):
            try:
                async with self._store.begin(CommandId(f"road-due:{closure.id}"), by=SYSTEM) as tx:
                    tx.record(*roads.reopen(tx.board, closure.id), reason="到时自动解除")
            except (AlreadyDone, NotFound):
                continue
