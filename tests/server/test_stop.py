"""The server as a process ends soon after it is told to, however its clients are stuck."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch_server.contract.version import PROTOCOL
from tests.server.test_whole_server import configured, nobody_listens_here

ENDS_WITHIN_S = 8.0
"""Generous: the server's own limit is 3 seconds, and a busy machine takes its time."""
READY_WITHIN_S = 30.0
STUCK = 5


class Process:
    """The server as systemd runs it."""

    def __init__(self, folder: Path) -> None:
        self.port = nobody_listens_here()
        self.log = folder / "server.log"
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.manager.bind(str(folder / "notify"))
        self.manager.settimeout(ENDS_WITHIN_S)
        environment = {
            **os.environ,
            "DISPATCH120_SERVER_PORT": str(self.port),
            "NOTIFY_SOCKET": str(folder / "notify"),
            "WATCHDOG_USEC": "300000",
        }
        command = [sys.executable, "-m", "dispatch_server", "serve", "--config"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [*command, str(configured(folder))],
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
            )

    def await_ready(self) -> None:
        end, pause = time.monotonic() + READY_WITHIN_S, threading.Event()
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/hello", timeout=1):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pause.wait(0.05)
        raise AssertionError(self.log.read_text("utf-8"))

    def hears(self) -> str:
        """Return what systemd hears next."""
        return self.manager.recv(100).decode()

    def stuck(self, first: str) -> socket.socket:
        """Return a client that sends something and then neither reads nor writes."""
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        client.settimeout(5)
        client.connect(("127.0.0.1", self.port))
        client.sendall(first.replace("\n", "\r\n").encode())
        return client


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Process]:
    server = Process(tmp_path)
    try:
        server.await_ready()
        yield server
    finally:
        if server.process.poll() is None:
            server.process.kill()
        server.process.wait(10)
        server.manager.close()


def test_that_stuck_seats_and_requests_do_not_hold_up_a_stop(server: Process) -> None:
    listen = (
        f"GET /stream?seat=seat-1&protocol={PROTOCOL} HTTP/1.1\nHost: x\nUpgrade: websocket\n"
        "Connection: Upgrade\nSec-WebSocket-Version: 13\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n"
    )
    half = "POST /orders/issue HTTP/1.1\nHost: x\nX-Seat: seat-1\nContent-Length: 1000\n\n{"
    clients = [
        server.stuck(first)
        for first in (listen, half, "GET /hello HTTP/1.1\nHost: x\n", "")
        for _ in range(STUCK)
    ]

    begun = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(ENDS_WITHIN_S)
    took = time.monotonic() - begun

    for client in clients:
        client.close()
    assert took < ENDS_WITHIN_S
    assert "server stopped" in server.log.read_text("utf-8")


def test_that_systemd_hears_ready_signs_of_life_and_stopping(server: Process) -> None:
    heard = [server.hears(), server.hears(), server.hears()]

    server.process.send_signal(signal.SIGTERM)
    while (last := server.hears()) == "WATCHDOG=1":
        pass

    assert heard == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
    assert last == "STOPPING=1"


def test_that_without_clients_a_stop_is_quick_and_the_log_is_of_one_form(server: Process) -> None:
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(ENDS_WITHIN_S)

    rows = server.log.read_text("utf-8").splitlines()
    assert all(row.startswith('{"time": "') for row in rows), rows
    assert any('"logger": "uvicorn.error"' in row for row in rows)
