"""What systemd hears of the server: ready, alive while the loop turns, stopping."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch_server.adapters.service_manager import announced, tell

WITHIN_S = 5.0


class Manager:
    """The end of the socket that systemd holds."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._socket.setblocking(False)

    async def hears(self) -> str:
        async with asyncio.timeout(WITHIN_S):
            return (await asyncio.get_running_loop().sock_recv(self._socket, 100)).decode()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(str(tmp_path / "notify"))
    yield manager
    manager.close()


async def test_that_the_manager_hears_ready_then_signs_of_life_then_stopping(
    manager: Manager, tmp_path: Path
) -> None:
    environment = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "3000"}

    async with announced(environment):
        heard = [await manager.hears() for _ in range(4)]
    last = heard[-1]
    while last == "WATCHDOG=1":
        last = await manager.hears()

    assert heard == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"]
    assert last == "STOPPING=1"


async def test_that_without_a_watchdog_only_ready_and_stopping_are_told(
    manager: Manager, tmp_path: Path
) -> None:
    async with announced({"NOTIFY_SOCKET": str(tmp_path / "notify")}):
        pass

    assert [await manager.hears(), await manager.hears()] == ["READY=1", "STOPPING=1"]


async def test_that_a_server_started_by_hand_tells_nobody() -> None:
    async with announced({}):
        pass


def test_that_a_manager_that_is_gone_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tell(str(tmp_path / "nobody"), "READY=1")

    assert "did not take READY=1" in caplog.text
