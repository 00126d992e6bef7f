"""Finds words that do not fit into their widget."""

from collections.abc import Iterator

from PyQt6.QtWidgets import QLabel, QPushButton, QWidget

from dispatch_console.widgets.key_button import KeyButton


def clipped(window: QWidget) -> list[str]:
    """Name every visible label and button whose words need more room than they have."""
    return [
        f"{child.objectName() or type(child).__name__}: {words}"
        for child, words in _with_words(window)
        if child.isVisible() and words and not _fits(child)
    ]


def _with_words(window: QWidget) -> Iterator[tuple[QWidget, str]]:
    for label in window.findChildren(QLabel):
        yield label, label.text()
    for button in window.findChildren(QPushButton):
        yield button, button.word if isinstance(button, KeyButton) else button.text()


def _fits(child: QWidget) -> bool:
    wanted, room = child.sizeHint(), child.size()
    if isinstance(child, QLabel) and child.wordWrap():
        return child.heightForWidth(room.width()) <= room.height()
    return wanted.width() <= room.width() and wanted.height() <= room.height()
