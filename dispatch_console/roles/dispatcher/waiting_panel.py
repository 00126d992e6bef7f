"""The list of what waits to be sent (待发): which, since when, and Delete to take one back."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QRectF, QSize, Qt
from PyQt6.QtGui import QKeyEvent, QPainter
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.theme.fonts import BODY
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.waiting_list import WaitingList, WaitingRow
from dispatch_console.widgets.panel import Hairline
from dispatch_console.widgets.pen import RIGHT, text
from dispatch_console.widgets.popup import Popup
from dispatch_console.widgets.row_list import RowDelegate, RowList
from dispatch_console.widgets.words import Words

_NOTE: Final = 240


class WaitingDelegate(RowDelegate):
    """One line a command: when it was given, what it does, what else there is to know."""

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, WaitingRow):
            return
        height, width = float(size.height() - 1), float(size.width())
        text(pen, QRectF(16, 0, 72, height), row.time, tone="quiet")
        room = width - 96 - (_NOTE + 24 if row.note else 16)
        text(pen, QRectF(96, 0, room, height), row.what, px=BODY, tone="strong", bold=on)
        tone = "red" if row.grave else "amber"
        note = QRectF(width - _NOTE - 12, 0, _NOTE, height)
        text(pen, note, row.note, tone=tone, align=RIGHT)


class WaitingPanel(Popup):
    """Arrows choose, Delete takes the chosen one back, Esc closes; it goes when nothing waits."""

    def __init__(self, waiting: WaitingList, parent: QWidget) -> None:
        super().__init__(parent)
        self._waiting = waiting
        self.setObjectName("waiting_panel")
        self.title = Words(size="fact", tone="strong", bold=True)
        self.title.setObjectName("waiting_title")
        self.rows = RowList(waiting.model, WaitingDelegate())
        self.rows.setObjectName("waiting_rows")
        self.rows.setAccessibleName(self.tr("待发"))
        hint = Words(self.tr("↑↓ 选　Delete 撤回　Esc 收"), tone="quiet")
        effect = Words(self.tr("恢复后按次序自动发出；急的先打电话"), tone="quiet")
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(effect)
        foot.setContentsMargins(16, 8, 16, 4)
        foot.addWidget(hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 4)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(Hairline())
        layout.addWidget(self.rows, 1)
        layout.addWidget(Hairline())
        layout.addLayout(foot)
        waiting.changed.connect(self._show)
        self._show()

    @property
    def place(self) -> int:
        """The place of the chosen row."""
        return self.rows.currentIndex().row()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._choose(self.place + (1 if event.key() == Qt.Key.Key_Down else -1))
        elif event.key() == Qt.Key.Key_Delete:
            self._waiting.withdraw(self.place)

    def _choose(self, place: int) -> None:
        self.rows.choose(max(0, min(place, self._waiting.count - 1)))

    def _show(self) -> None:
        count = self._waiting.count
        self.title.setText(self.tr("待发 {} 条").format(count))
        if not count and self.is_open:
            self.close_popup()
        elif count and not 0 <= self.place < count:
            self._choose(count - 1)
