"""People and devices as an administrator keeps them: who may sign in, and what may alarm."""

import secrets
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.people import PersonCard
from dispatch_server.contract.entities import Person
from dispatch_server.contract.events.people import (
    DeviceIssued,
    DeviceRevoked,
    PasswordSet,
    PersonRegistered,
    PersonReleased,
    PersonSignedOut,
    SignOutCause,
    VehicleDeviceIssued,
)
from dispatch_server.contract.ids import (
    CommandId,
    DeviceId,
    PersonId,
    SeatId,
    StationId,
    VehicleId,
    vehicle_seat,
)
from dispatch_server.contract.states import Role
from dispatch_server.domain.access import check_password, person_of
from dispatch_server.domain.errors import AlreadyThere, NotForDevices, NotFound, NotSeated
from dispatch_server.domain.people import card_of, changed_to, check_seen, check_station, replaced
from dispatch_server.ports.access import Credentials, Owner, Passwords, Token
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import Store, Transaction
from dispatch_server.services.actors import COMMAND_LINE, Act
from dispatch_server.services.sessions import TOKEN_BYTES, hash_of
from dispatch_server.services.sign_in import account_key

DEVICE_KEY_PREFIX: Final = "d120-"


class _OnlyAsked(Exception):
    """Rolls back a transaction that was begun for the question whether its command is new."""


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

    async def add(self, new: NewPerson, password: str, act: Act | None = None) -> PersonId:
        """Register somebody with a password."""
        self._check(password, new.number, new.name)
        check_station(self._store.board, new.station_id)
        person_id = PersonId(f"person-{uuid4().hex}")
        hashed = await self._passwords.hash(password)
        async with self._begin(act, "add") as tx:
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
        self,
        number: str,
        *,
        roles: tuple[Role, ...] | None = None,
        active: bool | None = None,
        seen: str | None = None,
    ) -> None:
        """Change somebody's roles, or whether they may sign in; it holds from the next sign-in.

        What is not named stays as it is now, also when another administrator has just changed it.
        With the mark of what the administrator has `seen`, a newer edit of another is not undone.
        """
        async with self._begin(None, "change") as tx:
            person = _known(tx.board, number)
            check_seen(tx.board, person, seen)
            changed = {"roles": roles, "active": active}
            named = {name: value for name, value in changed.items() if value is not None}
            card = card_of(person).model_copy(update=named)
            tx.record(changed_to(person.id, card))
            _sign_out(tx, person.id)
        await self._drop_tokens(person.id)

    async def replace(
        self, person_id: PersonId, card: PersonCard, *, expected: PersonCard, act: Act
    ) -> None:
        """Change a person whom the asker saw as `expected`; refuse when that is no longer so.

        Roles, station and shutting hold from the next sign-in: the present one ends. A name alone
        signs nobody out.
        """
        async with self._begin(act, "change") as tx:
            person = _person(tx.board, person_id)
            tx.record(*replaced(tx.board, person, card, expected=expected))
            ends = card.model_copy(update={"name": person.name}) != card_of(person)
            if ends:
                _sign_out(tx, person.id)
        if ends:
            await self._drop_tokens(person_id)

    async def set_password(self, number: str, password: str, act: Act | None = None) -> None:
        """Give somebody another password and end what was signed in with the old one."""
        person = _known(self._store.board, number)
        self._check(password, person.number, person.name)
        await self._refuse_repeated(act)
        hashed = await self._passwords.hash(password)
        await self._credentials.set_password(person.id, hashed)
        await self._drop_tokens(person.id)
        async with self._begin(act, "password") as tx:
            tx.record(PasswordSet(person_id=person.id))
            _sign_out(tx, person.id)

    async def release(self, number: str, act: Act | None = None) -> None:
        """Lift the delay after failed sign-ins."""
        person = _known(self._store.board, number)
        await self._credentials.set_failures(account_key(number), None)
        async with self._begin(act, "release") as tx:
            tx.record(PersonReleased(person_id=person.id))

    async def end_session(self, seat_id: SeatId, person_id: PersonId, *, act: Act) -> None:
        """Sign somebody out of a seat; refuse when somebody else sits there by now, or nobody."""
        async with self._begin(act, "end-session") as tx:
            held = tx.board.signed_in.get(seat_id)
            if held is None or held.person_id != person_id:
                raise NotSeated
            cause = SignOutCause.WITHDRAWN
            tx.record(PersonSignedOut(person_id=person_id, seat_id=seat_id, cause=cause))
        held_tokens = await self._credentials.tokens()
        await self._credentials.drop_tokens(
            [t.hash for t in held_tokens if (t.owner_id, t.seat_id) == (person_id, seat_id)]
        )

    async def issue_device(self, seat_id: SeatId, act: Act | None = None) -> tuple[DeviceId, str]:
        """Give a station's device a credential; the key is returned once and kept nowhere."""
        seat = self._store.board.seats.get(seat_id)
        if seat is None:
            raise NotFound(f"座席 {seat_id} ")
        if seat.role is not Role.STATION:
            raise NotForDevices(seat.name)
        device_id, key = _new_device()
        async with self._begin(act, "device") as tx:
            tx.record(DeviceIssued(device_id=device_id, seat_id=seat_id))
        await self._credentials.add_token(_device_token(key, device_id, seat_id, self._clock.now()))
        return device_id, key

    async def issue_vehicle_device(
        self, vehicle_id: VehicleId, act: Act | None = None
    ) -> tuple[DeviceId, str]:
        """Give a vehicle's device a credential; the key is returned once and kept nowhere."""
        if vehicle_id not in self._store.board.vehicles:
            raise NotFound(f"车辆 {vehicle_id} ")
        device_id, key = _new_device()
        async with self._begin(act, "device") as tx:
            tx.record(VehicleDeviceIssued(device_id=device_id, vehicle_id=vehicle_id))
        token = _device_token(key, device_id, vehicle_seat(vehicle_id), self._clock.now())
        await self._credentials.add_token(token)
        return device_id, key

    async def revoke_device(self, device_id: DeviceId, act: Act | None = None) -> None:
        """Let a device's credential count no longer; its stream is cut within seconds."""
        device = self._store.board.devices.get(device_id)
        if device is None:
            raise NotFound(f"设备 {device_id} ")
        await self._drop_tokens(device_id)
        if device.revoked_at is None:
            async with self._begin(act, "revoke") as tx:
                tx.record(DeviceRevoked(device_id=device_id))

    async def _refuse_repeated(self, act: Act | None) -> None:
        """Raise `AlreadyDone` before anything beside the journal is touched a second time.

        The password is set before it is journalled: a server that dies between the two does it
        again when asked again, and never says done of what was not.
        """
        if act is None:
            return
        with suppress(_OnlyAsked):
            async with self._begin(act, "password"):
                raise _OnlyAsked

    def _begin(self, act: Act | None, what: str) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction in the name of whoever asks; without one, of the command line."""
        if act is None:
            return self._store.begin(_once(what), by=COMMAND_LINE)
        return self._store.begin(act.command_id, by=act.by, device_at=act.device_at)

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


def _person(board: Board, person_id: PersonId) -> Person:
    person = board.people.get(person_id)
    if person is None:
        raise NotFound("这个人")
    return person


def _sign_out(tx: Transaction, person_id: PersonId) -> None:
    for held in _seats_of(tx.board, person_id):
        tx.record(PersonSignedOut(person_id=person_id, seat_id=held, cause=SignOutCause.WITHDRAWN))


def _seats_of(board: Board, person_id: PersonId) -> Iterable[SeatId]:
    return [s.seat_id for s in board.signed_in.values() if s.person_id == person_id]


def _new_device() -> tuple[DeviceId, str]:
    """Return the name and the key of a new device."""
    key = DEVICE_KEY_PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
    return DeviceId(f"device-{uuid4().hex[:12]}"), key


def _device_token(key: str, device_id: DeviceId, seat_id: SeatId, now: datetime) -> Token:
    return Token(hash_of(key), Owner.DEVICE, device_id, seat_id, now)


def _once(what: str) -> CommandId:
    return CommandId(f"{what}:{uuid4().hex}")
