"""The receiver at rest: the clock, the latest jobs, the station's vehicles."""

from datetime import datetime

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.roles.station.idle_head import SIDE, FarClock, FarTitle, IdleHead
from dispatch_console.roles.station.idle_lists import JobDelegate, ShownVehicle, VehicleDelegate
from dispatch_console.roles.station.key_bar import BarKey, KeyBar, KeyRow
from dispatch_console.roles.station.message_band import MessageBand
from dispatch_console.theme.palette import VEHICLES
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.station_board import Job, StationVehicle, figures, jobs_of
from dispatch_console.viewmodels.station_receiver import StationReceiver
from dispatch_console.viewmodels.station_reports import RESTORE
from dispatch_console.viewmodels.station_words import span
from dispatch_console.widgets.row_list import RowList
from dispatch_server.contract.local_time import local


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
        self.band = MessageBand()
        self.band.setObjectName("idle_message")
        self.title = FarTitle(self.tr("本站车辆"))
        self.job_title = FarTitle(self.tr("近期任务"), left=SIDE)
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
        left, right = (
            _panel(self.clock, self.job_title, jobs),
            _panel(self.title, vehicles, self.band),
        )
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
        midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
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


def _panel(*parts: QWidget) -> QFrame:
    panel = QFrame()
    panel.setProperty("surface", "panel")
    lay = QVBoxLayout(panel)
    lay.setContentsMargins(0, 0, 0, 0)
    lay.setSpacing(0)
    for part in parts:
        lay.addWidget(part)
    return panel
