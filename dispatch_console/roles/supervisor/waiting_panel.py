"""The calls that wait, the longest first, amber and red by the limits of the queue."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QRectF, QSize
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import BODY, CAP
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.waiting_line import WaitingLine, WaitingRow
from dispatch_console.viewmodels.wording import duration
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import text
from dispatch_console.widgets.plates import timer
from dispatch_console.widgets.row_list import RowDelegate, RowList

_ROW_HEIGHT: Final = 53
_TIMER_WIDTH: Final = 108


class WaitingDelegate(RowDelegate):
    """Two lines a call, and how long it waits."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, WaitingRow):
            return
        room = size.width() - _TIMER_WIDTH - 52
        place = QRectF(10, 4, 20, 22)
        text(pen, place, str(index.row() + 1), px=CAP, tone="hint", bold=True)
        text(pen, QRectF(32, 4, room, 24), row.caller, px=BODY, tone="strong", bold=True)
        text(pen, QRectF(32, 28, room, 22), row.rings, tone="body" if on else "quiet")
        timer(
            pen,
            QRectF(size.width() - _TIMER_WIDTH - 10, 14, _TIMER_WIDTH, 24),
            duration(row.seconds),
            caption="等待",
            share=row.share,
            urgency=row.urgency,
        )


class WaitingPanel(Panel):
    """Says so when nobody waits."""

    def __init__(self, waiting: WaitingLine, parent: QWidget | None = None) -> None:
        super().__init__("", padding=0, parent=parent)
        self._waiting = waiting
        self.setObjectName("waiting_panel")
        self.title.setText(self.tr("排队"))
        empty = self.tr("无人等候")
        self.rows = RowList(waiting.model, WaitingDelegate(), empty=empty, choosable=False)
        self.rows.setObjectName("waiting_calls")
        self.rows.setAccessibleName(self.tr("排队"))
        self.body.addWidget(self.rows)
        waiting.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        count = len(self._waiting.model.rows)
        self.note.setText(self.tr("{} 个　久等在前").format(count) if count else "")
