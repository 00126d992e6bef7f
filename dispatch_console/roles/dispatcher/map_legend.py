"""The legend of the map: every sign with its word, and where positions come from."""

from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.map.fleet_layer import draw_vehicle
from dispatch_console.theme.palette import VEHICLES
from dispatch_console.viewmodels.map_fleet import FixAge
from dispatch_console.widgets.marks import vehicle_sign
from dispatch_console.widgets.pen import Pen, box, icon, rule, text

WIDTH: Final = 324
HEIGHT: Final = 272
_COLUMNS: Final = 3
_CELL: Final = 104
_ROW: Final = 28
_TURNED: Final = frozenset({"on_road", "departed", "loaded"})
_PLACES: Final = (
    ("mdi6.home", "分站 空闲数", "green"),
    ("mdi6.hospital-box-outline", "医院", "focus"),
    ("mdi6.phone-ring", "来电位置", "focus"),
    ("mdi6.map-marker", "现场 级别", "orange"),
    ("mdi6.flag-variant", "等车地点", "strong"),
    ("mdi6.circle-outline", "位置误差", "orange"),
    ("mdi6.ambulance", "成组 空/总", "green"),
    ("mdi6.boom-gate-outline", "封路", "red"),
    ("mdi6.vector-polyline", "等时圈 分钟", "focus"),
)


_AGES: Final = (
    (FixAge.AGED, "超 30 秒"),
    (FixAge.STALE, "超 2 分"),
    (FixAge.LOST, "失联 10 分"),
)


class MapLegend(QWidget):
    """Explains the signs; a colour alone explains nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("map_legend")
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAccessibleName(self.tr("图例"))

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=0)
        for place, (state, sign) in enumerate(VEHICLES.items()):
            x = 12 + (place % _COLUMNS) * _CELL
            y = 8 + (place // _COLUMNS) * _ROW
            turn = 40.0 if state in _TURNED else 0.0
            vehicle_sign(pen, QPointF(x + 10, y + 14), state, heading=turn, radius=8)
            text(pen, QRectF(x + 28, y, 76, _ROW), sign.word)
        rule(pen, QRectF(12, 126, WIDTH - 24, 1))
        for place, (glyph, word, tone) in enumerate(_PLACES):
            x = 12 + (place % _COLUMNS) * _CELL
            y = 132 + (place // _COLUMNS) * 26
            icon(pen, glyph, QPointF(x + 2, y + 5), size=16, tone=tone)
            text(pen, QRectF(x + 22, y, 86, 26), self.tr(word))
        rule(pen, QRectF(12, 214, WIDTH - 24, 1))
        self._draw_ages(pen)
        words = QRectF(12, 244, WIDTH - 24, 26)
        text(pen, words, self.tr("无车载定位　车辆位置按派车单推定"), tone="quiet")

    def _draw_ages(self, pen: Pen) -> None:
        for place, (age, word) in enumerate(_AGES):
            x = 12 + place * _CELL
            pen.save()
            pen.translate(x - 2, 219)
            draw_vehicle(pen, side=24, state="departed", heading=40, age=age, scale=0.62)
            pen.restore()
            text(pen, QRectF(x + 26, 218, 80, 26), self.tr(word))
