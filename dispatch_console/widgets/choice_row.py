"""A row of choices; its digits act only while the row has the focus."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from dispatch_console.theme.fonts import CAP, SMALL, text_width
from dispatch_console.widgets.keys import bare_key
from dispatch_console.widgets.pen import Pen, box, icon, text
from dispatch_console.widgets.plates import level_plate

_GAP: Final = 4
_KEY_ROOM: Final = 18
_TICK: Final = 14


@dataclass(frozen=True, slots=True)
class Choice:
    """One cell: what it means, what it says, and its key."""

    value: str
    word: str
    key: str


class ChoiceRow(QWidget):
    """Cells of equal width; the chosen one has a border, a tick and bold words."""

    chosen = pyqtSignal(str)

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        multiple: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._multiple = multiple
        self._values: frozenset[str] = frozenset()
        self.setFixedHeight(36)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The cells, from left to right."""
        return self._choices

    @property
    def values(self) -> frozenset[str]:
        """What is chosen now."""
        return self._values

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer other cells."""
        self._choices = tuple(choices)
        self.update()

    def set_values(self, values: frozenset[str]) -> None:
        """Show what is chosen; says nothing to anybody."""
        if values != self._values:
            self._values = values
            words = [choice.word for choice in self._choices if choice.value in values]
            self.setAccessibleDescription(" ".join(words))
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        widest = max(
            (text_width(choice.word, SMALL, bold=True) for choice in self._choices), default=0.0
        )
        cell = widest + _KEY_ROOM + _TICK + 16
        return QSize(int(cell * len(self._choices) + _GAP * (len(self._choices) - 1)), 36)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        pressed = bare_key(event)
        for choice in self._choices:
            if pressed and pressed == choice.key:
                self.chosen.emit(choice.value)
                return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        for place, choice in enumerate(self._choices):
            if self._cell(place).contains(event.position()):
                self.chosen.emit(choice.value)

    def focusInEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        for place, choice in enumerate(self._choices):
            area = self._cell(place)
            on = choice.value in self._values
            edge = "focus.fg" if on else "bg.line"
            fill = "bg.selected" if on else "bg.raised"
            box(pen, area, fill=fill, edge=edge, radius=4, width=1.5 if on else 1.0)
            self._paint_cell(pen, area, choice, on=on)
            if on:
                at = QPointF(area.right() - 17, area.center().y() - _TICK / 2)
                icon(pen, "mdi6.check", at, size=_TICK, tone="focus")
        if self.hasFocus():
            box(pen, QRectF(self.rect()), edge="focus.fg", radius=4, width=2.0)

    def _cell(self, place: int) -> QRectF:
        count = max(1, len(self._choices))
        width = (self.width() - (count - 1) * _GAP) / count
        return QRectF(place * (width + _GAP), 0, width, self.height())

    def _paint_cell(self, pen: QPainter, area: QRectF, choice: Choice, *, on: bool) -> None:
        words = text_width(choice.word, SMALL, bold=on)
        left = area.x() + max(6.0, (area.width() - words - _KEY_ROOM) / 2)
        key_tone = "strong" if on or self.hasFocus() else "hint"
        key = QRectF(left, area.y(), _KEY_ROOM, area.height())
        text(pen, key, choice.key, px=CAP, tone=key_tone, bold=True)
        word = QRectF(left + _KEY_ROOM, area.y(), area.right() - left - _KEY_ROOM, area.height())
        text(pen, word, choice.word, tone="strong" if on else "body", bold=on)


class LevelRow(ChoiceRow):
    """The four levels as plates; beside the chosen one stands who chose it."""

    def __init__(self, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(choices, parent=parent)
        self._origin = ""

    def set_origin(self, origin: str) -> None:
        """Say beside the chosen level whether it was proposed or set by hand."""
        if origin != self._origin:
            self._origin = origin
            self.update()

    def _paint_cell(self, pen: QPainter, area: QRectF, choice: Choice, *, on: bool) -> None:
        at = QPointF(area.x() + 10, area.y() + 7)
        width = level_plate(pen, at, int(choice.value), full=True)
        if on:
            beside = QRectF(at.x() + width + 6, area.y(), area.width() - width - 36, area.height())
            text(pen, beside, self._origin, tone="quiet")
