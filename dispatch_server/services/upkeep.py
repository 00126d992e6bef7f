"""What a maintainer reads of the server itself."""

import asyncio
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

from dispatch_server.contract.upkeep import UpkeepAnswer, maintained
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import Store
from dispatch_server.ports.upkeep import Upkeep
from dispatch_server.services.presence import Presence
from dispatch_server.services.space_watch import SpaceWatch

LOOK_S: Final = 2.0
"""How long a look at the database and the backups may take, seconds."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the settings say: their own page, whether backups are watched, when one is late."""

    settings: str
    backups_watched: bool
    backup_late_after_h: float


class UpkeepService:
    """Answers the maintainer's questions; changes nothing."""

    def __init__(
        self,
        store: Store,
        upkeep: Upkeep,
        presence: Presence,
        clock: Clock,
        *,
        kept: Kept,
        space: SpaceWatch | None = None,
    ) -> None:
        self._store = store
        self._upkeep = upkeep
        self._presence = presence
        self._clock = clock
        self._kept = kept
        self._space = space
        self._started_at = clock.now()

    @property
    def settings(self) -> str:
        """The settings in force, without secrets."""
        return self._kept.settings

    async def look(self) -> UpkeepAnswer:
        """Return how the server stands. Raises `StoreUnavailable`, `TimeoutError`."""
        async with asyncio.timeout(LOOK_S):
            database = await self._upkeep.database()
            backup = await self._upkeep.newest_backup()
        return UpkeepAnswer(
            at=self._clock.now(),
            started_at=self._started_at,
            program=version("dispatch120"),
            protocol=PROTOCOL,
            database=database.kind,
            database_bytes=database.bytes,
            schema_found=database.schema_found,
            schema_wanted=database.schema_wanted,
            board=maintained(self._store.board),
            backups_watched=self._kept.backups_watched,
            backup=backup,
            backup_late_after_h=self._kept.backup_late_after_h,
            listening=self._presence.seats,
            disks=() if self._space is None else self._space.seen,
        )
