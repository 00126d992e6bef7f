"""A small panel by which a desk says that it is away, busy or wrapping up, and why."""

from typing import Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.theme.palette import SEATS
from dispatch_console.widgets.choice_row import Choice, ChoiceRow
from dispatch_console.widgets.keys import bare_key
from dispatch_console.widgets.popup import Popup
from dispatch_console.widgets.words import Words
from dispatch_server.contract.states import SeatState

HEIGHT: Final = 176
_LABEL_WIDTH: Final = 48
_CHOICES: Final = (
    (SeatState.AWAY, ("就餐", "如厕", "培训", "其它")),
    (SeatState.BUSY, ("带教", "外线电话", "整理单子", "其它")),
    (SeatState.WRAP_UP, ("话后整理",)),
)


class SeatPanel(Popup):
    """A digit says it at once; Esc says nothing."""

    declared = pyqtSignal(object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("seat_panel")
        self._by_key: dict[str, tuple[SeatState, str]] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 16, 10)
        layout.setSpacing(6)
        for state, reasons in _CHOICES:
            layout.addLayout(self._row(state, reasons))
        hint = Words(self.tr("数字选　Shift+F1 示闲　Esc 收"), tone="quiet")
        layout.addWidget(hint)

    def _row(self, state: SeatState, reasons: tuple[str, ...]) -> QHBoxLayout:
        choices = []
        for reason in reasons:
            key = str(len(self._by_key) + 1)
            self._by_key[key] = (state, reason)
            choices.append(Choice(key, reason, key))
        cells = ChoiceRow(choices)
        cells.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cells.chosen.connect(self._declare)
        label = Words(SEATS[state].word, tone="quiet")
        label.setFixedWidth(_LABEL_WIDTH)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(cells, 1)
        return row

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        elif bare_key(event) in self._by_key:
            self._declare(bare_key(event))

    def _declare(self, key: str) -> None:
        state, reason = self._by_key[key]
        self.close_popup()
        self.declared.emit(state, "" if state is SeatState.WRAP_UP else reason)
