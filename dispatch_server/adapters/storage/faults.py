"""What a database's failures are called, and what of them may be said."""

import sqlite3

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

FAULTS = (
    DBAPIError,
    PoolTimeout,
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    sqlite3.Error,
)
"""Everything that a database which is away, busy, full or broken raises."""


def in_words(fault: BaseException) -> str:
    """Return the kind of a fault and its first line.

    What follows the first line may show the values of a row: telephone numbers, addresses.
    """
    said = str(fault.orig if isinstance(fault, DBAPIError) else fault).strip()
    return f"{type(fault).__name__}: {said.splitlines()[0] if said else 'no answer'}"
