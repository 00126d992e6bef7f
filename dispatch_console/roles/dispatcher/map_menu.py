"""The menu of a place on the map: by the right button, or by the menu key at the cross hairs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One thing that may be done at a place: its words, its key on the map, and the deed."""

    words: str
    key: str
    act: Callable[[], None]
    enabled: bool = True


class MapMenu(QMenu):
    """Opens beside a place and takes nothing over: the window goes on behind it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("map_menu")

    def open_at(self, at: QPoint, groups: Sequence[Sequence[MenuEntry]]) -> None:
        """Show the entries, the groups apart; the first that may be done is marked."""
        self.clear()
        for group in groups:
            if not group:
                continue
            if not self.isEmpty():
                self.addSeparator()
            for entry in group:
                words = f"{entry.words}\t{entry.key}" if entry.key else entry.words
                action = self.addAction(words)
                if action is not None:
                    action.setEnabled(entry.enabled)
                    action.triggered.connect(lambda _checked, act=entry.act: act())
        self.popup(at)
        first = next((action for action in self.actions() if action.isEnabled()), None)
        self.setActiveAction(first)
