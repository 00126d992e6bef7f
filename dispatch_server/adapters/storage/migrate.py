"""Bringing a database to the present schema, and telling how far it is."""

from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from alembic import command
from dispatch_server.adapters.storage import rights
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.contract.shipped import shipped

MIGRATIONS = shipped("alembic")
NEWEST = "head"


def migrate(address: Address, *, to: str = NEWEST) -> None:
    """Bring a database to a schema; a SQLite file is created where there is none.

    On PostgreSQL the address is the owner's, who then lets the server in (`let_in`).
    """
    if isinstance(address, Path):
        address.parent.mkdir(parents=True, exist_ok=True)
    engine = command_engine(address)
    try:
        command.upgrade(_config(engine), to)
    finally:
        engine.dispose()


def let_in(owner: Address, server: Address) -> None:
    """Give the server's role its rights on PostgreSQL; a SQLite file has no roles."""
    if isinstance(owner, Path) or isinstance(server, Path):
        return
    engine = command_engine(owner)
    try:
        with engine.begin() as connection:
            rights.grant(connection, server)
    finally:
        engine.dispose()


def may_change_the_journal(address: Address) -> bool:
    """Return whether the server's role has more rights on PostgreSQL than it may."""
    if isinstance(address, Path):
        return False
    engine = command_engine(address)
    try:
        with engine.connect() as connection:
            return rights.may_change_the_journal(connection)
    finally:
        engine.dispose()


def is_current(address: Address) -> bool:
    """Return whether the database has the schema this program was written for."""
    if isinstance(address, Path) and not address.exists():
        return False
    engine = command_engine(address)
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        return found == newest_schema()
    finally:
        engine.dispose()


def newest_schema() -> str | None:
    """Return the name of the schema this program was written for."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _config(engine: sa.Engine) -> Config:
    config = Config(attributes={"engine": engine})
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
