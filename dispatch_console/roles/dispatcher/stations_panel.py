"""The stations in idle times: which vehicles stand free, which are away."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import BODY
from dispatch_console.theme.palette import Sign
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.strength import StationRow, Strength
from dispatch_console.widgets.marks import vehicle_sign
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import text
from dispatch_console.widgets.plates import plate
from dispatch_console.widgets.row_list import RowDelegate, RowList

_ROW_HEIGHT: Final = 44
_PITCH: Final = 92
_NONE_FREE: Final = Sign(word="无车", hue="amber", glyph="mdi6.alert-outline")


class StationDelegate(RowDelegate):
    """A station and the sign of every vehicle it has."""

    def row_height(self, _index: QModelIndex) -> int:
        return _ROW_HEIGHT

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, *, on: bool) -> None:
        row = index.data(ROW)
        if not isinstance(row, StationRow):
            return
        height = size.height() - 1
        none_free = row.free == 0
        name = QRectF(12, 0, 128, height)
        text(pen, name, row.name, px=BODY, tone="strong", bold=none_free or on)
        count = QRectF(146, 0, 60, height)
        tone = "amber" if none_free else "strong"
        text(pen, count, f"{row.free} / {row.total}", px=BODY, tone=tone, bold=True)
        if none_free:
            plate(pen, QPointF(206, height / 2 - 11), _NONE_FREE)
        left = 292.0
        for state, vehicle in zip(row.states, row.names, strict=True):
            if left + _PITCH > size.width():
                return
            vehicle_sign(pen, QPointF(left, height / 2), state, radius=7)
            text(pen, QRectF(left + 16, 0, _PITCH - 20, height), vehicle)
            left += _PITCH


class StationsPanel(Panel):
    """Who could go, when nothing is being taken down."""

    def __init__(self, strength: Strength, parent: QWidget | None = None) -> None:
        super().__init__("", padding=0, parent=parent)
        self._strength = strength
        self.setObjectName("stations_panel")
        self.title.setText(self.tr("分站实力"))
        empty = self.tr("还没有分站和车辆　连上服务器后列出")
        self.rows = RowList(strength.model, StationDelegate(), empty=empty, choosable=False)
        self.rows.setObjectName("stations")
        self.rows.setAccessibleName(self.tr("分站实力"))
        self.body.addWidget(self.rows)
        strength.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        shown = self._strength
        self.note.setText(self.tr("空闲 {} / {}").format(shown.free, shown.total))
