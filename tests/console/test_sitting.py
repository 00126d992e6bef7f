"""Who sits at a desk: windows by role, nothing lost when a sign-in ends, the keys that leave."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, Qt
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.main import Connection, DispatcherDesk, StationDesk
from dispatch_console.sitting import Ground, Sitting
from dispatch_console.widgets.window_list import WindowList
from dispatch_server.contract.commands.calls import AnswerCall
from dispatch_server.contract.commands.orders import MoveOrder
from dispatch_server.contract.events.people import PersonChanged, PersonRegistered
from dispatch_server.contract.ids import PersonId, StationId
from dispatch_server.contract.sign_in import SignInAnswer
from dispatch_server.contract.states import LinkState, Role
from tests.builders import SEAT, START, STATION, answered, board, journal, ringing, room
from tests.console.desk_room import CITY
from tests.console.watch_room import manned
from tests.fakes.console import FakeEntrance

NOWHERE = "http://127.0.0.1:9"
"""No server: what is shown here comes from the mirror alone."""


WHO = PersonRegistered(
    person_id=PersonId("person-1"),
    number="0110",
    name="示范甲",
    roles=(Role.SUPERVISOR, Role.DIRECTOR),
)


def welcome(*roles: Role, station_id: StationId | None = None) -> SignInAnswer:
    return SignInAnswer(
        token="t",
        person_id=PersonId("person-1"),
        name="示范甲",
        roles=roles,
        station_id=station_id,
        expires_at=START,
    )


class Seat:
    """A desk with a fake door, and what its program shows."""

    def __init__(self, folder: Path) -> None:
        self.entrance = FakeEntrance()
        self.connection = Connection(NOWHERE, SEAT)
        self.connection.entrance = self.entrance
        self.shown: list[tuple[QWidget, ...]] = []
        self._folder = folder
        self.sitting = self.sitting_for(Role.DISPATCHER)
        self.sitting.open()

    def sitting_for(self, role: Role) -> Sitting:
        """The desk as the console opens it with `--role`."""
        ground = Ground(CITY, self._folder / "forms.json", role)
        return Sitting(self.connection, ground, self.show)

    def show(self, windows: tuple[QWidget, ...]) -> None:
        self.shown.append(windows)
        for window in windows:
            window.show()

    def come(self, answer: SignInAnswer) -> None:
        self.entrance.answer = answer
        self.sitting.sign_in.submit("0101", "a password")

    @property
    def desk(self) -> DispatcherDesk:
        desk = self.sitting.desks[Role.DISPATCHER]
        assert isinstance(desk, DispatcherDesk)
        return desk


@pytest.fixture
def seat(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    seat = Seat(tmp_path)
    yield seat
    seat.sitting.close()
    for window in (seat.sitting.window, *seat.sitting.windows):
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_that_a_desk_opens_with_the_question_who_sits_there(seat: Seat) -> None:
    assert seat.shown == [(seat.sitting.window,)]
    assert not seat.connection.session.is_open


def test_that_a_dispatcher_gets_the_dispatchers_windows(seat: Seat) -> None:
    seat.come(welcome(Role.DISPATCHER))

    assert seat.shown[-1] == seat.desk.windows
    assert not seat.sitting.window.isVisible()
    assert seat.sitting.window.password.text() == ""


def test_that_each_role_with_windows_has_its_own(seat: Seat) -> None:
    seat.come(welcome(Role.DISPATCHER, Role.STATION, station_id=STATION))

    station = seat.sitting.desks[Role.STATION]
    assert isinstance(station, StationDesk)
    assert seat.shown[-1] == (*seat.desk.windows, *station.windows)


def test_that_a_station_without_a_station_of_its_own_is_told_and_leaves_again(seat: Seat) -> None:
    seat.come(welcome(Role.STATION))

    assert seat.sitting.window.isVisible()
    assert "没有登记分站" in seat.sitting.window.note.text()
    assert seat.entrance.left == 1
    assert not seat.connection.session.is_open


def test_that_every_role_somebody_holds_opens_its_window_and_signing_out_closes_all(
    seat: Seat,
) -> None:
    seat.come(welcome(Role.DIRECTOR, Role.MAINTAINER, Role.SUPERVISOR))
    titles = [window.windowTitle() for window in seat.shown[-1]]

    seat.sitting.sign_out()

    assert titles == ["120 班长席", "120 主任查询席", "120 维护席"]
    assert not any(window.isVisible() for window in seat.sitting.windows)
    assert seat.sitting.window.isVisible()


def test_that_the_desks_own_role_has_the_first_screen(seat: Seat) -> None:
    seat.sitting = seat.sitting_for(Role.DIRECTOR)

    seat.come(welcome(Role.SUPERVISOR, Role.DIRECTOR))

    assert [w.windowTitle() for w in seat.shown[-1]] == ["120 主任查询席", "120 班长席"]


def test_that_keys_bring_each_of_a_desks_windows_to_the_front(seat: Seat, qtbot: QtBot) -> None:
    seat.come(welcome(Role.SUPERVISOR, Role.MAINTAINER))
    room, machines = seat.sitting.windows
    room.activateWindow()
    qtbot.waitUntil(room.isActiveWindow, timeout=2000)

    qtbot.keyClick(room, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(machines.isActiveWindow, timeout=2000)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(machines, Qt.Key.Key_W, held)
    listed = machines.findChild(WindowList)
    assert listed is not None
    qtbot.keyClick(listed, Qt.Key.Key_1)

    qtbot.waitUntil(room.isActiveWindow, timeout=2000)


def test_that_a_role_taken_away_closes_its_window_and_says_so(seat: Seat) -> None:
    seat.come(welcome(Role.SUPERVISOR, Role.DIRECTOR))
    seat.connection.mirror.replace(board([*manned(), WHO]))

    changed = PersonChanged(
        person_id=PersonId("person-1"), name="示范甲", roles=(Role.SUPERVISOR,), active=True
    )
    (row,) = journal([changed], after=seat.connection.mirror.board.seq)
    seat.connection.mirror.receive(row)
    seat.connection.session.end("登录已失效，请重新登录")

    assert set(seat.sitting.desks) == {Role.SUPERVISOR}
    assert "不再是主任" in seat.sitting.window.note.text()


def test_that_a_dispatchers_windows_are_closed_when_somebody_without_the_role_sits_down(
    seat: Seat,
) -> None:
    seat.come(welcome(Role.DISPATCHER))
    seat.connection.session.end("登录已失效，请重新登录")

    seat.come(welcome(Role.DIRECTOR))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    seat.connection.mirror.replace(board([*room(), *ringing(), *answered()]))

    assert set(seat.sitting.desks) == {Role.DIRECTOR}


def test_that_an_ended_sign_in_asks_again_and_loses_no_form(seat: Seat) -> None:
    seat.come(welcome(Role.DISPATCHER))
    seat.connection.mirror.replace(board([*room(), *ringing(), *answered()]))
    window, form = seat.desk.call_window, seat.desk.models.form
    seat.desk.models.chosen.choose(next(iter(seat.connection.mirror.board.incidents)))
    form.type("scene", "示范路上")

    seat.connection.session.end("登录已失效，请重新登录")

    assert not window.isVisible()
    assert seat.sitting.window.note.text() == "登录已失效，请重新登录"
    seat.come(welcome(Role.DISPATCHER))
    assert seat.desk.call_window is window
    assert window.isVisible()
    assert form.typed("scene") == "示范路上"


def test_that_the_keys_to_leave_sign_out(seat: Seat, qtbot: QtBot) -> None:
    seat.come(welcome(Role.DISPATCHER))
    window = seat.desk.call_window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=2000)

    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Q, held)

    assert seat.entrance.left == 1
    assert seat.sitting.window.isVisible()
    assert seat.sitting.window.note.text() == "已签退"


def test_that_the_console_greys_by_the_servers_table(seat: Seat) -> None:
    client = seat.connection.client
    before = client.may(AnswerCall)
    seat.come(welcome(Role.DISPATCHER))
    dispatcher = (client.may(AnswerCall), client.may(MoveOrder))
    seat.connection.session.take(welcome(Role.STATION, station_id=STATION))

    assert (before, dispatcher) == (False, (True, True))
    assert (client.may(AnswerCall), client.may(MoveOrder)) == (False, True)


@pytest.mark.parametrize(
    "role", [Role.DISPATCHER, Role.SUPERVISOR, Role.DIRECTOR, Role.MAINTAINER, Role.STATION]
)
def test_that_every_role_sees_that_the_servers_database_is_away_until_it_is_back(
    seat: Seat, role: Role
) -> None:
    stream = seat.connection.stream
    seat.connection.mirror.replace(board(room()))
    seat.come(welcome(role, station_id=STATION if role is Role.STATION else None))

    stream.link_changed.emit(LinkState.UP, "")
    stream.database_changed.emit("数据库没有应答")
    away = lights(seat, role)
    stream.database_changed.emit("")

    assert away["数据库"] == "down"
    assert "数据库" not in lights(seat, role)


def lights(seat: Seat, role: Role) -> dict[str, str]:
    """Return the lights that stand in the window of a role."""
    desk = seat.sitting.desks[role]
    if isinstance(desk, DispatcherDesk):
        return {link.name: link.state.value for link in desk.models.desk.links}
    if isinstance(desk, StationDesk):
        return {link.name: link.state for link in desk.window.foot.links}
    return {link.name: link.state for link in desk.window.alarms.links}


def test_that_a_maintainers_desk_that_was_closed_hears_of_no_link_and_no_answer(
    seat: Seat, qtbot: QtBot
) -> None:
    seat.connection.mirror.replace(board(room()))
    seat.come(welcome(Role.MAINTAINER))
    seat.come(welcome(Role.SUPERVISOR))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    with qtbot.captureExceptions() as raised:
        seat.connection.stream.link_changed.emit(LinkState.UP, "")
        seat.connection.stream.database_changed.emit("数据库没有应答")

    assert Role.MAINTAINER not in seat.sitting.desks
    assert not raised
