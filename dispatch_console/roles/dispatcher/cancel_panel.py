"""A small panel that asks why an incident is cancelled; it covers neither call nor form keys."""

from typing import Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QFrame, QVBoxLayout, QWidget

from dispatch_console.viewmodels.form_words import CANCEL_OPTIONS
from dispatch_console.widgets.choice_row import Choice, ChoiceRow
from dispatch_console.widgets.keys import bare_key, is_enter
from dispatch_console.widgets.words import Words
from dispatch_server.contract.states import CancelReason

_FIRST_LINE: Final = 5


class CancelPanel(QFrame):
    """A digit chooses the reason, Enter cancels the incident, Esc leaves it as it is."""

    confirmed = pyqtSignal(object)
    dismissed = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "popup")
        self.setObjectName("cancel_panel")
        self._before: QWidget | None = None
        self._reason: CancelReason | None = None
        self.title = Words(size="fact", tone="strong", bold=True)
        choices = [Choice(option.value, option.word, option.key) for option in CANCEL_OPTIONS]
        self._rows = (ChoiceRow(choices[:_FIRST_LINE]), ChoiceRow(choices[_FIRST_LINE:]))
        self.hint = Words(self.tr("数字选原因　Enter 撤消　Esc 不撤消"), tone="quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        for row in self._rows:
            row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            row.chosen.connect(self._choose)
            layout.addWidget(row)
        layout.addWidget(self.hint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def ask(self, number: int) -> None:
        """Ask about one incident."""
        window = self.window()
        self._before = window.focusWidget() if window is not None else None
        self._choose("")
        self.title.setText(f"{self.tr('撤消事件')} {number}")
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Go away without cancelling; whoever works on another incident meant that one."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        if event is not None and event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.dismiss()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        pressed = bare_key(event)
        found = [option.value for option in CANCEL_OPTIONS if pressed and option.key == pressed]
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif found:
            self._choose(found[0])
        elif is_enter(event) and self._reason is not None:
            self.confirmed.emit(self._reason)
            self._close()

    def _choose(self, value: str) -> None:
        self._reason = CancelReason(value) if value else None
        for row in self._rows:
            row.set_values(frozenset({value}) if value else frozenset())

    def _close(self) -> None:
        before, self._before = self._before, None
        self.dismiss()
        if before is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)
