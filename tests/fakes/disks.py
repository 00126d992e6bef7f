"""Disks that are as full as a test says."""

from collections.abc import Sequence

from dispatch_server.contract.upkeep import DiskSeen


class FakeDisks:
    """Keeps the promises of `Disks`; while `away` is set, they cannot be looked at."""

    def __init__(self, **free_bytes: int) -> None:
        self.free_bytes = free_bytes
        self.away = False

    async def look(self) -> Sequence[DiskSeen]:
        if self.away:
            raise OSError("a stale mount")
        return [
            DiskSeen(name=name, free_bytes=free, total_bytes=10**12)
            for name, free in self.free_bytes.items()
        ]
