"""Keeps the costs of a road network at the hour that it is, and with the roads closed now."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final

from dispatch_server.contract.details import Point
from dispatch_server.contract.local_time import local
from dispatch_server.ports.clock import Clock
from gis_data.road_closing import RoadLines
from gis_data.roads import RoadNetwork

log = logging.getLogger(__name__)

LOOK_S: Final = 5.0
"""Pause between two looks at the clock, seconds."""
_DAY: Final = 24


def hour_of_week(at: datetime) -> int:
    """Return the hour of the week of a moment, in the centre's time; 0 is Monday's first."""
    here = local(at)
    return here.weekday() * _DAY + here.hour


class TrafficKeeper:
    """Makes new costs in a thread of its own, one after the other; the old ones answer meanwhile.

    What fails to be made is logged and tried again at the next look.
    """

    def __init__(self, roads: RoadNetwork, lines: RoadLines, clock: Clock) -> None:
        self._roads = roads
        self._lines = lines
        self._clock = clock
        self._closed: frozenset[int] = frozenset()
        self._turn = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="traffic")
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up the hour, then follow it."""
        await self.look()
        self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Follow no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def close(self, lines: Sequence[Sequence[Point]]) -> None:
        """Let the roads under these lines be closed, and no others; returns when they are."""
        loop = asyncio.get_running_loop()

        def under() -> frozenset[int]:
            return frozenset(edge for line in lines for edge in self._lines.under(line))

        self._closed = await loop.run_in_executor(self._thread, under)
        await self.look()

    async def look(self) -> None:
        """Make new costs where the hour or the closed roads are others than before."""
        async with self._turn:
            hour, closed = hour_of_week(self._clock.now()), self._closed
            if (hour, closed) == (self._roads.hour, self._roads.closed):
                return
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(
                self._thread, lambda: self._roads.set_traffic(hour=hour, closed=closed)
            )

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look()
            except Exception:
                log.exception("the road times of this hour could not be made; the last ones count")
