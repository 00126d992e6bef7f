"""The three minutes in which a vehicle must leave, as a bar that fills."""

from typing import Final

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import text_width
from dispatch_console.theme.palette import current
from dispatch_console.viewmodels.station_board import LATE_AFTER_S
from dispatch_console.viewmodels.station_words import span
from dispatch_console.widgets.pen import RIGHT, Pen, box, text

SOON_AFTER_S: Final = 120.0
_LEFT: Final = 32.0
_DIGITS: Final = 220.0


class TimeBar(QWidget):
    """Counts from the order (t3): plain, amber from two minutes, red from three."""

    def __init__(self, *, height: int = 96, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._elapsed_s = 0.0
        self._large = height >= 90  # noqa: PLR2004 - the alarm's bar
        self.setObjectName("time_bar")
        self.setFixedHeight(height)

    @property
    def words(self) -> str:
        """What is left, or by how much the limit has passed."""
        left = LATE_AFTER_S - int(self._elapsed_s)
        if left > 0:
            return f"{self.tr('出车还有')} {span(left)}"
        return f"{self.tr('出车超时')} {span(-left)}"

    @property
    def hue(self) -> str:
        """Which meaning the fill has: nothing yet, soon, or overdue."""
        if self._elapsed_s >= LATE_AFTER_S:
            return "red"
        return "amber" if self._elapsed_s >= SOON_AFTER_S else ""

    def set_elapsed(self, seconds: float) -> None:
        """Show how long ago the order was issued."""
        seconds = max(0.0, seconds)
        if seconds != self._elapsed_s:
            self._elapsed_s = seconds
            self.setAccessibleName(self.words)
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        area = QRectF(self.rect())
        box(pen, area, fill="bg.panel", radius=0)
        filled = QRectF(area)
        filled.setWidth(area.width() * min(1.0, self._elapsed_s / LATE_AFTER_S))
        box(pen, filled, fill=f"{self.hue}.solid" if self.hue else "text.body", radius=0)
        self._ticks(pen, filled)
        empty = QRectF(area)
        empty.setLeft(filled.right())
        on_fill = f"{self.hue}.on" if self.hue else "bg.room"
        for part, tone in ((filled, on_fill), (empty, "text.strong")):
            pen.save()
            pen.setClipRect(part, Qt.ClipOperation.IntersectClip)
            self._write(pen, filled, tone)
            pen.restore()

    def _ticks(self, pen: QPainter, filled: QRectF) -> None:
        if not self._large:
            return
        for minute in (1, 2, 3):
            x = self.width() * minute * 60 / LATE_AFTER_S
            if x <= filled.right():
                continue
            box(pen, QRectF(x - 2, self.height() - 28, 3, 28), fill="bg.edge", radius=0)
            words = f"{minute} {self.tr('分')}"
            right = x >= self.width() - 1
            place = QRectF(x - 112 if right else x + 12, self.height() - 32, 100, 32)
            if right:
                text(pen, place, words, px=20, tone="quiet", align=RIGHT)
            else:
                text(pen, place, words, px=20, tone="quiet")

    def _write(self, pen: QPainter, filled: QRectF, tone: str) -> None:
        digits, words = (72, 44) if self._large else (44, 32)
        pen.setPen(current().colour(tone))
        height = float(self.height())
        text(
            pen,
            QRectF(_LEFT, 0, 400, height),
            span(self._elapsed_s),
            px=digits,
            tone=tone,
            bold=True,
        )
        width = text_width(self.words, words, bold=True)
        left = max(_LEFT + _DIGITS, filled.right() + _LEFT)
        if left + width + 140 > self.width():
            left = _LEFT + _DIGITS
        place = QRectF(left, 0, width + 4, height - 20 if self._large else height)
        text(pen, place, self.words, px=words, tone=tone, bold=True)
