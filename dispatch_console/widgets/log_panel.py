"""The record of the chosen incident: every fact with its time, the newest first."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QRectF, QSize
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from dispatch_console.viewmodels.incident_log import IncidentLog, LogRow
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.widgets.key_button import KeyCap
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import text
from dispatch_console.widgets.row_list import RowDelegate, RowList

_ROW_HEIGHT: Final = 32
_ROWS: Final = 5


class LogDelegate(RowDelegate):
    """One line a fact."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, LogRow):
            return
        height = size.height() - 1
        text(pen, QRectF(10, 0, 64, height), row.time, tone="hint")
        text(pen, QRectF(84, 0, 90, height), row.who, tone="quiet")
        what = QRectF(178, 0, size.width() - 190, height)
        text(pen, what, row.what, tone="amber" if row.grave else "body", bold=row.grave or on)


class LogPanel(Panel):
    """The newest fact first; `beside_messages` where a key puts the messages into its place."""

    def __init__(
        self, log: IncidentLog, *, beside_messages: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__("", padding=0, parent=parent)
        self._log = log
        self.setObjectName("log_panel")
        self.title.setText(self.tr("事件记录"))
        empty = self.tr("选中在办事件后，这里按时间列出它的记录")
        if beside_messages:
            self.head.addWidget(KeyCap("Ctrl+G", self.tr("消息")))
        self.rows = RowList(log.model, LogDelegate(), empty=empty, choosable=False)
        self.rows.setObjectName("incident_log")
        self.rows.setAccessibleName(self.tr("事件记录"))
        self.body.addWidget(self.rows)
        if beside_messages:
            self.setFixedHeight(36 + _ROW_HEIGHT * _ROWS + 4)
        log.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        count = len(self._log.model.rows)
        self.note.setText(self.tr("{} 条").format(count) if count else "")
