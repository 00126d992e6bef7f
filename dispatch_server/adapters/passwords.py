"""Passwords by argon2id, in a worker thread."""

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

ROUNDS: Final = 2
MEMORY_KIB: Final = 19_456
LANES: Final = 1
"""The parameters that OWASP's password storage guide asks for at least; about 20 ms a check."""


class Argon2Passwords:
    """Keeps the promises of `Passwords`."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(
            time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES, type=Type.ID
        )
        self._nobody = self._hasher.hash("nobody has this password")

    async def hash(self, password: str) -> str:
        """Return a salted hash."""
        return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Return whether they fit; a missing hash takes as long as any other."""
        fits = await asyncio.to_thread(self._fits, password_hash or self._nobody, password)
        return fits and password_hash is not None

    def _fits(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
