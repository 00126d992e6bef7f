"""One desk of the room: the sign-in window, and behind it the windows of whoever sits here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
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
from dispatch_console.watching import DirectorDesk, MaintainerDesk, SupervisorDesk
from dispatch_console.widgets.window_list import WindowList, bring
from dispatch_server.contract.access import Right
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.events.people import PersonChanged
from dispatch_server.contract.ids import StationId
from dispatch_server.contract.role_words import ROLE_WORDS
from dispatch_server.contract.sign_in import SignInAnswer
from dispatch_server.contract.states import Role

LEAVE_MS: Final = 500
"""How long a closing desk waits for the server to hear that it leaves, milliseconds."""
SIGN_OUT_KEYS: Final = "Ctrl+Shift+Q"
NEXT_KEYS: Final = "Ctrl+Tab"
BEFORE_KEYS: Final = "Ctrl+Shift+Tab"
LIST_KEYS: Final = "Ctrl+Shift+W"
_ORDER: Final = tuple(Role)
_TRIED_SEARCH: Final = "路"

Show = Callable[[tuple[QWidget, ...]], None]


RoleDesk = DispatcherDesk | StationDesk | SupervisorDesk | DirectorDesk | MaintainerDesk


@dataclass(frozen=True, slots=True)
class Ground:
    """What a desk has of its own: the city's folder, and the file of forms not yet sent.

    `first` is the role whose windows take the first screens, where somebody holds several.
    """

    city: Path
    kept: Path
    first: Role = Role.DISPATCHER


class Sitting(QObject):
    """Lets people in and out, and opens a desk's windows for each role that somebody holds.

    The windows stay as they are while nobody sits here. What was typed therefore survives an
    expired sign-in: the next one shows the same form. Windows of a role that whoever sits down
    next does not hold are closed.
    """

    def __init__(
        self, connection: Connection, ground: Ground, show: Show, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.connection = connection
        self._ground = ground
        self._place = show
        self.desks: dict[Role, RoleDesk] = {}
        self._why = ""
        self.clock = DeskClock(SystemClock(), self)
        self.sign_in = SignInDesk(connection.entrance, self.clock, self)
        self.self_test = SelfTest(connection.entrance, local_checks(ground.city, self), self)
        self.window = SignInWindow(self.sign_in, self.self_test, self.clock)
        self.window.theme_requested.connect(change_theme)
        self.sign_in.signed_in.connect(self._sit_down)
        connection.session.ended.connect(self._stand_up)
        connection.mirror.recorded.connect(self._on_recorded)

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
        wanted = self._with_windows(answer)
        if not wanted:
            self.connection.entrance.sign_out()
            session.end(self.tr("本席没有登记分站，你的分站岗位在这里没有窗口；请维护员登记"))
            return
        for role in [role for role in self.desks if role not in wanted]:
            self._close_desk(role)
        self._open_desks(wanted, answer)
        self.desks = {role: self.desks[role] for role in wanted}
        self.window.password.clear()
        self.window.hide()
        self._place(self.windows)
        if Right.WATCH in session.rights:
            self.connection.stream.start()

    def _with_windows(self, answer: SignInAnswer) -> list[Role]:
        """Give the roles that have windows here, the desk's own first."""
        roles = [r for r in answer.roles if r is not Role.STATION or answer.station_id is not None]
        return sorted(roles, key=lambda role: (role is not self._ground.first, _ORDER.index(role)))

    def _open_desks(self, roles: list[Role], answer: SignInAnswer) -> None:
        """Make what is not there yet; a station's windows belong to one station."""
        for role in roles:
            held = self.desks.get(role)
            if isinstance(held, StationDesk) and held.receiver.station_id != answer.station_id:
                self._close_desk(role)
                held = None
            if held is None:
                self.desks[role] = self._make(role, answer)

    def _make(self, role: Role, answer: SignInAnswer) -> RoleDesk:
        desk = self._desk_of(role, answer)
        for window in desk.windows:
            for keys, act in (
                (SIGN_OUT_KEYS, self.sign_out),
                (NEXT_KEYS, partial(self._turn, 1)),
                (BEFORE_KEYS, partial(self._turn, -1)),
                (LIST_KEYS, self._list_windows),
            ):
                QShortcut(QKeySequence(keys), window, act)
        return desk

    def _desk_of(self, role: Role, answer: SignInAnswer) -> RoleDesk:
        connection, ground = self.connection, self._ground
        match role:
            case Role.DISPATCHER:
                return DispatcherDesk(connection, ground.city, kept=ground.kept)
            case Role.SUPERVISOR:
                return SupervisorDesk(connection)
            case Role.STATION:
                return StationDesk(connection, answer.station_id or StationId(""), ground.city)
            case Role.DIRECTOR:
                return DirectorDesk(connection, ground.city)
            case Role.MAINTAINER:
                return MaintainerDesk(connection)

    def _turn(self, step: int) -> None:
        """Ctrl+Tab: bring the next of this desk's windows to the front."""
        shown = self.windows
        here = [place for place, window in enumerate(shown) if window.isActiveWindow()]
        bring(shown[((here[0] if here else 0) + step) % len(shown)])

    def _list_windows(self) -> None:
        """Ctrl+Shift+W: list this desk's windows, each with its digit."""
        shown = self.windows
        active = next((window for window in shown if window.isActiveWindow()), shown[0])
        WindowList(shown, active).open_list()

    def _on_recorded(self, recorded: Recorded) -> None:
        """Remember in words that a role of whoever sits here was taken away."""
        event, person = recorded.event, self.connection.session.person
        if not isinstance(event, PersonChanged) or person is None:
            return
        if event.person_id != person.person_id:
            return
        lost = [role for role in person.roles if role not in event.roles]
        if not event.active:
            self._why = self.tr("维护员已停用你的工号")
        elif lost:
            names = "、".join(ROLE_WORDS[role] for role in lost)
            self._why = self.tr("维护员已改你的岗位，不再是{}，它的窗口已关").format(names)
        for role in lost:
            self._close_desk(role)

    def _close_desk(self, role: Role) -> None:
        """Close a role's windows for good; what was typed there and not sent is on the disk."""
        desk = self.desks.pop(role, None)
        if desk is None:
            return
        for window in desk.windows:
            window.close()
            window.deleteLater()
        if isinstance(desk, DispatcherDesk):
            desk.adopt_models()
        desk.deleteLater()

    def _stand_up(self, sentence: str) -> None:
        """Go back to the sign-in window; the windows keep what they hold, out of sight."""
        self.connection.stream.stop()
        for window in self.windows:
            window.hide()
        why, self._why = self._why, ""
        self.sign_in.tell(why or sentence)
        self._place((self.window,))
        self.window.activateWindow()


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
