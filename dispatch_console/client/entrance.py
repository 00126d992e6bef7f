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
_SILENT: Final = SignInRefusal(
    outcome=CommandOutcome.UNKNOWN, code="no-answer", sentence="服务器没有应答，稍后再试"
)


class HttpEntrance(QObject):
    """Keeps the promises of `Entrance` against one server."""

    def __init__(
        self, server: str, seat_id: SeatId, session: Session, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._server = server.rstrip("/")
        self._seat_id = seat_id
        self._session = session
        self._network = QNetworkAccessManager(self)

    @property
    def place(self) -> str:
        """The server's address as people read it."""
        return QUrl(self._server).authority()

    def sign_in(
        self, number: str, password: str, told: Callable[[SignInAnswer | SignInRefusal], None]
    ) -> None:
        """Ask to sit down at this seat."""
        asked = SignIn(seat_id=self._seat_id, number=number, password=password)
        reply = self._post(SIGN_IN_PATH, asked.model_dump_json().encode())
        if reply is not None:
            reply.finished.connect(lambda: told(_answer(reply)))

    def sign_out(self, told: Callable[[], None] | None = None) -> None:
        """Leave the seat; whether the server hears it or not, this desk forgets the token."""
        reply = self._post(SIGN_OUT_PATH, b"")
        if reply is not None:
            reply.finished.connect(reply.deleteLater)
            if told is not None:
                reply.finished.connect(told)

    def look(self, told: Callable[[DeskSeen | None], None]) -> None:
        """Ask how this desk stands with the server; None stands for no answer."""
        url, query, start = QUrl(self._server + DESK_PATH), QUrlQuery(), monotonic()
        query.addQueryItem("seat", self._seat_id)
        url.setQuery(query)
        request = QNetworkRequest(url)
        request.setTransferTimeout(DEADLINE_MS)
        reply = self._network.get(request)
        if reply is not None:
            reply.finished.connect(lambda: told(_seen(reply, (monotonic() - start) * 1_000)))

    def _post(self, path: str, body: bytes) -> QNetworkReply | None:
        request = QNetworkRequest(QUrl(self._server + path))
        request.setHeader(QNetworkRequest.KnownHeaders.ContentTypeHeader, "application/json")
        request.setTransferTimeout(DEADLINE_MS)
        self._session.sign(request)
        return self._network.post(request, QByteArray(body))


def trust(certificate: Path) -> None:
    """Believe a server whose certificate this one signed, beside those the system believes."""
    configuration = QSslConfiguration.defaultConfiguration()
    configuration.addCaCertificates(QSslCertificate.fromPath(str(certificate)))
    QSslConfiguration.setDefaultConfiguration(configuration)


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
