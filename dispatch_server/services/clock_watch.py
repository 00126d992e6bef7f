"""Whether the machine's clock was set while the server ran, or before it started: a light."""

import asyncio
import logging
from typing import Final, Protocol

from dispatch_server.contract.ids import LinkId
from dispatch_server.contract.states import LinkState
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import Store, StoreUnavailable
from dispatch_server.services.own_light import OwnLight

log = logging.getLogger(__name__)

CLOCK_LINK: Final = LinkId("clock")
EVERY_S: Final = 2.0
"""Pause between two looks at the clock, seconds."""


class WatchedClock(Clock, Protocol):
    """A clock that knows how far the machine's own has been set away from it."""

    @property
    def ahead_s(self) -> float:
        """How far the machine's clock is ahead, seconds; 0 where the two agree."""
        ...


class ClockWatch:
    """Compares the clocks again and again, and journals what changed."""

    def __init__(
        self, store: Store, clock: WatchedClock, *, step_s: float, every_s: float = EVERY_S
    ) -> None:
        self._store = store
        self._light = OwnLight(store, CLOCK_LINK)
        self._clock = clock
        self._step_s = step_s
        self._every_s = every_s
        self._early_s = 0.0
        self._was_set = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Compare with the journal's last row, then go on watching."""
        await self.compare()
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop watching."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def compare(self) -> None:
        """Note by how much this start lies before the journal's last row."""
        rows = await self._store.events(after=self._store.board.seq - 1, limit=1)
        early = (rows[0].at - self._clock.now()).total_seconds() if rows else 0.0
        self._early_s = early if early > self._step_s else 0.0

    async def look(self) -> None:
        """Compare once, and journal a light that changed."""
        state, cause = self._found()
        was_set = self._was_set
        self._was_set = state is LinkState.DOWN
        if self._was_set and not was_set:
            by = self._clock.ahead_s or -self._early_s
            log.error("the machine's clock was set: %s s", round(by))
        elif was_set and not self._was_set:
            log.warning("the machine's clock is right again")
        await self._light.show(state, cause)

    def _found(self) -> tuple[LinkState, str]:
        ahead = self._clock.ahead_s
        if ahead:
            word = "拨快" if ahead > 0 else "拨慢"
            cause = f"服务器时钟被{word} {abs(ahead):.0f} 秒，系统仍按原时间走；请维护员改正时钟"
            return LinkState.DOWN, cause
        if self._early_s:
            cause = f"启动时的时钟比最后一条日志早 {self._early_s:.0f} 秒；请维护员核对时钟后重启"
            return LinkState.DOWN, cause
        return LinkState.UP, ""

    async def _watch(self) -> None:
        away = False
        while True:
            try:
                await self.look()
                away = False
            except StoreUnavailable:
                if not away:
                    log.warning("the light of the clock waits for the database")
                away = True
            except Exception:
                log.exception("the clock could not be looked at")
            await asyncio.sleep(self._every_s)
