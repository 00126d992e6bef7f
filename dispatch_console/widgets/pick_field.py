"""A field for one of a few known things, found by part of its name, its pinyin or initials."""

from collections.abc import Sequence
from typing import Final

from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.viewmodels.suggestion import Suggestion
from dispatch_console.widgets.keys import is_keep, plain
from dispatch_console.widgets.place_field import PlaceField
from gis_data.pinyin import syllables

_MOST: Final = 6


class PickField(PlaceField):
    """Holds the value that belongs to the name in it; empty, or with another name, it holds none.

    Enter takes the marked name; Ctrl+Enter is the form's.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options: tuple[tuple[str, str], ...] = ()
        self._offered: tuple[tuple[str, str], ...] = ()
        self.hint.setText(self.tr("Enter 取　Esc 收"))
        self.searched.connect(self._search)
        self.taken.connect(self._put)

    @property
    def value(self) -> str | None:
        """The value of the name that stands in the field, or None."""
        typed = self.text().strip()
        return next((value for value, name in self._options if name == typed), None)

    @property
    def is_lost(self) -> bool:
        """Whether something stands there that is none of the names."""
        return bool(self.text().strip()) and self.value is None

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer these (value, name)."""
        self._options = tuple(options)

    def set_value(self, value: str | None) -> None:
        """Put the name of a value into the field, or nothing."""
        self.setText(next((name for one, name in self._options if one == value), ""))

    def offer_all(self) -> None:
        """Show what may be taken."""
        self._search("")

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is not None and is_keep(event):
            self.stop_offering()
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _search(self, typed: str) -> None:
        wanted = plain(typed).replace(" ", "").lower()
        self._offered = tuple(one for one in self._options if _fits(one[1], wanted))[:_MOST]
        self.offer([Suggestion(name) for _, name in self._offered])

    def _put(self, place: int) -> None:
        self.setText(self._offered[place][1])


def _fits(name: str, wanted: str) -> bool:
    read = syllables(name)
    initials = "".join(one[0] for one in read).lower()
    return wanted in name.lower() or wanted in initials or wanted in "".join(read).lower()
