"""A message from the centre on the receiver: at the foot of the idle page, or as a band."""

from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, pyqtSignal
from PyQt6.QtGui import QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.roles.station.far_plates import far_key
from dispatch_console.roles.station.fitted_text import draw_wrapped, wrapped_height
from dispatch_console.theme.fonts import text_width
from dispatch_console.widgets.pen import Pen, box, icon, text

_LEFT: Final = 72
_KEY_ROOM: Final = 176
_TOP: Final = 12
_BELOW: Final = 32
_NOTE: Final = 20
_LEAST: Final = 88


@dataclass(frozen=True, slots=True)
class BandWords:
    """What a band says; the id is told back once the whole of it has been painted."""

    id: str
    text: str
    note: str
    urgent: bool


class MessageBand(QWidget):
    """As high as its words need, within what its page leaves; hidden while there is nothing.

    Under a running alarm it stays low, so that no fact gives way to it: then the words are cut
    and the band says nothing of having been painted.
    """

    painted = pyqtSignal(str)
    pressed = pyqtSignal()

    def __init__(self, *, px: int = 24, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._px = px
        self._words: BandWords | None = None
        self._low = False
        self.hide()

    @property
    def words(self) -> BandWords | None:
        """What is said now."""
        return self._words

    @property
    def is_whole(self) -> bool:
        """Whether all the words fit."""
        return not self._low or self._needed() <= _LEAST

    def say(self, words: BandWords | None, *, low: bool = False) -> None:
        """Show a message, or hide."""
        if (words, low) == (self._words, self._low):
            return
        self._words, self._low = words, low
        self.setVisible(words is not None)
        if words is not None:
            self.setAccessibleName(f"{words.note} {words.text}")
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        height = _LEAST if self._low else max(_LEAST, self._needed())
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def _needed(self) -> int:
        if self._words is None:
            return _LEAST
        width = max(200.0, float(self.width() - _LEFT - _KEY_ROOM))
        high = wrapped_height(self._words.text, self._px, width=width, bold=True)
        return int(high) + _TOP + _BELOW + 8

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        if self._words is None:
            return
        pen, shown = Pen(self), self._words
        hue = "red" if shown.urgent else "focus"
        width, height = float(self.width()), float(self.height())
        box(pen, QRectF(self.rect()), fill="red.tint" if shown.urgent else "bg.raised", radius=0)
        box(pen, QRectF(0, 0, 8 if shown.urgent else 0, height), fill=f"{hue}.fg", radius=0)
        icon(pen, "mdi6.bullhorn-outline", QPointF(26, _TOP + 2), size=28, tone=hue)
        area = QRectF(_LEFT, _TOP, width - _LEFT - _KEY_ROOM, height - _TOP - _BELOW)
        if self.is_whole:
            draw_wrapped(pen, area, shown.text, px=self._px, tone="strong", bold=True)
        else:
            text(pen, area, shown.text, px=self._px, tone="strong", bold=True)
        note = QRectF(_LEFT, height - _BELOW - 2, width - _LEFT - _KEY_ROOM, _BELOW)
        text(pen, note, shown.note, px=_NOTE, tone=hue if shown.urgent else "quiet")
        word = self.tr("读过")
        room = text_width(word, _NOTE) + 4
        at = QPointF(width - room - 88, height / 2 - 16)
        far_key(pen, at, self.tr("回车"), height=32)
        text(pen, QRectF(width - room - 16, 0, room, height), word, px=_NOTE)
        if self.is_whole:
            self.painted.emit(shown.id)
