"""The receiver at rest: the clock, the latest jobs, the station's vehicles."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.roles.station.far_plates import far_key, far_plate
from dispatch_console.roles.station.fitted_text import line_px
from dispatch_console.roles.station.key_bar import BarKey, KeyBar, KeyRow
from dispatch_console.theme.fonts import FAR, FIGURE, HEAD, text_width
from dispatch_console.theme.palette import ORDERS, VEHICLES
from dispatch_console.viewmodels.row_model import ROW, RowModel
from dispatch_console.viewmodels.station_board import (
    Figures,
    Job,
    StationVehicle,
    figures,
    jobs_of,
)
from dispatch_console.viewmodels.station_receiver import RESTORE, StationReceiver
from dispatch_console.viewmodels.station_words import UNKNOWN, span
from dispatch_console.widgets.marks import vehicle_sign
from dispatch_console.widgets.pen import MIDDLE, RIGHT, Pen, box, icon, rule, text
from dispatch_console.widgets.row_list import RowDelegate, RowList

_WEEKDAYS: Final = "一二三四五六日"
_SIDE: Final = 48


@dataclass(frozen=True, slots=True)
class ShownVehicle:
    """A vehicle with how long it has been so, in words."""

    vehicle: StationVehicle
    since: str


class IdleHead(QWidget):
    """Names the station and the day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._day = ""
        self.setFixedHeight(96)

    def show_head(self, name: str, now: datetime) -> None:
        """Show another station or day."""
        local = now.astimezone()
        weekday = _WEEKDAYS[local.weekday()]
        day = f"{local.month}月{local.day}日　{self.tr('星期')}{weekday}"
        if (name, day) != (self._name, self._day):
            self._name, self._day = name, day
            self.setAccessibleName(f"{name} {day}")
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=4)
        width = text_width(self._name, FIGURE, bold=True)
        place = QRectF(32, -2, width + 4, 96)
        text(pen, place, self._name, px=FIGURE, tone="strong", bold=True)
        note = QRectF(64 + width, 4, 160, 96)
        text(pen, note, self.tr("受警机"), px=HEAD, tone="quiet")
        at = QPointF(64 + width + 112, 26)
        far_plate(pen, at, self.tr("待命"), hue="green", glyph="mdi6.check-circle-outline")
        day = QRectF(self.width() - 640, 0, 608, 96)
        text(pen, day, self._day, px=HEAD, tone="quiet", align=RIGHT)


class FarClock(QWidget):
    """The time large enough for the whole room, and how the orders in sight went."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time = ""
        self._figures = Figures(0, 0, 0, None, 0)
        self.setObjectName("far_clock")
        self.setFixedHeight(432)

    def show_time(self, now: datetime, counted: Figures) -> None:
        """Show another second or other figures."""
        time = now.astimezone().strftime("%H:%M:%S")
        if (time, counted) != (self._time, self._figures):
            self._time, self._figures = time, counted
            self.setAccessibleName(time)
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        width = float(self.width())
        text(
            pen,
            QRectF(0, 24, width, 210),
            self._time,
            px=190,
            tone="strong",
            bold=True,
            align=MIDDLE,
        )
        rule(pen, QRectF(_SIDE, 262, width - 2 * _SIDE, 1))
        cell = (width - 2 * _SIDE) / 4
        for place, (name, figure, unit) in enumerate(self._cells()):
            self._draw_cell(pen, QRectF(_SIDE + place * cell, 280, cell, 140), name, figure, unit)
        rule(pen, QRectF(_SIDE, 431, width - 2 * _SIDE, 1))

    def _cells(self) -> tuple[tuple[str, str, str], ...]:
        counted = self._figures
        mean = counted.mean_departure_s
        in_time = str(counted.in_time) if counted.departures else UNKNOWN
        of = f"/ {counted.departures}" if counted.departures else ""
        return (
            (self.tr("今日任务 本屏所见"), str(counted.orders), self.tr("单")),
            (self.tr("平均出车"), span(mean) if mean is not None else UNKNOWN, ""),
            (self.tr("3 分钟内出车"), in_time, of),
            (self.tr("正在执行"), str(counted.live), self.tr("单")),
        )

    def _draw_cell(self, pen: QPainter, area: QRectF, name: str, figure: str, unit: str) -> None:
        text(pen, QRectF(area.x(), area.y(), area.width(), 32), name, px=20, tone="quiet")
        digits = QRectF(area.x(), area.y() + 36, area.width(), 90)
        text(pen, digits, figure, px=FAR, tone="strong", bold=True)
        left = area.x() + text_width(figure, FAR, bold=True) + 10
        text(pen, QRectF(left, area.y() + 76, 100, 40), unit, px=20, tone="quiet")


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
        time = job.issued_at.astimezone().strftime("%H:%M")
        text(pen, QRectF(_SIDE, 0, 90, height), time, px=HEAD, tone="quiet")
        name = QRectF(_SIDE + 92, 0, 110, height)
        text(pen, name, job.vehicle, px=HEAD, tone="strong", bold=True)
        where = f"{job.where}　{job.what}" if job.what else job.where
        room = width - _SIDE * 2 - 212 - 190
        px = line_px(where, room, (26, 22, 20))
        text(pen, QRectF(_SIDE + 212, 0, room, height), where, px=px)
        sign = ORDERS[job.state]
        state = QRectF(width - _SIDE - 140, 0, 140, height)
        glyph = QPointF(width - _SIDE - 180, height / 2 - 14)
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


class IdlePage(QWidget):
    """Shown while no order of the station is chosen."""

    def __init__(self, receiver: StationReceiver, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._receiver = receiver
        self.head = IdleHead()
        self.clock = FarClock()
        self.jobs: RowModel[Job] = RowModel(lambda job: job.number, self, key=lambda j: j.number)
        self.vehicles: RowModel[ShownVehicle] = RowModel(
            lambda v: f"{v.vehicle.name} {VEHICLES[v.vehicle.state].word}",
            self,
            key=lambda v: v.vehicle.id,
        )
        self.title = FarTitle(self.tr("本站车辆"))
        self.job_title = FarTitle(self.tr("近期任务"), left=_SIDE)
        self.keys = KeyBar(
            KeyRow(
                (
                    BarKey(RESTORE, "Q", self.tr("回站待命")),
                    BarKey("look", "1-9", self.tr("看任务")),
                    BarKey("call_centre", "C", self.tr("呼叫中心")),
                ),
                rest=2,
            )
        )
        self._lay_out()

    def _lay_out(self) -> None:
        jobs = RowList(self.jobs, JobDelegate())
        jobs.setObjectName("jobs")
        vehicles = RowList(self.vehicles, VehicleDelegate())
        vehicles.setObjectName("vehicles")
        left, right = _panel(self.clock, self.job_title, jobs), _panel(self.title, vehicles)
        body = QHBoxLayout()
        body.setSpacing(8)
        body.addWidget(left, 3)
        body.addWidget(right, 2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(8, 8, 8, 0)
        outer.setSpacing(8)
        outer.addWidget(self.head)
        outer.addLayout(body, 1)
        outer.addWidget(self.keys)

    def _since(self, vehicle: StationVehicle, now: datetime) -> str:
        return f"{self.tr('已')} {span((now - vehicle.since).total_seconds())}"

    def show_time(self, now: datetime) -> None:
        """Show the station as it is at a moment."""
        receiver = self._receiver
        station, board = receiver.station, receiver.mirror.board
        name = station.name if station else self.tr("未知分站")
        self.head.show_head(name, now)
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        self.clock.show_time(now, figures(board, receiver.station_id, since=midnight))
        self.jobs.replace(jobs_of(board, receiver.station_id))
        own = receiver.vehicles
        shown = [ShownVehicle(v, self._since(v, now)) for v in own]
        self.vehicles.replace(shown)
        free = sum(1 for v in own if v.is_free)
        self.title.set_note(f"{len(own)} {self.tr('辆')}　{self.tr('可派')} {free}")
        self.job_title.set_note("" if self.jobs.rows else self.tr("还没有"))
        self.keys.row.light(RESTORE, on=bool(receiver.restorable))
        self.keys.row.light("look", on=bool(receiver.orders))
        self.keys.row.light("call_centre", on=False)
        self.keys.show_asking(receiver.asking)


class FarTitle(QWidget):
    """The title of a list, and a note beside it."""

    def __init__(self, title: str, *, left: int = 28, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._left = title, left
        self._note = ""
        self.setFixedHeight(64)

    def set_note(self, note: str) -> None:
        """Say something else beside the title."""
        if note != self._note:
            self._note = note
            self.setAccessibleName(f"{self._title} {note}")
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        width = text_width(self._title, HEAD, bold=True)
        place = QRectF(self._left, 0, width + 4, 64)
        text(pen, place, self._title, px=HEAD, tone="strong", bold=True)
        note = QRectF(self._left + width + 16, 2, 400, 64)
        text(pen, note, self._note, px=20, tone="quiet")
        rule(pen, QRectF(0, 63, self.width(), 1))


def _panel(*parts: QWidget) -> QFrame:
    panel = QFrame()
    panel.setProperty("surface", "panel")
    lay = QVBoxLayout(panel)
    lay.setContentsMargins(0, 0, 0, 0)
    lay.setSpacing(0)
    for part in parts:
        lay.addWidget(part)
    return panel
