"""The embedded database: SQLite in WAL mode, every commit on disk before it is answered."""

from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 2_000
"""How long a statement waits for another writer's lock, milliseconds."""


def sqlite_url(path: Path) -> str:
    """Return the SQLAlchemy URL, without driver, of a database file."""
    return f"sqlite:///{path}"


def command_engine(path: Path) -> sa.Engine:
    """Return an engine for the command line; like `open_engine` it keeps values out of errors."""
    return sa.create_engine(
        sqlite_url(path), hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT_MS / 1_000}
    )


def open_engine(path: Path, *, mode: Literal["read", "write"]) -> AsyncEngine:
    """Return an engine whose transactions read one state, or write alone from their start.

    Its errors leave out the values of a statement: they hold telephone numbers and addresses, and
    errors go into the log.
    """
    size = 1 if mode == "write" else 4
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}",
        pool_size=size,
        max_overflow=0,
        pool_timeout=5,
        hide_parameters=True,
    )
    begin = "BEGIN IMMEDIATE" if mode == "write" else "BEGIN"

    @sa.event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def start(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
