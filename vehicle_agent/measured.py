"""One position as a source measured it, and how far the device's clock is from the true time."""

import math
from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import Final

EAST_MOST: Final = 180.0
NORTH_MOST: Final = 90.0
OFFSETS_KEPT: Final = 9
"""The offset is the median of so many, so that one late sentence does not move it."""
OFFSET_STEP_MS: Final = 2_000
"""A measurement further than this from the median means that the device's clock was set."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A position in WGS-84 degrees at `device_ms` of the device's own clock.

    Speed in metres a second, heading in degrees clockwise from north, accuracy in metres; None
    where the source does not know. `true_ms` is the true time of the measurement (GPS time).
    """

    device_ms: int
    lon: float
    lat: float
    speed: float | None = None
    heading: float | None = None
    accuracy: float | None = None
    source: str = "gps"
    true_ms: int | None = None

    @property
    def is_on_earth(self) -> bool:
        """Tell whether these are degrees at all; what is not cannot be sent."""
        return abs(self.lon) <= EAST_MOST and abs(self.lat) <= NORTH_MOST  # NaN: False


def finite(value: float | None) -> float | None:
    """Return the number, or None for what is missing or no number."""
    return value if value is not None and math.isfinite(value) else None


class ClockOffset:
    """Follows what has to be added to the device's clock to get the true time."""

    def __init__(self) -> None:
        self._seen: deque[int] = deque(maxlen=OFFSETS_KEPT)

    def learn(self, fix: Measured) -> None:
        """Take in a measurement that knows the true time."""
        if fix.true_ms is None:
            return
        offset = fix.true_ms - fix.device_ms
        if self._seen and abs(offset - median(self._seen)) > OFFSET_STEP_MS:
            self._seen.clear()
        self._seen.append(offset)

    @property
    def ms(self) -> int | None:
        """Return the offset in milliseconds, None where no source has told the true time."""
        return round(median(self._seen)) if self._seen else None
