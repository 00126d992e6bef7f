"""The call bar: who calls, from where it is installed, how long, and the desk's lines."""

from typing import Final

from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import FACT, TIMER
from dispatch_console.theme.palette import CALLS, Sign
from dispatch_console.viewmodels.call_view import CallView, LineView
from dispatch_console.viewmodels.urgency import Urgency
from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.pen import RIGHT, Pen, box, icon, rule, text
from dispatch_console.widgets.plates import PlateKind, plate
from dispatch_console.widgets.words import Words

HEIGHT: Final = 104
_STATE_WIDTH: Final = 152
_IDENTITY: Final = 512
_LINES_WIDTH: Final = 296
_IDLE: Final = Sign(word="待接", hue="grey", glyph="mdi6.phone-outline")
_TIMER_TONES: Final = {
    Urgency.PLAIN: "text.strong",
    Urgency.SOON: "amber.fg",
    Urgency.OVERDUE: "red.fg",
}


class CallBar(QWidget):
    """Always in the same place; `painted` names the call whose words are on the glass."""

    painted = pyqtSignal(str)
    hang_up = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = CallView()
        self.setObjectName("call_bar")
        self.setFixedHeight(HEIGHT)
        self.number = self._words("call_number", size="timer", tone="strong", bold=True)
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.number.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.below = self._words("call_below", size="small", tone="quiet")
        self.owner = self._words("call_owner", size="body", tone="strong", bold=True)
        self.address = self._words("call_address", size="body", tone="strong", bold=True)
        self.note = self._words("call_note", size="small", tone="quiet")
        self.button = KeyButton(self.tr("挂断"), "Ctrl+End", height=32, parent=self)
        self.button.setObjectName("hang_up")
        self.button.clicked.connect(self.hang_up)

    def _words(self, name: str, *, size: str, tone: str, bold: bool = False) -> Words:
        words = Words(size=size, tone=tone, bold=bold, parent=self)
        words.setObjectName(name)
        return words

    def show_call(self, view: CallView) -> None:
        """Show another call, or the same one a second later."""
        if view == self._view:
            return
        self._view = view
        self.number.setText(view.number)
        self.below.setText(view.below)
        self.owner.setText(view.owner)
        self.address.setText(view.address)
        self.address.setToolTip(view.address)
        self.note.setText(view.note)
        self.button.setVisible(view.state == "answered")
        self.setAccessibleName(" ".join((self._sign.word, view.number, view.address)))
        self._place()
        self.update()

    @property
    def _sign(self) -> Sign:
        return CALLS[self._view.state] if self._view.state else _IDLE

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        idle = not self._view.state
        left = 176
        room = self.width() - left - 24 if idle else _IDENTITY - left - 12
        self.number.setGeometry(left, 8, room, 52)
        self.below.setGeometry(left, 60, room, 24)
        facts = self.width() - _LINES_WIDTH - _IDENTITY - 100 - 12
        self.owner.setGeometry(_IDENTITY + 100, 12, facts, 24)
        self.address.setGeometry(_IDENTITY + 100, 39, facts, 24)
        self.note.setGeometry(_IDENTITY + 100, 68, facts, 22)
        lines = self.width() - _LINES_WIDTH + 16
        self.button.move(lines + 136, HEIGHT - 38)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=4)
        self._paint_state(pen)
        if self._view.state:
            self._paint_identity(pen)
            self._paint_lines(pen)
        self.painted.emit(self._view.call_id)

    def _paint_state(self, pen: QPainter) -> None:
        sign = self._sign
        box(pen, QRectF(0, 0, _STATE_WIDTH, HEIGHT), fill=f"{sign.hue}.tint", radius=4)
        rule(pen, QRectF(0, 0, 4, HEIGHT), f"{sign.hue}.fg")
        top = 14 if self._view.timer else 36
        icon(pen, sign.glyph, QPointF(18, top + 4), size=26, tone=sign.hue)
        word = QRectF(54, top, 94, 32)
        text(pen, word, sign.word, px=FACT, tone=f"{sign.hue}.fg", bold=True)
        timer = QRectF(18, 50, 130, 42)
        tone = _TIMER_TONES[self._view.urgency]
        text(pen, timer, self._view.timer, px=TIMER, tone=tone, bold=True)

    def _paint_identity(self, pen: QPainter) -> None:
        rule(pen, QRectF(_IDENTITY, 16, 1, HEIGHT - 32))
        left = _IDENTITY + 16
        text(pen, QRectF(left, 12, 80, 24), self.tr("机主"), tone="quiet")
        text(pen, QRectF(left, 39, 80, 24), self.tr("装机地址"), tone="quiet")
        if not self._view.owner:
            unknown = QRectF(_IDENTITY + 100, 12, 200, 24)
            text(pen, unknown, self.tr("不明"), px=16, tone="quiet")

    def _paint_lines(self, pen: QPainter) -> None:
        left = float(self.width() - _LINES_WIDTH)
        rule(pen, QRectF(left, 16, 1, HEIGHT - 32))
        for place, line in enumerate(self._view.lines):
            self._paint_line(pen, line, QPointF(left + 16, 10 + place * 28))

    def _paint_line(self, pen: QPainter, line: LineView, at: QPointF) -> None:
        sign = CALLS[line.state]
        text(pen, QRectF(at.x(), at.y(), 52, 24), line.name, tone="quiet")
        plate(pen, at + QPointF(56, 1), sign, kind=PlateKind.PLAIN)
        time = QRectF(at.x() + 108, at.y(), 48, 24)
        text(pen, time, line.time, tone=sign.hue, bold=True, align=RIGHT)
        text(pen, QRectF(at.x() + 168, at.y(), 104, 24), line.number, tone="quiet")
