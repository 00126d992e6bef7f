"""An item model over frozen rows: told the new rows, it says only what changed."""

from collections.abc import Callable, Hashable, Sequence
from typing import Final, Generic, TypeVar

from PyQt6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

R = TypeVar("R")
ROW: Final = Qt.ItemDataRole.UserRole
"""The role under which the whole row is given, as a frozen dataclass."""
NO_ROW: Final = QModelIndex()


class RowModel(QAbstractListModel, Generic[R]):
    """Shows a sequence of rows; `words` makes the plain text that a screen reader reads.

    With a `key` the same rows in the same order are changed in place, so that a choice stays.
    """

    def __init__(
        self,
        words: Callable[[R], str],
        parent: QObject | None = None,
        *,
        key: Callable[[R], Hashable] | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._key = key
        self._rows: tuple[R, ...] = ()

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows shown now."""
        return self._rows

    def row(self, place: int) -> R | None:
        """Give one row, or None outside the list."""
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def replace(self, rows: Sequence[R]) -> None:
        """Show other rows."""
        new = tuple(rows)
        if new == self._rows:
            return
        if self._same_things(new):
            before, self._rows = self._rows, new
            for place, (old, now) in enumerate(zip(before, new, strict=True)):
                if old != now:
                    index = self.index(place, 0)
                    self.dataChanged.emit(index, index)
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def _same_things(self, new: tuple[R, ...]) -> bool:
        if len(new) != len(self._rows):
            return False
        if self._key is None:
            return True
        pairs = zip(self._rows, new, strict=True)
        return all(self._key(old) == self._key(now) for old, now in pairs)

    def rowCount(self, parent: QModelIndex = NO_ROW) -> int:  # noqa: N802 - Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> R | str | None:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW:
            return row
        return self._words(row) if role == Qt.ItemDataRole.DisplayRole else None
