"""The running incidents at the right: level, place, state, vehicle and the limit that runs."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import BODY, CAP
from dispatch_console.theme.palette import INCIDENTS, ORDERS, Sign
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.running_incidents import IncidentRow, RunningIncidents
from dispatch_console.viewmodels.wording import duration, together
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import RIGHT, box, rule, text
from dispatch_console.widgets.plates import PlateKind, level_plate, plate, plate_width, timer
from dispatch_console.widgets.row_list import RowDelegate, RowList
from dispatch_server.contract.ids import IncidentId

_ROW_HEIGHT: Final = 53
_TIMER_WIDTH: Final = 116


def sign_of(row: IncidentRow) -> Sign:
    """Give the sign of the furthest order, or of the incident itself."""
    return (ORDERS if row.family == "order" else INCIDENTS)[row.state]


class IncidentDelegate(RowDelegate):
    """Two lines an incident."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, IncidentRow):
            return
        width = float(size.width())
        if row.overdue and not on:
            rule(pen, QRectF(0, 0, 3, _ROW_HEIGHT - 1), "red.fg")
        text(pen, QRectF(10, 4, 20, 22), row.key, px=CAP, tone="hint", bold=True)
        if row.level is not None:
            level_plate(pen, QPointF(30, 5), row.level)
        else:
            area = QRectF(30, 5, 38, 22)
            box(pen, area, edge="bg.edge")
            text(pen, area.adjusted(7, -0.5, 0, -0.5), "待定", px=CAP, tone="quiet")
        number = QRectF(width - _TIMER_WIDTH - 74, 4, 62, 22)
        text(pen, number, str(row.number), tone="hint", align=RIGHT)
        place = QRectF(78, 4, number.left() - 82, 24)
        text(pen, place, row.place, px=BODY, tone="strong", bold=True)
        sign = sign_of(row)
        plate(pen, QPointF(30, 29), sign, kind=PlateKind.PLAIN, height=20)
        left = 30 + plate_width(sign, height=20) + 10
        text(pen, QRectF(left, 28, number.right() - left, 22), row.what, tone="quiet")
        if row.limit is not None:
            timer(
                pen,
                QRectF(width - _TIMER_WIDTH - 8, 14, _TIMER_WIDTH, 24),
                duration(row.limit.seconds),
                caption=row.limit.caption,
                share=row.limit.share,
                urgency=row.limit.urgency,
            )


class RunningPanel(Panel):
    """The list and its sums; a click chooses as Ctrl and the digit do."""

    def __init__(self, running: RunningIncidents, parent: QWidget | None = None) -> None:
        super().__init__("", padding=0, parent=parent)
        self._running = running
        self._chosen: IncidentId | None = None
        self.setObjectName("running_panel")
        self.title.setText(self.tr("在办事件"))
        self.right.set_tone("red")
        empty = self.tr("没有在办事件　接听后受理的事件排在这里")
        self.rows = RowList(running.model, IncidentDelegate(), empty=empty)
        self.rows.setObjectName("running_incidents")
        self.rows.setAccessibleName(self.tr("在办事件"))
        self.body.addWidget(self.rows)
        running.changed.connect(self.refresh)
        self.refresh()

    def set_chosen(self, incident_id: IncidentId | None) -> None:
        """Mark the incident the desk works on."""
        self._chosen = incident_id
        self.refresh()

    def refresh(self) -> None:
        """Read the sums anew and keep the mark on the chosen incident."""
        rows = self._running.rows
        self.note.setText(self.tr("{} 件　Ctrl+1…9 切换").format(len(rows)) if rows else "")
        overdue = sum(row.overdue for row in rows)
        waiting = sum(row.waiting for row in rows)
        words = [
            self.tr("待派 {}").format(waiting) if waiting else "",
            self.tr("超时 {}").format(overdue) if overdue else "",
        ]
        self.right.setText(together(words))
        places = [place for place, row in enumerate(rows) if row.incident_id == self._chosen]
        wanted = places[0] if places else -1
        if self.rows.currentIndex().row() != wanted:
            self.rows.choose(wanted)
