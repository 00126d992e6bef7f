"""Who writes next in this process: commands wait in order, and one that ends takes others along."""

import asyncio
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dispatch_server.adapters.storage.transaction import SqlTransaction
from dispatch_server.contract.events import Actor, ActorKind
from dispatch_server.contract.ids import CommandId
from dispatch_server.ports.storage import AlreadyDone, StoreUnavailable

TURN_S = 2.5
"""How long a command waits for its turn to write, seconds; a desk itself waits for 5."""
DECIDE_S = 1.0
"""How long a command that was taken along may decide before it is left behind, seconds."""


STORE: Final = Actor(kind=ActorKind.SYSTEM, id="store")
"""Who writes what is no command: cursors and refusals."""


def _future() -> "asyncio.Future[None]":
    return asyncio.get_running_loop().create_future()


def _called() -> "asyncio.Future[SqlTransaction | None]":
    return asyncio.get_running_loop().create_future()


def _ended() -> "asyncio.Future[bool]":
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True, eq=False)
class Place:
    """One command's place in the line.

    `called` ends with None when it leads a transaction of its own, or with the part it has in
    another's. `ended` says whether it decided, `told` what became of the whole transaction.
    `ids` are empty for what goes alone.
    """

    ids: tuple[CommandId, ...] = ()
    by: Actor = STORE
    device_at: datetime | None = None
    called: "asyncio.Future[SqlTransaction | None]" = field(default_factory=_called)
    ended: "asyncio.Future[bool]" = field(default_factory=_ended)
    told: "asyncio.Future[None]" = field(default_factory=_future)

    def end(self, *, decided: bool) -> bool:
        """Say that its part is over; return False where that came too late."""
        if self.ended.done():
            return False
        self.ended.set_result(decided)
        return True

    def tell(self, fault: Exception | None) -> None:
        """Say what became of it, once; nobody need be there to hear it."""
        if self.told.done():
            return
        if fault is None:
            self.told.set_result(None)
        else:
            self.told.set_exception(fault)
            self.told.exception()


class Turns:
    """A line with one at its head; `release` calls the next one."""

    def __init__(self) -> None:
        self._busy = False
        self._waiting: deque[Place] = deque()

    async def take(self, place: Place) -> SqlTransaction | None:
        """Wait to be called; None means that it leads and must `release`.

        Raises `StoreUnavailable` when that takes too long, `AlreadyDone` for a repeated command.
        """
        if not self._busy:
            self._busy = True
            return None
        self._waiting.append(place)
        try:
            await asyncio.wait((place.called,), timeout=TURN_S)
        except BaseException:
            self._leave(place)
            raise
        if not place.called.done():
            self._leave(place)
            raise StoreUnavailable("the database is busy")
        return place.called.result()

    def release(self) -> None:
        """Let the next one lead."""
        self._busy = bool(self._waiting)
        if self._waiting:
            self._waiting.popleft().called.set_result(None)

    @property
    def may_go_together(self) -> bool:
        """Whether somebody could be taken along."""
        return any(place.ids for place in self._waiting)

    def take_along(self, most: int, *, without: Collection[CommandId]) -> list[Place]:
        """Take the next commands out of the line, past what goes alone.

        An id that is under way already ends it: what became of the first must be known before.
        """
        along: list[Place] = []
        seen = set(without)
        for place in [one for one in self._waiting if one.ids][:most]:
            if not seen.isdisjoint(place.ids):
                break
            seen.update(place.ids)
            along.append(place)
            self._waiting.remove(place)
        return along

    def _leave(self, place: Place) -> None:
        """Pass on whatever a place that is given up was called to."""
        if place in self._waiting:
            self._waiting.remove(place)
        elif not place.called.done():
            place.end(decided=False)
        elif place.called.exception() is None and place.called.result() is None:
            self.release()
        else:
            place.end(decided=False)


async def decided(place: Place, part: SqlTransaction) -> bool:
    """Let a place that was taken along decide; return whether it recorded its part."""
    place.called.set_result(part)
    await asyncio.wait((place.ended,), timeout=DECIDE_S)
    return not place.end(decided=False) and place.ended.result()


def refuse_repeated(place: Place) -> None:
    """Tell a place that all it asks for was carried out before."""
    place.called.set_exception(AlreadyDone(place.ids[0]))
    place.called.exception()
