"""The way from the console to the server: signing in, commands, questions, the event stream."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from dispatch_server.contract.answers import (
    CommandAnswer,
    ReachAnswer,
    RecommendationAnswer,
    RouteAnswer,
)
from dispatch_server.contract.commands import Command
from dispatch_server.contract.details import Point
from dispatch_server.contract.sign_in import DeskAnswer, SignInAnswer, SignInRefusal

LOST: Final = "与服务器的连接断开，正在重连"
"""What the stream says of a connection that broke; any other cause is the server's own word."""

Told = Callable[[CommandAnswer], None]


class Commands(Protocol):
    """Sends commands and says what became of each: done, refused with a reason, or unknown.

    The outcome is for the operator to read. What changed on the board comes as an event.
    """

    def send(self, command: Command, told: Told | None = None) -> None:
        """Ask the server; `told` is called on the GUI thread, once with the outcome.

        Within the deadline it hears the outcome, or `waiting`: then the outcome follows.
        """
        ...

    def may(self, command: type[Command]) -> bool:
        """Say whether whoever sits here holds the right; the server refuses by the same table."""
        ...


@dataclass(frozen=True, slots=True)
class DeskSeen:
    """What the server said of this desk, and how long it took; `answer` None: not understood."""

    answer: DeskAnswer | None
    milliseconds: float


class Entrance(Protocol):
    """Lets a person sit down at this desk."""

    @property
    def place(self) -> str:
        """The server's address as people read it."""
        ...

    def sign_in(
        self, number: str, password: str, told: Callable[[SignInAnswer | SignInRefusal], None]
    ) -> None:
        """Ask to sit down; `told` is called once, within the deadline."""
        ...

    def sign_out(self, told: Callable[[], None] | None = None) -> None:
        """Leave the seat; `told` is called once the server heard it or the deadline passed."""
        ...

    def look(self, told: Callable[[DeskSeen | None], None]) -> None:
        """Ask how this desk stands with the server; None stands for no answer in time."""
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

    def reach(
        self, start: Point, minutes: Sequence[int], told: Callable[[ReachAnswer | None], None]
    ) -> None:
        """Ask what a vehicle reaches from a point within some numbers of minutes."""
        ...
