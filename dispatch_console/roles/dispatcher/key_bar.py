"""F1 to F12 in the keyboard's own three groups of four; a key without use stays, grey."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QWidget

from dispatch_console.widgets.key_button import KeyButton

HEIGHT: Final = 56
_WORDS: Final = {
    "F1": "接听",
    "F2": "保持",
    "F3": "转移",
    "F4": "会议",
    "F5": "回拨",
    "F6": "催车",
    "F7": "定点",
    "F8": "指导",
    "F9": "派车",
    "F10": "医院",
    "F11": "撤消",
    "F12": "结案",
}
_LAST_OF_GROUP: Final = frozenset({"F4", "F8"})


@dataclass(frozen=True, slots=True)
class KeyLook:
    """How a key stands: lit or grey, filled or outlined, and another word where it has one."""

    lit: bool = False
    look: str = ""
    word: str = ""


class KeyBar(QFrame):
    """Shows every key in its place; a click does the same as the key."""

    pressed = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setObjectName("key_bar")
        self.setFixedHeight(HEIGHT)
        self._buttons: dict[str, KeyButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(4)
        for key, word in _WORDS.items():
            button = KeyButton(self.tr(word), key, height=44, px=16)
            button.setObjectName(f"key_{key}")
            button.clicked.connect(lambda _checked, key=key: self.pressed.emit(key))
            layout.addWidget(button, 1)
            self._buttons[key] = button
            if key in _LAST_OF_GROUP:
                layout.addSpacing(20)

    def button(self, key: str) -> KeyButton:
        """Give the button of a key."""
        return self._buttons[key]

    def show_keys(self, looks: Mapping[str, KeyLook]) -> None:
        """Light the keys that may be used; all others turn grey."""
        for key, button in self._buttons.items():
            look = looks.get(key, KeyLook())
            button.setEnabled(look.lit)
            button.set_look(look.look if look.lit else "")
            word = look.word or self.tr(_WORDS[key])
            if button.word != word:
                button.set_word(word)
