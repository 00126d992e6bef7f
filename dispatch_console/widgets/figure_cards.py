"""A row of number cards: what is counted, the figure, what it is measured by."""

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import FIGURE
from dispatch_console.viewmodels.room_figures import RoomFigure
from dispatch_console.widgets.pen import Pen, box, icon, text

HEIGHT: Final = 116
_GAP: Final = 8.0
_GLYPHS: Final = {"red": "mdi6.alert-circle", "amber": "mdi6.alert-outline"}


class FigureCards(QWidget):
    """Cards of one width; one that wants to be seen has an edge and a sign of its hue."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: tuple[RoomFigure, ...] = ()
        self.setObjectName("figure_cards")
        self.setFixedHeight(HEIGHT)

    @property
    def figures(self) -> tuple[RoomFigure, ...]:
        """The figures shown now."""
        return self._figures

    def show_figures(self, figures: Sequence[RoomFigure]) -> None:
        """Show other figures."""
        if tuple(figures) != self._figures:
            self._figures = tuple(figures)
            said = "　".join(f"{one.label} {one.value} {one.basis}" for one in self._figures)
            self.setAccessibleName(said)
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        count = max(1, len(self._figures))
        width = (self.width() - (count - 1) * _GAP) / count
        for place, figure in enumerate(self._figures):
            area = QRectF(place * (width + _GAP), 0, width, HEIGHT)
            box(pen, area, fill="bg.panel", radius=4)
            if figure.tone in _GLYPHS:
                edge = QRectF(area.x(), 0, 4, HEIGHT)
                box(pen, edge, fill=f"{figure.tone}.fg", radius=2)
                at = QPointF(area.right() - 28, 14)
                icon(pen, _GLYPHS[figure.tone], at, tone=figure.tone)
            inside = area.adjusted(16, 0, -12, 0)
            text(pen, _line(inside, 12, 22), figure.label, tone="quiet")
            value = _line(inside, 34, 52)
            text(pen, value, figure.value, px=FIGURE, tone=figure.tone, bold=True)
            text(pen, _line(inside, 86, 22), figure.basis, tone="quiet")


def _line(area: QRectF, top: float, height: float) -> QRectF:
    return QRectF(area.x(), top, area.width(), height)
