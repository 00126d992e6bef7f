"""The dispatcher's left window: the call, the form, the vehicles, the running incidents."""

from typing import Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dispatch_console.roles.dispatcher.acceptance_panel import AcceptancePanel
from dispatch_console.roles.dispatcher.call_bar import CallBar
from dispatch_console.roles.dispatcher.call_strip import CallStrip
from dispatch_console.roles.dispatcher.call_window_actions import CallWindowActions
from dispatch_console.roles.dispatcher.cancel_panel import CancelPanel
from dispatch_console.roles.dispatcher.hand_over_panel import HandOverPanel
from dispatch_console.roles.dispatcher.hospitals_panel import HospitalsPanel
from dispatch_console.roles.dispatcher.key_bar import KeyBar
from dispatch_console.roles.dispatcher.room_block import RoomBlock
from dispatch_console.roles.dispatcher.seat_panel import SeatPanel
from dispatch_console.roles.dispatcher.stations_panel import StationsPanel
from dispatch_console.roles.dispatcher.vehicles_panel import VehiclesPanel
from dispatch_console.roles.dispatcher.waiting_panel import WaitingPanel
from dispatch_console.theme.sounds import Sounds
from dispatch_console.viewmodels.dispatcher_models import DispatcherModels
from dispatch_console.widgets.alarm_strip import AlarmStrip
from dispatch_console.widgets.banner import Banner
from dispatch_console.widgets.incident_panel import IncidentPanel
from dispatch_console.widgets.log_panel import LogPanel
from dispatch_console.widgets.message_composer import MessageComposer
from dispatch_console.widgets.message_reader import MessageReader
from dispatch_console.widgets.messages_panel import MessagesPanel
from dispatch_console.widgets.running_panel import RunningPanel
from dispatch_console.widgets.toast import Toast, Toasts

GUTTER: Final = 8
SIDE_WIDTH: Final = 608
NARROW_SIDE: Final = 448
FULL_WIDTH: Final = 1880
FULL_HEIGHT: Final = 1040
"""Below these sizes the right column gives way, and the strip while a banner is shown."""
_FOOT: Final = 56 + 36 + 3 * GUTTER


class CallWindow(QWidget):
    """Lays the parts out; nothing of it moves when a call rings.

    `painted_call` names a ringing call right after its words were first painted; `map_requested`
    asks for the focus on the map; `theme_requested` for the other look.
    """

    painted_call = pyqtSignal(str)
    map_requested = pyqtSignal()
    theme_requested = pyqtSignal()

    def __init__(
        self, models: DispatcherModels, sounds: Sounds, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._models = models
        self._painted: set[str] = set()
        self.setObjectName("call_window")
        self.setProperty("surface", "window")
        self.setWindowTitle(self.tr("120 受理台"))
        self.resize(1920, 1080)
        self.setMinimumSize(1700, 960)
        self._make_parts()
        self._lay_out()
        self.toasts = Toasts(self, above=_FOOT)
        self.actions_of_desk = CallWindowActions(self, models, sounds)
        self.call_bar.painted.connect(self._on_painted)
        self.actions_of_desk.refresh()

    def _make_parts(self) -> None:
        models = self._models
        self.call_bar = CallBar()
        self.banner = Banner()
        self.strip = CallStrip()
        self.room = RoomBlock(models.desk, models.strength)
        self.form = AcceptancePanel(models.form, models.chosen, models.knowledge)
        self.incident = IncidentPanel(models.chosen, models.timeline, models.server.mirror)
        self.vehicles = VehiclesPanel(models.recommendation)
        self.hospitals = HospitalsPanel(models.recommendation)
        self.stations = StationsPanel(models.strength)
        self.running = RunningPanel(models.running)
        self.messages = MessagesPanel(models.messages)
        self.log = LogPanel(models.log)
        self.lists = QStackedWidget()
        self.lists.addWidget(self.messages)
        self.lists.addWidget(self.log)
        self.lists.setFixedHeight(self.messages.height())
        self.keys = KeyBar()
        self.alarms = AlarmStrip()
        self.cancel = CancelPanel(self)
        self.seat_panel = SeatPanel(self)
        self.reader = MessageReader(models.messages, self)
        self.composer = MessageComposer(models.message_draft, self)
        self.hand_over = HandOverPanel(models.hand_over, self)
        self.waiting = WaitingPanel(models.waiting, self)

    def _lay_out(self) -> None:
        main, self.side = QWidget(), QWidget()
        column = _column(main)
        for part in (self.call_bar, self.banner, self.strip):
            column.addWidget(part)
        column.addWidget(self._body(), 1)
        column = _column(self.side)
        column.addWidget(self.room)
        column.addWidget(self.running, 1)
        column.addWidget(self.lists)
        columns = QHBoxLayout()
        columns.setSpacing(GUTTER)
        columns.addWidget(main, 1)
        columns.addWidget(self.side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(GUTTER, GUTTER, GUTTER, GUTTER)
        outer.setSpacing(GUTTER)
        outer.addLayout(columns, 1)
        outer.addWidget(self.keys)
        outer.addWidget(self.alarms)

    def _body(self) -> QWidget:
        self.left = QStackedWidget()
        self.left.addWidget(self.incident)
        self.left.addWidget(self.form)
        self.left.setFixedWidth(SIDE_WIDTH)
        proposals = QWidget()
        column = _column(proposals)
        column.addWidget(self.vehicles, 1)
        column.addWidget(self.hospitals)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.stations)
        self.middle.addWidget(proposals)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        row.addWidget(self.left)
        row.addWidget(self.middle, 1)
        return body

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.give_way()

    def say(self, words: str) -> None:
        """Tell the dispatcher something that needs no answer."""
        self.toasts.say(Toast(words, "amber"))

    def give_way(self) -> None:
        """Let the less important parts make room on a smaller screen."""
        self.side.setFixedWidth(SIDE_WIDTH if self.width() >= FULL_WIDTH else NARROW_SIDE)
        crowded = self.height() < FULL_HEIGHT and not self.banner.isHidden()
        self.strip.setVisible(not crowded)

    def _on_painted(self, call_id: str) -> None:
        if call_id and call_id not in self._painted:
            self._painted.add(call_id)
            self.painted_call.emit(call_id)


def _column(holder: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GUTTER)
    return column
