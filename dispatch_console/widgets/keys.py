"""Reads key presses the way the desk means them: full-width digits count as half-width ones."""

import unicodedata
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeyEvent

ENTER_KEYS: Final = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_WITH_COMMAND: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def plain(words: str) -> str:
    """Give words with full-width letters and digits made half-width."""
    return unicodedata.normalize("NFKC", words)


def bare_key(event: QKeyEvent) -> str:
    """Give the letter or digit pressed without Ctrl or Alt, in capitals, or nothing."""
    if event.modifiers() & _WITH_COMMAND:
        return ""
    return plain(event.text()).upper()


def is_keep(event: QKeyEvent) -> bool:
    """Say whether Ctrl+Enter was pressed, which takes words as they stand."""
    held = event.modifiers() & _WITH_COMMAND
    return event.key() in ENTER_KEYS and held == Qt.KeyboardModifier.ControlModifier


def is_enter(event: QKeyEvent) -> bool:
    """Say whether Enter was pressed, on either block of keys, alone or with Shift."""
    return event.key() in ENTER_KEYS and not event.modifiers() & _WITH_COMMAND
