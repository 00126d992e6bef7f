"""A seat without windows: sends commands, mirrors the board by the real stream."""

import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Final, Self
from uuid import uuid4

from pydantic import TypeAdapter
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from dispatch_server.contract.answers import (
    Changes,
    CommandAnswer,
    Events,
    RecommendationAnswer,
    Snapshot,
    StreamMessage,
)
from dispatch_server.contract.board import Board
from dispatch_server.contract.commands import Command
from dispatch_server.contract.details import Point
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.ids import CommandId, SeatId
from dispatch_server.contract.sign_in import SIGN_IN_PATH, SignIn, SignInAnswer
from dispatch_server.contract.version import PROTOCOL

WAIT_S: Final = 10.0
JSON: Final = {"Content-Type": "application/json"}
_MESSAGES: TypeAdapter[StreamMessage] = TypeAdapter(StreamMessage)


def new_command_id() -> CommandId:
    """Return an id no command has had."""
    return CommandId(uuid4().hex)


def sign_in(server: str, seat_id: str, number: str, password: str) -> str:
    """Sign somebody in at a seat and return the token."""
    asked = SignIn(seat_id=SeatId(seat_id), number=number, password=password)
    request = urllib.request.Request(  # noqa: S310 - ours
        server + SIGN_IN_PATH, data=asked.model_dump_json().encode(), headers=JSON
    )
    with urllib.request.urlopen(request, timeout=WAIT_S) as answer:  # noqa: S310 - ours
        return SignInAnswer.model_validate_json(answer.read()).token


class SeatClient:
    """One seat; its thread folds what the server streams, and comes back after every break."""

    def __init__(self, server: str, token: str) -> None:
        self._stream = server.replace("http", "ws", 1)
        self._bearer = {"Authorization": f"Bearer {token}"}
        self._server = server
        self._moved = threading.Condition()
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._mirror, daemon=True)
        self.board = Board()
        self.events: list[Recorded] = []

    def __enter__(self) -> Self:
        self._thread.start()
        self.wait(lambda board: board.seq > 0)
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._thread.join(WAIT_S)

    def send(self, command: Command) -> CommandAnswer:
        """Send a command and return its outcome."""
        content = command.model_dump_json().encode()
        return CommandAnswer.model_validate_json(self._ask(command.PATH, content))

    def recommendation(self, scene: Point) -> RecommendationAnswer:
        """Ask for vehicles and hospitals."""
        query = urllib.parse.urlencode({"lon": scene[0], "lat": scene[1]})
        return RecommendationAnswer.model_validate_json(self._ask(f"/recommendation?{query}"))

    def _ask(self, path: str, content: bytes | None = None) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - ours
            self._server + path, data=content, headers=self._bearer | JSON
        )
        try:
            with urllib.request.urlopen(request, timeout=WAIT_S) as answer:  # noqa: S310 - ours
                body: bytes = answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                body = refused.read()
        return body

    def wait(self, holds: Callable[[Board], bool], *, within_s: float = WAIT_S) -> Board:
        """Return the board as soon as `holds` is true of it."""
        with self._moved:
            if not self._moved.wait_for(lambda: holds(self.board), within_s):
                told = [recorded.event.type for recorded in self.events[-12:]]
                raise TimeoutError(f"the board did not get there in {within_s} s; last: {told}")
            return self.board

    def _mirror(self) -> None:
        while not self._leaving.is_set():
            try:
                self._listen()
            except (ConnectionClosed, OSError, TimeoutError):
                self._leaving.wait(0.1)

    def _listen(self) -> None:
        after = f"&after={self.board.seq}" if self.board.seq else ""
        url = f"{self._stream}/stream?protocol={PROTOCOL}{after}"
        with connect(
            url, open_timeout=2, close_timeout=1, additional_headers=self._bearer
        ) as socket:
            while not self._leaving.is_set():
                try:
                    text = socket.recv(timeout=0.2)
                except TimeoutError:
                    continue
                self._take(_MESSAGES.validate_json(text))

    def _take(self, message: StreamMessage) -> None:
        with self._moved:
            if isinstance(message, Snapshot):
                self.board = message.board
            elif isinstance(message, Changes):
                for row in message.rows:
                    self.board.take_in(row.seq, row.here, row.gone)
            elif isinstance(message, Events):
                for recorded in message.events:
                    self.board.apply(recorded)
                    self.events.append(recorded)
            self._moved.notify_all()
