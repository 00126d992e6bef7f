"""The machine's clock, and one that goes on evenly when the machine's clock is set."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

STEP_S: Final = 5.0
"""A clock that is further off than this was set, not corrected, seconds."""


class SystemClock:
    """Tells the time of this machine."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.fromtimestamp(time.time(), UTC)


def passed() -> float:
    """Return seconds that no setting of the clock changes, sleep of the machine included."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class SteadyClock:
    """Tells the machine's time, never goes back, and does not follow when the clock is set.

    Small corrections are followed, as NTP makes them. After a larger step the time goes on as it
    was, so that no sign-in ends early or lives on and the journal's times keep their order;
    `ahead_s` tells. The machine's new time counts from the next start.
    """

    def __init__(
        self,
        *,
        step_s: float = STEP_S,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = passed,
    ) -> None:
        self._step_s = step_s
        self._wall = wall
        self._steady = steady
        self._offset = wall() - steady()
        self._latest = wall()

    @property
    def ahead_s(self) -> float:
        """How far the machine's clock is ahead of this one, seconds; 0 where it is followed."""
        ahead = self._wall() - self._steady() - self._offset
        return ahead if abs(ahead) > self._step_s else 0.0

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC; never one before the last."""
        offset = self._wall() - self._steady()
        if abs(offset - self._offset) <= self._step_s:
            self._offset = offset
        self._latest = max(self._latest, self._steady() + self._offset)
        return datetime.fromtimestamp(self._latest, UTC)
