"""Whose token is whose: every request and every stream asks here, and is cut off from here."""

import asyncio
import hashlib
import logging
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import uuid4

from dispatch_server.contract.access import VEHICLE_RIGHTS, rights_of
from dispatch_server.contract.entities import Seat
from dispatch_server.contract.events.people import PersonSignedOut, SignOutCause
from dispatch_server.contract.ids import (
    CommandId,
    DeviceId,
    PersonId,
    SeatId,
    VehicleId,
    vehicle_seat,
)
from dispatch_server.contract.sight import Sight
from dispatch_server.contract.states import Role
from dispatch_server.domain.access import seat_as
from dispatch_server.ports.access import Credentials, Owner, Token
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import Store, StoreUnavailable
from dispatch_server.services.actors import SYSTEM, Asker, device_at, person_at

log = logging.getLogger(__name__)

TOKEN_BYTES: Final = 32
LOOK_S: Final = 1.0
"""How often it is read which tokens still count, seconds: so long does a revoked one live."""
NOT_SIGNED_IN: Final = "登录已失效（到期、已退出或在别处登录），请重新登录"
NO_SUCH_DEVICE: Final = "本机的设备密钥无效或已撤销，请维护员重新签发"


class NotSignedIn(Exception):
    """The token counts no longer, or never did; the text is for the desk."""


@dataclass(slots=True)
class Listening:
    """One open stream and the token it was opened with; `gone` is set when that is dropped."""

    token_hash: str
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class Sessions:
    """Keeps the tokens that count in memory, so that a database away locks nobody out."""

    def __init__(
        self, store: Store, credentials: Credentials, clock: Clock, *, look_s: float = LOOK_S
    ) -> None:
        self._store = store
        self._credentials = credentials
        self._clock = clock
        self._look_s = look_s
        self._tokens: dict[str, Token] = {}
        self._listening: list[Listening] = []
        self._away = False
        self._changing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read the tokens, and go on looking for those dropped by others."""
        await self.look()
        self._task = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        """Look no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def tokens_of(self, *, owner_id: str | None = None, seat_id: SeatId | None = None) -> list[str]:
        """Return the hashes of the people's tokens of one owner, or at one seat."""
        return [
            token.hash
            for token in self._tokens.values()
            if token.owner is Owner.PERSON
            and (token.owner_id == owner_id or token.seat_id == seat_id)
        ]

    async def issue(self, owner_id: PersonId, seat_id: SeatId, *, expires_at: datetime) -> str:
        """Return a new token of a person. Only its hash is kept."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        kept = Token(hash_of(token), Owner.PERSON, owner_id, seat_id, self._clock.now(), expires_at)
        async with self._changing:
            await self._credentials.add_token(kept)
            self._tokens[kept.hash] = kept
        return token

    async def drop(self, hashes: Collection[str]) -> None:
        """Let tokens count no longer, and cut their streams."""
        async with self._changing:
            await self._credentials.drop_tokens(hashes)
            for one in hashes:
                self._tokens.pop(one, None)
        self._cut()

    async def asker(self, token: str) -> Asker:
        """Return who sends a token, or raise `NotSignedIn`."""
        held = self._tokens.get(hash_of(token))
        if held is None:
            await self.look()
            held = self._tokens.get(hash_of(token))
        if held is None:
            raise NotSignedIn(NOT_SIGNED_IN)
        if held.expires_at is not None and held.expires_at <= self._clock.now():
            raise NotSignedIn(NOT_SIGNED_IN)
        device = self._store.board.devices.get(DeviceId(held.owner_id))
        if device is not None and device.vehicle_id is not None:
            return self._vehicle(device.id, device.vehicle_id)
        seat = self._store.board.seats.get(held.seat_id)
        if seat is None:
            raise NotSignedIn(NO_SUCH_DEVICE)
        return self._device(held, seat) if held.owner is Owner.DEVICE else self._person(held, seat)

    def _vehicle(self, device_id: DeviceId, vehicle_id: VehicleId) -> Asker:
        """Return a vehicle's device, which acts for its own vehicle alone."""
        vehicle = self._store.board.vehicles.get(vehicle_id)
        if vehicle is None:
            raise NotSignedIn(NO_SUCH_DEVICE)
        seat = Seat(
            vehicle_seat(vehicle_id),
            vehicle.name,
            Role.STATION,
            station_id=vehicle.station_id,
            vehicle_id=vehicle_id,
        )
        sight = Sight(frozenset(), seat.id, vehicle.station_id, vehicle_id)
        return Asker(device_at(device_id, seat.id), seat, VEHICLE_RIGHTS, sight)

    def _device(self, token: Token, seat: Seat) -> Asker:
        """Return the device, with a station's rights whatever the seat has become since."""
        actor = device_at(DeviceId(token.owner_id), seat.id)
        roles = frozenset({Role.STATION} if seat.station_id else ())
        return Asker(actor, seat, rights_of(roles), Sight(roles, seat.id, seat.station_id))

    def _person(self, token: Token, seat: Seat) -> Asker:
        person = self._store.board.people.get(PersonId(token.owner_id))
        held = self._store.board.signed_in.get(seat.id)
        if person is None or held is None or held.person_id != person.id or not person.active:
            raise NotSignedIn(NOT_SIGNED_IN)
        roles = tuple(role for role in held.roles if role in person.roles)
        actor = person_at(person.id, seat.id)
        own = seat_as(seat, person, roles)
        sight = Sight(frozenset(roles), seat.id, own.station_id or person.station_id)
        return Asker(actor, own, rights_of(roles), sight)

    @contextmanager
    def listening(self, token: str) -> Iterator[asyncio.Event]:
        """Yield an event that is set once the token counts no longer."""
        one = Listening(hash_of(token))
        self._listening.append(one)
        try:
            yield one.gone
        finally:
            self._listening.remove(one)

    async def look(self) -> None:
        """Read which tokens count, end what has expired, and cut off who has lost his.

        A database that does not answer changes nothing: who is signed in stays so.
        """
        try:
            async with self._changing:
                self._tokens = {token.hash: token for token in await self._credentials.tokens()}
            await self._expire()
        except (StoreUnavailable, TimeoutError):
            if not self._away:
                log.warning("the tokens cannot be read; those known go on counting")
            self._away = True
            return
        self._away = False
        self._cut()

    async def _expire(self) -> None:
        now = self._clock.now()
        expired = [t for t in self._tokens.values() if t.expires_at and t.expires_at <= now]
        for token in expired:
            command_id = CommandId(f"expired:{uuid4().hex}")
            async with self._store.begin(command_id, by=SYSTEM) as tx:
                held = tx.board.signed_in.get(token.seat_id)
                if held is not None and held.person_id == token.owner_id:
                    tx.record(_expired(token))
        if expired:
            await self.drop([token.hash for token in expired])

    def _cut(self) -> None:
        for one in self._listening:
            if one.token_hash not in self._tokens:
                one.gone.set()

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(self._look_s)
            try:
                await self.look()
            except Exception:
                log.exception("looking for dropped tokens failed; again in %s s", self._look_s)


def hash_of(token: str) -> str:
    """Return what is kept of a token. It is random and long: a quick hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _expired(token: Token) -> PersonSignedOut:
    return PersonSignedOut(
        person_id=PersonId(token.owner_id), seat_id=token.seat_id, cause=SignOutCause.EXPIRED
    )
