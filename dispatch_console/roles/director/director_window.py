"""The director's window (主任查询席): the day so far, its incidents, the city with its vehicles."""

from typing import Final

from PyQt6.QtCore import QRect, Qt, pyqtSignal
from PyQt6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.map.base_map import BaseMap
from dispatch_console.map.canvas import MapCanvas
from dispatch_console.map.caption import MapCaption
from dispatch_console.roles.director.day_list import DayList
from dispatch_console.theme.sounds import Sounds
from dispatch_console.viewmodels.day_board import DayRow
from dispatch_console.viewmodels.map_scene import MapScene
from dispatch_console.viewmodels.room_figures import director_figures
from dispatch_console.viewmodels.room_models import RoomModels
from dispatch_console.widgets.alarm_foot import AlarmFoot
from dispatch_console.widgets.banner import Banner
from dispatch_console.widgets.figure_cards import FigureCards
from dispatch_console.widgets.fleet_panel import FleetPanel
from dispatch_console.widgets.hour_bars import HourBars
from dispatch_console.widgets.incident_sheet import IncidentSheet
from dispatch_console.widgets.message_keys import MessageKeys
from dispatch_console.widgets.messages_panel import MessagesPanel
from dispatch_console.widgets.panel import Panel
from dispatch_console.widgets.toast import Toast, Toasts
from dispatch_console.widgets.window_head import WindowHead
from dispatch_console.widgets.window_keys import DeskKeys
from dispatch_server.contract.local_time import local

GUTTER: Final = 8
_RIGHT_WIDTH: Final = 344
_BARS_HEIGHT: Final = 280
_MAP_MARGINS: Final = (60.0, 60.0, 60.0, 60.0)
_FOOT: Final = 36 + 2 * GUTTER


class DirectorWindow(QWidget):
    """To be read, and to write messages from; nothing of an emergency is changed here.

    `theme_requested` asks for the other look.
    """

    theme_requested = pyqtSignal()

    def __init__(
        self,
        models: RoomModels,
        scene: MapScene,
        base: BaseMap,
        sounds: Sounds,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._models = models
        self.scene = scene
        self.setObjectName("director_window")
        self.setProperty("surface", "window")
        self.setWindowTitle(self.tr("120 主任查询席"))
        self.resize(1920, 1080)
        self.setMinimumSize(1700, 960)
        self._make_parts(base)
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

    def _make_parts(self, base: BaseMap) -> None:
        models = self._models
        self.head = WindowHead(self.tr("主任查询席"))
        self.banner = Banner()
        self.cards = FigureCards()
        self.hours = Panel(self.tr("每小时来电"))
        self.bars = HourBars()
        self.hours.body.addWidget(self.bars)
        self.hours.setFixedHeight(_BARS_HEIGHT)
        self.list = DayList(models.day)
        self.city = Panel(self.tr("全市"), padding=2)
        self.canvas = MapCanvas(base)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.caption = MapCaption(self.canvas)
        self.city.body.addWidget(self.canvas)
        self.fleet = FleetPanel(models.fleet)
        self.messages = MessagesPanel(models.messages, beside_log=False)
        self.alarms = AlarmFoot(models.desk, models.alarms, self.banner)

    def _lay_out(self) -> None:
        left, right = _column(), _column()
        left.addWidget(self.hours)
        left.addWidget(self.list, 1)
        right.addWidget(self.fleet)
        right.addWidget(self.messages, 1)
        side = QWidget()
        side.setFixedWidth(_RIGHT_WIDTH)
        side.setLayout(right)
        columns = QHBoxLayout()
        columns.setSpacing(GUTTER)
        columns.addLayout(left, 6)
        columns.addWidget(self.city, 5)
        columns.addWidget(side)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(GUTTER, GUTTER, GUTTER, GUTTER)
        outer.setSpacing(GUTTER)
        for part in (self.head, self.banner, self.cards):
            outer.addWidget(part)
        outer.addLayout(columns, 1)
        outer.addWidget(self.alarms)

    def _connect(self) -> None:
        models = self._models
        for changed in (
            models.waiting.changed,
            models.running.changed,
            models.strength.changed,
            models.day.changed,
            models.clock.ticked,
        ):
            changed.connect(self._show)
        self.scene.changed.connect(lambda: self.canvas.show_picture(self.scene.picture))
        models.mirror.replaced.connect(self._fit_city)
        models.view.told.connect(lambda words: self.toasts.say(Toast(words, "amber")))
        self.list.rows.opened.connect(self._look_at)
        self.messages.opened.connect(self.talk.open)
        DeskKeys(
            self,
            {
                **self.talk.keys,
                "Ctrl+A": models.alarms.acknowledge,
                "Ctrl+F": self.list.filter.setFocus,
                "Ctrl+Shift+L": self.theme_requested.emit,
            },
        )

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._models.day.open(on=True)
        self.canvas.show_picture(self.scene.picture)
        self._fit_city()
        self.list.rows.setFocus()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        self._models.day.open(on=False)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        top, left = self.height() // 6, self.width() // 8
        self.sheet.place_over(
            QRect(left, top, self.width() - 2 * left, self.height() - top - _FOOT - 40)
        )

    def _fit_city(self) -> None:
        """Bring every station and vehicle into sight, once a whole board has come."""
        picture = self.scene.picture
        stations = (mark.point for mark in picture.stations)
        points = (*stations, *(mark.point for mark in picture.vehicles))
        if points:
            self.canvas.fit(points, margins=_MAP_MARGINS)

    def _look_at(self, row: object) -> None:
        if isinstance(row, DayRow):
            self._models.view.show(row.incident_id)

    def _show(self) -> None:
        models = self._models
        now = local(models.clock.now())
        self.head.show_person(models.person)
        self.head.clock.set_time(now)
        self.cards.show_figures(director_figures(models))
        day = models.day.day
        if day is not None:
            self.bars.show_counts(day.calls_by_hour, hour=now.hour)
            words = self.tr("今日 {} 个　早挂 {} 个")
            self.hours.note.setText(words.format(day.calls, day.abandoned))
        running = self.tr("在办 {} 件").format(len(models.running.rows))
        self.city.note.setText(running)


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GUTTER)
    return column
