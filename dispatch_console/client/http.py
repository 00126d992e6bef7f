"""Commands and questions over HTTP with Qt's own network classes; nothing here blocks."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from PyQt6.QtCore import QByteArray, QObject, QUrl, QUrlQuery
from PyQt6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest

from dispatch_console.client import Told
from dispatch_console.client.servers import Servers
from dispatch_console.client.session import NOT_ALLOWED, SIGNED_OUT_CODE, Session
from dispatch_console.client.still_there import still_there
from dispatch_server.contract.answers import (
    NOT_KEPT,
    CommandAnswer,
    CommandOutcome,
    ReachAnswer,
    RecommendationAnswer,
    RouteAnswer,
)
from dispatch_server.contract.commands import Command
from dispatch_server.contract.day import DAY_PATH, RECORD_PATH, DayAnswer, RecordAnswer
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.upkeep import (
    SETTINGS_PATH,
    UPKEEP_PATH,
    SettingsAnswer,
    UpkeepAnswer,
)

log = logging.getLogger(__name__)

COMMAND_DEADLINE_MS = 5_000
"""After this many milliseconds a command's outcome is unknown (limit of the desk, own setting)."""
QUESTION_DEADLINE_MS = 3_000

A = TypeVar("A", bound=BaseModel)
Query = Mapping[str, float | str]

_NOT_SIGNED_IN: Final = 401
SIGNED_OUT_WORDS: Final = "登录已失效，请重新登录"
_NEVER_SENT: Final = frozenset(
    {
        QNetworkReply.NetworkError.ConnectionRefusedError,
        QNetworkReply.NetworkError.HostNotFoundError,
    }
)
_NOT_SENT: Final = CommandAnswer(
    outcome=CommandOutcome.REFUSED, code=NOT_KEPT, sentence="没有连上服务器，没有执行"
)


class HttpClient(QObject):
    """Keeps the promises of `Commands` and `Questions` against the server that answers."""

    def __init__(self, servers: Servers, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._servers = servers
        self._session = session
        self._network = QNetworkAccessManager(self)

    def send(self, command: Command, told: Told | None = None) -> None:
        """Post a command; `told` hears done, refused or unknown."""
        if self._session.is_open and not self.may(type(command)):
            if told is not None:
                told(NOT_ALLOWED)
            return
        request = self._request(command.PATH, COMMAND_DEADLINE_MS)
        request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
        body = QByteArray(command.model_dump_json().encode())
        reply = self._network.post(request, body)
        if reply is not None:
            reply.finished.connect(lambda: self._told_outcome(reply, told))

    def may(self, command: type[Command]) -> bool:
        """Say whether whoever sits here holds the right."""
        return self._session.may(command)

    def recommendation(
        self, scene: Point, told: Callable[[RecommendationAnswer | None], None]
    ) -> None:
        """Ask which vehicles and hospitals suit a scene."""
        query = {"lon": scene[0], "lat": scene[1]}
        self._ask("/recommendation", query, RecommendationAnswer, told)

    def route(self, start: Point, end: Point, told: Callable[[RouteAnswer | None], None]) -> None:
        """Ask for the way by road between two points."""
        query = {"lon": start[0], "lat": start[1], "to_lon": end[0], "to_lat": end[1]}
        self._ask("/route", query, RouteAnswer, told)

    def day(self, told: Callable[[DayAnswer | None], None]) -> None:
        """Ask what the day brought."""
        self._ask(DAY_PATH, {}, DayAnswer, told)

    def record(self, incident_id: IncidentId, told: Callable[[RecordAnswer | None], None]) -> None:
        """Ask for one incident with all that belongs to it."""
        self._ask(RECORD_PATH, {"incident": incident_id}, RecordAnswer, told)

    def upkeep(self, told: Callable[[UpkeepAnswer | None], None]) -> None:
        """Ask how the server stands."""
        self._ask(UPKEEP_PATH, {}, UpkeepAnswer, told)

    def settings(self, told: Callable[[SettingsAnswer | None], None]) -> None:
        """Ask for the settings in force."""
        self._ask(SETTINGS_PATH, {}, SettingsAnswer, told)

    def reach(
        self, start: Point, minutes: Sequence[int], told: Callable[[ReachAnswer | None], None]
    ) -> None:
        """Ask what a vehicle reaches from a point within some numbers of minutes."""
        bands = "&".join(f"minutes={band}" for band in minutes)
        query = {"lon": start[0], "lat": start[1]}
        self._ask(f"/reach?{bands}", query, ReachAnswer, told)

    def _ask(
        self, path: str, query: Query, kind: type[A], told: Callable[[A | None], None]
    ) -> None:
        reply = self._network.get(self._request(path, QUESTION_DEADLINE_MS, query))
        if reply is not None:
            reply.finished.connect(lambda: self._told_answer(reply, kind, told))

    def _request(self, path: str, deadline_ms: int, query: Query | None = None) -> QNetworkRequest:
        url = QUrl(self._servers.address + path)
        if query:
            words = QUrlQuery(url)
            for name, value in query.items():
                words.addQueryItem(name, value if isinstance(value, str) else repr(value))
            url.setQuery(words)
        request = QNetworkRequest(url)
        self._session.sign(request)
        request.setTransferTimeout(deadline_ms)
        return request

    def _told_answer(
        self, reply: QNetworkReply, kind: type[A], told: Callable[[A | None], None]
    ) -> None:
        body = bytes(reply.readAll().data())
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        reply.deleteLater()
        if not still_there(told):
            return
        try:
            told(kind.model_validate_json(body))
        except ValidationError:
            log.warning("no usable answer from %s", reply.url().path())
            told(None)
            if status == _NOT_SIGNED_IN:
                self._session.end(_why(body))

    def _told_outcome(self, reply: QNetworkReply, told: Told | None) -> None:
        answer = _outcome(reply)
        if answer.outcome is not CommandOutcome.DONE:
            log.info("command %s: %s %s", reply.url().path(), answer.outcome, answer.code)
        reply.deleteLater()
        if told is not None and still_there(told):
            told(answer)
        if answer.code == SIGNED_OUT_CODE:
            self._session.end(answer.sentence)


def _why(body: bytes) -> str:
    """Return the server's own words for turning a question away."""
    try:
        return CommandAnswer.model_validate_json(body).sentence
    except ValidationError:
        return SIGNED_OUT_WORDS


def _outcome(reply: QNetworkReply) -> CommandAnswer:
    body = bytes(reply.readAll().data())
    try:
        return CommandAnswer.model_validate_json(body)
    except ValidationError:
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        if reply.error() in _NEVER_SENT:
            return _NOT_SENT
        if status is None:
            sentence = "服务器没有应答，不知道是否已执行；恢复后看事件列表核对"
        else:
            sentence = f"服务器答复无法理解（{status}），不知道是否已执行"
        return CommandAnswer(outcome=CommandOutcome.UNKNOWN, code="no-answer", sentence=sentence)
