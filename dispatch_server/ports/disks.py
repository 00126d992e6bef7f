"""What the watch over free space needs of the machine: how full its disks are."""

from collections.abc import Sequence
from typing import Protocol

from dispatch_server.contract.upkeep import DiskSeen


class Disks(Protocol):
    """Looks at the disks that this server and its journal write to."""

    async def look(self) -> Sequence[DiskSeen]:
        """Return each of them, the journal's first. Raises `OSError`, `TimeoutError`."""
        ...
