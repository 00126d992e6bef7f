"""A database and a folder of backups as a maintainer finds them, in memory."""

from dispatch_server.contract.upkeep import BackupSeen
from dispatch_server.ports.storage import StoreUnavailable
from dispatch_server.ports.upkeep import DatabaseSeen


class FakeUpkeep:
    """Keeps the promises of `Upkeep`; while `away` is set, the database does not answer."""

    def __init__(self) -> None:
        self.away = False
        self.found = DatabaseSeen("sqlite", "0009", "0009", 4_096)
        self.backup: BackupSeen | None = None

    async def database(self) -> DatabaseSeen:
        if self.away:
            raise StoreUnavailable("the database is away")
        return self.found

    async def newest_backup(self) -> BackupSeen | None:
        return self.backup
