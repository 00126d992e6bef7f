"""The day so far, read once from the journal and kept up with it."""

import asyncio
from datetime import date
from typing import Final

from dispatch_server.contract.board import Board
from dispatch_server.contract.day import DayAnswer
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.local_time import local
from dispatch_server.contract.record import record_of
from dispatch_server.domain.day import Day
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import Store

PAGE: Final = 500
"""Journal rows read at once; between two pages everybody else has a turn."""


class DayService:
    """Answers what the local day brought. The first question of a day reads it from the journal."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._turn = asyncio.Lock()
        self._day: Day | None = None
        self._seq = 0

    async def day(self) -> DayAnswer:
        """Return the day so far. Raises `StoreUnavailable`."""
        return (await self._kept_up()).answer()

    async def record(self, incident_id: IncidentId) -> Board | None:
        """Return a running incident, or one of today, with all that belongs to it."""
        live = record_of(self._store.board, incident_id)
        if live is not None:
            return live
        return record_of((await self._kept_up()).board, incident_id)

    async def _kept_up(self) -> Day:
        """Return the day with every row folded in that is stored by now."""
        today = local(self._clock.now()).date()
        async with self._turn:
            day, end = self._day, self._store.board.seq
            if day is None or day.day != today:
                day = Day(today, self._store.board)
                self._seq = await self._before(today, end)
            while self._seq < end:
                rows = await self._store.events(after=self._seq, limit=min(PAGE, end - self._seq))
                if not rows:
                    break
                day.take(rows)
                self._seq = rows[-1].seq
            self._day = day
            return day

    async def _before(self, today: date, end: int) -> int:
        """Return the last number before a day: numbers have no gap, so halving finds it."""
        low, high = 0, end
        while low < high:
            middle = (low + high) // 2
            (row,) = await self._store.events(after=middle, limit=1)
            if local(row.at).date() < today:
                low = middle + 1
            else:
                high = middle
        return low
