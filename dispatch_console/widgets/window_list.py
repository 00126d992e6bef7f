"""The windows of one desk by number: a digit brings one to the front."""

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.keys import bare_key
from dispatch_console.widgets.popup import Popup
from dispatch_console.widgets.question_box import centred

MOST: Final = 9
_WIDTH: Final = 360
_ROW: Final = 44
_EDGE: Final = 16


class WindowList(Popup):
    """Stands over one window; Esc puts it away."""

    def __init__(self, windows: Sequence[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("window_list")
        self._windows = tuple(windows[:MOST])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        layout.setSpacing(8)
        for number, window in enumerate(self._windows, 1):
            look = "primary" if window is parent else ""
            button = KeyButton(window.windowTitle(), str(number), look=look, height=36, px=16)
            button.clicked.connect(lambda _checked, number=number: self._raise(number))
            layout.addWidget(button)
        self.dismissed.connect(self.deleteLater)

    def open_list(self) -> None:
        """Stand in the middle of the window."""
        height = len(self._windows) * _ROW - 8 + 2 * _EDGE
        self.open_over(centred(self, _WIDTH, height))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        digit = bare_key(event)
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        elif digit.isdigit() and 1 <= int(digit) <= len(self._windows):
            self._raise(int(digit))

    def _raise(self, number: int) -> None:
        window = self._windows[number - 1]
        self.close_popup()
        bring(window)


def bring(window: QWidget) -> None:
    """Bring a window to the front and give it the keys."""
    window.raise_()
    window.activateWindow()
