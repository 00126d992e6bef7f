"""Whether the disks have room: a light, a log line, and what the maintainer reads."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from dispatch_server.contract.ids import LinkId
from dispatch_server.contract.states import LinkState
from dispatch_server.contract.upkeep import DiskSeen
from dispatch_server.ports.disks import Disks
from dispatch_server.ports.storage import Store, StoreUnavailable
from dispatch_server.services.own_light import OwnLight

log = logging.getLogger(__name__)

DISK_LINK: Final = LinkId("disk")
EVERY_S: Final = 10.0
"""Pause between two looks at the disks, seconds."""
KEPT_FREE_BYTES: Final = 2_000_000_000
MEGABYTE: Final = 1_000_000


class SpaceWatch:
    """Looks at the disks again and again. It deletes nothing and stops no recording."""

    def __init__(
        self,
        store: Store,
        disks: Disks,
        *,
        kept_free_bytes: int = KEPT_FREE_BYTES,
        every_s: float = EVERY_S,
    ) -> None:
        self._disks = disks
        self._kept_free_bytes = kept_free_bytes
        self._every_s = every_s
        self._light = OwnLight(store, DISK_LINK)
        self._task: asyncio.Task[None] | None = None
        self.seen: tuple[DiskSeen, ...] = ()

    async def start(self) -> None:
        """Begin to watch."""
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Watch no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Look once, and journal a light that changed."""
        found = await self._disks.look()
        self.seen = tuple(
            one.model_copy(update={"is_low": one.free_bytes < self._kept_free_bytes})
            for one in found
        )
        low = [one for one in self.seen if one.is_low]
        if await self._light.show(LinkState.SLOW if low else LinkState.UP, _cause(low)):
            for one in low:
                log.error(
                    "little room on the disk of %s: %d MB", one.name, one.free_bytes // MEGABYTE
                )
            if not low:
                log.warning("the disks have room again")

    async def _watch(self) -> None:
        failed = False
        while True:
            try:
                await self.look()
                failed = False
            except StoreUnavailable as fault:
                log.debug("the light of the disks waits for the database: %s", fault)
            except (OSError, TimeoutError) as fault:
                if not failed:
                    log.warning("the disks could not be looked at: %s", fault)
                failed = True
            except Exception:
                log.exception("watching the disks failed; again in %s s", self._every_s)
            await asyncio.sleep(self._every_s)


def _cause(low: Sequence[DiskSeen]) -> str:
    if not low:
        return ""
    told = "、".join(f"{one.name}所在磁盘只剩 {one.free_bytes // MEGABYTE} MB" for one in low)
    return f"{told}；备份已停，请维护员腾出空间"
