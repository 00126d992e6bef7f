"""The sheets that wait for one printer, and which of them is next."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dispatch_server.contract.ids import OrderId

LANE_BOUND = 100
"""Sheets waiting for one printer; more than a station prints in a day."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One sheet to print; `key` is the journal number that asked for it."""

    key: int
    order_id: OrderId
    tries: int = 0


class PrintLane:
    """New sheets in their order; those that failed come again after a pause that grows."""

    def __init__(self, retries_s: Sequence[float], *, bound: int = LANE_BOUND) -> None:
        self._retries_s = retries_s
        self._new: asyncio.Queue[PrintJob] = asyncio.Queue(bound)
        self._failed: deque[PrintJob] = deque()

    def put(self, job: PrintJob) -> None:
        """Add a new sheet. Raises `asyncio.QueueFull` at the bound."""
        self._new.put_nowait(job)

    def put_back(self, job: PrintJob) -> None:
        """Add a sheet that failed; its order's end is what takes it out again."""
        self._failed.append(replace(job, tries=job.tries + 1))

    async def next(self) -> PrintJob:
        """Return a new sheet as soon as there is one, else the one that failed first."""
        if not self._failed:
            return await self._new.get()
        pause = self._retries_s[min(self._failed[0].tries, len(self._retries_s)) - 1]
        try:
            async with asyncio.timeout(pause):
                return await self._new.get()
        except TimeoutError:
            return self._failed.popleft()
