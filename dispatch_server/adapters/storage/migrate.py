"""Bringing a database to the present schema, and telling how far it is."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from alembic import command
from dispatch_server.adapters.storage.engine import command_engine, sqlite_url
from dispatch_server.contract.shipped import shipped

MIGRATIONS = shipped("alembic")


def migrate(path: Path) -> None:
    """Create the database file where there is none, and bring it to the newest schema."""
    path.parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(_config(path), "head")


def is_current(path: Path) -> bool:
    """Return whether the database has the schema this program was written for."""
    if not path.exists():
        return False
    engine = command_engine(path)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return found == ScriptDirectory.from_config(_config(path)).get_current_head()


def _config(path: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", sqlite_url(path).replace("%", "%%"))
    return config
