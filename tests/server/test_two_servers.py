"""Two servers on one PostgreSQL, as programs: one leads, and the other takes over when it dies."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dispatch_server.adapters.storage.leading import HUNG_S
from tests.server.maintaining import Maintainer
from tests.testbed.room import free_port

READY_S = 40.0
TAKEN_OVER_S = 15.0
LEADS = "this server leads"


class Server:
    """One server as a program, and what it logged so far."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.lines: list[str] = []
        self._more = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            self.lines.append(line.decode())
            self._more.set()

    @property
    def leads(self) -> bool:
        return any(LEADS in line for line in self.lines)

    async def until(self, words: str, *, within_s: float) -> None:
        """Wait until it logged these words."""
        async with asyncio.timeout(within_s):
            while not any(words in line for line in self.lines):
                self._more.clear()
                await self._more.wait()

    async def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        await self._reading


class Exchange:
    """A port to which whoever hears the exchange connects; it says nothing."""

    def __init__(self) -> None:
        self.came = 0
        self.open = 0
        self._changed = asyncio.Event()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came, self.open = self.came + 1, self.open + 1
        self._changed.set()
        await reader.read()
        self.open -= 1
        self._changed.set()
        writer.close()

    async def until_open(self, links: int) -> None:
        async with asyncio.timeout(TAKEN_OVER_S):
            while self.open != links:
                self._changed.clear()
                await self._changed.wait()

    async def until_came(self, more_than: int) -> None:
        async with asyncio.timeout(TAKEN_OVER_S):
            while self.came <= more_than:
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def serving(maintainer: Maintainer, exchange_port: int) -> AsyncIterator[Server]:
    """Start a server on a port of its own."""
    ports = {"SERVER_PORT": free_port(), "EXCHANGE_PORT": exchange_port}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dispatch_server",
        "serve",
        "--config",
        str(maintainer.folder / "dispatch.toml"),
        env={**os.environ, **{f"DISPATCH120_{name}": str(port) for name, port in ports.items()}},
        stdout=PIPE,
        stderr=STDOUT,
    )
    server = Server(process)
    try:
        await server.until("server ready", within_s=READY_S)
        yield server
    finally:
        await server.end()


async def prepare(maintainer: Maintainer) -> None:
    for command in ("migrate", "seed"):
        assert (await asyncio.to_thread(maintainer.run, command))[0] == 0


async def test_that_the_other_server_takes_over_when_the_one_that_leads_is_killed(
    maintainer: Maintainer,
) -> None:
    await prepare(maintainer)
    exchange = Exchange()
    listening = await asyncio.start_server(exchange.take, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]

    async with listening, serving(maintainer, port) as first, serving(maintainer, port) as second:
        await exchange.until_came(0)
        before = (first.leads, second.leads, exchange.open)
        came = exchange.came

        first.process.send_signal(signal.SIGKILL)
        await second.until(LEADS, within_s=TAKEN_OVER_S)
        await exchange.until_came(came)

    assert before == (True, False, 1)


async def test_that_a_server_that_hangs_loses_the_lead_and_gives_its_duties_up(
    maintainer: Maintainer,
) -> None:
    await prepare(maintainer)
    exchange = Exchange()
    listening = await asyncio.start_server(exchange.take, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]

    async with listening, serving(maintainer, port) as first, serving(maintainer, port) as second:
        await exchange.until_came(0)
        came = exchange.came
        first.process.send_signal(signal.SIGSTOP)
        try:
            await second.until(LEADS, within_s=HUNG_S + TAKEN_OVER_S)
            await exchange.until_came(came)
        finally:
            first.process.send_signal(signal.SIGCONT)
        await first.until("this server leads no longer", within_s=TAKEN_OVER_S)
        await exchange.until_open(1)
