"""The server's routes over fakes, with a client for HTTP and one for the event stream."""

import asyncio
from collections.abc import MutableMapping
from typing import Self

import httpx
from fastapi import FastAPI
from pydantic import TypeAdapter

from dispatch_server.api.routing import install
from dispatch_server.contract.answers import CommandAnswer, StreamMessage
from dispatch_server.contract.commands import Command
from dispatch_server.contract.events import Event
from dispatch_server.contract.ids import CommandId, SeatId
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.calls import CallService
from dispatch_server.services.recommendations import RecommendationService
from dispatch_server.services.stream import StreamService
from tests.builders import SEAT
from tests.fakes.ground import FakeGround
from tests.fakes.register import FakeRegister
from tests.fakes.store import FakeStore
from tests.fakes.telephony import FakeTelephony

WITHIN_S = 5.0
_MESSAGE: TypeAdapter[StreamMessage] = TypeAdapter(StreamMessage)


class Served:
    """The routes of the server over a fake room."""

    def __init__(self, *events: Event, send_s: float = WITHIN_S) -> None:
        self.store = FakeStore(*events)
        self.exchange = FakeTelephony("6001", "6002")
        self.ground = FakeGround()
        self.calls = CallService(self.store, self.exchange, FakeRegister())
        self.stream = StreamService(self.store, heartbeat_s=60)
        self.store.publish_to(self.stream.publish)
        self.app = FastAPI()
        install(
            self.app,
            store=self.store,
            calls=self.calls,
            recommendations=RecommendationService(self.store, self.ground),
            stream=self.stream,
            send_s=send_s,
        )
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
            base_url="http://server",
        )

    async def __aenter__(self) -> Self:
        await self.exchange.start(self.calls)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()
        await self.exchange.stop()

    async def send(self, command: Command, *, seat_id: SeatId = SEAT) -> tuple[int, CommandAnswer]:
        """Post a command as a desk does; return the status with the answer."""
        return await self.post(command.PATH, command.model_dump_json(), seat_id=seat_id)

    async def post(
        self, path: str, body: str, *, seat_id: SeatId = SEAT
    ) -> tuple[int, CommandAnswer]:
        """Post any text; return the status with the answer."""
        headers = {"X-Seat": seat_id, "Content-Type": "application/json"}
        reply = await self.http.post(path, content=body.encode(), headers=headers)
        return reply.status_code, CommandAnswer.model_validate_json(reply.content)

    async def record(self, *events: Event) -> None:
        """Journal something from elsewhere."""
        async with self.store.begin(CommandId(f"t-{len(self.store.journal)}"), by=SYSTEM) as tx:
            tx.record(*events)


class Socket:
    """A seat's end of the event stream, spoken in ASGI. While `stuck`, it takes no message."""

    def __init__(self, served: Served, query: str) -> None:
        self.code: int | None = None
        self.reason = ""
        self.stuck = False
        self._app = served.app
        self._scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "path": "/stream",
            "raw_path": b"/stream",
            "query_string": query.encode(),
            "headers": [],
            "scheme": "ws",
            "subprotocols": [],
        }
        self._said: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self._got: asyncio.Queue[str] = asyncio.Queue()
        self._said.put_nowait({"type": "websocket.connect"})
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._app(self._scope, self._said.get, self._take))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._said.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.ended()

    async def next(self) -> StreamMessage:
        """Return the next message."""
        async with asyncio.timeout(WITHIN_S):
            return _MESSAGE.validate_json(await self._got.get())

    async def ended(self) -> None:
        """Wait until the server is done with this seat."""
        assert self._task is not None
        async with asyncio.timeout(WITHIN_S):
            await self._task

    async def _take(self, message: MutableMapping[str, object]) -> None:
        if self.stuck:
            await asyncio.Event().wait()
        if message["type"] == "websocket.send":
            self._got.put_nowait(str(message["text"]))
        if message["type"] == "websocket.close":
            self.code, self.reason = int(str(message["code"])), str(message["reason"])
