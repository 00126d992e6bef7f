"""Paints the rows of the receiver at rest: latest jobs, and the station's vehicles."""

from dataclasses import dataclass

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize
from PyQt6.QtGui import QPainter

from dispatch_console.roles.station.far_plates import far_key
from dispatch_console.roles.station.fitted_text import line_px
from dispatch_console.roles.station.idle_head import SIDE
from dispatch_console.theme.fonts import FIGURE, HEAD, text_width
from dispatch_console.theme.palette import ORDERS, VEHICLES
from dispatch_console.viewmodels.row_model import ROW
from dispatch_console.viewmodels.station_board import Job, StationVehicle
from dispatch_console.widgets.marks import vehicle_sign
from dispatch_console.widgets.pen import RIGHT, icon, text
from dispatch_console.widgets.row_list import RowDelegate
from dispatch_server.contract.local_time import local


@dataclass(frozen=True, slots=True)
class ShownVehicle:
    """A vehicle with how long it has been so, in words."""

    vehicle: StationVehicle
    since: str


class JobDelegate(RowDelegate):
    """Paints one of the latest orders."""

    def row_height(self, _index: QModelIndex) -> int:
        return 56

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, **_on: bool) -> None:
        job = index.data(ROW)
        if not isinstance(job, Job):
            return
        width, height = float(size.width()), float(size.height())
        if job.key:
            far_key(pen, QPointF(8, height / 2 - 16), job.key, height=32)
        time = local(job.issued_at).strftime("%H:%M")
        text(pen, QRectF(SIDE, 0, 90, height), time, px=HEAD, tone="quiet")
        name = QRectF(SIDE + 92, 0, 110, height)
        text(pen, name, job.vehicle, px=HEAD, tone="strong", bold=True)
        where = f"{job.where}　{job.what}" if job.what else job.where
        room = width - SIDE * 2 - 212 - 190
        px = line_px(where, room, (26, 22, 20))
        text(pen, QRectF(SIDE + 212, 0, room, height), where, px=px)
        sign = ORDERS[job.state]
        state = QRectF(width - SIDE - 140, 0, 140, height)
        glyph = QPointF(width - SIDE - 180, height / 2 - 14)
        icon(pen, sign.glyph, glyph, size=28, tone=sign.hue)
        text(pen, state, sign.word, px=HEAD, tone=sign.hue, bold=job.is_live)


class VehicleDelegate(RowDelegate):
    """Paints one vehicle of the station with its crew."""

    def row_height(self, _index: QModelIndex) -> int:
        return 136

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, **_on: bool) -> None:
        vehicle = index.data(ROW)
        if not isinstance(vehicle, ShownVehicle):
            return
        width, height = float(size.width()), float(size.height())
        shown = vehicle.vehicle
        sign = VEHICLES[shown.state]
        vehicle_sign(pen, QPointF(48, height / 2), shown.state, radius=20)
        name = text_width(shown.name, FIGURE, bold=True)
        tone = "quiet" if sign.hue == "grey" else "strong"
        text(pen, QRectF(88, 18, name + 4, 60), shown.name, px=FIGURE, tone=tone, bold=True)
        words = f"{sign.word} {shown.reason}".strip()
        state = QRectF(112 + name, 24, width - name - 112 - 170, 52)
        text(pen, state, words, px=HEAD, tone=sign.hue, bold=True)
        since = QRectF(width - 170, 26, 146, 48)
        text(pen, since, vehicle.since, px=20, tone="quiet", align=RIGHT)
        crew = shown.crew or self.tr("班组未登记")
        below = f"{shown.kind}　{crew}" if shown.kind else crew
        px = line_px(below, width - 112, (24, 22, 20))
        text(pen, QRectF(88, 80, width - 112, 40), below, px=px)
