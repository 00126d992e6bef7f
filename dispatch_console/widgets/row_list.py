"""Lists of painted rows: a view that keeps still, and the delegate that paints one row."""

from abc import abstractmethod

from PyQt6.QtCore import QAbstractItemModel, QModelIndex, QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from dispatch_console.viewmodels.row_model import NO_ROW
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
