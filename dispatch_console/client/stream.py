"""The event stream over WebSocket: connects, resumes from its number, comes back by itself."""

import logging
import random
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from PyQt6.QtCore import QObject, QTimer, QUrl, QUrlQuery, pyqtSignal
from PyQt6.QtNetwork import QNetworkRequest
from PyQt6.QtWebSockets import QWebSocket, QWebSocketProtocol

from dispatch_console.client import LOST
from dispatch_console.client.servers import Servers
from dispatch_console.client.session import Session
from dispatch_server.contract.answers import (
    SIGNED_OUT,
    Changes,
    Events,
    Frame,
    Heartbeat,
    Hello,
    Shown,
    ShownRow,
    Snapshot,
    StreamMessage,
)
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.states import LinkState
from dispatch_server.contract.version import PROTOCOL

log = logging.getLogger(__name__)

SILENT_MS = 6_000
"""A stream that said nothing for this many milliseconds counts as lost (heartbeat every 2 s)."""
RETRY_MS = (200, 5_000)
"""First and longest pause before the next try, milliseconds; doubled each time, with jitter."""

_MESSAGE: TypeAdapter[StreamMessage] = TypeAdapter(
    Annotated[StreamMessage, Field(discriminator="kind")],
    config=ConfigDict(hide_input_in_errors=True),
)


class Stream(QObject):
    """Brings boards and events of the server that leads to one seat, and says how the link is.

    A lost way is sought again at the next address, from the number and the hash that the seat has:
    every address in turn, then after a pause that grows; the one that says hello is stuck to.
    """

    board_came = pyqtSignal(object)
    event_came = pyqtSignal(object)
    change_came = pyqtSignal(object)
    link_changed = pyqtSignal(object, str)
    database_changed = pyqtSignal(str)
    frame_came = pyqtSignal(object)

    def __init__(self, servers: Servers, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._servers = servers
        self._address = ""
        self._tries = 0
        self._stays = False
        self._session = session
        self._seq: int | None = None
        self._last: str | None = None
        self._database = ""
        self._shown: tuple[float, float, float, float] | None = None
        self._pause_ms = RETRY_MS[0]
        self._state, self._cause = LinkState.UNKNOWN, ""
        self._stopped = True
        self._socket = QWebSocket(parent=self)
        self._socket.textMessageReceived.connect(self._received)
        self._socket.disconnected.connect(self._lost)
        self._socket.errorOccurred.connect(self._on_error)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(SILENT_MS)
        self._silence.timeout.connect(self._socket.abort)
        self._silence.timeout.connect(self._lost)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._open)

    @property
    def database(self) -> str:
        """Why the server takes no commands now; empty while it takes them, or is away itself."""
        return self._database if self._state is LinkState.UP else ""

    @property
    def state(self) -> LinkState:
        """How the way to the server is now."""
        return self._state

    def start(self) -> None:
        """Connect, and stay connected until `stop`."""
        self._stopped = False
        self._open()

    def stop(self) -> None:
        """Close until the next start."""
        self._stopped = True
        self._retry.stop()
        self._silence.stop()
        self._socket.abort()

    def show_box(self, box: tuple[float, float, float, float]) -> None:
        """Say what the map shows, now and after every reconnect; frames are of that alone."""
        self._shown = box
        if self._state is LinkState.UP:
            self._say_box()

    def _say_box(self) -> None:
        if self._shown is not None:
            self._socket.sendTextMessage(Shown(box=self._shown).model_dump_json())

    def resume_from(self, seq: int | None) -> None:
        """Ask for everything after `seq`, or for a whole board; called when a gap was found."""
        if seq != self._seq:
            self._last = None
        self._seq, self._stays = seq, True
        self._socket.abort()
        self._lost()

    def _open(self) -> None:
        self._address = self._servers.address
        url = QUrl(f"{self._address.replace('http', 'ws', 1)}/stream")
        query = QUrlQuery()
        query.addQueryItem("protocol", str(PROTOCOL))
        if self._seq is not None:
            query.addQueryItem("after", str(self._seq))
            if self._last:
                query.addQueryItem("last", self._last)
        url.setQuery(query)
        self._silence.start()
        request = QNetworkRequest(url)
        self._session.sign(request)
        self._socket.open(request)

    def _on_error(self, _: object) -> None:
        """Bound to this object: a socket that ends with it calls nobody who is gone."""
        self._lost()

    def _lost(self) -> None:
        if self._stopped or self._retry.isActive():
            return
        self._silence.stop()
        self._tell(LinkState.DOWN, self._why_lost())
        self._retry.start(int(self._pause_ms * random.uniform(0.7, 1.3)))  # noqa: S311 - jitter
        self._seek()
        if self._socket.closeCode() == QWebSocketProtocol.CloseCode(SIGNED_OUT):
            self._session.end(self._socket.closeReason())

    def _seek(self) -> None:
        """Turn to the next address, save where it is only resumed; wait longer after each round."""
        self._tries += 1
        if not self._stays:
            self._servers.turn_from(self._address)
        self._stays = False
        if self._tries % self._servers.count == 0:
            self._pause_ms = min(self._pause_ms * 2, RETRY_MS[1])

    def _why_lost(self) -> str:
        """Return the room's own reason for turning the seat away, where it gave one."""
        own = self._socket.closeCode() not in set(QWebSocketProtocol.CloseCode)
        return self._socket.closeReason() if own else LOST

    def _received(self, text: str) -> None:
        self._silence.start()
        try:
            message = _MESSAGE.validate_json(text)
        except ValidationError:
            log.exception("stream message not understood")
            self._tell(LinkState.DOWN, "服务器的消息无法理解，受理台程序可能太旧，须升级")
            return
        self._heed(message)

    def _heed(self, message: StreamMessage) -> None:
        match message:
            case Hello():
                self._pause_ms, self._tries = RETRY_MS[0], 0
                self._tell(LinkState.UP, "")
                self._say_box()
            case Snapshot(board=board, last=last):
                self._seq, self._last = board.seq, last
                self.board_came.emit(board)
            case Events(events=events):
                self._take(events)
            case Changes(rows=rows):
                self._take_changes(rows)
            case Frame():
                self.frame_came.emit(message)
            case Heartbeat(seq=seq, database=database):
                self._hear_of_database(database)
                if self._seq is not None and seq > self._seq:
                    self.resume_from(self._seq)

    def _take(self, events: tuple[Recorded, ...]) -> None:
        for recorded in events:
            self._seq, self._last = recorded.seq, recorded.hash
            self.event_came.emit(recorded)

    def _take_changes(self, rows: tuple[ShownRow, ...]) -> None:
        for row in rows:
            self._seq, self._last = row.seq, row.hash
            self.change_came.emit(row)

    def _hear_of_database(self, sentence: str) -> None:
        if sentence != self._database:
            log.info("the server's database: %s", sentence or "well")
            self._database = sentence
            self.database_changed.emit(sentence)

    def _tell(self, state: LinkState, cause: str) -> None:
        if (state, cause) != (self._state, self._cause):
            log.info("server link %s %s", state, cause)
            self._state, self._cause = state, cause
            self.link_changed.emit(state, cause)
