"""What stands large on the receiver at rest: the station, the clock, titles of lists."""

from datetime import datetime
from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.roles.station.far_plates import far_plate
from dispatch_console.theme.fonts import FAR, FIGURE, HEAD, text_width
from dispatch_console.viewmodels.station_board import Figures
from dispatch_console.viewmodels.station_words import UNKNOWN, span
from dispatch_console.widgets.pen import MIDDLE, RIGHT, Pen, box, rule, text
from dispatch_server.contract.local_time import local

SIDE: Final = 48
_WEEKDAYS: Final = "一二三四五六日"


class IdleHead(QWidget):
    """Names the station and the day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._day = ""
        self.setFixedHeight(96)

    def show_head(self, name: str, now: datetime) -> None:
        """Show another station or day."""
        here = local(now)
        weekday = _WEEKDAYS[here.weekday()]
        day = f"{here.month}月{here.day}日　{self.tr('星期')}{weekday}"
        if (name, day) != (self._name, self._day):
            self._name, self._day = name, day
            self.setAccessibleName(f"{name} {day}")
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=4)
        width = text_width(self._name, FIGURE, bold=True)
        place = QRectF(32, -2, width + 4, 96)
        text(pen, place, self._name, px=FIGURE, tone="strong", bold=True)
        note = QRectF(64 + width, 4, 160, 96)
        text(pen, note, self.tr("受警机"), px=HEAD, tone="quiet")
        at = QPointF(64 + width + 112, 26)
        far_plate(pen, at, self.tr("待命"), hue="green", glyph="mdi6.check-circle-outline")
        day = QRectF(self.width() - 640, 0, 608, 96)
        text(pen, day, self._day, px=HEAD, tone="quiet", align=RIGHT)


class FarClock(QWidget):
    """The time large enough for the whole room, and how the orders in sight went."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time = ""
        self._figures = Figures(0, 0, 0, None, 0)
        self.setObjectName("far_clock")
        self.setFixedHeight(432)

    def show_time(self, now: datetime, counted: Figures) -> None:
        """Show another second or other figures."""
        time = local(now).strftime("%H:%M:%S")
        if (time, counted) != (self._time, self._figures):
            self._time, self._figures = time, counted
            self.setAccessibleName(time)
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        width = float(self.width())
        text(
            pen,
            QRectF(0, 24, width, 210),
            self._time,
            px=190,
            tone="strong",
            bold=True,
            align=MIDDLE,
        )
        rule(pen, QRectF(SIDE, 262, width - 2 * SIDE, 1))
        cell = (width - 2 * SIDE) / 4
        for place, (name, figure, unit) in enumerate(self._cells()):
            self._draw_cell(pen, QRectF(SIDE + place * cell, 280, cell, 140), name, figure, unit)
        rule(pen, QRectF(SIDE, 431, width - 2 * SIDE, 1))

    def _cells(self) -> tuple[tuple[str, str, str], ...]:
        counted = self._figures
        mean = counted.mean_departure_s
        in_time = str(counted.in_time) if counted.departures else UNKNOWN
        of = f"/ {counted.departures}" if counted.departures else ""
        return (
            (self.tr("今日任务 本屏所见"), str(counted.orders), self.tr("单")),
            (self.tr("平均出车"), span(mean) if mean is not None else UNKNOWN, ""),
            (self.tr("3 分钟内出车"), in_time, of),
            (self.tr("正在执行"), str(counted.live), self.tr("单")),
        )

    def _draw_cell(self, pen: QPainter, area: QRectF, name: str, figure: str, unit: str) -> None:
        text(pen, QRectF(area.x(), area.y(), area.width(), 32), name, px=20, tone="quiet")
        digits = QRectF(area.x(), area.y() + 36, area.width(), 90)
        text(pen, digits, figure, px=FAR, tone="strong", bold=True)
        left = area.x() + text_width(figure, FAR, bold=True) + 10
        text(pen, QRectF(left, area.y() + 76, 100, 40), unit, px=20, tone="quiet")


class FarTitle(QWidget):
    """The title of a list, and a note beside it."""

    def __init__(self, title: str, *, left: int = 28, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._left = title, left
        self._note = ""
        self.setFixedHeight(64)

    def set_note(self, note: str) -> None:
        """Say something else beside the title."""
        if note != self._note:
            self._note = note
            self.setAccessibleName(f"{self._title} {note}")
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        width = text_width(self._title, HEAD, bold=True)
        place = QRectF(self._left, 0, width + 4, 64)
        text(pen, place, self._title, px=HEAD, tone="strong", bold=True)
        note = QRectF(self._left + width + 16, 2, 400, 64)
        text(pen, note, self._note, px=20, tone="quiet")
        rule(pen, QRectF(0, 63, self.width(), 1))
