"""Upper right on every desk: the queue, the free vehicles, the seat, the clock."""

from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import BODY, FIGURE, text_width
from dispatch_console.theme.palette import SEATS
from dispatch_console.viewmodels.desk import Desk
from dispatch_console.viewmodels.strength import Strength
from dispatch_console.viewmodels.wording import span, together
from dispatch_console.widgets.clock import Clock
from dispatch_console.widgets.pen import Pen, box, key_cap, rule, text
from dispatch_console.widgets.plates import plate
from dispatch_console.widgets.queue_chip import QueueChip
from dispatch_server.contract.local_time import local
from dispatch_server.contract.states import SeatState

HEIGHT: Final = 104
_VEHICLES: Final = 172
_SEAT: Final = 304
_FULL: Final = 560
_CLOCK_ROOM: Final = 48
"""How far the seat's words may reach under the clock, whose time is narrower than itself."""
_KEY: Final = "Shift+F1"
_PLAIN: Final = frozenset({SeatState.READY, SeatState.RINGING, SeatState.TALKING})
"""States in which the call bar tells the time, or in which there is nothing to count."""


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
        self.setAccessibleName(f"{self.tr('空闲车')} {free}　{name} {state} {self._since()}")
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
        words = together([name, self._since()])
        text(pen, QRectF(left, 12, self.clock.x() + _CLOCK_ROOM - left, 20), words, tone="quiet")
        plate(pen, QPointF(left, 38), SEATS[self._desk.state], height=26)
        self._paint_key(pen, left)

    def _paint_key(self, pen: QPainter, left: float) -> None:
        """Show the key that changes what the desk says of itself."""
        width = key_cap(pen, QPointF(left, 74), _KEY)
        ready = self._desk.declared is SeatState.READY
        word = self.tr("示忙") if ready else self.tr("示闲")
        text(pen, QRectF(left + width + 8, 73, 40, 22), word)

    def _since(self) -> str:
        """Say how long the desk has been away or busy, and why."""
        desk, seat = self._desk, self._desk.seat
        if seat is None or desk.since is None or desk.state in _PLAIN:
            return ""
        return f"{span(desk.since, desk.now)} {seat.reason}".strip()

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
