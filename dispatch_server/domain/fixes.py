"""Whether a position is believed: checks of one fix, and a filter of jumps that lets itself out."""

from dataclasses import dataclass
from enum import StrEnum
from math import cos, hypot, isfinite, radians
from typing import Final

from dispatch_server.contract.details import Point

METRES_PER_DEGREE: Final = 111_195.0
NULL_ISLAND_DEG: Final = 1.0
"""Nobody drives within so many degrees of 0/0: a receiver without a fix says that."""
EARLIEST_MS: Final = 1_577_836_800_000
"""2020-01-01: no device of this protocol is older; GPS weeks that roll over fall before it."""
AHEAD_MS: Final = 86_400_000
"""A clock that is further ahead of the server's is not believed, milliseconds."""
SHORTEST_S: Final = 1.0
EARTH: Final = (-180.0, -90.0, 180.0, 90.0)


class Rejection(StrEnum):
    """Why a position is not believed; the fix is kept all the same."""

    NOT_FINITE = "not-finite"
    NULL_ISLAND = "null-island"
    OFF_EARTH = "off-earth"
    SWAPPED = "swapped"
    FAR_AWAY = "far-away"
    CLOCK = "clock"
    JUMP = "jump"


Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True)
class FilterLimits:
    """What the checks go by: where vehicles may be, how fast they get on, how many fixes agree."""

    area: Box | None
    fastest_mps: float
    slack_m: float
    agreeing: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A position with its moment, seconds."""

    at_s: float
    point: Point


@dataclass(slots=True)
class JumpFilter:
    """One vehicle's last believed position, and the run of fixes that contradict it."""

    believed: Seen | None = None
    doubted: Seen | None = None
    run: int = 0


def grown(box: Box, metres: float) -> Box:
    """Return a box with a margin on every side."""
    west, south, east, north = box
    up = metres / METRES_PER_DEGREE
    across = up / max(0.1, cos(radians((south + north) / 2)))
    return west - across, south - up, east + across, north + up


def rejection_of(point: Point, at_ms: int, *, now_ms: int, area: Box | None) -> str:
    """Return why a single fix is not believed, nothing for one that may be right."""
    lon, lat = point
    if not (isfinite(lon) and isfinite(lat)):
        return Rejection.NOT_FINITE.value
    if abs(lon) < NULL_ISLAND_DEG and abs(lat) < NULL_ISLAND_DEG:
        return Rejection.NULL_ISLAND.value
    if not EARLIEST_MS <= at_ms <= now_ms + AHEAD_MS:
        return Rejection.CLOCK.value
    if area is not None and not _within(lon, lat, area):
        return (Rejection.SWAPPED if _within(lat, lon, area) else _beyond(lon, lat)).value
    return "" if area is not None else _off_earth(lon, lat)


def passes(filtered: JumpFilter, seen: Seen, limits: FilterLimits, *, accuracy: float) -> bool:
    """Return whether a vehicle can have come here; the filter remembers it.

    What comes late is not judged. Fixes that contradict the last believed one but agree among
    each other are believed after `limits.agreeing` of them: the filter cannot lock a vehicle at
    its old place for ever.
    """
    before = filtered.believed
    if before is None or _reachable(before, seen, limits, accuracy):
        _believe(filtered, seen)
        return True
    doubted = filtered.doubted
    agrees = doubted is not None and _reachable(doubted, seen, limits, accuracy)
    filtered.run = filtered.run + 1 if agrees else 1
    filtered.doubted = seen
    if filtered.run < limits.agreeing:
        return False
    _believe(filtered, seen)
    return True


def metres_between(one: Point, other: Point) -> float:
    """Return the distance of two positions that are not half the world apart."""
    middle = cos(radians((one[1] + other[1]) / 2))
    return METRES_PER_DEGREE * hypot((one[0] - other[0]) * middle, one[1] - other[1])


def _believe(filtered: JumpFilter, seen: Seen) -> None:
    if filtered.believed is None or seen.at_s >= filtered.believed.at_s:
        filtered.believed = seen
    filtered.doubted, filtered.run = None, 0


def _reachable(before: Seen, seen: Seen, limits: FilterLimits, accuracy: float) -> bool:
    passed = seen.at_s - before.at_s
    if passed < 0:
        return True
    reach = limits.fastest_mps * max(SHORTEST_S, passed) + limits.slack_m + accuracy
    return metres_between(before.point, seen.point) <= reach


def _within(lon: float, lat: float, area: Box) -> bool:
    west, south, east, north = area
    return west <= lon <= east and south <= lat <= north


def _off_earth(lon: float, lat: float) -> str:
    return "" if _within(lon, lat, EARTH) else Rejection.OFF_EARTH.value


def _beyond(lon: float, lat: float) -> Rejection:
    return Rejection.OFF_EARTH if _off_earth(lon, lat) else Rejection.FAR_AWAY
