"""The head of a window that looks over the room: whose it is, some figures, the clock."""

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import HEAD, SMALL, text_width
from dispatch_console.viewmodels.room_figures import RoomFigure
from dispatch_console.widgets.clock import Clock
from dispatch_console.widgets.pen import Pen, box, icon, rule, text

HEIGHT: Final = 88
_TITLE_WIDTH: Final = 216
_GLYPHS: Final = {"red": "mdi6.alert-circle", "amber": "mdi6.alert-outline"}


class WindowHead(QWidget):
    """Figures stand on one pitch; one that wants to be seen has its hue and a sign."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._person = ""
        self._figures: tuple[RoomFigure, ...] = ()
        self.setObjectName("window_head")
        self.setFixedHeight(HEIGHT)
        self.clock = Clock(self)

    @property
    def figures(self) -> tuple[RoomFigure, ...]:
        """The figures shown now."""
        return self._figures

    def show_person(self, person: str) -> None:
        """Show who sits here."""
        if person != self._person:
            self._person = person
            self.update()

    def show_figures(self, figures: Sequence[RoomFigure]) -> None:
        """Show other figures."""
        if tuple(figures) != self._figures:
            self._figures = tuple(figures)
            said = "　".join(f"{one.label} {one.value} {one.basis}" for one in self._figures)
            self.setAccessibleName(f"{self._title} {self._person}　{said}")
            self.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.clock.move(self.width() - self.clock.width() - 16, 6)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=4)
        title = QRectF(16, 12, _TITLE_WIDTH - 24, 36)
        text(pen, title, self._title, px=HEAD, tone="strong", bold=True)
        text(pen, QRectF(16, 50, _TITLE_WIDTH - 24, 22), self._person, tone="quiet")
        if not self._figures:
            return
        room = self.clock.x() - _TITLE_WIDTH - 8
        pitch = room / len(self._figures)
        for place, figure in enumerate(self._figures):
            self._paint_figure(pen, _TITLE_WIDTH + place * pitch, pitch, figure)

    def _paint_figure(self, pen: Pen, left: float, pitch: float, figure: RoomFigure) -> None:
        rule(pen, QRectF(left, 16, 1, HEIGHT - 32))
        inside = left + 14
        text(pen, QRectF(inside, 12, pitch - 18, 22), figure.label, tone="quiet")
        if figure.tone in _GLYPHS:
            at = QRectF(inside + text_width(figure.label, SMALL) + 6, 15, 16, 16).topLeft()
            icon(pen, _GLYPHS[figure.tone], at, tone=figure.tone)
        digits = text_width(figure.value, HEAD, bold=True)
        value = QRectF(inside, 38, pitch - 18, 36)
        text(pen, value, figure.value, px=HEAD, tone=figure.tone, bold=True)
        basis = QRectF(inside + digits + 8, 45, pitch - 26 - digits, 24)
        text(pen, basis, figure.basis, tone="quiet")
