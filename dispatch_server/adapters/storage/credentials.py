"""Password hashes, token hashes and failed sign-ins in the database, beside the journal."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dispatch_server.adapters.storage import tables
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import reading_engine
from dispatch_server.adapters.storage.sealing import iso
from dispatch_server.contract.ids import SeatId
from dispatch_server.ports.access import Failures, Owner, Token
from dispatch_server.ports.storage import StoreUnavailable


class SqlCredentials:
    """Keeps the promises of `Credentials`. A transaction that writes begins with its write."""

    def __init__(self, address: Address) -> None:
        self._engine = reading_engine(address)

    async def close(self) -> None:
        """Let the database go."""
        await self._engine.dispose()

    async def password(self, person_id: str) -> str | None:
        """Return the hash of somebody's password."""
        table = tables.password
        async with _within(self._engine) as connection:
            found: str | None = await connection.scalar(
                sa.select(table.c.hash).where(table.c.person_id == person_id)
            )
        return found

    async def set_password(self, person_id: str, password_hash: str) -> None:
        """Keep the hash of somebody's new password."""
        table = tables.password
        async with _within(self._engine) as connection:
            await connection.execute(sa.delete(table).where(table.c.person_id == person_id))
            await connection.execute(
                sa.insert(table).values(person_id=person_id, hash=password_hash)
            )

    async def tokens(self) -> Sequence[Token]:
        """Return every token that was not dropped."""
        async with _within(self._engine) as connection:
            return [_token(row) for row in await connection.execute(sa.select(tables.token))]

    async def add_token(self, token: Token) -> None:
        """Keep a new token."""
        row = sa.insert(tables.token).values(
            hash=token.hash,
            owner=token.owner.value,
            owner_id=token.owner_id,
            seat_id=token.seat_id,
            issued_at=iso(token.issued_at),
            expires_at=iso(token.expires_at) if token.expires_at else None,
        )
        async with _within(self._engine) as connection:
            await connection.execute(row)

    async def drop_tokens(self, hashes: Collection[str]) -> None:
        """Let tokens count no longer."""
        if not hashes:
            return
        async with _within(self._engine) as connection:
            await connection.execute(
                sa.delete(tables.token).where(tables.token.c.hash.in_(sorted(hashes)))
            )

    async def failures(self, key: str) -> Failures | None:
        """Return the failed sign-ins of an account or address."""
        table = tables.sign_in_failure
        async with _within(self._engine) as connection:
            query = sa.select(table).where(table.c.key == key)
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Failures(row.times, datetime.fromisoformat(row.last_at))

    async def set_failures(self, key: str, failures: Failures | None) -> None:
        """Keep the failed sign-ins of an account or address; None forgets them."""
        table = tables.sign_in_failure
        async with _within(self._engine) as connection:
            await connection.execute(sa.delete(table).where(table.c.key == key))
            if failures is not None:
                values = {"key": key, "times": failures.count, "last_at": iso(failures.last_at)}
                await connection.execute(sa.insert(table).values(values))


@asynccontextmanager
async def _within(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction; a database that does not answer is `StoreUnavailable`."""
    try:
        async with engine.begin() as connection:
            yield connection
    except (DatabaseError, PoolTimeout) as fault:
        raise StoreUnavailable(type(fault).__name__) from fault


def _token(row: sa.Row[tuple[str, str, str, str, str, str | None]]) -> Token:
    return Token(
        row.hash,
        Owner(row.owner),
        row.owner_id,
        SeatId(row.seat_id),
        datetime.fromisoformat(row.issued_at),
        datetime.fromisoformat(row.expires_at) if row.expires_at else None,
    )
