"""People and devices as an administrator keeps them: who may sign in, and what may alarm."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Person
from dispatch_server.contract.events.people import (
    DeviceIssued,
    DeviceRevoked,
    PasswordSet,
    PersonChanged,
    PersonRegistered,
    PersonReleased,
    PersonSignedOut,
    SignOutCause,
)
from dispatch_server.contract.ids import CommandId, DeviceId, PersonId, SeatId, StationId
from dispatch_server.contract.states import Role
from dispatch_server.domain.access import check_password, person_of
from dispatch_server.domain.errors import AlreadyThere, NotForDevices, NotFound
from dispatch_server.ports.access import Credentials, Owner, Passwords, Token
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import Store, Transaction
from dispatch_server.services.actors import COMMAND_LINE
from dispatch_server.services.sessions import TOKEN_BYTES, hash_of
from dispatch_server.services.sign_in import account_key

DEVICE_KEY_PREFIX: Final = "d120-"


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is to sign in from now on."""

    number: str
    name: str
    roles: tuple[Role, ...]
    station_id: StationId | None = None


class PeopleService:
    """Registers people and devices; `demonstration` takes weak passwords."""

    def __init__(
        self,
        store: Store,
        credentials: Credentials,
        passwords: Passwords,
        clock: Clock,
        *,
        demonstration: bool = False,
    ) -> None:
        self._store = store
        self._credentials = credentials
        self._passwords = passwords
        self._clock = clock
        self._demonstration = demonstration

    async def add(self, new: NewPerson, password: str) -> PersonId:
        """Register somebody with a password."""
        self._check(password, new.number, new.name)
        if new.station_id is not None and new.station_id not in self._store.board.stations:
            raise NotFound(f"分站 {new.station_id} ")
        person_id = PersonId(f"person-{uuid4().hex}")
        hashed = await self._passwords.hash(password)
        async with self._store.begin(_once("add"), by=COMMAND_LINE) as tx:
            if person_of(tx.board, new.number) is not None:
                raise AlreadyThere(f"工号 {new.number} 已有人用")
            tx.record(
                PersonRegistered(
                    person_id=person_id,
                    number=new.number,
                    name=new.name,
                    roles=new.roles,
                    station_id=new.station_id,
                )
            )
        await self._credentials.set_password(person_id, hashed)
        return person_id

    async def change(
        self, number: str, *, roles: tuple[Role, ...] | None = None, active: bool | None = None
    ) -> None:
        """Change somebody's roles, or whether they may sign in; it holds from the next sign-in.

        What is not named stays as it is now, also when another administrator has just changed it.
        """
        async with self._store.begin(_once("change"), by=COMMAND_LINE) as tx:
            person = _known(tx.board, number)
            tx.record(
                PersonChanged(
                    person_id=person.id,
                    name=person.name,
                    roles=person.roles if roles is None else roles,
                    active=person.active if active is None else active,
                    station_id=person.station_id,
                )
            )
            _sign_out(tx, person.id)
        await self._drop_tokens(person.id)

    async def set_password(self, number: str, password: str) -> None:
        """Give somebody another password and end what was signed in with the old one."""
        person = _known(self._store.board, number)
        self._check(password, person.number, person.name)
        hashed = await self._passwords.hash(password)
        await self._credentials.set_password(person.id, hashed)
        await self._drop_tokens(person.id)
        async with self._store.begin(_once("password"), by=COMMAND_LINE) as tx:
            tx.record(PasswordSet(person_id=person.id))
            _sign_out(tx, person.id)

    async def release(self, number: str) -> None:
        """Lift the delay after failed sign-ins."""
        person = _known(self._store.board, number)
        await self._credentials.set_failures(account_key(number), None)
        async with self._store.begin(_once("release"), by=COMMAND_LINE) as tx:
            tx.record(PersonReleased(person_id=person.id))

    async def issue_device(self, seat_id: SeatId) -> tuple[DeviceId, str]:
        """Give a station's device a credential; the key is returned once and kept nowhere."""
        seat = self._store.board.seats.get(seat_id)
        if seat is None:
            raise NotFound(f"座席 {seat_id} ")
        if seat.role is not Role.STATION:
            raise NotForDevices(seat.name)
        device_id = DeviceId(f"device-{uuid4().hex[:12]}")
        key = DEVICE_KEY_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        async with self._store.begin(_once("device"), by=COMMAND_LINE) as tx:
            tx.record(DeviceIssued(device_id=device_id, seat_id=seat_id))
        await self._credentials.add_token(_device_token(key, device_id, seat_id, self._clock.now()))
        return device_id, key

    async def revoke_device(self, device_id: DeviceId) -> None:
        """Let a device's credential count no longer; its stream is cut within seconds."""
        device = self._store.board.devices.get(device_id)
        if device is None:
            raise NotFound(f"设备 {device_id} ")
        await self._drop_tokens(device_id)
        if device.revoked_at is None:
            async with self._store.begin(_once("revoke"), by=COMMAND_LINE) as tx:
                tx.record(DeviceRevoked(device_id=device_id))

    def _check(self, password: str, number: str, name: str) -> None:
        check_password(password, number=number, name=name, demonstration=self._demonstration)

    async def _drop_tokens(self, owner_id: str) -> None:
        held = await self._credentials.tokens()
        await self._credentials.drop_tokens([t.hash for t in held if t.owner_id == owner_id])


def _known(board: Board, number: str) -> Person:
    person = person_of(board, number)
    if person is None:
        raise NotFound(f"工号 {number} ")
    return person


def _sign_out(tx: Transaction, person_id: PersonId) -> None:
    for held in _seats_of(tx.board, person_id):
        tx.record(PersonSignedOut(person_id=person_id, seat_id=held, cause=SignOutCause.WITHDRAWN))


def _seats_of(board: Board, person_id: PersonId) -> Iterable[SeatId]:
    return [s.seat_id for s in board.signed_in.values() if s.person_id == person_id]


def _device_token(key: str, device_id: DeviceId, seat_id: SeatId, now: datetime) -> Token:
    return Token(hash_of(key), Owner.DEVICE, device_id, seat_id, now)


def _once(what: str) -> CommandId:
    return CommandId(f"{what}:{uuid4().hex}")
