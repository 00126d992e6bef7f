"""The keys of a window that act from any field, on a form or in a list."""

from collections.abc import Callable, Mapping

from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QKeyEvent, QKeySequence
from PyQt6.QtWidgets import QWidget

Action = Callable[[], None]


class DeskKeys(QObject):
    """Catches the desk's keys before a field can take them for its own.

    Single letters and digits are never caught here: they belong to the fields and armed lists.
    """

    def __init__(self, window: QWidget, actions: Mapping[str, Action]) -> None:
        super().__init__(window)
        self._actions = {_chord(name): action for name, action in actions.items()}
        window.installEventFilter(self)
        for child in window.findChildren(QWidget):
            child.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        if isinstance(event, QKeyEvent):
            action = self._actions.get(_pressed(event))
            if action is not None and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if action is not None and event.type() == QEvent.Type.KeyPress:
                if not event.isAutoRepeat():
                    action()
                return True
        return super().eventFilter(watched, event)


def _chord(name: str) -> int:
    return QKeySequence(name)[0].toCombined()


def _pressed(event: QKeyEvent) -> int:
    return event.keyCombination().toCombined()
