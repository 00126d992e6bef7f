"""Signing in at a seat and out again: one at a time, slower after every wrong password."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final
from uuid import uuid4

from dispatch_server.contract.entities import Person, Seat
from dispatch_server.contract.events import ActorKind, Event
from dispatch_server.contract.events.people import (
    PersonLockedOut,
    PersonSignedIn,
    PersonSignedOut,
    SignInFailed,
    SignOutCause,
)
from dispatch_server.contract.ids import CommandId
from dispatch_server.contract.sign_in import SignIn, SignInAnswer
from dispatch_server.domain import access
from dispatch_server.domain.errors import Refused
from dispatch_server.ports.access import Credentials, Failures, Passwords
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import Store
from dispatch_server.services.actors import SYSTEM, Asker, person_at, somebody_at
from dispatch_server.services.sessions import Sessions

log = logging.getLogger(__name__)

MOST_WAITING: Final = 32
"""Sign-ins that may wait for their turn; a check takes about 20 ms."""
_WRONG: Final = "工号或口令不对"
_WAIT: Final = "试得太快，{} 秒后再试"
_BUSY: Final = "登录的人太多，稍后再试"
_NO_SEAT: Final = "本席没有登记，核对启动时填的座席编号"


class SignInRefused(Exception):
    """Nobody was signed in; after `wait_s` another try is heard."""

    def __init__(self, code: str, sentence: str, wait_s: float = 0.0) -> None:
        super().__init__(sentence)
        self.code = code
        self.wait_s = wait_s


class SignInService:
    """Lets people sit down at seats."""

    def __init__(
        self,
        store: Store,
        credentials: Credentials,
        passwords: Passwords,
        sessions: Sessions,
        clock: Clock,
        *,
        session_hours: float,
        demonstration: bool = False,
    ) -> None:
        self._store = store
        self._credentials = credentials
        self._passwords = passwords
        self._sessions = sessions
        self._clock = clock
        self._lasts = timedelta(hours=session_hours)
        self._demonstration = demonstration
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def sign_in(self, asked: SignIn, *, address: str) -> SignInAnswer:
        """Check number and password; whoever sat there before, or sat elsewhere, is signed out.

        Raises `SignInRefused`. A number that nobody has is refused like a wrong password, after
        the same time.
        """
        async with self._in_turn():
            seat = self._store.board.seats.get(asked.seat_id)
            if seat is None:
                raise SignInRefused("unknown-seat", _NO_SEAT)
            account, origin = account_key(asked.number), f"address:{address}"
            await self._check_wait(account, origin)
            await self._take_in()
            person = await self._known(asked)
            if person is None:
                raise await self._failed(asked, seat, address)
            await self._credentials.set_failures(account, None)
            self._check_strength(person, asked.password)
            return await self._seat(person, seat)

    async def sign_out(self, asker: Asker) -> None:
        """Leave the seat; a device cannot."""
        if asker.actor.kind is not ActorKind.PERSON:
            return
        await self._sessions.drop(self._sessions.tokens_of(seat_id=asker.seat.id))
        async with self._store.begin(_once("sign-out"), by=asker.actor) as tx:
            held = tx.board.signed_in.get(asker.seat.id)
            if held is not None and held.person_id == asker.actor.id:
                tx.record(
                    PersonSignedOut(
                        person_id=held.person_id, seat_id=held.seat_id, cause=SignOutCause.LEFT
                    )
                )

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        """One check at a time: tries for one account cannot overtake each other's delay."""
        if self._waiting >= MOST_WAITING:
            raise SignInRefused("busy", _BUSY, 1.0)
        self._waiting += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1

    async def _check_wait(self, account: str, origin: str) -> None:
        now, left = self._clock.now(), 0.0
        for key, free in ((account, 0), (origin, access.ADDRESS_MAY_FAIL)):
            failed = await self._credentials.failures(key)
            if failed is not None:
                left = max(left, access.remaining_s(failed.count - free, failed.last_at, now))
        if left > 0:
            raise SignInRefused("wait", _WAIT.format(int(left) + 1), left)

    async def _take_in(self) -> None:
        """Let the store take in what the command line journalled meanwhile."""
        async with self._store.begin(_once("sign-in"), by=SYSTEM):
            pass

    async def _known(self, asked: SignIn) -> Person | None:
        person = access.person_of(self._store.board, asked.number)
        kept = await self._credentials.password(person.id) if person else None
        fits = await self._passwords.matches(kept, asked.password)
        return person if fits and person is not None and person.active else None

    def _check_strength(self, person: Person, password: str) -> None:
        """Refuse a demonstration's password where the demonstration is over."""
        try:
            access.check_password(
                password, number=person.number, name=person.name, demonstration=self._demonstration
            )
        except Refused as weak:
            raise SignInRefused(weak.code, f"{weak}，请管理员重设口令") from None

    async def _failed(self, asked: SignIn, seat: Seat, address: str) -> SignInRefused:
        person = access.person_of(self._store.board, asked.number)
        person_id = person.id if person else None
        count = await self._count(account_key(asked.number))
        from_there = await self._count(f"address:{address}") - access.ADDRESS_MAY_FAIL
        events: list[Event] = [SignInFailed(person_id=person_id, seat_id=seat.id, address=address)]
        if person_id is not None and count == access.LOCKED_OUT_AT:
            events.append(PersonLockedOut(person_id=person_id, failures=count))
        async with self._store.begin(_once("sign-in-failed"), by=somebody_at(seat.id)) as tx:
            tx.record(*events)
        log.info("a sign-in at %s failed", seat.id)
        return SignInRefused("wrong", _WRONG, access.wait_s(max(count, from_there)))

    async def _count(self, key: str) -> int:
        now, before = self._clock.now(), await self._credentials.failures(key)
        old = before is None or (now - before.last_at).total_seconds() > access.FORGOTTEN_AFTER_S
        count = 1 if before is None or old else before.count + 1
        await self._credentials.set_failures(key, Failures(count, now))
        return count

    async def _seat(self, person: Person, seat: Seat) -> SignInAnswer:
        try:
            roles = access.roles_at(person, seat)
        except Refused as refused:
            raise SignInRefused(refused.code, str(refused)) from None
        await self._sessions.drop(self._sessions.tokens_of(owner_id=person.id, seat_id=seat.id))
        expires_at = self._clock.now() + self._lasts
        async with self._store.begin(_once("sign-in"), by=person_at(person.id, seat.id)) as tx:
            for held in list(tx.board.signed_in.values()):
                if held.seat_id == seat.id or held.person_id == person.id:
                    here = held.seat_id == seat.id
                    cause = SignOutCause.REPLACED if here else SignOutCause.ELSEWHERE
                    tx.record(
                        PersonSignedOut(person_id=held.person_id, seat_id=held.seat_id, cause=cause)
                    )
            tx.record(
                PersonSignedIn(
                    person_id=person.id, seat_id=seat.id, roles=roles, expires_at=expires_at
                )
            )
        token = await self._sessions.issue(person.id, seat.id, expires_at=expires_at)
        return SignInAnswer(
            token=token,
            person_id=person.id,
            name=person.name,
            roles=roles,
            station_id=seat.station_id or person.station_id,
            expires_at=expires_at,
        )


def account_key(number: str) -> str:
    """Return under what the failures of a staff number are kept: never the typed text itself."""
    return f"number:{hashlib.sha256(number.encode()).hexdigest()}"


def _once(what: str) -> CommandId:
    return CommandId(f"{what}:{uuid4().hex}")
