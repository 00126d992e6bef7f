"""One desk of the room: the sign-in window, and behind it the windows of whoever sits here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from PyQt6.QtCore import QEventLoop, QObject, QTimer
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QWidget

from dispatch_console.main import (
    RESOURCES,
    Connection,
    DispatcherDesk,
    StationDesk,
    base_map_of,
    change_theme,
    places_of,
)
from dispatch_console.roles.sign_in.sign_in_window import SignInWindow
from dispatch_console.theme.sounds import Sounds
from dispatch_console.viewmodels.desk_clock import DeskClock, SystemClock
from dispatch_console.viewmodels.self_test import LocalCheck, SelfTest, Verdict
from dispatch_console.viewmodels.sign_in import SignInDesk
from dispatch_server.contract.sign_in import SignInAnswer
from dispatch_server.contract.states import Role

LEAVE_MS: Final = 500
"""How long a closing desk waits for the server to hear that it leaves, milliseconds."""
SIGN_OUT_KEYS: Final = "Ctrl+Shift+Q"
_ROLE_WORDS: Final = {
    Role.DISPATCHER: "调度员",
    Role.SUPERVISOR: "班长",
    Role.STATION: "分站",
    Role.DIRECTOR: "主任",
    Role.MAINTAINER: "维护员",
}
_TRIED_SEARCH: Final = "路"

Show = Callable[[tuple[QWidget, ...]], None]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a desk has of its own: the city's folder, and the file of forms not yet sent."""

    city: Path
    kept: Path


class Sitting(QObject):
    """Lets people in and out. The windows stay as they are while nobody sits here.

    What was typed therefore survives an expired sign-in: the next one shows the same form.
    """

    def __init__(
        self, connection: Connection, ground: Ground, show: Show, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.connection = connection
        self._ground = ground
        self._place = show
        self.desks: dict[Role, DispatcherDesk | StationDesk] = {}
        self.clock = DeskClock(SystemClock(), self)
        self.sign_in = SignInDesk(connection.entrance, self.clock, self)
        self.self_test = SelfTest(connection.entrance, local_checks(ground.city, self), self)
        self.window = SignInWindow(self.sign_in, self.self_test, self.clock)
        self.window.theme_requested.connect(change_theme)
        self.sign_in.signed_in.connect(self._sit_down)
        connection.session.ended.connect(self._stand_up)

    def open(self) -> None:
        """Show the sign-in window."""
        self.clock.start()
        self._place((self.window,))

    def close(self) -> None:
        """Leave the seat when the program ends; a token is not left lying about."""
        self.clock.stop()
        self.connection.stream.stop()
        if self.connection.session.is_open:
            heard = QEventLoop(self)
            QTimer.singleShot(LEAVE_MS, heard.quit)
            self.connection.entrance.sign_out(heard.quit)
            heard.exec()

    @property
    def windows(self) -> tuple[QWidget, ...]:
        """The windows of whoever sits here, each for a screen of its own."""
        return tuple(window for desk in self.desks.values() for window in desk.windows)

    def sign_out(self) -> None:
        """Ctrl+Shift+Q: leave the seat."""
        self.connection.entrance.sign_out()
        self.connection.session.end(self.tr("已签退"))

    def _sit_down(self, answer: SignInAnswer) -> None:
        session = self.connection.session
        session.take(answer)
        wanted = [role for role in answer.roles if self._has_windows(role, answer)]
        without = [_ROLE_WORDS[role] for role in answer.roles if role not in wanted]
        note = self.tr("{}的窗口还没有，以后的版本提供").format("、".join(without))
        if not wanted:
            self.connection.entrance.sign_out()
            session.end(note)
            return
        self._open_desks(wanted, answer)
        self.window.password.clear()
        self.window.hide()
        shown = [w for role in wanted for w in self.desks[role].windows]
        self._place(tuple(shown))
        self.connection.stream.start()
        if without:
            self._say(note)

    def _has_windows(self, role: Role, answer: SignInAnswer) -> bool:
        return role is Role.DISPATCHER or (role is Role.STATION and answer.station_id is not None)

    def _open_desks(self, roles: list[Role], answer: SignInAnswer) -> None:
        """Make what is not there yet; a station's windows belong to one station."""
        for role in roles:
            held = self.desks.get(role)
            if isinstance(held, StationDesk) and held.receiver.station_id != answer.station_id:
                held.window.close()
                held = None
            if held is None:
                self.desks[role] = self._make(role, answer)

    def _make(self, role: Role, answer: SignInAnswer) -> DispatcherDesk | StationDesk:
        desk: DispatcherDesk | StationDesk
        if role is Role.STATION and answer.station_id is not None:
            desk = StationDesk(self.connection, answer.station_id, self._ground.city)
        else:
            desk = DispatcherDesk(self.connection, self._ground.city, kept=self._ground.kept)
        for window in desk.windows:
            QShortcut(QKeySequence(SIGN_OUT_KEYS), window, self.sign_out)
        return desk

    def _stand_up(self, sentence: str) -> None:
        """Go back to the sign-in window; the windows keep what they hold, out of sight."""
        self.connection.stream.stop()
        for window in self.windows:
            window.hide()
        self.sign_in.tell(sentence)
        self._place((self.window,))
        self.window.activateWindow()

    def _say(self, note: str) -> None:
        desk = self.desks.get(Role.DISPATCHER)
        if isinstance(desk, DispatcherDesk):
            desk.call_window.say(note)


def local_checks(city: Path, parent: QObject) -> tuple[LocalCheck, ...]:
    """Return what this machine can find out by itself: map, place search, sound."""
    sounds = Sounds(RESOURCES / "sounds", parent)

    def sound() -> tuple[Verdict, str]:
        if sounds.audible:
            return Verdict.PASSED, "有声卡"
        return Verdict.FAILED, "没有声卡，来电只看得到，听不到"

    return (
        LocalCheck("地图数据", lambda: map_data(city)),
        LocalCheck("地址查找", lambda: place_search(city)),
        LocalCheck("声音", sound),
    )


def map_data(city: Path) -> tuple[Verdict, str]:
    """Look whether the city's map can be read; its drawing is begun while people sign in."""
    base = base_map_of(city)
    if base.fault:
        return Verdict.FAILED, base.fault
    base.renderers.start()
    wide, high = base.size_km
    return Verdict.PASSED, f"{wide:.0f} × {high:.0f} 公里"


def place_search(city: Path) -> tuple[Verdict, str]:
    """Look whether places are found, and how quickly."""
    search = places_of(city)
    start = monotonic()
    found = len(search.find(_TRIED_SEARCH))
    took = round((monotonic() - start) * 1_000, 1)
    if not found:
        return Verdict.WARNED, f"查“{_TRIED_SEARCH}”没有结果"
    return Verdict.PASSED, f"查“{_TRIED_SEARCH}”得 {found} 条　{took} ms"
