"""The stage of a journey: a room of real parts, a desk's two windows, a station's receiver."""

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, Self, cast

from PyQt6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QThread
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget

from dispatch_console.main import (
    Connection,
    DispatcherDesk,
    StationDesk,
    application,
    base_map_of,
    place,
)
from dispatch_console.sitting import Ground, Sitting
from dispatch_console.theme.palette import Theme
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Call, Incident, Order
from dispatch_server.contract.ids import SeatId, StationId
from dispatch_server.contract.states import INCIDENT_ENDS, Role
from tests.testbed.phones import BankCall
from tests.testbed.room import CITY, PASSWORD, STAFF, Room, receiver_of

SCREENS: Final = Path(__file__).with_name("screens.json")
WAIT_S: Final = 15.0
CALLER_HZ: Final = 700
DESK_HZ: Final = 1000
KNOWN_ANI: Final = "10027164053"
"""A subscriber of the demonstration city whose address is known to the house."""


key_click: Final = cast("Callable[..., None]", QTest.keyClick)
"""Qt's own key click; the stubs forget that it is static."""


class NotSeen(AssertionError):
    """What should have shown did not show in time."""


def draw_to_memory() -> None:
    """Make Qt draw into memory, on three screens; must come before the application."""
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREENS}"
    os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia*=false")


def let_live() -> None:
    """Let the windows work for about a millisecond."""
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QThread.msleep(1)


class Stage:
    """Everything open and connected; keys go in, what shows comes out.

    `painted` and `alarmed` hold, by call and by order, the moment (`time.monotonic()`) at which
    the desk had painted the ringing call and the receiver the alarm. `signing_in` is called while
    the sign-in window waits.
    """

    def __init__(
        self,
        station_id: str = "st-1",
        *,
        theme: Theme = Theme.DARK,
        signing_in: "Callable[[Stage], None] | None" = None,
    ) -> None:
        self.signing_in = signing_in
        self.app = application(theme)
        self.room = Room()
        self._offices: list[Sitting] = []
        self.station_id = StationId(station_id)
        self.painted: dict[str, float] = {}
        self.alarmed: dict[str, float] = {}
        self.printed: dict[str, float] = {}

    def __enter__(self) -> Self:
        self.room.__enter__()
        try:
            self._open()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self._connections():
            connection.stream.stop()
        for window in self.app.topLevelWidgets():
            window.close()
            window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        base_map_of(CITY).close()
        self.room.close()

    def _connections(self) -> list[Connection]:
        parts = [getattr(self, name, None) for name in ("sitting", "station")]
        return [part.connection for part in (*parts, *self._offices) if part is not None]

    def _open(self) -> None:
        self.room.phones.register("6001", hertz=DESK_HZ)
        self.station = self._open_station()
        self.sitting = self._open_sitting()
        if self.signing_in is not None:
            self.signing_in(self)
        self.sign_in()
        self.desk.call_window.painted_call.connect(self._on_painted)
        self.wait(lambda: self.board.seq > 0 and self.receiver_board.seq > 0, "both boards")
        self.wait(lambda: self.board.links.keys() >= {"exchange"}, "the link to the exchange")
        self.desk.call_window.activateWindow()

    def _open_station(self) -> StationDesk:
        """Open the receiver, which acts by its own key."""
        connection = Connection(
            self.room.server,
            SeatId(receiver_of(self.station_id)),
            waiting=self.room.folder / "waiting-receiver.json",
        )
        key = self.room.key_file(receiver_of(self.station_id)).read_text("utf-8")
        connection.session.take_key(key)
        station = StationDesk(connection, self.station_id, CITY)
        station.window.alarm_painted.connect(self._on_alarmed)
        place(station.windows, on_screens=(2,), windowed=False)
        connection.stream.start()
        return station

    def _open_sitting(self) -> Sitting:
        """Open the desk, which asks who sits there."""
        connection = Connection(
            self.room.server, SeatId("seat-1"), waiting=self.room.folder / "waiting-seat-1.json"
        )
        ground = Ground(CITY, self.room.folder / "forms.json")
        sitting = Sitting(connection, ground, partial(place, on_screens=(0,), windowed=False))
        sitting.open()
        return sitting

    def open_office(self, role: Role, seat_id: str, number: str) -> Sitting:
        """Open another seat on the second screen and sign its own person in."""
        connection = Connection(self.room.server, SeatId(seat_id))
        ground = Ground(CITY, self.room.folder / f"forms-{seat_id}.json", role)
        sitting = Sitting(connection, ground, partial(place, on_screens=(1,), windowed=False))
        self._offices.append(sitting)
        sitting.open()
        self._type_in(sitting.window, number)
        self.wait(lambda: role in sitting.desks, f"the window of the {role}")
        self.wait(lambda: all(window.isVisible() for window in sitting.windows), "its painting")
        if role is not Role.MAINTAINER:
            self.wait(lambda: connection.mirror.board.seq > 0, "its board")
        return sitting

    def _type_in(self, window: QWidget, number: str) -> None:
        window.activateWindow()
        self.type(window, number)
        self.press(window, Qt.Key.Key_Return)
        self.type(window, PASSWORD)
        self.press(window, Qt.Key.Key_Return)

    def sign_in(self) -> None:
        """Type the number and the password of the desk's own dispatcher."""
        self._type_in(self.sitting.window, STAFF[0].number)
        self.wait(lambda: Role.DISPATCHER in self.sitting.desks, "the dispatcher's windows")
        self.wait(self.desk.call_window.isVisible, "the call window")

    @property
    def desk(self) -> DispatcherDesk:
        """The windows of the dispatcher who has signed in."""
        desk = self.sitting.desks[Role.DISPATCHER]
        assert isinstance(desk, DispatcherDesk)
        return desk

    @property
    def board(self) -> Board:
        """The board as the desk mirrors it."""
        return self.desk.connection.mirror.board

    @property
    def receiver_board(self) -> Board:
        """The board as the station mirrors it."""
        return self.station.connection.mirror.board

    @property
    def ringing(self) -> Call | None:
        """The call that rings at the desk."""
        return self.desk.models.desk.ringing

    @property
    def incident(self) -> Incident:
        """The one incident that has not ended."""
        (incident,) = (i for i in self.board.incidents.values() if i.state not in INCIDENT_ENDS)
        return incident

    def order(self) -> Order:
        """The newest order of the incident."""
        mine = [o for o in self.board.orders.values() if o.incident_id == self.incident.id]
        return mine[-1]

    def dial(self, ani: str | None = KNOWN_ANI) -> BankCall:
        """A citizen calls 120, and plays a tone once somebody answers."""
        return self.room.phones.dial(ani, hertz=CALLER_HZ)

    def press(self, window: QWidget, *keys: Qt.Key) -> None:
        """Press keys, each at whatever has the window's focus then."""
        for key in keys:
            key_click(window.focusWidget() or window, key)

    def chord(self, window: QWidget, modifier: Qt.KeyboardModifier, key: Qt.Key) -> None:
        """Press a key together with another."""
        key_click(window.focusWidget() or window, key, modifier)

    def type(self, window: QWidget, text: str) -> None:
        """Type letters or digits, each at whatever has the window's focus then."""
        for letter in text:
            key_click(window.focusWidget() or window, letter)

    def wait(self, holds: Callable[[], bool], what: str, *, within_s: float = WAIT_S) -> float:
        """Let the windows live until `holds`; return the moment, or raise with what was missed."""
        end = time.monotonic() + within_s
        while not holds():
            if time.monotonic() > end:
                raise NotSeen(f"{what} did not show within {within_s} s")
            let_live()
        return time.monotonic()

    def _on_painted(self, call_id: str) -> None:
        self.painted[call_id] = time.monotonic()

    def _on_alarmed(self, order_id: str) -> None:
        self.alarmed[order_id] = time.monotonic()
