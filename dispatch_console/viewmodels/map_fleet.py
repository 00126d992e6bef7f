"""The vehicles of the map as columns: how the frames of positions bring them, and how old they are.

Ages are classed as the legend tells: a fix under 30 s is live, under 2 min aged, under 10 min
stale, and lost after that; a vehicle that was never measured stands where its order or its
station puts it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from math import atan2, cos, degrees, nan, radians
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from dispatch_console.viewmodels.map_picture import VehicleMark
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.states import ORDER_ENDS, SENDABLE, Duty, OrderState

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

STATES: Final[tuple[str, ...]] = (
    *(duty.value for duty in Duty),
    *(state.value for state in OrderState if state not in ORDER_ENDS),
)
"""What a vehicle may show; columns hold the place in here."""
FREE_STATES: Final = np.array([state in {d.value for d in SENDABLE} for state in STATES])
AGED_S: Final = 30.0
STALE_S: Final = 120.0
LOST_S: Final = 600.0
_HOUR_MIN: Final = 60
_PLACE: Final = {state: place for place, state in enumerate(STATES)}


class FixAge(IntEnum):
    """How much a position is worth."""

    LIVE = 0
    AGED = 1
    STALE = 2
    LOST = 3
    UNMEASURED = 4


@dataclass(frozen=True, eq=False, slots=True)
class FleetPicture:
    """All vehicles of one moment; row `i` of every column is the same vehicle.

    `points` are WGS-84 `(lon, lat)` rows in degrees. `headings` are degrees clockwise from north,
    NaN where nobody knows; `states` places in `STATES`; `fixed_at` POSIX seconds of the fix, NaN
    for a position that was not measured.
    """

    ids: tuple[VehicleId, ...] = ()
    names: tuple[str, ...] = ()
    points: FloatArray = field(default_factory=lambda: np.empty((0, 2)))
    headings: FloatArray = field(default_factory=lambda: np.empty(0))
    states: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    fixed_at: FloatArray = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        """Refuse columns of different lengths: a vehicle would wear another one's state."""
        rows = len(self.ids)
        columns = (self.names, self.points, self.headings, self.states, self.fixed_at)
        if any(len(column) != rows for column in columns):
            raise ValueError(f"columns of {[len(c) for c in columns]} rows for {rows} vehicles")

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, marks: Sequence[VehicleMark]) -> Self:
        """Give the columns of single marks."""
        return cls(
            ids=tuple(mark.id for mark in marks),
            names=tuple(mark.name for mark in marks),
            points=np.array([mark.point for mark in marks], dtype=float).reshape(-1, 2),
            headings=np.array([_heading(mark) for mark in marks], dtype=float),
            states=np.array([_PLACE[mark.state] for mark in marks], dtype=np.int64),
            fixed_at=np.array([_seconds(mark.fixed_at) for mark in marks], dtype=float),
        )

    def ages(self, now: float) -> IntArray:
        """Give the `FixAge` of every vehicle at a moment in POSIX seconds."""
        old = now - self.fixed_at
        classes = np.searchsorted((AGED_S, STALE_S, LOST_S), old, side="right")
        return np.where(np.isnan(old), FixAge.UNMEASURED, classes).astype(np.int64)


def age_words(age: FixAge, seconds: float) -> str:
    """Say on a plate how old a fix is, once that is worth a word."""
    if age is FixAge.STALE:
        return f"{int(seconds // 60)} 分前"
    if age is FixAge.LOST:
        minutes = int(seconds // 60)
        return f"失联 {minutes} 分" if minutes < _HOUR_MIN else f"失联 {minutes // _HOUR_MIN} 小时"
    return ""


def bearing(start: Point, end: Point) -> float:
    """Give the compass bearing in degrees from one position towards another near it."""
    east = (end[0] - start[0]) * cos(radians(start[1]))
    return degrees(atan2(east, end[1] - start[1]))


def _heading(mark: VehicleMark) -> float:
    if mark.heading is not None:
        return mark.heading
    return bearing(mark.point, mark.target) if mark.target is not None else nan


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment is not None else nan
