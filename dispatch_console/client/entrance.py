"""Signing in and out over HTTP, and what a desk may ask before."""

import logging
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Final

from pydantic import ValidationError
from PyQt6.QtCore import QByteArray, QObject, QUrl, QUrlQuery
from PyQt6.QtNetwork import (
    QNetworkAccessManager,
    QNetworkReply,
    QNetworkRequest,
    QSslCertificate,
    QSslConfiguration,
)

from dispatch_console.client import DeskSeen
from dispatch_console.client.servers import Servers
from dispatch_console.client.session import Session
from dispatch_server.contract.answers import CommandOutcome
from dispatch_server.contract.ids import SeatId
from dispatch_server.contract.sign_in import (
    DESK_PATH,
    SIGN_IN_PATH,
    SIGN_OUT_PATH,
    DeskAnswer,
    SignIn,
    SignInAnswer,
    SignInRefusal,
)

log = logging.getLogger(__name__)

DEADLINE_MS: Final = 5_000
_UNAVAILABLE: Final = 503
_SILENT: Final = SignInRefusal(
    outcome=CommandOutcome.UNKNOWN, code="no-answer", sentence="服务器没有应答，稍后再试"
)


class HttpEntrance(QObject):
    """Keeps the promises of `Entrance` against the server that answers, of one or several.

    A server that stands by, or does not answer within the deadline, is passed over: the next
    address is asked, each once.
    """

    def __init__(
        self, servers: Servers, seat_id: SeatId, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._servers = servers
        self._seat_id = seat_id
        self._session = session
        self._network = QNetworkAccessManager(self)

    @property
    def place(self) -> str:
        """The server's address as people read it."""
        return self._servers.place

    def sign_in(
        self, number: str, password: str, told: Callable[[SignInAnswer | SignInRefusal], None]
    ) -> None:
        """Ask to sit down at this seat."""
        asked = SignIn(seat_id=self._seat_id, number=number, password=password)
        self._try_to_sign_in(asked.model_dump_json().encode(), told, self._servers.count - 1)

    def _try_to_sign_in(
        self, body: bytes, told: Callable[[SignInAnswer | SignInRefusal], None], more: int
    ) -> None:
        """Ask; `more` is how many further addresses are asked after this one."""
        address, reply = self._servers.address, self._post(SIGN_IN_PATH, body)

        def hear(reply: QNetworkReply) -> None:
            elsewhere = more > 0 and _is_elsewhere(reply)
            answer = _answer(reply)
            if elsewhere:
                self._servers.turn_from(address)
                self._try_to_sign_in(body, told, more - 1)
            else:
                told(answer)

        if reply is not None:
            reply.finished.connect(lambda: hear(reply))

    def sign_out(self, told: Callable[[], None] | None = None) -> None:
        """Leave the seat; whether the server hears it or not, this desk forgets the token."""
        reply = self._post(SIGN_OUT_PATH, b"")
        if reply is not None:
            reply.finished.connect(reply.deleteLater)
            if told is not None:
                reply.finished.connect(told)

    def look(self, told: Callable[[DeskSeen | None], None]) -> None:
        """Ask how this desk stands with the server; None stands for no answer."""
        self._try_to_look(told, self._servers.count - 1)

    def _try_to_look(self, told: Callable[[DeskSeen | None], None], more: int) -> None:
        """Look; `more` is how many further addresses are asked after this one."""
        address, start = self._servers.address, monotonic()

        def hear(reply: QNetworkReply) -> None:
            elsewhere = more > 0 and _is_elsewhere(reply)
            seen = _seen(reply, (monotonic() - start) * 1_000)
            if elsewhere:
                self._servers.turn_from(address)
                self._try_to_look(told, more - 1)
            else:
                told(seen)

        reply = self._network.get(self._look_request(address))
        if reply is not None:
            reply.finished.connect(lambda: hear(reply))

    def _look_request(self, address: str) -> QNetworkRequest:
        url, query = QUrl(address + DESK_PATH), QUrlQuery()
        query.addQueryItem("seat", self._seat_id)
        url.setQuery(query)
        request = QNetworkRequest(url)
        request.setTransferTimeout(DEADLINE_MS)
        return request

    def _post(self, path: str, body: bytes) -> QNetworkReply | None:
        request = QNetworkRequest(QUrl(self._servers.address + path))
        request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
        request.setTransferTimeout(DEADLINE_MS)
        self._session.sign(request)
        return self._network.post(request, QByteArray(body))


def trust(certificate: Path) -> None:
    """Believe a server whose certificate this one signed, beside those the system believes."""
    configuration = QSslConfiguration.defaultConfiguration()
    configuration.addCaCertificates(QSslCertificate.fromPath(str(certificate)))
    QSslConfiguration.setDefaultConfiguration(configuration)


def _is_elsewhere(reply: QNetworkReply) -> bool:
    """Tell that nobody answers here, or a server that stands by (or is without its database)."""
    status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
    return status is None or status == _UNAVAILABLE


def _answer(reply: QNetworkReply) -> SignInAnswer | SignInRefusal:
    body = bytes(reply.readAll().data())
    done = reply.error() is QNetworkReply.NetworkError.NoError
    reply.deleteLater()
    try:
        kind = SignInAnswer if done else SignInRefusal
        return kind.model_validate_json(body)
    except ValidationError:
        log.warning("no usable answer to a sign-in")
        return _SILENT


def _seen(reply: QNetworkReply, milliseconds: float) -> DeskSeen | None:
    body = bytes(reply.readAll().data())
    status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
    reply.deleteLater()
    try:
        return DeskSeen(DeskAnswer.model_validate_json(body), milliseconds)
    except ValidationError:
        return None if status is None else DeskSeen(None, milliseconds)
