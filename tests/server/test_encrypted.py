"""The server with a certificate: passwords and tokens cross the network encrypted."""

import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PyQt6.QtNetwork import QSslConfiguration
from pytestqt.qtbot import QtBot

from dispatch_console.client import DeskSeen
from dispatch_console.client.entrance import HttpEntrance, trust
from dispatch_console.client.servers import Servers
from dispatch_console.client.session import Session
from dispatch_server.contract.ids import SeatId
from tests.server.test_whole_server import configured
from tests.testbed.certificate import make_certificate
from tests.testbed.room import free_port, server_process

WITHIN_S = 30.0


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return make_certificate(tmp_path)


@pytest.fixture
def address(tmp_path: Path, certificate: Path) -> Iterator[str]:
    """Where a server with the certificate answers."""
    config, port = configured(tmp_path), free_port()
    lines = [
        "[server]",
        'host = "0.0.0.0"',
        f"port = {port}",
        'certificate = "server.pem"',
        'key = "server.key"',
    ]
    tls = "\n".join(lines)
    config.write_text(config.read_text("utf-8").replace("[server]", tls), "utf-8")
    process = server_process(config, tmp_path / "server.log")
    try:
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(WITHIN_S)


def test_that_a_desk_that_knows_the_certificate_is_answered_and_nobody_in_the_clear(
    address: str, certificate: Path
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    with httpx.Client(verify=trusting) as client:
        hello = eventually(client, f"{address}/hello")
        with pytest.raises(httpx.TransportError):
            client.get(address.replace("https", "http") + "/hello")

    assert hello.json()["protocol"] > 0


def eventually(client: httpx.Client, url: str) -> httpx.Response:
    """Ask until the server has started."""
    pause = threading.Event()
    for _ in range(int(WITHIN_S / 0.1)):
        try:
            return client.get(url)
        except httpx.ConnectError:
            pause.wait(0.1)
    raise TimeoutError(url)


def test_that_a_console_speaks_to_whom_it_was_told_to_trust_and_to_nobody_else(
    address: str, certificate: Path, qtbot: QtBot
) -> None:
    with httpx.Client(verify=ssl.create_default_context(cafile=str(certificate))) as client:
        eventually(client, f"{address}/hello")
    entrance = HttpEntrance(Servers(address), SeatId("seat-1"), Session())
    seen: list[DeskSeen | None] = []
    before = QSslConfiguration.defaultConfiguration()

    entrance.look(seen.append)
    qtbot.waitUntil(lambda: len(seen) == 1)
    trust(certificate)
    stranger, known = seen[0], HttpEntrance(Servers(address), SeatId("seat-1"), Session())
    known.look(seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2)
    QSslConfiguration.setDefaultConfiguration(before)

    assert stranger is None
    assert seen[1] is not None
    assert seen[1].answer is not None
    assert seen[1].answer.seat_name == "01席"
