"""The server as a console sees it, in memory: commands kept, questions answered when told to."""

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.client import DeskSeen, Told
from dispatch_console.client.waiting_file import Waited
from dispatch_server.contract.access import Right
from dispatch_server.contract.answers import (
    CommandAnswer,
    CommandOutcome,
    ReachAnswer,
    RecommendationAnswer,
    RouteAnswer,
)
from dispatch_server.contract.commands import Command
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import CommandId
from dispatch_server.contract.sign_in import SignInAnswer, SignInRefusal

DONE = CommandAnswer(outcome=CommandOutcome.DONE)


class FakeCommands:
    """Keeps every command; answers each at once with `answer`, unless that is None."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.answer: CommandAnswer | None = DONE
        self.rights = frozenset(Right)
        self._waiting: Told | None = None

    def may(self, command: type[Command]) -> bool:
        return command.RIGHT in self.rights

    def send(self, command: Command, told: Told | None = None) -> None:
        self.sent.append(command)
        self._waiting = told
        if self.answer is not None:
            self.tell_last()

    def tell_last(self) -> None:
        """Answer the last command, where it was not answered before."""
        told, self._waiting = self._waiting, None
        if told is not None and self.answer is not None:
            told(self.answer)


class FakeHeld(QObject):
    """Holds what it is told to; what was withdrawn is gone."""

    changed = pyqtSignal()
    ended_late = pyqtSignal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.waiting: tuple[Waited, ...] = ()
        self.owner = "person-1"

    def is_own(self, waited: Waited) -> bool:
        return waited.owner == self.owner

    def hold(self, *waiting: Waited) -> None:
        """Let these wait, and no others."""
        self.waiting = waiting
        self.changed.emit()

    def withdraw(self, command_id: CommandId) -> None:
        self.hold(*(one for one in self.waiting if one.command.command_id != command_id))


class FakeQuestions:
    """Keeps what was asked; answers at once with what it was given."""

    def __init__(self) -> None:
        self.scenes: list[Point] = []
        self.recommended: RecommendationAnswer | None = None
        self.way: RouteAnswer | None = None

    def recommendation(
        self, scene: Point, told: Callable[[RecommendationAnswer | None], None]
    ) -> None:
        self.scenes.append(scene)
        told(self.recommended)

    def route(self, start: Point, end: Point, told: Callable[[RouteAnswer | None], None]) -> None:
        told(self.way)

    def reach(
        self, start: Point, minutes: Sequence[int], told: Callable[[ReachAnswer | None], None]
    ) -> None:
        told(None)


class FakeEntrance:
    """Keeps what was typed; answers at once with `answer`, unless that is None."""

    place = "server"

    def __init__(self) -> None:
        self.tried: list[tuple[str, str]] = []
        self.answer: SignInAnswer | SignInRefusal | None = None
        self.seen: DeskSeen | None = None
        self.looks = 0
        self.left = 0

    def sign_out(self, told: Callable[[], None] | None = None) -> None:
        self.left += 1
        if told is not None:
            told()

    def sign_in(
        self, number: str, password: str, told: Callable[[SignInAnswer | SignInRefusal], None]
    ) -> None:
        self.tried.append((number, password))
        if self.answer is not None:
            told(self.answer)

    def look(self, told: Callable[[DeskSeen | None], None]) -> None:
        self.looks += 1
        told(self.seen)
