"""A small box that asks before what cannot be taken back."""

from collections.abc import Callable
from typing import Final

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.keys import is_keep
from dispatch_console.widgets.popup import Popup
from dispatch_console.widgets.words import Words

_SIZE: Final = (560, 168)


class QuestionBox(Popup):
    """Ctrl+Enter does it; Esc, or going elsewhere, does not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("question_box")
        self._act: Callable[[], None] | None = None
        self.title = Words(size="fact", tone="strong", bold=True)
        self.effect = Words(size="body")
        self.effect.setWordWrap(True)
        self.go = KeyButton("", "Ctrl+Enter", look="danger")
        self.go.setObjectName("question_go")
        self.stay = KeyButton(self.tr("不"), "Esc")
        self.go.clicked.connect(self._do)
        self.stay.clicked.connect(self.close_popup)
        keys = QHBoxLayout()
        keys.addStretch(1)
        keys.addWidget(self.stay)
        keys.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.addWidget(self.title)
        layout.addWidget(self.effect, 1)
        layout.addLayout(keys)

    def ask(self, title: str, effect: str, *, word: str, act: Callable[[], None]) -> None:
        """Ask in the middle of the window; `word` stands on the key that does it."""
        self._act = act
        self.title.setText(title)
        self.effect.setText(effect)
        self.go.set_word(word)
        self.open_over(centred(self, *_SIZE))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if is_keep(event):
            self._do()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_popup()

    def _do(self) -> None:
        act, self._act = self._act, None
        self.close_popup()
        if act is not None:
            act()


def centred(popup: QWidget, width: int, height: int) -> QRect:
    """Return where a box of this size stands in the middle of its window."""
    window = popup.parentWidget()
    across, down = (window.width(), window.height()) if window is not None else (width, height)
    return QRect((across - width) // 2, (down - height) // 2, width, height)
