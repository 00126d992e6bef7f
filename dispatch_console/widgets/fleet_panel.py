"""The vehicles by state: the sign, its word, how many, and one small mark for each."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import BODY
from dispatch_console.theme.palette import VEHICLES
from dispatch_console.viewmodels.fleet_counts import FleetCounts, FleetRow
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.widgets.marks import vehicle_sign
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import RIGHT, box, text
from dispatch_console.widgets.row_list import RowDelegate, RowList

_ROW_HEIGHT: Final = 33
_MARK: Final = 9.0
_PITCH: Final = 12.0
_MARKS: Final = 172.0


class FleetDelegate(RowDelegate):
    """One line a state; a state that no vehicle is in stays, quiet."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, FleetRow):
            return
        height, sign = float(size.height() - 1), VEHICLES[row.state]
        vehicle_sign(pen, QPointF(20, height / 2), row.state, radius=7)
        tone = "strong" if row.count else "hint"
        text(pen, QRectF(38, 0, 90, height), sign.word, tone=tone)
        count = QRectF(120, 0, 40, height)
        text(
            pen, count, str(row.count), px=BODY, tone=tone, bold=on or bool(row.count), align=RIGHT
        )
        most = int((size.width() - _MARKS - 12) // _PITCH)
        for place in range(min(row.count, most)):
            mark = QRectF(_MARKS + place * _PITCH, (height - _MARK) / 2, _MARK, _MARK)
            box(pen, mark, fill=f"{sign.hue}.fg", radius=1)


class FleetPanel(Panel):
    """How the fleet stands now."""

    def __init__(self, fleet: FleetCounts, parent: QWidget | None = None) -> None:
        super().__init__("", padding=0, parent=parent)
        self._fleet = fleet
        self.setObjectName("fleet_panel")
        self.title.setText(self.tr("车辆"))
        self.rows = RowList(fleet.model, FleetDelegate(), choosable=False)
        self.rows.setObjectName("fleet_counts")
        self.rows.setAccessibleName(self.tr("车辆"))
        self.body.addWidget(self.rows)
        self.setFixedHeight(36 + _ROW_HEIGHT * len(fleet.model.rows) + 6)
        fleet.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        rows = self._fleet.model.rows
        self.note.setText(self.tr("{} 辆").format(rows[0].total if rows else 0))
