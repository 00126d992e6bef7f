"""A seat that stops reading, on the real web server: bounded memory, and nobody waits for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
import uvicorn
from websockets.asyncio.client import connect

from dispatch_server.contract.events.incidents import IncidentDescribed
from dispatch_server.contract.version import PROTOCOL
from tests.builders import DETAILS, INCIDENT, SEAT, answered, ringing, room
from tests.server.served import WITHIN_S, Served, bearing, token_at

LONG = IncidentDescribed(
    incident_id=INCIDENT,
    details=DETAILS.__class__(scene=DETAILS.scene, notes="注" * 100_000),
)
OPEN = partial(connect, max_size=None, proxy=None, additional_headers=bearing(token_at(SEAT)))
COMMITS = 100
"""Three hundred kilobytes each: more than the buffers of two sockets hold."""


@asynccontextmanager
async def listening(served: Served) -> AsyncIterator[str]:
    """Serve as `dispatch-server serve` does; yield the address of the stream."""
    config = uvicorn.Config(
        served.app,
        port=0,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"ws://127.0.0.1:{port}/stream?protocol={PROTOCOL}"
    finally:
        server.should_exit = True
        await server.shutdown()


async def test_that_a_seat_that_stops_reading_is_cut_off_and_no_other_waits(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with (
        Served(*room(), *ringing(), *answered(), send_s=0.5) as served,
        listening(served) as address,
        OPEN(address) as quick,
        OPEN(address, max_queue=1, close_timeout=0.1) as stuck,
    ):
        stuck.transport.pause_reading()
        for _ in range(COMMITS):
            await served.record(LONG)
        async with asyncio.timeout(WITHIN_S):
            for _ in range(COMMITS + 2):
                await quick.recv()
            while served.stream.readers > 1:
                await served.record(LONG)
                await quick.recv()
        stuck.transport.abort()

    assert "cut off" in caplog.text
