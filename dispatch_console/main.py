"""Builds client, mirror, view-models and the windows of one role, and starts them."""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Final

from PyQt6.QtCore import QObject, QSize, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QWidget

from dispatch_console.client import Entrance
from dispatch_console.client.draft_file import DraftFile
from dispatch_console.client.entrance import HttpEntrance
from dispatch_console.client.http import HttpClient
from dispatch_console.client.outbox import Outbox
from dispatch_console.client.outbox_rules import LIMITS, OutboxLimits
from dispatch_console.client.servers import Servers
from dispatch_console.client.session import Session
from dispatch_console.client.stream import Stream
from dispatch_console.client.waiting_file import WaitingFile
from dispatch_console.map.base_map import BaseMap
from dispatch_console.mirror import Mirror
from dispatch_console.roles.dispatcher.call_window import CallWindow
from dispatch_console.roles.dispatcher.map_window import MapWindow
from dispatch_console.roles.station.receiver_window import ReceiverWindow
from dispatch_console.theme.palette import Theme, current
from dispatch_console.theme.sounds import Sounds
from dispatch_console.viewmodels.complaints import Complaints
from dispatch_console.viewmodels.desk_clock import DeskClock, SystemClock
from dispatch_console.viewmodels.dispatcher_models import Knowledge, Server, dispatcher_models
from dispatch_console.viewmodels.draft_keeper import DraftKeeper
from dispatch_console.viewmodels.map_nearest import MapNearest
from dispatch_console.viewmodels.map_reach import MapReach
from dispatch_console.viewmodels.map_roads import MapRoads
from dispatch_console.viewmodels.map_scene import MapScene
from dispatch_console.viewmodels.map_search import MapSearch
from dispatch_console.viewmodels.map_ways import MapWays
from dispatch_console.viewmodels.place_search import PlaceSearch
from dispatch_console.viewmodels.seat_messages import SeatMessages
from dispatch_console.viewmodels.station_receiver import StationReceiver
from dispatch_console.widgets.dressing import dress
from dispatch_server.contract.answers import Frame
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import SeatId, StationId
from dispatch_server.contract.shipped import shipped
from gis_data.gazetteer import Gazetteer

RESOURCES: Final = shipped("resources")
FRAME: Final = QSize(16, 48)
"""Room for the frame that a desktop puts around a window, in pixels."""


@cache
def places_of(city: Path) -> PlaceSearch:
    """Read a city's places, once."""
    return PlaceSearch(Gazetteer.load(city))


@cache
def base_map_of(city: Path) -> BaseMap:
    """Return a city's base map, which all windows of the program share."""
    return BaseMap(city)


class Connection(QObject):
    """One seat's ways to the server: signing in, commands, questions, and the board's stream.

    `servers` is the server's address, or those of several on one database: the seat is wherever
    one leads.
    `waiting` is the file of commands that the server has not taken; without it they are held in
    memory alone.
    """

    def __init__(
        self,
        servers: str | Sequence[str],
        seat_id: SeatId,
        *,
        waiting: Path | None = None,
        limits: OutboxLimits = LIMITS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.seat_id = seat_id
        self.mirror = Mirror(self)
        self.session = Session(self)
        found = Servers(servers, self)
        self.entrance: Entrance = HttpEntrance(found, seat_id, self.session, self)
        self.client = HttpClient(found, self.session, self)
        self.stream = Stream(found, self.session, self)
        self.outbox = Outbox(
            self.client,
            self.session,
            now=SystemClock().now,
            file=WaitingFile(waiting) if waiting is not None else None,
            limits=limits,
            parent=self,
        )
        self.stream.link_changed.connect(self.outbox.set_link)
        self.stream.board_came.connect(self.mirror.replace)
        self.stream.event_came.connect(self.mirror.receive)
        self.stream.change_came.connect(self.mirror.receive_change)
        self.mirror.gap_found.connect(self.stream.resume_from)


class DispatcherDesk(QObject):
    """The dispatcher's two windows; `kept` is the file of forms the server does not have yet."""

    def __init__(
        self, connection: Connection, city: Path, *, kept: Path, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.connection = connection
        client = connection.client
        knowledge = Knowledge(
            places_of(city),
            Complaints.load(RESOURCES / "protocols" / "complaints.json"),
        )
        self._places = knowledge.places
        Thread(target=self._places.learn_names, name="place-names", daemon=True).start()
        server = Server(connection.mirror, connection.outbox, client, connection.outbox)
        self.clock = DeskClock(SystemClock(), self)
        self.models = dispatcher_models(connection.seat_id, server, knowledge, self.clock)
        self.call_window = CallWindow(self.models, Sounds(RESOURCES / "sounds", self))
        self.scene = MapScene(connection.mirror, seat_id=connection.seat_id, parent=self)
        self.ways = MapWays(client, connection.mirror, self)
        self.map_window = MapWindow(
            self.scene,
            base_map_of(city),
            self.clock,
            board=lambda: connection.mirror.board,
            search=MapSearch(connection.mirror, knowledge.places),
            nearest=MapNearest(client, self),
            reach=MapReach(client, self),
            roads=MapRoads(server.commands),
        )
        self.map_window.box_shown.connect(connection.stream.show_box)
        connection.stream.frame_came.connect(self._take_frame)
        self.keeper = DraftKeeper(self.models.form, connection.mirror, DraftFile(kept), self)
        connection.stream.link_changed.connect(self.models.desk.set_server_link)
        connection.stream.database_changed.connect(self.models.desk.set_database)
        self.models.desk.set_database(connection.stream.database)
        connection.stream.link_changed.connect(self.models.messages.set_link)
        self.clock.start()
        self._join_windows()

    def adopt_models(self) -> None:
        """Let the view-models end with this desk, which is about to be closed."""
        for part in fields(self.models):
            model = getattr(self.models, part.name)
            if isinstance(model, QObject) and model.parent() is None:
                model.setParent(self)

    def _join_windows(self) -> None:
        """Put the form onto the map, and what is picked there into the form."""
        models, call_window, map_window = self.models, self.call_window, self.map_window
        for changed in (models.form.changed, models.chosen.switched, models.chosen.changed):
            changed.connect(self._show_scene)
        models.recommendation.answered.connect(self.scene.show_recommendation)
        proposed = models.recommendation.vehicles
        for marked in (proposed.modelReset, proposed.dataChanged):
            marked.connect(self._show_armed)
        self.ways.changed.connect(lambda: self.scene.show_others(self.ways.marks))
        map_window.incident_chosen.connect(models.chosen.choose)
        map_window.place_picked.connect(models.form.take_place)
        map_window.actions_of_map.told.connect(call_window.say)
        call_window.map_requested.connect(self._pick)
        map_window.scene_picked.connect(lambda lon, lat: self._take_point((lon, lat)))
        map_window.meeting_picked.connect(
            lambda lon, lat: self._take_point((lon, lat), meeting=True)
        )
        map_window.picking_ended.connect(call_window.activateWindow)
        for window in (call_window, map_window):
            window.theme_requested.connect(change_theme)

    def _show_scene(self) -> None:
        chosen, details = self.models.chosen, self.models.form.details
        self.map_window.may_pick = chosen.id is not None
        self.ways.show_scene(details, chosen.id)
        if chosen.id is None:
            self.scene.clear_scene()
        else:
            self.scene.show_scene(details, incident_id=chosen.id, in_work=chosen.taking)

    def _take_frame(self, frame: Frame) -> None:
        self.scene.measured.take(frame, self.clock.now())

    def _take_point(self, point: Point, *, meeting: bool = False) -> None:
        """Put a point of the map on the form, with what stands there in words."""
        self.models.form.pick(point, meeting=meeting, near=self._places.name(point))

    def _show_armed(self) -> None:
        rows = self.models.recommendation.vehicles.rows
        self.ways.arm([row.vehicle_id for row in rows if row.marked])

    def _pick(self) -> None:
        """F7 picks the scene while it is unknown, then the meeting point."""
        if self.models.form.details.scene.point is None:
            self.map_window.pick_scene()
        else:
            self.map_window.pick_meeting()

    @property
    def windows(self) -> tuple[QWidget, ...]:
        """The windows, each for a screen of its own."""
        return (self.call_window, self.map_window)


class StationDesk(QObject):
    """A station's receiver."""

    def __init__(
        self,
        connection: Connection,
        station_id: StationId,
        city: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.connection = connection
        self.receiver = StationReceiver(
            station_id,
            connection.mirror,
            connection.outbox,
            held=connection.outbox,
            now=SystemClock().now,
            parent=self,
        )
        self.messages = SeatMessages(
            connection.seat_id,
            connection.mirror,
            connection.outbox,
            now=SystemClock().now,
            parent=self,
        )
        self.window = ReceiverWindow(
            self.receiver,
            self.messages,
            base_map_of(city),
            questions=connection.client,
            sounds=Sounds(RESOURCES / "sounds", self),
        )
        connection.stream.link_changed.connect(self.receiver.set_link)
        connection.stream.database_changed.connect(self.receiver.set_database)
        self.receiver.set_database(connection.stream.database)
        connection.stream.link_changed.connect(self.messages.set_link)

    @property
    def windows(self) -> tuple[QWidget, ...]:
        """The windows, each for a screen of its own."""
        return (self.window,)


def application(theme: Theme) -> QApplication:
    """Return the application, made where there is none, in its look."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([])
    app.setApplicationName("dispatch-console")
    dress(app, theme)
    return app


def change_theme() -> None:
    """Change between the dark and the light look at once."""
    app = QApplication.instance()
    if isinstance(app, QApplication):
        dress(app, current().theme.other)


def place(windows: tuple[QWidget, ...], *, on_screens: Sequence[int], windowed: bool) -> None:
    """Put each window on its screen, full screen; what finds none lies behind, on the last one.

    Windows beyond those that `on_screens` tells of take the screens that follow. The first window
    ends up on top of those that share its screen; keys bring the others to the front.
    """
    screens = QGuiApplication.screens()
    numbers = [*on_screens, *range(on_screens[-1] + 1, on_screens[-1] + 1 + len(windows))]
    for number, window in reversed(list(zip(numbers, windows, strict=False))):
        if windowed:
            window.setWindowFlag(Qt.WindowType.FramelessWindowHint, on=False)
            _open(window)
        else:
            window.setGeometry(screens[min(number, len(screens) - 1)].geometry())
            window.showFullScreen()


def _open(window: QWidget) -> None:
    """Open a window with a frame: as large as the screen lets it, a small one in the far corner.

    A receiver beside a desk's window then covers neither its call nor its form. What is larger
    than a quarter of the screen, such as the sign-in window, opens in the near corner.
    """
    screen = window.screen()
    room = screen.availableSize() if screen is not None else window.size()
    if window.width() + FRAME.width() > room.width() or (
        window.height() + FRAME.height() > room.height()
    ):
        window.showMaximized()
        return
    if 2 * window.height() <= room.height():
        window.move(
            room.width() - window.width() - FRAME.width(),
            room.height() - window.height() - FRAME.height(),
        )
    else:
        window.move(0, 0)
    window.show()
