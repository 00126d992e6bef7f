"""One line of words, written with an input method where it is wanted."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QInputMethodEvent, QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

from dispatch_console.widgets.keys import is_enter


class WordLine(QLineEdit):
    """Enter hands the line in, unless words are being composed: then it is the input method's."""

    entered = pyqtSignal()

    def __init__(self, *, longest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(longest)
        self._composing = False

    def inputMethodEvent(self, event: QInputMethodEvent | None) -> None:  # noqa: N802 - Qt's name
        self._composing = event is not None and bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None or self._composing:
            super().keyPressEvent(event)
        elif is_enter(event):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
