"""Short notices at the lower right: at most three, for five seconds, sometimes to be undone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QEvent, QObject, QPointF, QRectF, QTimerEvent
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import BODY, text_width
from dispatch_console.widgets.pen import Pen, box, icon, key_cap, key_width, text

MOST: Final = 3
SHOWN_MS: Final = 5_000
_HEIGHT: Final = 44
_UNDO_KEY: Final = "Ctrl+Z"
_GLYPHS: Final = {
    "red": "mdi6.alert-circle",
    "amber": "mdi6.alert-outline",
    "green": "mdi6.check-circle-outline",
}


@dataclass(frozen=True, slots=True)
class Toast:
    """What is said, how grave it is, and what takes it back."""

    words: str
    hue: str = "green"
    undo: Callable[[], None] | None = None


class Toasts(QWidget):
    """Stands above the key bar of its window and lets everything below be clicked."""

    def __init__(self, window: QWidget, *, above: int) -> None:
        super().__init__(window)
        self._above = above
        self._toasts: list[Toast] = []
        self._timers: dict[int, Toast] = {}
        self.setObjectName("toasts")
        self.hide()
        window.installEventFilter(self)

    @property
    def shown(self) -> tuple[Toast, ...]:
        """What is shown now, the newest last."""
        return tuple(self._toasts)

    def say(self, toast: Toast) -> None:
        """Show one more; the oldest gives way."""
        self._toasts = [*self._toasts, toast][-MOST:]
        self._timers[self.startTimer(SHOWN_MS)] = toast
        self._place()

    def undo_last(self) -> bool:
        """Take back the newest one that can be; say whether there was one."""
        for toast in reversed(self._toasts):
            if toast.undo is not None:
                toast.undo()
                self._drop(toast)
                return True
        return False

    def timerEvent(self, event: QTimerEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        self.killTimer(event.timerId())
        toast = self._timers.pop(event.timerId(), None)
        if toast is not None:
            self._drop(toast)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        if event is not None and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _drop(self, toast: Toast) -> None:
        self._toasts = [kept for kept in self._toasts if kept is not toast]
        self._place()

    def _width(self, toast: Toast) -> int:
        undo = key_width(_UNDO_KEY) + 60 if toast.undo is not None else 0
        return int(text_width(toast.words, BODY, bold=True) + undo) + 72

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None or not self._toasts:
            self.hide()
            return
        width = min(max(self._width(toast) for toast in self._toasts), window.width() - 32)
        height = len(self._toasts) * (_HEIGHT + 8)
        left = window.width() - width - 16
        self.setGeometry(left, window.height() - self._above - height, width, height)
        self.setAccessibleName("　".join(toast.words for toast in self._toasts))
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        for place, toast in enumerate(self._toasts):
            top = place * (_HEIGHT + 8)
            area = QRectF(0, top, self.width(), _HEIGHT)
            box(pen, area, fill="bg.raised", edge="bg.edge", radius=6)
            box(pen, QRectF(0, top + 1, 4, _HEIGHT - 2), fill=f"{toast.hue}.fg", radius=2)
            glyph = _GLYPHS.get(toast.hue, "mdi6.information-outline")
            icon(pen, glyph, QPointF(16, top + 12), size=20, tone=toast.hue)
            words = QRectF(46, top, self.width() - 58, _HEIGHT)
            text(pen, words, toast.words, px=BODY, tone="strong", bold=True)
            if toast.undo is not None:
                left = self.width() - key_width(_UNDO_KEY) - 56
                cap = key_cap(pen, QPointF(left, top + 12), _UNDO_KEY)
                text(pen, QRectF(left + cap + 8, top, 48, _HEIGHT), self.tr("撤回"))
