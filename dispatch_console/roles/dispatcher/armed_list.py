"""A panel whose list takes single keys while it is armed, and gives the focus back after."""

from abc import abstractmethod

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.widgets.keys import bare_key, is_enter
from dispatch_console.widgets.panel import Panel


class ArmedList(Panel):
    """Armed by a function key: digits or letters choose, Enter acts, Esc disarms."""

    armed_changed = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", padding=0, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._before: QWidget | None = None

    @abstractmethod
    def choose(self, key: str) -> bool:
        """Choose by a key; say whether the key meant anything."""

    @abstractmethod
    def step(self, rows: int) -> None:
        """Choose the row so many further down."""

    @abstractmethod
    def act(self) -> None:
        """Do what Enter does with the choice."""

    def arm(self) -> None:
        """Take single keys from now on; the focus border says so."""
        if self.armed:
            return
        window = self.window()
        focus = window.focusWidget() if window is not None else None
        self._before = focus if focus is not self else None
        self.set_armed(armed=True)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.armed_changed.emit(True)

    def disarm(self) -> None:
        """Take no more keys; the focus goes back to where it was."""
        if not self.armed:
            return
        self.set_armed(armed=False)
        if self.hasFocus() and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.armed_changed.emit(False)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None or not self.armed:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.disarm()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif is_enter(event):
            self.act()
            self.disarm()
        elif not self.choose(bare_key(event)):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        if event is not None and event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.disarm()
