"""Where a database is: a SQLite file, or a database of a PostgreSQL server."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

Address = Path | sa.URL
"""A path is a SQLite file, a URL a PostgreSQL database; its text leaves the password out."""


class AddressFault(ValueError):
    """The text names no database; it is not repeated, for it may hold a password."""


def address_of(text: str) -> Address:
    """Return the address that a setting names: `postgresql://…`, or else the path of a file."""
    if "://" not in text:
        return Path(text)
    try:
        url = sa.make_url(text)
    except ArgumentError:
        raise AddressFault("it is not a URL of the form postgresql://user@host/database") from None
    if url.drivername not in {"postgresql", "postgres"} or not url.database or not url.username:
        raise AddressFault("it must be a file, or postgresql://user@host/database")
    return url.set(drivername="postgresql")


def command_url(address: Address) -> sa.URL:
    """Return the URL, with its driver, that the command line and migrations open."""
    if isinstance(address, Path):
        return sa.make_url(f"sqlite:///{address}")
    return address.set(drivername="postgresql+psycopg")


def server_url(address: Address) -> sa.URL:
    """Return the URL, with its driver, that the server opens."""
    if isinstance(address, Path):
        return sa.make_url(f"sqlite+aiosqlite:///{address}")
    return address.set(drivername="postgresql+asyncpg")
