"""The way from the console to the server: commands, questions, the event stream."""

from collections.abc import Callable
from typing import Protocol

from dispatch_server.contract.answers import CommandAnswer, RecommendationAnswer, RouteAnswer
from dispatch_server.contract.commands import Command
from dispatch_server.contract.details import Point

Told = Callable[[CommandAnswer], None]


class Commands(Protocol):
    """Sends commands and says what became of each: done, refused with a reason, or unknown.

    The outcome is for the operator to read. What changed on the board comes as an event.
    """

    def send(self, command: Command, told: Told | None = None) -> None:
        """Ask the server; `told` is called once, on the GUI thread, within the deadline."""
        ...


class Questions(Protocol):
    """Asks the server what the board alone does not say. None stands for no answer in time."""

    def recommendation(
        self, scene: Point, told: Callable[[RecommendationAnswer | None], None]
    ) -> None:
        """Ask which vehicles and hospitals suit a scene."""
        ...

    def route(self, start: Point, end: Point, told: Callable[[RouteAnswer | None], None]) -> None:
        """Ask for the way by road between two points."""
        ...
