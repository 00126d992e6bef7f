"""How many calls wait, and how long the longest has waited."""

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import FACT, FIGURE, text_width
from dispatch_console.viewmodels.waiting_line import AMBER_SECONDS, RED_SECONDS
from dispatch_console.widgets.pen import Pen, text


class QueueChip(QWidget):
    """Quiet while nobody waits; amber from five seconds, red from ten."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._longest = 0
        self.setObjectName("queue_chip")
        self.setFixedSize(140, 80)
        self.setAccessibleName(self.tr("排队"))

    def set_waiting(self, count: int, longest_seconds: int) -> None:
        """Show another queue."""
        if (count, longest_seconds) == (self._count, self._longest):
            return
        self._count, self._longest = count, longest_seconds
        self.setAccessibleName(f"{self.tr('排队')} {count}　{self._wait_words()}")
        self.update()

    @property
    def hue(self) -> str:
        """The tone that the wait calls for."""
        if self._count == 0:
            return "strong"
        if self._longest >= RED_SECONDS:
            return "red"
        return "amber" if self._longest >= AMBER_SECONDS else "strong"

    def _wait_words(self) -> str:
        return f"{self._longest} {self.tr('秒')}" if self._count else self.tr("无人等候")

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        text(pen, QRectF(0, 0, 90, 20), self.tr("排队"), tone="quiet")
        count = str(self._count)
        digits = QRectF(0, 20, 72, 52)
        text(pen, digits, count, px=FIGURE, tone=self.hue, bold=True)
        left = text_width(count, FIGURE, bold=True) + 22
        if not self._count:
            text(pen, QRectF(left, 36, 90, 24), self._wait_words(), tone="quiet")
            return
        text(pen, QRectF(left, 22, 90, 20), self.tr("最久"), tone="quiet")
        wait = QRectF(left, 42, 90, 28)
        text(pen, wait, self._wait_words(), px=FACT, tone=self.hue, bold=True)
