"""A band across the receiver: what is lost and what to go by, or what the server said."""

from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.roles.station.fitted_text import draw_wrapped, line_px, wrapped_height
from dispatch_console.widgets.pen import Pen, box, icon

_HEIGHT: Final = 64
_LEFT: Final = 96
_SIZES: Final = (32, 26, 22, 20)


class Notice(QWidget):
    """Hidden while there is nothing to say; long words wrap, the band stays."""

    def __init__(self, glyph: str, *, hue: str = "red", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._glyph, self._hue = glyph, hue
        self._words = ""
        self.setFixedHeight(_HEIGHT)
        self.hide()

    @property
    def words(self) -> str:
        """What is said now; empty for nothing."""
        return self._words

    def say(self, words: str) -> None:
        """Show words, or hide."""
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self.setVisible(bool(words))
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill=f"{self._hue}.tint", radius=0)
        box(pen, QRectF(0, 0, 8, _HEIGHT), fill=f"{self._hue}.fg", radius=0)
        icon(pen, self._glyph, QPointF(40, 14), size=36, tone=self._hue)
        width = float(self.width() - _LEFT - 32)
        px = line_px(self._words, width, _SIZES, bold=True)
        high = wrapped_height(self._words, px, width=width, bold=True)
        area = QRectF(_LEFT, (_HEIGHT - high) / 2, width, high)
        draw_wrapped(pen, area, self._words, px=px, tone=self._hue, bold=True)
