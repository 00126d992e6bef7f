"""Credentials and passwords in memory, quick and plain."""

import asyncio
from collections.abc import Collection, Sequence

from dispatch_server.contract.access import rights_of
from dispatch_server.contract.entities import Seat
from dispatch_server.contract.ids import PersonId, SeatId
from dispatch_server.contract.sight import Sight
from dispatch_server.ports.access import Failures, Owner, Token
from dispatch_server.ports.storage import StoreUnavailable
from dispatch_server.services.actors import Asker, person_at
from dispatch_server.services.sessions import hash_of
from tests.builders import START


def asker(seat: Seat) -> Asker:
    """Somebody with the rights of the seat's role."""
    sight = Sight(frozenset({seat.role}), seat.id, seat.station_id)
    return Asker(person_at(PersonId("person-1"), seat.id), seat, rights_of([seat.role]), sight)


class FakeCredentials:
    """Keeps the promises of `Credentials`; while `away` is set, the database does not answer."""

    def __init__(self) -> None:
        self.passwords: dict[str, str] = {}
        self.kept: dict[str, Token] = {}
        self.failed: dict[str, Failures] = {}
        self.away = False

    def give(self, token: str, owner: Owner, owner_id: str, seat_id: SeatId) -> None:
        """Let a token count, as if it had been issued before."""
        held = Token(hash_of(token), owner, owner_id, seat_id, START)
        self.kept[held.hash] = held

    async def password(self, person_id: str) -> str | None:
        self._reach()
        return self.passwords.get(person_id)

    async def set_password(self, person_id: str, password_hash: str) -> None:
        self._reach()
        self.passwords[person_id] = password_hash

    async def tokens(self) -> Sequence[Token]:
        self._reach()
        return list(self.kept.values())

    async def add_token(self, token: Token) -> None:
        self._reach()
        self.kept[token.hash] = token

    async def drop_tokens(self, hashes: Collection[str]) -> None:
        self._reach()
        for one in hashes:
            self.kept.pop(one, None)

    async def failures(self, key: str) -> Failures | None:
        self._reach()
        return self.failed.get(key)

    async def set_failures(self, key: str, failures: Failures | None) -> None:
        self._reach()
        if failures is None:
            self.failed.pop(key, None)
        else:
            self.failed[key] = failures

    def _reach(self) -> None:
        if self.away:
            raise StoreUnavailable("the database is away")


class FakePasswords:
    """Keeps the promises of `Passwords` without the work; `checked` counts the checks.

    Others run meanwhile, as they do while argon2 works.
    """

    def __init__(self) -> None:
        self.checked = 0

    async def hash(self, password: str) -> str:
        return f"hash of {password}"

    async def matches(self, password_hash: str | None, password: str) -> bool:
        self.checked += 1
        await asyncio.sleep(0)
        return password_hash == f"hash of {password}"
