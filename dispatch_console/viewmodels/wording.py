"""How times, distances and numbers are written on the screen."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from dispatch_server.contract.local_time import local

UNKNOWN: Final = "—"
WITHHELD: Final = "未显示号码"
_HOUR: Final = 3600
_KILOMETRE: Final = 1000
_MOBILE_DIGITS: Final = 11


def duration(seconds: float) -> str:
    """Write a span as 0:42, or 1:12:05 from an hour on."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, _HOUR)
    minutes, second = divmod(rest, 60)
    if hours:
        return f"{hours}:{minutes:02}:{second:02}"
    return f"{minutes}:{second:02}"


def span(start: datetime, end: datetime) -> str:
    """Write how long it was between two moments."""
    return duration((end - start).total_seconds())


def time_of_day(moment: datetime) -> str:
    """Write a moment as local clock time."""
    return local(moment).strftime("%H:%M:%S")


def distance(metres: float | None) -> str:
    """Write a way: 40 米 below a kilometre, 2.1 km above."""
    if metres is None:
        return UNKNOWN
    if metres < _KILOMETRE:
        return f"{round(metres / 10) * 10} 米"
    return f"{metres / _KILOMETRE:.1f} km"


def telephone(number: str | None) -> str:
    """Write a number in groups; a withheld one in words."""
    if not number:
        return WITHHELD
    if len(number) == _MOBILE_DIGITS and number.isdigit():
        return f"{number[:3]} {number[3:7]} {number[7:]}"
    return number


def together(parts: Iterator[str] | list[str]) -> str:
    """Join facts with a wide space; empty ones are left out."""
    return "　".join(part for part in parts if part)
