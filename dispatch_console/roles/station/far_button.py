"""A key of the receiver: what it does and by which key, large; grey where it may not be used."""

from typing import Final

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QPushButton, QSizePolicy, QWidget

from dispatch_console.roles.station.far_plates import far_key, far_key_width
from dispatch_console.theme.fonts import text_width
from dispatch_console.widgets.pen import Pen, box, text

_GAP: Final = 16
_CAP: Final = 44
_SMALL_CAP: Final = 32
_SMALL_BELOW: Final = 64


class FarButton(QPushButton):
    """Shows its key; `primary` is the one thing to do now."""

    def __init__(
        self,
        key: str,
        word: str,
        *,
        look: str = "",
        px: int = 32,
        height: int = 96,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._key, self._word, self._look, self._px = key, word, look, px
        self._cap = _CAP if height >= _SMALL_BELOW else _SMALL_CAP
        self.setFixedHeight(height)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    @property
    def look(self) -> str:
        """How the key stands out: `primary`, `danger` or nothing."""
        return self._look

    @property
    def word(self) -> str:
        """What the key says."""
        return self._word

    def set_word(self, word: str) -> None:
        """Say something else."""
        if word != self._word:
            self._word = word
            self._name()

    def set_look(self, look: str) -> None:
        """Stand out otherwise."""
        if look != self._look:
            self._look = look
            self.update()

    def _name(self) -> None:
        self.setAccessibleName(f"{self._word} {self._key}")
        needed = far_key_width(self._key, height=self._cap) + _GAP
        self.setMinimumWidth(int(needed + text_width(self._word, self._px, bold=True)) + 24)
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        area = QRectF(self.rect())
        ink = self._ground(pen, area)
        word = text_width(self._word, self._px, bold=True)
        cap = far_key_width(self._key, height=self._cap)
        left = (area.width() - cap - _GAP - word) / 2
        at = QPointF(left, (area.height() - self._cap) / 2)
        far_key(pen, at, self._key, height=self._cap, tone=ink)
        place = QRectF(left + cap + _GAP, -2, word + 4, area.height())
        text(pen, place, self._word, px=self._px, tone=ink, bold=True)

    def _ground(self, pen: Pen, area: QRectF) -> str:
        if not self.isEnabled():
            box(pen, area, edge="bg.line", radius=6, width=2)
            return "text.off"
        if self._look == "primary":
            box(pen, area, fill="focus.solid", radius=6)
            return "focus.on"
        fill = "bg.hover" if self.underMouse() else "bg.raised"
        edge = "red.fg" if self._look == "danger" else "bg.edge"
        box(pen, area, fill=fill, edge=edge, radius=6, width=2)
        return "red.fg" if self._look == "danger" else "text.strong"
