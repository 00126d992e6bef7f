"""A band under the call bar: what is lost, what still works, what to do."""

from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import FACT, SMALL, text_width
from dispatch_console.widgets.pen import RIGHT, Pen, box, icon, text

HEIGHT: Final = 46


@dataclass(frozen=True, slots=True)
class BannerWords:
    """The title says what is lost, the effect what still works, the scope how long and how far."""

    title: str
    effect: str
    scope: str = ""
    hue: str = "red"
    glyph: str = "mdi6.lan-disconnect"


class Banner(QWidget):
    """Hidden while all is well; never covers the caller."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: BannerWords | None = None
        self.setObjectName("banner")
        self.setFixedHeight(HEIGHT)
        self.hide()

    @property
    def words(self) -> BannerWords | None:
        """What is shown now."""
        return self._words

    def set_words(self, words: BannerWords | None) -> None:
        """Show other words, or hide."""
        if words == self._words:
            return
        self._words = words
        self.setVisible(words is not None)
        if words is not None:
            self.setAccessibleName(f"{words.title}　{words.effect}　{words.scope}")
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        if self._words is None:
            return
        pen = Pen(self)
        shown, width = self._words, float(self.width())
        area = QRectF(self.rect())
        box(pen, area, fill=f"{shown.hue}.tint", edge=f"{shown.hue}.fg", radius=4)
        box(pen, QRectF(0, 0, 6, HEIGHT), fill=f"{shown.hue}.fg", radius=2)
        icon(pen, shown.glyph, QPointF(20, HEIGHT / 2 - 12), size=24, tone=shown.hue)
        title = text_width(shown.title, FACT, bold=True) + 2
        text(pen, QRectF(56, 0, title, HEIGHT), shown.title, px=FACT, tone=shown.hue, bold=True)
        scope = text_width(shown.scope, SMALL) + 2
        text(pen, QRectF(width - scope - 16, 1, scope, HEIGHT), shown.scope, align=RIGHT)
        left = 56 + title + 24
        effect = QRectF(left, 1, width - scope - 32 - left, HEIGHT)
        text(pen, effect, shown.effect, tone="strong", bold=True)
