"""What a database's failures are called, what of them may be said, and which pass by themselves."""

import sqlite3
from typing import Final

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
WRONG_ROWS: Final = frozenset({"21", "22", "23", "42", "44", "P0"})
"""Classes of SQLSTATE that speak of the statement and its rows (PostgreSQL, appendix A)."""
NO_ROOM: Final = "53100"
"""SQLSTATE disk_full."""


def in_words(fault: BaseException) -> str:
    """Return the kind of a fault and its first line.

    What follows the first line may show the values of a row: telephone numbers, addresses.
    """
    said = str(fault.orig if isinstance(fault, DBAPIError) else fault).strip()
    return f"{type(fault).__name__}: {said.splitlines()[0] if said else 'no answer'}"


def is_of_the_rows(fault: BaseException) -> bool:
    """Return whether a fault lies in the rows, so that the same rows would meet it again."""
    found = _driver_fault(fault)
    if isinstance(found, sqlite3.Error):
        return _code(found) in {
            sqlite3.SQLITE_ERROR,
            sqlite3.SQLITE_CONSTRAINT,
            sqlite3.SQLITE_TOOBIG,
            sqlite3.SQLITE_MISMATCH,
            sqlite3.SQLITE_RANGE,
        }
    return _sqlstate(found)[:2] in WRONG_ROWS


def is_full(fault: BaseException) -> bool:
    """Return whether the database has no room left on its disk."""
    found = _driver_fault(fault)
    if isinstance(found, sqlite3.Error):
        return _code(found) == sqlite3.SQLITE_FULL
    return _sqlstate(found) == NO_ROOM


def _driver_fault(fault: BaseException) -> BaseException:
    """Return what the driver raised, without SQLAlchemy's wrapping."""
    if isinstance(fault, DBAPIError) and fault.orig is not None:
        return fault.orig
    return fault


def _code(fault: sqlite3.Error) -> int:
    """Return SQLite's primary code, 0 where the driver itself complains."""
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF


def _sqlstate(fault: BaseException) -> str:
    """Return the five characters of PostgreSQL's code, nothing where there is none."""
    return str(getattr(fault, "sqlstate", None) or "")
