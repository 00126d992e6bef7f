"""What the maintainer's questions need of the machine: the database's state, the backups."""

from dataclasses import dataclass
from typing import Literal, Protocol

from dispatch_server.contract.upkeep import BackupSeen


@dataclass(frozen=True, slots=True)
class DatabaseSeen:
    """The database as it was found; `bytes` None where it could not be told."""

    kind: Literal["sqlite", "postgresql"]
    schema_found: str
    schema_wanted: str
    bytes: int | None


class Upkeep(Protocol):
    """Looks at what is kept, and changes nothing."""

    async def database(self) -> DatabaseSeen:
        """Return how the database is. Raises `StoreUnavailable`."""
        ...

    async def newest_backup(self) -> BackupSeen | None:
        """Return the newest backup, or None where none is there."""
        ...
