"""The room's clock: big digits, the date, and how far the clock is known to be off."""

from datetime import datetime
from typing import Final

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import SMALL, TIMER
from dispatch_console.widgets.pen import RIGHT, Pen, text

_WEEKDAYS: Final = "一二三四五六日"


class Clock(QWidget):
    """Shows local time; the times inside the system stay UTC."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time = ""
        self._date = ""
        self.setObjectName("clock")
        self.setFixedSize(200, 76)

    def set_time(self, local: datetime, note: str = "") -> None:
        """Show another second; the note says how well the clock is kept."""
        time = local.strftime("%H:%M:%S")
        day = f"{local.month}月{local.day}日 周{_WEEKDAYS[local.weekday()]}"
        date = f"{day}　{note}" if note else day
        if (time, date) == (self._time, self._date):
            return
        self._time, self._date = time, date
        self.setAccessibleName(f"{date} {time}")
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        upper = QRectF(0, 0, self.width(), 46)
        text(pen, upper, self._time, px=TIMER, tone="strong", bold=True, align=RIGHT)
        lower = QRectF(0, 46, self.width(), 30)
        text(pen, lower, self._date, px=SMALL, tone="quiet", align=RIGHT)
