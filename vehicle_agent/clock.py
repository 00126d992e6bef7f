"""The two times of a device: its own clock, which may be wrong, and even time."""

import time
from typing import Protocol


class DeviceClock(Protocol):
    """Tells both times."""

    def device_ms(self) -> int:
        """Return the device's own clock, milliseconds since 1970 UTC; it may be wrong or jump."""
        ...

    def even_s(self) -> float:
        """Return seconds that only pass; every pause is measured by them."""
        ...


class MachineClock:
    """The machine's own clocks."""

    def device_ms(self) -> int:
        """Return what the machine takes for the time."""
        return time.time_ns() // 1_000_000

    def even_s(self) -> float:
        """Return the seconds since some moment."""
        return time.monotonic()
