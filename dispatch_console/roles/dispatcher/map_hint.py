"""The line under the map's bar: what the next click or Enter does, and how to leave off."""

from typing import Final

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import FACT, text_width
from dispatch_console.widgets.pen import Pen, box, icon, text

HEIGHT: Final = 44
_PADDING: Final = 14
_GLYPH: Final = 22


class MapHint(QWidget):
    """Stands over the map while a tool is in use; it lets clicks through."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setObjectName("map_hint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def words(self) -> str:
        """What is said now."""
        return self._words

    def show_words(self, words: str) -> None:
        """Say something else, or nothing."""
        if words == self._words:
            return
        self._words = words
        self.setAccessibleName(words)
        self.resize(int(text_width(words, FACT)) + 3 * _PADDING + _GLYPH, HEIGHT)
        self.setVisible(bool(words))
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", edge="focus.fg", radius=4)
        at = QPointF(_PADDING, (HEIGHT - _GLYPH) / 2)
        icon(pen, "mdi6.crosshairs-gps", at, size=_GLYPH, tone="focus")
        area = QRectF(2 * _PADDING + _GLYPH, 0, self.width(), HEIGHT)
        text(pen, area, self._words, px=FACT, tone="strong")
