"""The vehicles beside the map, and the chosen one in full."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import BODY, FACT, HEAD
from dispatch_console.theme.palette import VEHICLES
from dispatch_console.viewmodels.map_scene import MapScene
from dispatch_console.viewmodels.map_vehicles import VehicleCard, VehicleLine
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.widgets.marks import vehicle_sign
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.pen import RIGHT, Pen, box, text
from dispatch_console.widgets.row_list import RowDelegate, RowList

WIDTH: Final = 332
_CARD_HEIGHT: Final = 194
_METRES_OF_KM: Final = 1000


def _time(line: VehicleLine) -> str:
    if line.seconds is None:
        return ""
    minutes, seconds = divmod(int(line.seconds), 60)
    return f"{minutes}:{seconds:02d}"


class VehicleLineDelegate(RowDelegate):
    """Paints one vehicle: sign, name, place, road time and distance."""

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, **_on: bool) -> None:
        line = index.data(ROW)
        if not isinstance(line, VehicleLine):
            return
        width, height = float(size.width()), float(size.height())
        vehicle_sign(pen, QPointF(24, height / 2), line.state, heading=40, radius=8)
        tone = "strong" if line.is_free else "quiet"
        text(pen, QRectF(42, 0, 54, height), line.name, px=BODY, tone=tone, bold=True)
        busy = VEHICLES[line.state]
        place = line.place if line.is_free else f"{busy.word}　{line.place}"
        room = 112 if line.seconds is not None and line.is_free else width - 108
        hue = "body" if line.is_free else busy.hue
        text(pen, QRectF(98, 0, room, height), place, tone=hue)
        if not line.is_free:
            return
        area = QRectF(200, 0, 62, height)
        text(pen, area, _time(line), px=BODY, tone="strong", bold=True, align=RIGHT)
        if line.metres is not None:
            far = f"{line.metres / _METRES_OF_KM:.1f} km"
            text(pen, QRectF(262, 0, width - 272, height), far, tone="quiet", align=RIGHT)


class CardView(QWidget):
    """Shows one vehicle in full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card: VehicleCard | None = None
        self.setObjectName("vehicle_card")
        self.setFixedHeight(_CARD_HEIGHT)

    def show_card(self, card: VehicleCard | None) -> None:
        """Show another vehicle, or none."""
        if card != self._card:
            self._card = card
            self.setAccessibleName(card.line.name if card else "")
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        if self._card is None:
            return
        pen = Pen(self)
        width, line = float(self.width()), self._card.line
        sign = VEHICLES[line.state]
        box(pen, QRectF(self.rect()), fill="bg.raised", radius=0)
        vehicle_sign(pen, QPointF(24, 26), line.state, heading=40, radius=10, ground="bg.raised")
        words = f"{line.name}　{sign.word}"
        text(pen, QRectF(44, 8, 200, 34), words, px=FACT, tone="strong", bold=True)
        time = QRectF(width - 132, 8, 120, 34)
        text(pen, time, _time(line), px=HEAD, tone="focus", bold=True, align=RIGHT)
        for place, (name, words) in enumerate(self._card.facts):
            down = 50.0 + place * 27
            text(pen, QRectF(14, down, 50, 26), name, tone="quiet")
            text(pen, QRectF(62, down, width - 72, 26), words)


class MapVehicleList(Panel):
    """Free vehicles first, by road time where a recommendation is known."""

    chosen = pyqtSignal(str)

    def __init__(self, scene: MapScene, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, parent=parent)
        self._scene = scene
        self.list = RowList(scene.vehicles, VehicleLineDelegate(), empty=self.tr("没有登记车辆"))
        self.card = CardView()
        self.body.setSpacing(0)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.card)
        self.setObjectName("map_vehicles")
        self.setProperty("surface", "")
        self.list.clicked.connect(self._clicked)
        scene.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        scene = self._scene
        near = scene.near
        self.title.setText(f"{self.tr('到')} {near} {self.tr('最近')}" if near else self.tr("车辆"))
        total = len(scene.vehicles.rows)
        self.note.setText(f"{self.tr('空闲')} {scene.free} / {total} {self.tr('辆')}")
        known = any(line.seconds is not None for line in scene.vehicles.rows)
        self.right.setText(self.tr("道路时间 约") if known else "")
        self.card.show_card(scene.card)

        lines = scene.vehicles.rows
        shown = scene.card.line.id if scene.card is not None else None
        self.list.choose(next((i for i, line in enumerate(lines) if line.id == shown), -1))

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        box(Pen(self), QRectF(self.rect()), fill="bg.panel", radius=0)

    def _clicked(self, index: QModelIndex) -> None:
        line = index.data(ROW)
        if isinstance(line, VehicleLine):
            self.chosen.emit(line.id)
