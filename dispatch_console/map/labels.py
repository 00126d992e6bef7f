"""The plates wanted on the map: the important ones take their room first."""

from dataclasses import dataclass
from enum import IntEnum

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QPainter

from dispatch_console.map.label_room import LabelRoom
from dispatch_console.map.signs import Part, tag, tag_size
from dispatch_console.theme.fonts import SMALL


class Weight(IntEnum):
    """Who goes first when room is short."""

    SCENE = 0
    MEETING = 1
    CHOSEN = 2
    ROUTE = 3
    STATION = 4
    VEHICLE = 5
    HOSPITAL = 6
    INCIDENT = 7


@dataclass(frozen=True, slots=True)
class _Label:
    weight: Weight
    at: QPointF
    parts: tuple[Part, ...]
    edge: str
    gap: float


class Labels:
    """Collects plates while signs are drawn, then draws those that find room."""

    def __init__(self, room: LabelRoom, *, px: int = SMALL) -> None:
        self.room = room
        self._px = px
        self._wanted: list[_Label] = []

    def want(
        self,
        weight: Weight,
        at: QPointF,
        *parts: Part,
        edge: str = "bg.line",
        gap: float = 15.0,
    ) -> None:
        """Ask for a plate beside a point; empty parts are left out."""
        named = tuple(part for part in parts if part.words)
        if named:
            self._wanted.append(_Label(weight, at, named, edge, gap))

    def draw(self, pen: QPainter) -> None:
        """Place and draw the plates, the weightiest first."""
        for label in sorted(self._wanted, key=lambda label: label.weight):
            area = self.room.place(label.at, tag_size(label.parts, px=self._px), gap=label.gap)
            if area is not None:
                tag(pen, area, label.parts, edge=label.edge, px=self._px)
