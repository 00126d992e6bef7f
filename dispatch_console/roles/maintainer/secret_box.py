"""A secret shown this once: a device's key or a password, with the key that copies it."""

from typing import Final

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QKeyEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.viewmodels.people_keeping import Shown
from dispatch_console.widgets.key_button import KeyButton
from dispatch_console.widgets.popup import Popup
from dispatch_console.widgets.question_box import centred
from dispatch_console.widgets.words import Words

_SIZE: Final = (720, 200)


class SecretBox(Popup):
    """Ctrl+C copies it, Esc puts it away for good. It closes by nothing else but the next one."""

    copied = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("secret_box")
        self.title = Words(size="fact", tone="strong", bold=True)
        self.secret = Words(size="fact", tone="amber", bold=True)
        self.secret.setObjectName("secret")
        self.secret.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.note = Words(self.tr("只显示这一次，服务器不留原文；现在复制或抄下"))
        self.copy = KeyButton(self.tr("复制"), "Ctrl+C", look="primary")
        self.copy.setObjectName("secret_copy")
        self.away = KeyButton(self.tr("收"), "Esc")
        self.copy.clicked.connect(self._copy)
        self.away.clicked.connect(self._put_away)
        keys = QHBoxLayout()
        keys.addStretch(1)
        keys.addWidget(self.away)
        keys.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        for part in (self.title, self.secret, self.note):
            layout.addWidget(part)
        layout.addLayout(keys)

    def show_secret(self, shown: Shown) -> None:
        """Show a secret in the middle of the window."""
        self.title.setText(shown.title)
        self.secret.setText(shown.secret)
        self.open_over(centred(self, *_SIZE))

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if control and event.key() == Qt.Key.Key_C:
            self._copy()
        elif event.key() == Qt.Key.Key_Escape:
            self._put_away()

    def _on_focus(self, _old: QWidget | None, _now: QWidget | None) -> None:
        """Stay when the focus goes elsewhere: what is shown once must not vanish by a click."""

    def _put_away(self) -> None:
        self.secret.setText("")
        self.close_popup()

    def _copy(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.secret.text())
            self.copied.emit()
