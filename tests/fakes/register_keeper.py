"""A folder of deliveries and the register's history, in memory."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from dispatch_server.contract.register import ChangeKind, RegisterChange, RegisterRefresh
from dispatch_server.ports.register import RegisterRefused
from dispatch_server.ports.storage import StoreUnavailable


class FakeRegisterKeeper:
    """Keeps the promises of `RegisterKeeper`: `will` is what the next file comes to."""

    def __init__(self) -> None:
        self.away = False
        self.file: Path | None = None
        self.will: RegisterRefresh | RegisterRefused | None = None
        self.held: list[RegisterRefresh] = []
        self.changed: list[tuple[int, RegisterChange]] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def waiting(self) -> Path | None:
        self._look()
        return self.file

    async def refresh(self, file: Path) -> RegisterRefresh:
        await self.may_go_on.wait()
        if isinstance(self.will, RegisterRefused):
            raise self.will
        if self.will is None:
            raise RegisterRefused("nothing was prepared")
        self.held.insert(0, self.will)
        self.file = None
        return self.will

    async def refreshes(self, *, limit: int) -> Sequence[RegisterRefresh]:
        self._look()
        return self.held[:limit]

    async def changes(
        self, generation: int, *, kind: ChangeKind | None, after: str, limit: int
    ) -> Sequence[RegisterChange]:
        self._look()
        found = [
            one
            for of, one in self.changed
            if of == generation and kind in {None, one.kind} and one.number > after
        ]
        return sorted(found, key=lambda one: one.number)[:limit]

    def _look(self) -> None:
        if self.away:
            raise StoreUnavailable("the database is away")
