"""Draws what stands still on the map: stations, hospitals, and the other running incidents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QPainter

from dispatch_console.map import signs
from dispatch_console.map.mercator import FloatArray, View, project_rows
from dispatch_console.map.sprite_sheet import SpriteSheet
from dispatch_console.viewmodels.map_picture import (
    HospitalMark,
    IncidentMark,
    MapPicture,
    StationMark,
)
from dispatch_console.widgets.pen import Pen
from dispatch_server.contract.details import Point

SMALL_PIN: Final = 0.7
_HIT_PX: Final = 20.0
_MIDDLE_OF_PIN: Final = 22.5 * SMALL_PIN
_HOUSE_SIDE: Final = 34.0
_HOSPITAL_SIDE: Final = 26.0


class ThingKind(StrEnum):
    """What may lie under the mouse or the cross hairs."""

    VEHICLE = "vehicle"
    CLUSTER = "cluster"
    STATION = "station"
    HOSPITAL = "hospital"
    INCIDENT = "incident"
    CLOSURE = "closure"


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing on the map by its kind and id."""

    kind: ThingKind
    id: str


class PlaceLayer:
    """One row for each thing that stands still, in the order in which they are drawn."""

    def __init__(self, sheet: SpriteSheet, *, scale: float = 1.0) -> None:
        self._sheet = sheet
        self._scale = scale
        self._marks: tuple[StationMark | HospitalMark | IncidentMark, ...] = ()
        self._below = 0
        self._cells = np.empty(0, dtype=np.int64)
        self._cells_age = 0
        self._shift = np.empty((0, 2))
        self.metres: FloatArray = np.empty((0, 2))
        self.pixels: FloatArray = np.empty((0, 2))

    def set_picture(self, picture: MapPicture) -> None:
        """Take the things of another picture; incidents come last, over the vehicles."""
        self._marks = (*picture.hospitals, *picture.stations, *picture.incidents)
        self._below = len(picture.hospitals) + len(picture.stations)
        self.metres = metres_of([mark.point for mark in self._marks])
        self._shift = np.zeros((len(self._marks), 2))
        self._shift[self._below :, 1] = -_MIDDLE_OF_PIN * self._scale
        self._cells_age = 0

    @property
    def middles(self) -> FloatArray:
        """The pixels in the middle of the signs as they were drawn last."""
        return self.pixels + self._shift

    @property
    def above(self) -> FloatArray:
        """The middles of what is drawn over the vehicles and their plates."""
        return self.middles[self._below :]

    def draw_below(self, pen: QPainter, view: View) -> None:
        """Draw what lies under the vehicles: hospitals and stations."""
        self.pixels = view.px_rows(self.metres)
        self._put(pen, slice(0, self._below))

    def draw_above(self, pen: QPainter) -> None:
        """Draw what lies over the vehicles: incidents."""
        self._put(pen, slice(self._below, None))

    def thing_at(self, at: QPointF) -> Thing | None:
        """Give what was drawn nearest to a pixel, within reach."""
        if not len(self.pixels):
            return None
        far = np.abs(self.middles - (at.x(), at.y())).sum(axis=1)
        nearest = int(far.argmin())
        if far[nearest] > _HIT_PX * self._scale:
            return None
        mark = self._marks[nearest]
        return Thing(_KINDS[type(mark)], mark.id)

    def _put(self, pen: QPainter, rows: slice) -> None:
        if self._cells_age != self._sheet.age:
            self._cells = np.array([self._cell(mark) for mark in self._marks], dtype=np.int64)
            self._cells_age = self._sheet.age
        self._sheet.put(pen, self.middles[rows], self._cells[rows])

    def _cell(self, mark: StationMark | HospitalMark | IncidentMark) -> int:
        scale = self._scale
        paint: Callable[[Pen], None]
        if isinstance(mark, StationMark):
            key: tuple[str | int | bool | None, ...] = ("house", mark.free)
            wide = high = _HOUSE_SIDE * scale
            middle = QPointF(wide / 2, high / 2)
            paint = partial(signs.house, at=middle, free=mark.free, scale=scale)
        elif isinstance(mark, HospitalMark):
            key = ("hospital", mark.diverts)
            wide = high = _HOSPITAL_SIDE
            middle = QPointF(wide / 2, high / 2)
            paint = partial(signs.hospital, at=middle, diverts=mark.diverts)
        else:
            key = ("incident", mark.level, mark.waits)
            size = SMALL_PIN * scale
            wide, high = 38 * size, 53 * size
            foot = QPointF(wide / 2, high - 4 * size)
            paint = partial(signs.pin, at=foot, level=mark.level, size=size, waits=mark.waits)
        return self._sheet.cell(key, (wide, high), paint)


_KINDS: Final = {
    StationMark: ThingKind.STATION,
    HospitalMark: ThingKind.HOSPITAL,
    IncidentMark: ThingKind.INCIDENT,
}


def metres_of(points: Sequence[Point]) -> FloatArray:
    """Give the sheet metres of some positions as rows."""
    return project_rows(np.array(points, dtype=float).reshape(-1, 2))
