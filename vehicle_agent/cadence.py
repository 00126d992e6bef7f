"""How often a position is worth sending: often while moving, at once in a turn, seldom parked."""

from dataclasses import dataclass
from typing import Final

from vehicle_agent.ground import metres_between, turned
from vehicle_agent.measured import Measured

UNEVEN_S: Final = 0.2
"""A source of 1 Hz ticks a little unevenly; a fix this much too early is in time."""
TURN_S: Final = 1.0
"""In a turn one fix a second at most."""
TURN_SPEED: Final = 2.0
"""Below this the heading of a receiver wanders, metres a second."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The limits of the cadence; seconds, degrees, metres a second, metres."""

    moving_s: float = 1.0
    parked_s: float = 20.0
    parked_after_s: float = 60.0
    turning_deg: float = 20.0
    parked_speed: float = 1.0
    parked_m: float = 25.0


class Cadence:
    """Decides for each measured position whether it goes into the outbox.

    A vehicle is parked when it was slow for `parked_after_s` within `parked_m` of where it stopped;
    the first fix that moves again is kept at once.
    """

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._kept: tuple[Measured, float] | None = None
        self._stopped: tuple[Measured, float] | None = None

    def takes(self, fix: Measured, *, even_s: float) -> bool:
        """Tell whether the fix is to be kept, and remember it if so."""
        was_parked = self._is_parked(even_s)
        self._follow(fix, even_s)
        if self._kept is not None and not self._is_due(fix, even_s, was_parked=was_parked):
            return False
        self._kept = fix, even_s
        return True

    def _is_due(self, fix: Measured, even_s: float, *, was_parked: bool) -> bool:
        if self._kept is None:
            return True
        last, at = self._kept
        passed = even_s - at + UNEVEN_S
        parked = self._is_parked(even_s)
        if was_parked and not parked:
            return True
        if passed >= (self._rates.parked_s if parked else self._rates.moving_s):
            return True
        return not parked and passed >= TURN_S and self._has_turned(last, fix)

    def _has_turned(self, last: Measured, fix: Measured) -> bool:
        if last.heading is None or fix.heading is None or (fix.speed or 0.0) < TURN_SPEED:
            return False
        return turned(last.heading, fix.heading) >= self._rates.turning_deg

    def _follow(self, fix: Measured, even_s: float) -> None:
        """Keep where and when the vehicle came to a stand, None while it moves."""
        if fix.speed is not None and fix.speed > self._rates.parked_speed:
            self._stopped = None
            return
        if self._stopped is not None:
            away = metres_between((self._stopped[0].lon, self._stopped[0].lat), (fix.lon, fix.lat))
            if away <= self._rates.parked_m:
                return
        self._stopped = fix, even_s

    def _is_parked(self, even_s: float) -> bool:
        stopped = self._stopped
        return stopped is not None and even_s - stopped[1] >= self._rates.parked_after_s
