"""The sign-in window, worked by keys alone, and the desk's test of itself."""

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QCoreApplication, QEvent, Qt
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dispatch_console.client import DeskSeen
from dispatch_console.roles.sign_in.sign_in_window import SignInWindow
from dispatch_console.theme.palette import Theme
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.self_test import LocalCheck, SelfTest, Verdict
from dispatch_console.viewmodels.sign_in import SignInDesk
from dispatch_console.widgets.dressing import dress
from dispatch_server.contract.answers import CommandOutcome
from dispatch_server.contract.ids import PersonId
from dispatch_server.contract.sign_in import DeskAnswer, SignInAnswer, SignInRefusal
from dispatch_server.contract.states import LinkState, Role
from dispatch_server.contract.version import PROTOCOL
from tests.builders import START
from tests.console.clipping import clipped
from tests.fakes.clock_face import StandingClock
from tests.fakes.console import FakeEntrance

WELCOME = SignInAnswer(
    token="t",
    person_id=PersonId("person-1"),
    name="示范甲",
    roles=(Role.DISPATCHER,),
    station_id=None,
    expires_at=START,
)
ANSWER = DeskAnswer(
    protocol=PROTOCOL,
    seat_name="01席",
    phone="6001",
    exchange=LinkState.UP,
    phone_reachable=True,
)


def refusal(
    code: str = "wrong", sentence: str = "工号或口令不对", wait_s: float = 0
) -> SignInRefusal:
    return SignInRefusal(
        outcome=CommandOutcome.REFUSED, code=code, sentence=sentence, wait_s=wait_s
    )


def unreadable() -> tuple[Verdict, str]:
    raise OSError


class Door:
    """A sign-in window, and the hands at its keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.entrance = FakeEntrance()
        self.entrance.seen = DeskSeen(ANSWER, 4.2)
        self.face = StandingClock()
        self.clock = DeskClock(self.face)
        self.model = SignInDesk(self.entrance, self.clock)
        self.test = SelfTest(
            self.entrance,
            [
                LocalCheck("地图数据", lambda: (Verdict.PASSED, "可用")),
                LocalCheck("声音", lambda: (Verdict.FAILED, "没有声卡")),
                LocalCheck("地址查找", unreadable),
            ],
        )
        self.came: list[SignInAnswer] = []
        self.model.signed_in.connect(self.came.append)
        self.window = SignInWindow(self.model, self.test, self.clock)
        self.window.resize(1920, 1080)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=2000)

    @property
    def focus(self) -> QWidget:
        """The widget that has the focus, or the window."""
        return self.window.focusWidget() or self.window

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            self._qtbot.keyClick(self.focus, key)

    def type(self, words: str) -> None:
        self._qtbot.keyClicks(self.focus, words)

    def try_in(self) -> None:
        """Type a number and a password as anybody would."""
        self.type("0101")
        self.press(Qt.Key.Key_Return)
        self.type("a password")
        self.press(Qt.Key.Key_Return)

    def later(self, seconds: float) -> None:
        self.face.advance(seconds)
        self.clock.ticked.emit()

    def verdict(self, name: str) -> Verdict:
        return next(check.verdict for check in self.test.checks if check.name == name)

    def leave(self) -> None:
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def door(qtbot: QtBot, qapp: QApplication) -> Iterator[Door]:
    dress(qapp, Theme.DARK)
    door = Door(qtbot)
    yield door
    door.leave()


def test_that_number_enter_password_enter_signs_in(door: Door) -> None:
    door.entrance.answer = WELCOME

    door.try_in()

    assert door.entrance.tried == [("0101", "a password")]
    assert door.came == [WELCOME]


def test_that_a_password_is_never_shown(door: Door) -> None:
    door.try_in()

    assert "a password" not in door.window.password.displayText()


def test_that_a_wrong_password_is_told_in_its_place_and_the_hands_stay_there(door: Door) -> None:
    door.entrance.answer = refusal()

    door.try_in()

    assert door.window.error.text() == "工号或口令不对"
    assert door.focus is door.window.password
    assert door.window.password.selectedText()
    assert door.window.number.text() == "0101"


def test_that_the_servers_wait_is_counted_down_and_then_over(door: Door) -> None:
    door.entrance.answer = refusal(wait_s=3)
    door.try_in()
    said = [door.window.error.text()]
    door.press(Qt.Key.Key_Return)
    for _ in range(3):
        door.later(1)
        said.append(door.window.error.text())

    assert said == [
        "工号或口令不对　3 秒后再试",
        "工号或口令不对　2 秒后再试",
        "工号或口令不对　1 秒后再试",
        "工号或口令不对",
    ]
    assert len(door.entrance.tried) == 1
    assert door.window.enter.isEnabled()


def test_that_a_try_too_early_says_how_long_to_wait(door: Door) -> None:
    door.entrance.answer = refusal("wait", "试得太快，8 秒后再试", 8)

    door.try_in()

    assert door.window.error.text() == "试得太快　8 秒后再试"
    assert not door.window.enter.isEnabled()


def test_that_what_is_missing_is_said_without_asking_the_server(door: Door) -> None:
    door.press(Qt.Key.Key_Return)
    first = door.window.error.text()
    door.type("0101")
    door.press(Qt.Key.Key_Return, Qt.Key.Key_Return)

    assert (first, door.window.error.text()) == ("先填工号", "再填口令")
    assert not door.entrance.tried


def test_that_enter_twice_asks_once(door: Door) -> None:
    door.try_in()
    door.press(Qt.Key.Key_Return)

    assert len(door.entrance.tried) == 1
    assert door.window.enter.word == "正在登录"


def test_that_an_ended_sign_in_is_told_above_the_number(door: Door) -> None:
    door.model.tell("登录已失效（到期、已退出或在别处登录），请重新登录")

    assert "别处登录" in door.window.note.text()


def test_that_the_desk_shows_what_it_measured(door: Door, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not door.test.count(Verdict.RUNNING))

    found = {check.name: (check.verdict, check.finding) for check in door.test.checks}
    assert found["服务器"] == (Verdict.PASSED, f"server　协议 {PROTOCOL}")
    assert found["电话链路"][0] is Verdict.PASSED
    assert found["话机注册"] == (Verdict.PASSED, "分机 6001　已注册")
    assert found["声音"] == (Verdict.FAILED, "没有声卡")
    assert found["地址查找"][0] is Verdict.FAILED
    assert door.window.seat.text() == "01席"
    assert door.window.counts.text() == "4 过　2 错"


@pytest.mark.parametrize(
    ("seen", "server", "phone"),
    [
        (None, Verdict.FAILED, Verdict.WARNED),
        (DeskSeen(None, 3), Verdict.FAILED, Verdict.WARNED),
        (DeskSeen(ANSWER.model_copy(update={"protocol": 99}), 3), Verdict.FAILED, Verdict.PASSED),
    ],
)
def test_that_f5_looks_again_and_says_what_it_does_not_know(
    door: Door, seen: DeskSeen | None, server: Verdict, phone: Verdict
) -> None:
    door.entrance.seen = seen

    door.press(Qt.Key.Key_F5)

    assert (door.verdict("服务器"), door.verdict("话机注册")) == (server, phone)
    assert door.entrance.looks == 2


def test_that_a_phone_that_is_not_registered_is_a_fault(door: Door) -> None:
    lost = ANSWER.model_copy(update={"phone_reachable": False, "exchange": LinkState.DOWN})
    door.entrance.seen = DeskSeen(lost, 3)

    door.press(Qt.Key.Key_F5)

    assert door.verdict("话机注册") is Verdict.FAILED
    assert door.verdict("电话链路") is Verdict.FAILED


def test_that_a_fault_of_the_desk_keeps_nobody_out(door: Door) -> None:
    door.entrance.seen, door.entrance.answer = None, WELCOME

    door.try_in()

    assert door.came == [WELCOME]


@pytest.mark.parametrize("theme", Theme)
def test_that_no_word_is_cut_off(door: Door, qapp: QApplication, theme: Theme) -> None:
    dress(qapp, theme)
    door.entrance.answer = refusal(wait_s=60)
    door.model.tell("登录已失效（到期、已退出或在别处登录），请重新登录")
    door.try_in()

    assert clipped(door.window) == []
