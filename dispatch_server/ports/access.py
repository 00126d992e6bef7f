"""What signing in needs of the world: a place for credentials, and a way to check passwords."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from dispatch_server.contract.ids import SeatId


class Owner(StrEnum):
    """Whose a token is."""

    PERSON = "person"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token: its hash, never itself. A device's has no `expires_at`."""

    hash: str
    owner: Owner
    owner_id: str
    seat_id: SeatId
    issued_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failures:
    """How many sign-ins failed in a row for one account or address, and when the last did."""

    count: int
    last_at: datetime


class Credentials(Protocol):
    """Password hashes, token hashes and failed sign-ins; outside the journal, for no seat to see.

    Raises `StoreUnavailable` when the database does not answer.
    """

    async def password(self, person_id: str) -> str | None:
        """Return the hash of somebody's password."""
        ...

    async def set_password(self, person_id: str, password_hash: str) -> None:
        """Keep the hash of somebody's new password."""
        ...

    async def tokens(self) -> Sequence[Token]:
        """Return every token that was not dropped."""
        ...

    async def add_token(self, token: Token) -> None:
        """Keep a new token."""
        ...

    async def drop_tokens(self, hashes: Collection[str]) -> None:
        """Let tokens count no longer."""
        ...

    async def failures(self, key: str) -> Failures | None:
        """Return the failed sign-ins of an account or address."""
        ...

    async def set_failures(self, key: str, failures: Failures | None) -> None:
        """Keep the failed sign-ins of an account or address; None forgets them."""
        ...


class Passwords(Protocol):
    """Hashes and checks passwords, off the loop: it takes long on purpose."""

    async def hash(self, password: str) -> str:
        """Return a salted hash, which carries its own parameters."""
        ...

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Return whether they fit; None takes as long as a hash would and never fits."""
        ...
