"""The supervisor's window (班长席): desks, queue, stations, red timers, vehicles, messages."""

from functools import partial
from typing import Final

from PyQt6.QtCore import QRect, pyqtSignal
from PyQt6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.roles.supervisor.desk_matrix import CELL_HEIGHT, DesksPanel
from dispatch_console.roles.supervisor.lines_panel import LinesPanel
from dispatch_console.roles.supervisor.waiting_panel import WaitingPanel
from dispatch_console.theme.sounds import Sounds
from dispatch_console.viewmodels.room_desks import DeskRow
from dispatch_console.viewmodels.room_figures import supervisor_figures
from dispatch_console.viewmodels.room_models import RoomModels
from dispatch_console.viewmodels.running_incidents import IncidentRow
from dispatch_console.viewmodels.station_lines import StationLine
from dispatch_console.widgets.alarm_foot import AlarmFoot
from dispatch_console.widgets.banner import Banner
from dispatch_console.widgets.fleet_panel import FleetPanel
from dispatch_console.widgets.incident_sheet import IncidentSheet
from dispatch_console.widgets.message_keys import MessageKeys
from dispatch_console.widgets.messages_panel import MessagesPanel
from dispatch_console.widgets.timers_panel import TimersPanel
from dispatch_console.widgets.toast import Toast, Toasts
from dispatch_console.widgets.window_head import HEIGHT as HEAD_HEIGHT
from dispatch_console.widgets.window_head import WindowHead
from dispatch_console.widgets.window_keys import DeskKeys
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.local_time import local
from dispatch_server.contract.states import AddresseeKind

GUTTER: Final = 8
_RIGHT_WIDTH: Final = 408
_FOOT: Final = 36 + 2 * GUTTER


class RoomWindow(QWidget):
    """Everything by keys: Tab goes from list to list, arrows choose, Enter acts, Esc goes back.

    `theme_requested` asks for the other look.
    """

    theme_requested = pyqtSignal()

    def __init__(self, models: RoomModels, sounds: Sounds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self.setObjectName("room_window")
        self.setProperty("surface", "window")
        self.setWindowTitle(self.tr("120 班长席"))
        self.resize(1920, 1080)
        self.setMinimumSize(1700, 960)
        self._make_parts()
        self._lay_out()
        self.toasts = Toasts(self, above=_FOOT)
        self.sheet = IncidentSheet(models.view, self)
        self.talk = MessageKeys(
            self,
            models.messages,
            models.draft,
            toasts=self.toasts,
            sounds=sounds,
            incident=lambda: models.view.chosen.id,
        )
        self._connect()
        self._show()

    def _make_parts(self) -> None:
        models = self._models
        self.head = WindowHead(self.tr("班长席"))
        self.banner = Banner()
        self.desks = DesksPanel(models.desks)
        self.waiting = WaitingPanel(models.waiting)
        self.lines = LinesPanel(models.stations)
        self.timers = TimersPanel(models.running)
        self.fleet = FleetPanel(models.fleet)
        self.messages = MessagesPanel(models.messages, beside_log=False)
        self.alarms = AlarmFoot(models.desk, models.alarms, self.banner)

    def _lay_out(self) -> None:
        left, middle, right = _column(), _column(), _column()
        left.addWidget(self.desks)
        below = QHBoxLayout()
        below.setSpacing(GUTTER)
        below.addWidget(self.waiting, 2)
        below.addWidget(self.lines, 3)
        left.addLayout(below, 1)
        self.desks.setFixedHeight(36 + 2 * CELL_HEIGHT + 2 * GUTTER)
        middle.addWidget(self.timers, 1)
        right.addWidget(self.fleet)
        right.addWidget(self.messages, 1)
        side = QWidget()
        side.setFixedWidth(_RIGHT_WIDTH)
        side.setLayout(right)
        columns = QHBoxLayout()
        columns.setSpacing(GUTTER)
        columns.addLayout(left, 8)
        columns.addLayout(middle, 5)
        columns.addWidget(side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(GUTTER, GUTTER, GUTTER, GUTTER)
        outer.setSpacing(GUTTER)
        for part in (self.head, self.banner):
            outer.addWidget(part)
        outer.addLayout(columns, 1)
        outer.addWidget(self.alarms)

    def _connect(self) -> None:
        models = self._models
        for changed in (
            models.waiting.changed,
            models.desks.changed,
            models.running.changed,
            models.strength.changed,
            models.day.changed,
            models.clock.ticked,
        ):
            changed.connect(self._show)
        models.view.told.connect(lambda words: self.toasts.say(Toast(words, "amber")))
        self.desks.rows.opened.connect(self._write_to_desk)
        self.lines.rows.opened.connect(self._write_to_station)
        self.timers.rows.opened.connect(self._look_at)
        self.messages.opened.connect(self.talk.open)
        digits = {f"Ctrl+{digit}": partial(self._look_at_place, digit) for digit in range(1, 10)}
        DeskKeys(
            self,
            {
                **self.talk.keys,
                **digits,
                "Ctrl+A": models.alarms.acknowledge,
                "Ctrl+Shift+L": self.theme_requested.emit,
            },
        )

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._models.day.open(on=True)
        self.desks.rows.setFocus()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        self._models.day.open(on=False)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        top = HEAD_HEIGHT + 3 * GUTTER + 40
        left = self.width() // 8
        self.sheet.place_over(
            QRect(left, top, self.width() - 2 * left, self.height() - top - _FOOT - 40)
        )

    def _write_to_desk(self, row: object) -> None:
        if isinstance(row, DeskRow) and row.seat_id != self._models.desk.seat_id:
            self.talk.write_to(Addressee(AddresseeKind.SEAT, row.seat_id))

    def _write_to_station(self, row: object) -> None:
        if isinstance(row, StationLine):
            self.talk.write_to(Addressee(AddresseeKind.STATION, row.station_id))

    def _look_at(self, row: object) -> None:
        if isinstance(row, IncidentRow):
            self._models.view.show(row.incident_id)

    def _look_at_place(self, digit: int) -> None:
        self._look_at(self._models.running.model.row(digit - 1))

    def _show(self) -> None:
        models = self._models
        self.head.show_person(models.person)
        self.head.show_figures(supervisor_figures(models))
        self.head.clock.set_time(local(models.clock.now()))


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GUTTER)
    return column
