"""Engines over a database: for the server, and for the command line."""

import asyncpg
import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from dispatch_server.adapters.storage.address import Address, command_url, server_url

BUSY_TIMEOUT_MS = 2_000
"""How long a statement waits for another writer's lock, milliseconds."""
STATEMENT_TIMEOUT_MS = 3_000
"""How long PostgreSQL works on one statement of the server, milliseconds."""
IDLE_TIMEOUT_MS = 10_000
"""How long a server that hangs may keep others waiting on PostgreSQL, milliseconds."""
ANSWER_S = 4.0
"""How long the server waits for PostgreSQL's answer to anything, seconds."""
POOL_WAIT_S = 2.0
"""How long a statement waits for a free connection, seconds."""
READERS = 4
CHANNEL = "dispatch_journal"
"""Where PostgreSQL tells other processes the number of the newest row."""


def command_engine(address: Address) -> sa.Engine:
    """Return an engine for the command line; like the server's it keeps values out of errors."""
    url = command_url(address)
    waits = {"connect_timeout": int(ANSWER_S)}
    if url.get_backend_name() == "sqlite":
        waits = {"timeout": BUSY_TIMEOUT_MS // 1_000}
    return sa.create_engine(url, hide_parameters=True, connect_args=waits)


def reading_engine(address: Address) -> AsyncEngine:
    """Return the server's engine whose transactions read one state of the database.

    Errors leave out the values of a statement: they hold telephone numbers and addresses, and
    errors go into the log.
    """
    url = server_url(address)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda **_: connect(url),
        pool_size=READERS,
        max_overflow=0,
        pool_timeout=POOL_WAIT_S,
        hide_parameters=True,
        isolation_level="REPEATABLE READ",
    )


async def connect(url: sa.URL) -> asyncpg.Connection:
    """Return a session of the server; the URL may say what libpq understands (sslmode …)."""
    return await asyncpg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False),
        timeout=ANSWER_S,
        command_timeout=ANSWER_S,
        server_settings=server_settings(),
    )


def server_settings() -> dict[str, str]:
    """Return what a session of the server tells PostgreSQL about itself and its bounds."""
    return {
        "application_name": "dispatch-server",
        "timezone": "UTC",
        "jit": "off",
        "lock_timeout": str(BUSY_TIMEOUT_MS),
        "statement_timeout": str(STATEMENT_TIMEOUT_MS),
        "idle_in_transaction_session_timeout": str(IDLE_TIMEOUT_MS),
        "tcp_keepalives_idle": "5",
        "tcp_keepalives_interval": "2",
        "tcp_keepalives_count": "3",
    }


def pragmas() -> tuple[str, ...]:
    """Return what a connection to SQLite is told: every commit is on disk before it is answered."""
    return (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    )


def _sqlite(url: sa.URL) -> AsyncEngine:
    engine = create_async_engine(
        url, pool_size=READERS, max_overflow=0, pool_timeout=POOL_WAIT_S, hide_parameters=True
    )

    @sa.event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas():
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def start(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
