"""What this desk can measure of itself before anybody sits down; nothing is guessed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from dispatch_console.client import DeskSeen, Entrance
from dispatch_server.contract.sign_in import DeskAnswer
from dispatch_server.contract.states import LinkState
from dispatch_server.contract.version import PROTOCOL

SERVER: Final = "服务器"
EXCHANGE: Final = "电话链路"
PHONE: Final = "话机注册"
LOCALLY_AFTER_MS: Final = 100
"""The server has the first word, so that its time is its own, milliseconds."""


class Verdict(StrEnum):
    """How a check ended, or that it runs."""

    RUNNING = "running"
    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what was looked at, how it is, what was found, what was measured."""

    name: str
    verdict: Verdict = Verdict.RUNNING
    finding: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class LocalCheck:
    """A check that needs no server: it says what it found, or raises."""

    name: str
    look: Callable[[], tuple[Verdict, str]]


class SelfTest(QObject):
    """Runs every check; a fault is shown and keeps nobody from sitting down."""

    changed = pyqtSignal()

    def __init__(
        self, entrance: Entrance, locally: Sequence[LocalCheck], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(LOCALLY_AFTER_MS)
        self._soon.timeout.connect(self._look_locally)
        self._entrance = entrance
        self._locally = tuple(locally)
        self.seat_name = ""
        self._checks: dict[str, Check] = {}
        self._reset()

    @property
    def checks(self) -> tuple[Check, ...]:
        """The lines, the server first."""
        return tuple(self._checks.values())

    def count(self, verdict: Verdict) -> int:
        """Say how many checks ended so."""
        return sum(1 for check in self._checks.values() if check.verdict is verdict)

    def run(self) -> None:
        """Look at everything again; what takes long locally begins after the server was asked."""
        self._reset()
        self.changed.emit()
        self._entrance.look(self._on_seen)
        self._soon.start()

    def _reset(self) -> None:
        names = (SERVER, EXCHANGE, PHONE, *(check.name for check in self._locally))
        self._checks = {name: Check(name) for name in names}

    def _look_locally(self) -> None:
        for check in self._locally:
            start = monotonic()
            try:
                verdict, finding = check.look()
            except (OSError, ValueError, KeyError) as fault:
                verdict, finding = Verdict.FAILED, f"读不出来（{type(fault).__name__}），请报维护"
            self._put(Check(check.name, verdict, finding, _milliseconds(monotonic() - start)))

    def _on_seen(self, seen: DeskSeen | None) -> None:
        for check in _of_server(seen, self._entrance.place):
            self._put(check)
        if seen is not None and seen.answer is not None:
            self.seat_name = seen.answer.seat_name
        self.changed.emit()

    def _put(self, check: Check) -> None:
        self._checks[check.name] = check
        self.changed.emit()


def _of_server(seen: DeskSeen | None, place: str) -> tuple[Check, ...]:
    if seen is None:
        unknown = "服务器没有应答，不知道"
        return (
            Check(SERVER, Verdict.FAILED, f"{place}　没有应答"),
            Check(EXCHANGE, Verdict.WARNED, unknown),
            Check(PHONE, Verdict.WARNED, unknown),
        )
    took = _milliseconds(seen.milliseconds / 1_000)
    if seen.answer is None:
        sentence = "不认本席或版本不符：核对座席编号，或升级本机程序"
        return (
            Check(SERVER, Verdict.FAILED, f"{place}　{sentence}", took),
            Check(EXCHANGE, Verdict.WARNED, "不知道"),
            Check(PHONE, Verdict.WARNED, "不知道"),
        )
    return (_server(seen.answer, place, took), _exchange(seen.answer), _phone(seen.answer))


def _server(answer: DeskAnswer, place: str, took: str) -> Check:
    if answer.protocol != PROTOCOL:
        finding = f"版本不符：服务器 {answer.protocol}，本机 {PROTOCOL}，须升级"
        return Check(SERVER, Verdict.FAILED, finding, took)
    return Check(SERVER, Verdict.PASSED, f"{place}　协议 {PROTOCOL}", took)


def _exchange(answer: DeskAnswer) -> Check:
    match answer.exchange:
        case LinkState.UP:
            return Check(EXCHANGE, Verdict.PASSED, "交换机已连上")
        case LinkState.SLOW:
            return Check(EXCHANGE, Verdict.WARNED, "交换机应答迟缓")
        case LinkState.DOWN:
            return Check(EXCHANGE, Verdict.FAILED, "交换机中断，话机照常振铃，来电手工登记")
        case LinkState.UNKNOWN:
            return Check(EXCHANGE, Verdict.WARNED, "还不知道")


def _phone(answer: DeskAnswer) -> Check:
    if not answer.phone:
        return Check(PHONE, Verdict.WARNED, "本席没有登记话机")
    place = f"分机 {answer.phone}"
    if answer.phone_reachable is None:
        return Check(PHONE, Verdict.WARNED, f"{place}　问不到交换机")
    if not answer.phone_reachable:
        return Check(PHONE, Verdict.FAILED, f"{place}　没有注册，检查话机电源和网线")
    return Check(PHONE, Verdict.PASSED, f"{place}　已注册")


def _milliseconds(seconds: float) -> str:
    return f"{max(1, round(seconds * 1_000))} ms"
