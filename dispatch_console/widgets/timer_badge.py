"""A running limit standing alone: what it counts, its digits, how much of it is used."""

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.viewmodels.urgency import Urgency
from dispatch_console.widgets.pen import Pen
from dispatch_console.widgets.plates import timer


class TimerBadge(QWidget):
    """Plain at first, amber near the limit, filled red beyond it."""

    def __init__(
        self, *, width: int = 112, height: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._caption = ""
        self._words = ""
        self._share = 0.0
        self._urgency = Urgency.PLAIN
        self.setFixedSize(width, height)

    def set_time(
        self, words: str, *, caption: str = "", share: float = 0.0, urgency: Urgency
    ) -> None:
        """Show other digits; `share` is how much of the limit is used, from 0 to 1."""
        self._words, self._caption = words, caption
        self._share, self._urgency = share, urgency
        self.setAccessibleName(f"{caption} {words}".strip())
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        timer(
            Pen(self),
            QRectF(0, 0, self.width(), self.height()),
            self._words,
            caption=self._caption,
            share=self._share,
            urgency=self._urgency,
        )
