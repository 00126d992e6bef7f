"""What keeping the subscriber register fresh needs of the machine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from dispatch_server.contract.register import ChangeKind, RegisterChange, RegisterRefresh


class RegisterRefused(Exception):
    """A delivery cannot become the register; the text says why, without anybody's data."""


class RegisterKeeper(Protocol):
    """Takes deliveries in, and tells of those taken before. Old rows count until then."""

    async def waiting(self) -> Path | None:
        """Return the newest delivery in the watched folder that was not taken yet, or None."""
        ...

    async def refresh(self, file: Path) -> RegisterRefresh:
        """Make a file the register. Raises `RegisterRefused`, `StoreUnavailable`."""
        ...

    async def refreshes(self, *, limit: int) -> Sequence[RegisterRefresh]:
        """Return the refreshes, newest first. Raises `StoreUnavailable`."""
        ...

    async def changes(
        self, generation: int, *, kind: ChangeKind | None, after: str, limit: int
    ) -> Sequence[RegisterChange]:
        """Return changes of a refresh behind a number. Raises `StoreUnavailable`."""
        ...
