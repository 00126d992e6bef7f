"""Upper right on every desk: the queue, the free vehicles, the seat, the clock."""

from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import BODY, FIGURE, text_width
from dispatch_console.theme.palette import SEATS
from dispatch_console.viewmodels.desk import Desk
from dispatch_console.viewmodels.strength import Strength
from dispatch_console.widgets.clock import Clock
from dispatch_console.widgets.pen import Pen, box, rule, text
from dispatch_console.widgets.plates import plate
from dispatch_console.widgets.queue_chip import QueueChip
from dispatch_server.contract.local_time import local

HEIGHT: Final = 104
_VEHICLES: Final = 172
_SEAT: Final = 304
_FULL: Final = 560


class RoomBlock(QWidget):
    """Reads the desk and the stations; shows nothing that nobody counted."""

    def __init__(self, desk: Desk, strength: Strength, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._strength = strength
        self.setObjectName("room_block")
        self.setFixedHeight(HEIGHT)
        self.queue = QueueChip(self)
        self.clock = Clock(self)
        strength.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read the desk anew; called every second as well."""
        queue = self._desk.queue
        self.queue.set_waiting(queue.count, queue.longest_seconds)
        self.clock.set_time(local(self._desk.now))
        seat = self._desk.seat
        name = seat.name if seat is not None else ""
        state = SEATS[self._desk.state].word
        free = f"{self._strength.free} / {self._strength.total}"
        self.setAccessibleName(f"{self.tr('空闲车')} {free}　{name} {state}")
        self.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.queue.move(16, 12)
        self.clock.move(self.width() - self.clock.width() - 16, 14)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=4)
        if self.width() > _FULL:
            self._paint_vehicles(pen)
        left = _SEAT if self.width() > _FULL else _VEHICLES
        rule(pen, QRectF(left - 16, 16, 1, HEIGHT - 32))
        seat = self._desk.seat
        name = seat.name if seat is not None else self._desk.seat_id
        text(pen, QRectF(left, 12, 110, 20), name, tone="quiet")
        plate(pen, QPointF(left, 40), SEATS[self._desk.state], height=26)

    def _paint_vehicles(self, pen: QPainter) -> None:
        rule(pen, QRectF(_VEHICLES - 16, 16, 1, HEIGHT - 32))
        text(pen, QRectF(_VEHICLES, 12, 90, 20), self.tr("空闲车"), tone="quiet")
        free = str(self._strength.free)
        digits = QRectF(_VEHICLES, 32, 80, 52)
        tone = "strong" if self._strength.free else "red"
        text(pen, digits, free, px=FIGURE, tone=tone, bold=True)
        left = _VEHICLES + text_width(free, FIGURE, bold=True) + 8
        total = QRectF(left, 56, 60, 24)
        text(pen, total, f"/ {self._strength.total}", px=BODY, tone="quiet")
