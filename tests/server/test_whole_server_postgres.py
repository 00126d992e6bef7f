"""The server as `main` puts it together, twice on one PostgreSQL, without its other neighbours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from dispatch_server.main import build
from dispatch_server.settings import read_settings
from tests.server.maintaining import Maintainer
from tests.storage.journalling import arrival, record

WITHIN_S = 10.0


@asynccontextmanager
async def started(config: Path) -> AsyncIterator[FastAPI]:
    """Start everything in the order in which a web server starts it."""
    app = build(read_settings(config))
    said: asyncio.Queue[dict[str, object]] = asyncio.Queue()
    heard: asyncio.Queue[object] = asyncio.Queue()

    async def hear(message: object) -> None:
        heard.put_nowait(message)

    said.put_nowait({"type": "lifespan.startup"})
    running = asyncio.create_task(app({"type": "lifespan"}, said.get, hear))
    assert await heard.get() == {"type": "lifespan.startup.complete"}
    try:
        yield app
    finally:
        said.put_nowait({"type": "lifespan.shutdown"})
        await running


def seq_of(app: FastAPI) -> int:
    """Return the journal number that a server has folded; only the leading one tells its seats."""
    seq: int = app.state.store.board.seq
    return seq


async def test_that_two_servers_tell_their_seats_of_each_others_commands(
    maintainer: Maintainer,
) -> None:
    for command in ("migrate", "seed"):
        assert (await asyncio.to_thread(maintainer.run, command))[0] == 0
    config = maintainer.folder / "dispatch.toml"

    async with started(config) as one, started(config) as other:
        await record(one.state.store, "c-1", arrival(1))
        await record(other.state.store, "c-2", arrival(2))
        async with asyncio.timeout(WITHIN_S):
            while seq_of(one) != seq_of(other):  # noqa: ASYNC110 - two servers
                await asyncio.sleep(0.01)

        calls = [set(app.state.store.board.calls) for app in (one, other)]

    assert calls == [{"call-1", "call-2"}] * 2
