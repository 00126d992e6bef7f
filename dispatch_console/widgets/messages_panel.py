"""The messages of the desk at the lower right: the unread first, then what came and was sent."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QRectF, QSize, pyqtSignal
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import CAP, text_width
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.seat_messages import MessageRow, SeatMessages
from dispatch_console.widgets.key_button import KeyCap
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import MIDDLE, box, text
from dispatch_console.widgets.row_list import RowDelegate, RowList

HEIGHT: Final = 200
_ROW_HEIGHT: Final = 40


def chip(pen: QPainter, right: float, height: float, word: str, *, hue: str) -> float:
    """Draw a small plate that ends at `right`; return where it begins."""
    width = text_width(word, CAP, bold=True) + 16
    area = QRectF(right - width, (height - 24) / 2, width, 24)
    box(pen, area, fill=f"{hue}.tint")
    text(pen, area.translated(0, -0.5), word, px=CAP, tone=hue, bold=True, align=MIDDLE)
    return area.left()


class MessageDelegate(RowDelegate):
    """One line a message; says which one it has painted."""

    painted = pyqtSignal(str)

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, MessageRow):
            return
        height, right = float(size.height() - 1), float(size.width() - 10)
        strong = row.unread or on
        text(pen, QRectF(10, 0, 50, height), row.time, tone="hint")
        name = QRectF(64, 0, 100, height)
        text(pen, name, row.who, tone="strong" if strong else "quiet", bold=strong)
        if row.unread:
            word, hue = ("加急 未读", "red") if row.urgent else ("未读", "focus")
            right = chip(pen, right, height, word, hue=hue)
        elif row.state:
            right = chip(pen, right, height, row.state, hue=row.hue)
        words = QRectF(172, 0, right - 182, height)
        text(pen, words, row.text, tone="strong" if strong else "body", bold=strong)
        if row.unread:
            self.painted.emit(row.id)


class MessagesPanel(Panel):
    """A click opens a message, as the key opens the first unread one.

    `beside_log` where a key puts an incident's record into its place.
    """

    opened = pyqtSignal(str)

    def __init__(
        self, messages: SeatMessages, *, beside_log: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__("", padding=0, parent=parent)
        self._messages = messages
        self.setObjectName("messages_panel")
        self.title.setText(self.tr("消息"))
        self.head.addWidget(KeyCap("Ctrl+R", self.tr("读")))
        self.head.addWidget(KeyCap("Ctrl+M", self.tr("写")))
        if beside_log:
            self.head.addWidget(KeyCap("Ctrl+G", self.tr("事件记录")))
        delegate = MessageDelegate()
        delegate.painted.connect(messages.shown)
        empty = self.tr("没有消息　别席和分站发来的排在这里")
        self.rows = RowList(messages.model, delegate, empty=empty)
        self.rows.setObjectName("messages")
        self.rows.setAccessibleName(self.tr("消息"))
        self.rows.clicked.connect(self._open)
        self.body.addWidget(self.rows)
        if beside_log:
            self.setFixedHeight(HEIGHT)
        messages.changed.connect(self._show)
        self._show()

    def _open(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, MessageRow):
            self.opened.emit(row.id)

    def _show(self) -> None:
        count = len(self._messages.unread)
        self.note.setText(self.tr("{} 条未读").format(count) if count else "")
        self.rows.choose(-1)
