"""The broker inside the server, where its port is free and where it is taken."""

import socket

import pytest

from dispatch_server.adapters.mqtt.embedded import LOOPBACK, EmbeddedBroker


async def test_that_it_listens_and_stops() -> None:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = int(probe.getsockname()[1])
    broker = EmbeddedBroker(port)

    assert await broker.start()
    assert not _is_free(port)
    await broker.stop()

    assert _is_free(port)


async def test_that_a_taken_port_is_told_and_does_no_more_harm(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = int(other.getsockname()[1])
        broker = EmbeddedBroker(port)

        assert not await broker.start()
        await broker.stop()

    assert f"cannot listen on port {port}" in caplog.text


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
