"""Lists of painted rows: a view that keeps still, and the delegate that paints one row."""

from abc import abstractmethod

from PyQt6.QtCore import QAbstractItemModel, QModelIndex, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dispatch_console.viewmodels.row_model import NO_ROW, ROW
from dispatch_console.widgets.keys import is_enter
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import Pen, box, rule, text


class RowDelegate(QStyledItemDelegate):
    """Paints the ground and the hairline of a row; a kind of row paints what stands on it."""

    draws_lines = True

    def row_height(self, _index: QModelIndex) -> int:
        """Say how high a row is."""
        return 36

    @abstractmethod
    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        """Paint one row with its upper left corner at the origin; `on` marks the chosen one."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: N802 - Qt's name
        return QSize(100, self.row_height(index))

    def paint(
        self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> None:
        if painter is None:
            return
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
        )
        area = QRectF(option.rect)
        on = bool(option.state & QStyle.StateFlag.State_Selected)
        if on:
            box(painter, area, fill="bg.selected", radius=0)
            box(painter, QRectF(area.x(), area.y(), 3, area.height()), fill="focus.fg", radius=0)
        painter.translate(area.topLeft())
        self.paint_row(painter, option.rect.size(), index, on=on)
        if self.draws_lines:
            rule(painter, QRectF(0, area.height() - 1, area.width(), 1))
        painter.restore()


class RowList(QListView):
    """A list without grid, edges or scroll bars across; an empty one says what will come."""

    def __init__(
        self,
        model: QAbstractItemModel,
        delegate: RowDelegate,
        *,
        empty: str = "",
        choosable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._empty = empty
        self.setModel(model)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTabKeyNavigation(False)
        if not choosable:
            self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)

    def set_empty(self, words: str) -> None:
        """Say something else while there are no rows."""
        self._empty = words
        self._repaint()

    def choose(self, row: int) -> None:
        """Mark one row, or none with a negative number."""
        model = self.model()
        if model is None:
            return
        if not 0 <= row < model.rowCount():
            self.clearSelection()
            self.setCurrentIndex(NO_ROW)
            return
        self.setCurrentIndex(model.index(row, 0))

    def _repaint(self) -> None:
        area = self.viewport()
        if area is not None:
            area.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        model, area = self.model(), self.viewport()
        if area is None or not self._empty or (model is not None and model.rowCount()):
            return
        words = QRectF(16, 8, area.width() - 32, 40)
        text(Pen(area), words, self._empty, tone="quiet")


class KeyList(RowList):
    """A list that takes the focus: arrows choose, Enter or a double click opens the row.

    `opened` carries the row. The panel it stands in shows by its border that the keys act here.
    """

    opened = pyqtSignal(object)

    def __init__(
        self,
        model: QAbstractItemModel,
        delegate: RowDelegate,
        *,
        empty: str = "",
        panel: Panel | None = None,
    ) -> None:
        super().__init__(model, delegate, empty=empty)
        self._panel = panel
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ROW)))

    @property
    def chosen(self) -> object:
        """The chosen row, or None."""
        index = self.currentIndex()
        return index.data(ROW) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if is_enter(event) and self.chosen is not None:
            self.opened.emit(self.chosen)
        elif event.key() == Qt.Key.Key_Escape or event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if not self.selectedIndexes():
            self.choose(max(0, self.currentIndex().row()))
        self._show_armed(on=True)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self._show_armed(on=False)

    def _show_armed(self, *, on: bool) -> None:
        if self._panel is not None:
            self._panel.set_armed(on)
