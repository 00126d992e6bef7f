"""Signing in at this desk: what was typed, what went wrong, and how long the server makes wait."""

from datetime import datetime, timedelta
from math import ceil
from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.client import Entrance
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_server.contract.sign_in import SignInAnswer, SignInRefusal

NUMBER_MISSING: Final = "先填工号"
PASSWORD_MISSING: Final = "再填口令"  # noqa: S105 - words on the screen


class SignInDesk(QObject):
    """The way in; `signed_in` carries the server's answer, `wrong` says that a try was refused."""

    changed = pyqtSignal()
    wrong = pyqtSignal()
    signed_in = pyqtSignal(object)

    def __init__(self, entrance: Entrance, clock: DeskClock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entrance = entrance
        self._clock = clock
        self._until: datetime | None = None
        self._error = ""
        self.note = ""
        self.is_asking = False
        clock.ticked.connect(self._on_ticked)

    @property
    def now(self) -> datetime:
        """The time now, in UTC."""
        return self._clock.now()

    @property
    def seconds_left(self) -> int:
        """How long until the server hears another try."""
        if self._until is None:
            return 0
        return max(0, ceil((self._until - self._clock.now()).total_seconds()))

    @property
    def error(self) -> str:
        """What the person must read: what was wrong, and how long to wait."""
        left = self.seconds_left
        return f"{self._error}　{left} 秒后再试" if left else self._error

    @property
    def can_try(self) -> bool:
        """Whether Enter would ask the server now."""
        return not self.is_asking and not self.seconds_left

    def submit(self, number: str, password: str) -> None:
        """Ask to sit down, unless something is missing or the wait is not over."""
        if not self.can_try:
            return
        if not number or not password:
            self._refuse(PASSWORD_MISSING if number else NUMBER_MISSING)
            return
        self.is_asking, self._error = True, ""
        self.changed.emit()
        self._entrance.sign_in(number, password, self._on_answer)

    def tell(self, note: str) -> None:
        """Say why somebody has to sign in again, or what this desk cannot do yet."""
        self.note, self._error, self._until = note, "", None
        self.changed.emit()

    def _on_answer(self, answer: SignInAnswer | SignInRefusal) -> None:
        self.is_asking = False
        if isinstance(answer, SignInAnswer):
            self.note, self._error, self._until = "", "", None
            self.changed.emit()
            self.signed_in.emit(answer)
            return
        if answer.wait_s > 0:
            self._until = self._clock.now() + timedelta(seconds=answer.wait_s)
        waits = answer.code == "wait"
        self._refuse("试得太快" if waits else answer.sentence)

    def _refuse(self, sentence: str) -> None:
        self._error = sentence
        self.changed.emit()
        self.wrong.emit()

    def _on_ticked(self) -> None:
        if self._until is not None:
            if not self.seconds_left:
                self._until = None
            self.changed.emit()
