"""The head of the receiver: red for an alarm, quiet for a job."""

from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.roles.station.far_plates import far_level, far_plate
from dispatch_console.roles.station.fitted_text import line_px
from dispatch_console.theme.fonts import text_width
from dispatch_console.theme.palette import ORDERS
from dispatch_console.widgets.pen import Pen, box, icon, text
from dispatch_server.contract.states import OrderState

ALARM_HEIGHT: Final = 132
JOB_HEIGHT: Final = 96
_LEVEL_WIDTH: Final = 364
_DIM: Final = 0.3


class AlarmHead(QWidget):
    """Says loudest what has come and for whom; blinks while `lit` alternates."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._level: int | None = None
        self._lit = True
        self.setObjectName("alarm_head")
        self.setFixedHeight(ALARM_HEIGHT)

    @property
    def words(self) -> str:
        """What the head says."""
        return self._words

    def show_alarm(self, vehicle: str, level: int | None) -> None:
        """Announce a vehicle's new order."""
        words = f"{self.tr('新任务')}　{vehicle} {self.tr('出车')}"
        if (words, level) != (self._words, self._level):
            self._words, self._level = words, level
            self.setAccessibleName(words)
            self.update()

    def set_lit(self, lit: bool) -> None:
        """Light the bell, or dim it for half a second."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="red.solid", radius=0)
        pen.setOpacity(1.0 if self._lit else _DIM)
        icon(pen, "mdi6.bell-ring", QPointF(40, 30), size=72, tone="red.on")
        pen.setOpacity(1.0)
        width = self.width() - 136 - _LEVEL_WIDTH - 64.0
        px = line_px(self._words, width, (72, 64, 56, 48, 40, 32), bold=True)
        place = QRectF(136, -2, width, ALARM_HEIGHT)
        text(pen, place, self._words, px=px, tone="red.on", bold=True)
        plate = QRectF(self.width() - _LEVEL_WIDTH - 32, 20, _LEVEL_WIDTH, 92)
        far_level(pen, plate, self._level, px=64)


class JobHead(QWidget):
    """Says which vehicle's job is shown, how far it is, and its level."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vehicle = ""
        self._note = ""
        self._state = OrderState.ACKNOWLEDGED
        self._level: int | None = None
        self.setObjectName("job_head")
        self.setFixedHeight(JOB_HEIGHT)

    def show_job(self, vehicle: str, state: OrderState, *, level: int | None, note: str) -> None:
        """Show another job."""
        if (vehicle, state, level, note) != (self._vehicle, self._state, self._level, self._note):
            self._vehicle, self._state, self._level, self._note = vehicle, state, level, note
            self.setAccessibleName(f"{vehicle} {ORDERS[state].word} {note}")
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=0)
        name = text_width(self._vehicle, 60, bold=True)
        place = QRectF(40, -2, name + 4, JOB_HEIGHT)
        text(pen, place, self._vehicle, px=60, tone="strong", bold=True)
        sign = ORDERS[self._state]
        at = QPointF(40 + name + 32, 16)
        width = far_plate(pen, at, sign.word, hue=sign.hue, glyph=sign.glyph, px=40, height=64)
        left = at.x() + width + 32
        rest = QRectF(left, 0, self.width() - left - 320, JOB_HEIGHT)
        text(pen, rest, self._note, px=26, tone="quiet")
        far_level(pen, QRectF(self.width() - 272, 14, 240, 68), self._level, px=44)
