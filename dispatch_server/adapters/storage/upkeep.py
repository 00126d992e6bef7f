"""How the database and the folder of backups are found, for the maintainer."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.faults import FAULTS
from dispatch_server.adapters.storage.migrate import newest_schema
from dispatch_server.contract.upkeep import BackupSeen
from dispatch_server.ports.storage import StoreUnavailable
from dispatch_server.ports.upkeep import DatabaseSeen

BACKUPS: Final = "*.backup"
_SIZE: Final = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


class StorageUpkeep:
    """Keeps the promises of `Upkeep`; it looks from a thread, so that nobody waits for it."""

    def __init__(self, address: Address, backups: Path | None) -> None:
        self._address = address
        self._backups = backups

    async def database(self) -> DatabaseSeen:
        """Return how the database is."""
        try:
            return await asyncio.to_thread(self._look)
        except FAULTS as fault:
            raise StoreUnavailable(type(fault).__name__) from None

    async def newest_backup(self) -> BackupSeen | None:
        """Return the newest backup in the folder."""
        return await asyncio.to_thread(self._newest)

    def _look(self) -> DatabaseSeen:
        engine = command_engine(self._address)
        try:
            with engine.connect() as connection:
                found = MigrationContext.configure(connection).get_current_revision()
                size = connection.scalar(sa.text(_SIZE[engine.dialect.name]))
        finally:
            engine.dispose()
        return DatabaseSeen(
            "sqlite" if isinstance(self._address, Path) else "postgresql",
            found or "",
            newest_schema() or "",
            size,
        )

    def _newest(self) -> BackupSeen | None:
        if self._backups is None or not self._backups.is_dir():
            return None
        seen = [_seen(file) for file in self._backups.glob(BACKUPS)]
        return max((one for one in seen if one is not None), key=lambda one: one.at, default=None)


def _seen(file: Path) -> BackupSeen | None:
    """Return what a file is, or None when it has gone meanwhile."""
    try:
        facts = file.stat()
    except OSError:
        return None
    at = datetime.fromtimestamp(facts.st_mtime, UTC)
    return BackupSeen(name=file.name, at=at, bytes=facts.st_size)
