"""The plates on the map: the weighty ones take their room first, and keep their side."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Final, NamedTuple

import numpy as np
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter

from dispatch_console.map.mercator import FloatArray
from dispatch_console.map.plate_room import PlateRoom, Side
from dispatch_console.map.signs import Part, tag, tag_size
from dispatch_console.map.sprite_sheet import SpriteSheet
from dispatch_console.theme.fonts import SMALL
from dispatch_console.widgets.pen import Pen

MOST_NEW: Final = 12
"""So many plates are painted for one frame; the others follow in the next ones."""
_MOST_REMEMBERED: Final = 20_000


class Weight(IntEnum):
    """Who goes first when room is short."""

    SCENE = 0
    MEETING = 1
    CHOSEN = 2
    ROUTE = 3
    CLOSURE = 4
    STATION = 5
    VEHICLE = 6
    HOSPITAL = 7
    INCIDENT = 8


_LAST_IN_HAND: Final = Weight.CLOSURE


class Spot(NamedTuple):
    """A pixel of the view, and the row of its thing among what moves (see `Plates.put`)."""

    x: float
    y: float
    anchor: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A plate wanted `gap` pixels beside the first of some spots where it has room.

    `key` names its thing, so that the plate keeps its side.
    """

    weight: Weight
    key: Hashable
    spots: tuple[Spot, ...]
    parts: tuple[Part, ...]
    edge: str = "bg.line"
    gap: float = 15.0


@dataclass(frozen=True, slots=True)
class _Placed:
    wish: Wish
    spot: Spot
    cell: int
    area: QRectF


class Plates:
    """Places plates now and then, and draws them with every frame where their things are."""

    def __init__(self, sheet: SpriteSheet, *, px: int = SMALL) -> None:
        self._sheet = sheet
        self._px = px
        self._sides: dict[Hashable, Side] = {}
        self._cells = np.empty(0, dtype=np.int64)
        self._anchors = np.empty(0, dtype=np.int64)
        self._beside = np.empty((0, 2))
        self.placed: tuple[tuple[Hashable, QRectF], ...] = ()
        self.lacking = False
        self._new = 0

    def place(
        self, wishes: Sequence[Wish], room: PlateRoom, *, crowd: Callable[[PlateRoom], None]
    ) -> None:
        """Find a place for every plate that has room, the weightiest first.

        What is in hand comes before `crowd` takes the room of everything that has a sign.
        `lacking` says after that some must wait for the next frame to be painted.
        """
        self._new, self.lacking = 0, False
        age = self._sheet.age
        if len(self._sides) > _MOST_REMEMBERED:
            self._sides.clear()
        found: list[_Placed] = []
        waiting = True
        for wish in sorted(wishes, key=lambda wish: wish.weight):
            if waiting and wish.weight > _LAST_IN_HAND:
                waiting = False
                crowd(room)
            size = tag_size(wish.parts, px=self._px)
            wide, high = size.width(), size.height()
            for spot in wish.spots:
                area = self._beside_spot(wish, spot, room, size=(wide, high))
                if area is None:
                    continue
                if (cell := self._cell(wish, wide, high)) is not None:
                    found.append(_Placed(wish, spot, cell, area))
                break
        if self._sheet.age != age:
            self.lacking, found = True, []
        self._keep(found)

    def _beside_spot(
        self, wish: Wish, spot: Spot, room: PlateRoom, *, size: tuple[float, float]
    ) -> QRectF | None:
        first = self._sides.get(wish.key, Side.RIGHT)
        found = room.place(spot.x, spot.y, size=size, gap=wish.gap, first=first)
        if found is None:
            return None
        side, left, top = found
        self._sides[wish.key] = side
        return QRectF(left, top, *size)

    def _cell(self, wish: Wish, wide: float, high: float) -> int | None:
        """Give the painted plate, or None while enough others are painted for this frame."""
        key = (wish.parts, wish.edge, self._px)
        if (known := self._sheet.known(key)) is not None:
            return known
        self._new += 1
        if self._new > MOST_NEW:
            self.lacking = True
            return None
        paint = partial(_paint, area=QRectF(0, 0, wide, high), wish=wish, px=self._px)
        return self._sheet.cell(key, (wide + 1, high + 1), paint)

    def _keep(self, found: "list[_Placed]") -> None:
        corners = [(p.area.left() - p.spot.x, p.area.top() - p.spot.y) for p in found]
        self._cells = np.array([placed.cell for placed in found], dtype=np.int64)
        self._anchors = np.array([placed.spot.anchor for placed in found], dtype=np.int64)
        self._beside = np.array(corners).reshape(-1, 2)
        self.placed = tuple((placed.wish.key, placed.area) for placed in found)

    def put(self, pen: QPainter, anchors: FloatArray) -> None:
        """Draw the plates beside their things, whose pixels `anchors` has now, row by row."""
        self._sheet.put(pen, anchors[self._anchors] + self._beside, self._cells, corner=True)


def _paint(pen: Pen, *, area: QRectF, wish: Wish, px: int) -> None:
    tag(pen, area, wish.parts, edge=wish.edge, px=px)
