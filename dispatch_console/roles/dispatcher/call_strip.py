"""The strip under the call bar: what the room has on hand, or what may be the same emergency."""

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import BODY, FACT, text_width
from dispatch_console.viewmodels.strip_view import Figure, SameEmergency
from dispatch_console.widgets.pen import Pen, box, icon, key_cap, rule, text

HEIGHT: Final = 64
_PITCH: Final = 318.0


class CallStrip(QWidget):
    """Never moves; only what it says changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: tuple[Figure, ...] = ()
        self._same: SameEmergency | None = None
        self.setObjectName("call_strip")
        self.setFixedHeight(HEIGHT)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show short facts side by side."""
        if (tuple(figures), None) == (self._figures, self._same):
            return
        self._figures, self._same = tuple(figures), None
        self.setAccessibleName("　".join(f"{one.label} {one.value}" for one in figures))
        self.update()

    def show_same(self, same: SameEmergency) -> None:
        """Show an incident that may be the same emergency, and the key that joins it."""
        if same == self._same:
            return
        self._figures, self._same = (), same
        self.setAccessibleName(f"{same.title}　{same.facts}")
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        if self._same is not None:
            self._paint_same(pen, self._same)
            return
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=4)
        room = min(_PITCH, (self.width() - 24) / max(1, len(self._figures)))
        for place, figure in enumerate(self._figures):
            left = 16 + place * room
            text(pen, QRectF(left, 8, room - 8, 20), figure.label, tone="quiet")
            value = QRectF(left, 28, room - 8, 30)
            text(pen, value, figure.value, px=FACT, tone=figure.tone, bold=True)
            if figure.tone in {"red", "amber"}:
                beside = QPointF(left + text_width(figure.value, FACT, bold=True) + 6, 35)
                icon(pen, "mdi6.alert-circle", beside, tone=figure.tone)

    def _paint_same(self, pen: QPainter, same: SameEmergency) -> None:
        box(pen, QRectF(self.rect()), fill="amber.tint", edge="amber.fg", radius=4)
        icon(pen, "mdi6.content-duplicate", QPointF(16, 20), size=24, tone="amber")
        label = QRectF(52, 8, 130, 24)
        text(pen, label, self.tr("疑似同一事件"), px=BODY, tone="amber", bold=True)
        text(pen, QRectF(52, 34, 130, 20), same.nearness, tone="amber", bold=True)
        rule(pen, QRectF(196, 12, 1, HEIGHT - 24), "amber.fg")
        keys = self.width() - 290.0
        title = QRectF(212, 6, keys - 230, 26)
        text(pen, title, same.title, px=BODY, tone="strong", bold=True)
        text(pen, QRectF(212, 33, keys - 230, 24), same.facts)
        cap = key_cap(pen, QPointF(keys, 22), "Ctrl+J")
        join = QRectF(keys + cap + 8, 20, 220, 24)
        text(pen, join, f"{self.tr('并入')} {same.number}", px=BODY, tone="strong", bold=True)
