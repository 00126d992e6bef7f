"""The server as a console sees it, in memory: commands kept, questions answered when told to."""

from collections.abc import Callable

from dispatch_console.client import Told
from dispatch_server.contract.answers import (
    CommandAnswer,
    CommandOutcome,
    RecommendationAnswer,
    RouteAnswer,
)
from dispatch_server.contract.commands import Command
from dispatch_server.contract.details import Point

DONE = CommandAnswer(outcome=CommandOutcome.DONE)


class FakeCommands:
    """Keeps every command; answers each at once with `answer`, unless that is None."""

    def __init__(self) -> None:
        self.sent: list[Command] = []
        self.answer: CommandAnswer | None = DONE
        self._waiting: Told | None = None

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
