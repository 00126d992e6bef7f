"""The desks that look over the room or the machines: supervisor, director, maintainer."""

from pathlib import Path

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QWidget

from dispatch_console.main import RESOURCES, Connection, base_map_of, change_theme
from dispatch_console.roles.director.director_window import DirectorWindow
from dispatch_console.roles.maintainer.maintainer_window import MaintainerWindow
from dispatch_console.roles.supervisor.room_window import RoomWindow
from dispatch_console.theme.sounds import Sounds
from dispatch_console.viewmodels.desk_clock import DeskClock, SystemClock
from dispatch_console.viewmodels.map_scene import MapScene
from dispatch_console.viewmodels.people_keeping import PeopleKeeping
from dispatch_console.viewmodels.room_models import RoomModels, room_models
from dispatch_console.viewmodels.upkeep import UpkeepModel


class SupervisorDesk(QObject):
    """The supervisor's window over the room."""

    def __init__(self, connection: Connection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock = DeskClock(SystemClock(), self)
        self.models = _models(connection, self.clock, self)
        self.window = RoomWindow(self.models, Sounds(RESOURCES / "sounds", self))
        self.window.theme_requested.connect(change_theme)
        self.clock.start()

    @property
    def windows(self) -> tuple[QWidget, ...]:
        """The windows, each for a screen of its own."""
        return (self.window,)


class DirectorDesk(QObject):
    """The director's window over the day and the city."""

    def __init__(self, connection: Connection, city: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock = DeskClock(SystemClock(), self)
        self.models = _models(connection, self.clock, self)
        self.scene = MapScene(connection.mirror, parent=self)
        self.window = DirectorWindow(
            self.models, self.scene, base_map_of(city), Sounds(RESOURCES / "sounds", self)
        )
        self.window.theme_requested.connect(change_theme)
        self.clock.start()

    @property
    def windows(self) -> tuple[QWidget, ...]:
        """The windows, each for a screen of its own."""
        return (self.window,)


class MaintainerDesk(QObject):
    """The maintainer's window; it asks the server itself and needs nothing of the board.

    Its commands do not wait at the desk: some hold passwords, which no file may keep.
    """

    def __init__(self, connection: Connection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.clock = DeskClock(SystemClock(), self)
        self.upkeep = UpkeepModel(connection.client, self.clock, self)
        self._stream = stream = connection.stream
        stream.database_changed.connect(self.upkeep.set_database)
        stream.link_changed.connect(self._hear_of_link)
        self._hear_of_link()
        self.people = PeopleKeeping(self.upkeep, connection.client, self)
        self.window = MaintainerWindow(self.upkeep, self.people, self.clock)
        person = connection.session.person
        self.window.head.show_person(person.name if person is not None else "")
        self.window.theme_requested.connect(change_theme)
        self.clock.start()

    def _hear_of_link(self, *_: object) -> None:
        self.upkeep.set_database(self._stream.database)

    @property
    def windows(self) -> tuple[QWidget, ...]:
        """The windows, each for a screen of its own."""
        return (self.window,)


def _models(connection: Connection, clock: DeskClock, parent: QObject) -> RoomModels:
    models = room_models(
        connection.seat_id,
        connection.mirror,
        connection.outbox,
        connection.client,
        clock,
        parent=parent,
    )
    stream = connection.stream
    for hears in (
        models.desk.set_server_link,
        models.stations.set_server_link,
        models.messages.set_link,
    ):
        stream.link_changed.connect(hears)
        hears(stream.state)
    stream.database_changed.connect(models.desk.set_database)
    models.desk.set_database(stream.database)
    return models
