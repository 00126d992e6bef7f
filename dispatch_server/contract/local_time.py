"""The time of day of a 120 centre, on screen and on paper alike; inside, times are UTC."""

from datetime import datetime, timedelta, timezone
from typing import Final

BEIJING: Final = timezone(timedelta(hours=8), "北京时间")
"""All of China keeps one legal time, UTC+8 without summer time, whatever a machine is set to."""


def local(at: datetime) -> datetime:
    """Return a moment in the centre's local time."""
    return at.astimezone(BEIJING)
