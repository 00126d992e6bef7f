"""The row of keys at the foot of the receiver, and the question that takes its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QRectF, pyqtSignal
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QWidget

from dispatch_console.roles.station.far_button import FarButton
from dispatch_console.viewmodels.station_asking import Asking
from dispatch_console.widgets.pen import Pen, box, text

HEIGHT: Final = 120
_COLUMNS: Final = 5
_TITLE_WIDTH: Final = 380


@dataclass(frozen=True, slots=True)
class BarKey:
    """One key: its name for tests and the manual, its cap, its word, and how wide it is."""

    name: str
    key: str
    word: str
    look: str = ""
    px: int = 32
    stretch: int = 1


class KeyRow(QWidget):
    """Keys side by side; the window lights them."""

    pressed = pyqtSignal(str)

    def __init__(
        self, keys: Sequence[BarKey], *, rest: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.buttons: dict[str, FarButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(40, 12, 40, 12)
        row.setSpacing(16)
        if rest:
            row.addStretch(rest)
        for key in keys:
            button = FarButton(key.key, key.word, look=key.look, px=key.px)
            button.setObjectName(f"key_{key.name}")
            button.clicked.connect(lambda _, name=key.name: self.pressed.emit(name))
            self.buttons[key.name] = button
            row.addWidget(button, key.stretch)

    def light(self, name: str, *, on: bool) -> None:
        """Let a key be used, or grey it; it never goes away."""
        self.buttons[name].setEnabled(on)


class Question(QWidget):
    """A question with its answers by digit; Esc leaves it."""

    answered = pyqtSignal(str)
    left = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asking: Asking | None = None
        self._cells: list[FarButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(_TITLE_WIDTH, 8, 40, 8)
        self._grid.setSpacing(8)
        self.setObjectName("question")

    def show_asking(self, asking: Asking) -> None:
        """Ask something else."""
        if asking == self._asking:
            return
        self._asking = asking
        self.setAccessibleName(asking.title)
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.deleteLater()
        self._cells = [self._cell(place, words) for place, words in enumerate(asking.answers)]
        self.update()

    def _cell(self, place: int, words: str) -> FarButton:
        digit = str(place + 1)
        cell = FarButton(digit, words, px=24, height=48)
        cell.setObjectName(f"answer_{digit}")
        cell.clicked.connect(lambda: self.answered.emit(digit))
        self._grid.addWidget(cell, place // _COLUMNS, place % _COLUMNS)
        return cell

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        if self._asking is None:
            return
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.raised", edge="focus.fg", radius=0, width=3)
        upper = QRectF(40, 16, _TITLE_WIDTH - 56, 48)
        text(pen, upper, self._asking.title, px=32, tone="strong", bold=True)
        lower = QRectF(40, 64, _TITLE_WIDTH - 56, 40)
        text(pen, lower, self.tr("按数字选　Esc 返回"), px=20, tone="quiet")


class KeyBar(QStackedWidget):
    """Shows the keys of a page, or the question that one of them asked."""

    def __init__(self, row: KeyRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.question = Question()
        self.addWidget(row)
        self.addWidget(self.question)
        self.setFixedHeight(HEIGHT)

    def show_asking(self, asking: Asking | None) -> None:
        """Ask, or show the keys again."""
        if asking is None:
            self.setCurrentWidget(self.row)
            return
        self.question.show_asking(asking)
        self.setCurrentWidget(self.question)
