"""The server's routes over fakes, with a client for HTTP and one for the event stream."""

import asyncio
from collections.abc import MutableMapping
from dataclasses import replace
from datetime import time, timedelta
from typing import Self

import httpx
from fastapi import FastAPI
from pydantic import TypeAdapter

from dispatch_server.api.faults import install_faults
from dispatch_server.api.routing import Doors, Office, Roads, install
from dispatch_server.api.standing_by import StandingBy
from dispatch_server.contract.answers import CommandAnswer, StreamMessage
from dispatch_server.contract.commands import Command
from dispatch_server.contract.entities import Person, SignedIn
from dispatch_server.contract.events import Event
from dispatch_server.contract.ids import CommandId, PersonId, SeatId, VehicleId
from dispatch_server.contract.states import Role
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.ports.access import Owner
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.calls import CallService
from dispatch_server.services.day import DayService
from dispatch_server.services.desk import DeskService
from dispatch_server.services.frames import FrameService
from dispatch_server.services.lane import Followed
from dispatch_server.services.lead import Lead
from dispatch_server.services.people import PeopleService
from dispatch_server.services.people_desk import PeopleDesk
from dispatch_server.services.presence import Presence
from dispatch_server.services.register import RegisterService
from dispatch_server.services.sessions import Sessions
from dispatch_server.services.sign_in import SignInService
from dispatch_server.services.stream import StreamService
from dispatch_server.services.upkeep import Kept, UpkeepService
from tests.builders import OTHER_SEAT, RECEIVER, SEAT, START
from tests.fakes.clock import FakeClock
from tests.fakes.credentials import FakeCredentials, FakePasswords
from tests.fakes.ground import FakeGround
from tests.fakes.register import FakeRegister
from tests.fakes.register_keeper import FakeRegisterKeeper
from tests.fakes.store import FakeStore
from tests.fakes.telephony import FakeTelephony
from tests.fakes.upkeep import FakeUpkeep

WITHIN_S = 5.0
_MESSAGE: TypeAdapter[StreamMessage] = TypeAdapter(StreamMessage)


SESSION_HOURS = 16.0


def token_at(seat_id: str) -> str:
    """The token with which a seat of the fake room asks."""
    return f"token-of-{seat_id}"


def bearing(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


class Served:
    """The routes of the server over a fake room: two dispatchers at their desks, a receiver."""

    def __init__(self, *events: Event, send_s: float = WITHIN_S) -> None:
        self.clock = FakeClock()
        self.store = FakeStore(*events, clock=self.clock)
        self.credentials, self.passwords = FakeCredentials(), FakePasswords()
        self.credentials.give(token_at(RECEIVER), Owner.DEVICE, "device-1", RECEIVER)
        for seat_id in (SEAT, OTHER_SEAT):
            self.seat_somebody(seat_id, Role.DISPATCHER)
        self.sessions = Sessions(self.store, self.credentials, self.clock, look_s=0.01)
        self.sign_in = SignInService(
            self.store,
            self.credentials,
            self.passwords,
            self.sessions,
            self.clock,
            session_hours=SESSION_HOURS,
        )
        self.exchange = FakeTelephony("6001", "6002")
        self.desks = DeskService(self.store, self.exchange, self.clock)
        self.ground = FakeGround()
        self.calls = CallService(self.store, self.exchange, FakeRegister())
        self.stream = StreamService(self.store, heartbeat_s=60)
        self.store.publish_to(self.stream.publish)
        self.followed: dict[VehicleId, Followed] = {}
        self.frames = FrameService(self.store, lambda: self.followed, self.clock)
        self.presence = Presence(self.store, self.clock)
        self.upkeep = FakeUpkeep()
        self.keeper = FakeRegisterKeeper()
        self.lead = Lead()
        self.app = FastAPI()
        self.app.add_middleware(StandingBy, lead=self.lead)
        install_faults(self.app)
        install(
            self.app,
            store=self.store,
            doors=Doors(
                self.sessions, self.sign_in, DeskService(self.store, self.exchange, self.clock)
            ),
            office=self._office(),
            calls=self.calls,
            roads=Roads.over(self.store, self.ground, self.clock),
            stream=self.stream,
            lead=self.lead,
            frames=self.frames,
            send_s=send_s,
        )
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False),
            base_url="http://server",
        )

    def _office(self) -> Office:
        people = PeopleService(self.store, self.credentials, self.passwords, self.clock)
        kept = Kept("# settings", backups_watched=True, backup_late_after_h=26)
        return Office(
            DayService(self.store, self.clock),
            PeopleDesk(self.store, people),
            UpkeepService(self.store, self.upkeep, self.presence, self.clock, kept=kept),
            RegisterService(self.store, self.keeper, self.clock, at=time(3, 30)),
            self.presence,
        )

    def seat_somebody(self, seat_id: SeatId, *roles: Role) -> PersonId:
        """Let somebody sit at a seat since before the first event; return who."""
        person = Person(PersonId(f"person-{seat_id}"), f"no-{seat_id}", "示范甲", roles)
        board, end = self.store.board, START + timedelta(hours=SESSION_HOURS)
        board.people[person.id] = person
        board.signed_in[seat_id] = SignedIn(seat_id, person.id, roles, START, end)
        self.credentials.give(token_at(seat_id), Owner.PERSON, person.id, seat_id)
        return person.id

    def change(self, person_id: PersonId, *, roles: tuple[Role, ...]) -> None:
        """Give somebody other roles, as if from the command line."""
        people = self.store.board.people
        people[person_id] = replace(people[person_id], roles=roles)

    async def __aenter__(self) -> Self:
        await self.sessions.start()
        await self.exchange.start(self.calls)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()
        await self.exchange.stop()
        await self.sessions.stop()

    async def send(self, command: Command, *, seat_id: SeatId = SEAT) -> tuple[int, CommandAnswer]:
        """Post a command as a desk does; return the status with the answer."""
        return await self.post(command.PATH, command.model_dump_json(), seat_id=seat_id)

    async def post(
        self, path: str, body: str, *, seat_id: SeatId = SEAT
    ) -> tuple[int, CommandAnswer]:
        """Post any text; return the status with the answer."""
        headers = {**bearing(token_at(seat_id)), "Content-Type": "application/json"}
        reply = await self.http.post(path, content=body.encode(), headers=headers)
        return reply.status_code, CommandAnswer.model_validate_json(reply.content)

    async def record(self, *events: Event) -> None:
        """Journal something from elsewhere."""
        async with self.store.begin(CommandId(f"t-{len(self.store.journal)}"), by=SYSTEM) as tx:
            tx.record(*events)


class Socket:
    """A seat's end of the event stream, spoken in ASGI. While `stuck`, it takes no message."""

    def __init__(
        self, served: Served, query: str = f"protocol={PROTOCOL}", *, token: str = token_at(SEAT)
    ) -> None:
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
            "headers": [(b"authorization", f"Bearer {token}".encode())],
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
