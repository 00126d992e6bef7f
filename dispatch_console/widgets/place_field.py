"""A search field without input method: letters, pinyin and digits, and a list of finds below."""

from collections.abc import Sequence
from typing import Final

from PyQt6.QtCore import (
    QModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    pyqtSignal,
)
from PyQt6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QPainter
from PyQt6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from dispatch_console.theme.fonts import BODY, text_width
from dispatch_console.viewmodels.row_model import ROW, RowModel
from dispatch_console.viewmodels.suggestion import Suggestion
from dispatch_console.widgets.keys import is_enter, is_keep
from dispatch_console.widgets.pen import text
from dispatch_console.widgets.row_list import RowDelegate, RowList
from dispatch_console.widgets.words import Words

MOST_SHOWN: Final = 8
_ROW_HEIGHT: Final = 36
_HINT_HEIGHT: Final = 28


class SuggestionDelegate(RowDelegate):
    """Paints a find: its words, and beside them what is said about it."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, Suggestion):
            return
        title = min(text_width(row.title, BODY, bold=on) + 4, size.width() - 120.0)
        area = QRectF(12, 0, title, size.height() - 1)
        text(pen, area, row.title, px=BODY, tone="strong", bold=on)
        beside = QRectF(area.right() + 12, 0, size.width() - area.right() - 20, size.height() - 1)
        text(pen, beside, row.detail, tone="quiet")


class PlaceField(QLineEdit):
    """Tells what was typed and which find was taken; a full-width letter counts as half-width.

    Ctrl+Enter keeps the words as they were typed, whatever was found. While words are being
    composed, Enter, Esc and the arrows belong to the input method.
    """

    searched = pyqtSignal(str)
    taken = pyqtSignal(int)
    kept = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhPreferLatin
        )
        self._composing = False
        self._finds = RowModel[Suggestion](lambda row: row.title, self)
        self._popup = QFrame()
        self._popup.setParent(self)
        self._popup.setProperty("surface", "popup")
        self._list = RowList(self._finds, SuggestionDelegate())
        layout = QVBoxLayout(self._popup)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(0)
        layout.addWidget(self._list)
        self.hint = Words(self.tr("Enter 取　Ctrl+Enter 照原话　Esc 收"), tone="quiet")
        self.hint.setFixedHeight(_HINT_HEIGHT)
        self.hint.setContentsMargins(12, 0, 12, 0)
        layout.addWidget(self.hint)
        self._popup.hide()
        self._list.clicked.connect(lambda index: self._take(index.row()))
        self.textEdited.connect(self.searched)

    @property
    def offering(self) -> bool:
        """Whether finds are shown now."""
        return self._popup.isVisible()

    def offer(self, finds: Sequence[Suggestion]) -> None:
        """Show finds below the field, the first one marked; hide when there are none."""
        self._finds.replace(finds[:MOST_SHOWN])
        if not finds or not self.hasFocus():
            self._popup.hide()
            return
        window = self.window()
        if window is None:
            return
        self._popup.setParent(window)
        rows = self._finds.rowCount()
        self._popup.setFixedSize(self.width(), rows * _ROW_HEIGHT + _HINT_HEIGHT + 6)
        self._popup.move(self.mapTo(window, QPoint(0, self.height() + 2)))
        self._list.choose(0)
        self._popup.show()
        self._popup.raise_()

    def stop_offering(self) -> None:
        """Hide the finds; what was typed stays."""
        self._popup.hide()

    def inputMethodEvent(self, event: QInputMethodEvent | None) -> None:  # noqa: N802 - Qt's name
        self._composing = event is not None and bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None or self._composing:
            super().keyPressEvent(event)
        elif is_keep(event):
            self._popup.hide()
            self.kept.emit()
        elif self.offering and self._steer(event):
            event.accept()
        elif is_enter(event) or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self._popup.hide()

    def _steer(self, event: QKeyEvent) -> bool:
        row = self._list.currentIndex().row()
        if event.key() == Qt.Key.Key_Down:
            self._list.choose(min(row + 1, self._finds.rowCount() - 1))
        elif event.key() == Qt.Key.Key_Up:
            self._list.choose(max(row - 1, 0))
        elif event.key() == Qt.Key.Key_Escape:
            self._popup.hide()
        elif is_enter(event) and row >= 0:
            self._take(row)
        else:
            return False
        return True

    def _take(self, row: int) -> None:
        self._popup.hide()
        self.taken.emit(row)
