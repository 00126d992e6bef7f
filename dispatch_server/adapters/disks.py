"""How much room is left on the disks under the server's folders."""

import asyncio
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from dispatch_server.contract.upkeep import DiskSeen

LOOK_S: Final = 2.0
"""How long a look may take, seconds; a network disk that is away may never answer."""


class FolderDisks:
    """Keeps the promises of `Disks`: one look at a time, in a thread of its own.

    Where several folders are on one disk, the first names it.
    """

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = dict(folders)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="disks")
        self._last: Future[list[DiskSeen]] | None = None

    async def look(self) -> Sequence[DiskSeen]:
        """Return the disks; a look that hangs is not followed by another."""
        if self._last is None or self._last.done():
            self._last = self._thread.submit(self._look)
        async with asyncio.timeout(LOOK_S):
            return await asyncio.shield(asyncio.wrap_future(self._last))

    def close(self) -> None:
        """Let the thread go, without waiting for a disk that is away."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _look(self) -> list[DiskSeen]:
        seen: dict[int, DiskSeen] = {}
        for name, folder in self._folders.items():
            here = standing(folder)
            if here.stat().st_dev not in seen:
                seen[here.stat().st_dev] = _disk(name, here)
        return list(seen.values())


def standing(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there already."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def free_bytes(folder: Path) -> int:
    """Return how much may still be written on the disk of a folder. Raises `OSError`."""
    return shutil.disk_usage(standing(folder)).free


def on_one_disk(one: Path, other: Path) -> bool:
    """Return whether what is written in one folder takes the other's room."""
    return standing(one).stat().st_dev == standing(other).stat().st_dev


def _disk(name: str, folder: Path) -> DiskSeen:
    usage = shutil.disk_usage(folder)
    return DiskSeen(name=name, free_bytes=usage.free, total_bytes=usage.total)
