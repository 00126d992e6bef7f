"""A button that shows its key, and the key cap standing alone."""

from typing import Final

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QPushButton, QSizePolicy, QWidget

from dispatch_console.theme.fonts import SMALL, text_width
from dispatch_console.widgets.pen import KEY_HEIGHT, Pen, key_cap, key_width, text

_INKS: Final = {"primary": "focus.on", "danger": "red.fg"}
_GAP: Final = 8


class KeyCap(QWidget):
    """A key, and beside it the word for what it does."""

    def __init__(self, key: str, word: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._word = word
        self.setAccessibleName(f"{word} {key}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        word = text_width(self._word, SMALL) + _GAP if self._word else 0
        return QSize(int(key_width(self._key) + word) + 2, KEY_HEIGHT)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        width = key_cap(pen, QPointF(0, 0), self._key)
        if self._word:
            area = QRectF(width + _GAP, 0, self.width() - width - _GAP, KEY_HEIGHT)
            text(pen, area, self._word)


class KeyButton(QPushButton):
    """Says what it does and by which key. It never takes the focus from the form."""

    def __init__(
        self,
        word: str,
        key: str,
        *,
        look: str = "",
        height: int = 36,
        px: int = SMALL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._word = word
        self._key = key
        self._px = px
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(height)
        self.set_look(look)
        self.set_word(word)

    @property
    def word(self) -> str:
        """What the button says."""
        return self._word

    @property
    def look(self) -> str:
        """How the button stands out: `primary`, `danger` or nothing."""
        found: str = self.property("look") or ""
        return found

    def set_word(self, word: str) -> None:
        """Say something else."""
        self._word = word
        self.setAccessibleName(f"{word} {self._key}")
        self.setMinimumWidth(self.minimumSizeHint().width())
        self.update()

    def set_look(self, look: str) -> None:
        """Stand out as `primary` or `danger`, or not at all."""
        if self.look == look:
            return
        self.setProperty("look", look)
        style = self.style()
        if style is not None:
            style.unpolish(self)
            style.polish(self)
        self.update()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        word = text_width(self._word, self._px, bold=True)
        return QSize(int(word + key_width(self._key) + _GAP + 16), self.height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        pen = Pen(self)
        off = not self.isEnabled()
        ink = "text.off" if off else _INKS.get(self.look, "text.strong")
        key, word = key_width(self._key), text_width(self._word, self._px, bold=True)
        left = (self.width() - key - _GAP - word) / 2
        at = QPointF(left, (self.height() - KEY_HEIGHT) / 2)
        key_cap(pen, at, self._key, tone=ink, edge=ink)
        area = QRectF(left + key + _GAP, 0, word + 2, self.height())
        text(pen, area, self._word, px=self._px, tone=ink, bold=True)
