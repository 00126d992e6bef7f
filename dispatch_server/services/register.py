"""The subscriber register on its schedule: taken in once a day, journalled, told to who asks."""

import asyncio
import logging
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from dispatch_server.contract.events import Event
from dispatch_server.contract.events.resources import RegisterNotRefreshed, RegisterRefreshed
from dispatch_server.contract.ids import CommandId
from dispatch_server.contract.local_time import local
from dispatch_server.contract.register import (
    MOST_CHANGES,
    ChangeKind,
    ChangesAnswer,
    RegisterAnswer,
    RegisterRefresh,
)
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.register import RegisterKeeper, RegisterRefused
from dispatch_server.ports.storage import Store, StoreUnavailable
from dispatch_server.services.actors import SYSTEM

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 30.0
"""How often the schedule is looked at, seconds."""
LISTED: Final = 60
_AWAY: Final = "数据库没有应答"


class RegisterService:
    """Looks for a new delivery every day at `at`, centre time; None watches nothing."""

    def __init__(
        self, store: Store, keeper: RegisterKeeper, clock: Clock, *, at: time | None
    ) -> None:
        self._store = store
        self._keeper = keeper
        self._clock = clock
        self._at = at
        self._next_at = None if at is None else _following(clock.now(), at)
        self._is_refreshing = False
        self._fault: tuple[str, datetime] | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look at the schedule."""
        if self._at is not None:
            self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop; a delivery that is being taken in is given up, and the old rows stay."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Take the waiting delivery in when it is time."""
        if self._at is None or self._next_at is None or self._clock.now() < self._next_at:
            return
        self._next_at = _following(self._clock.now(), self._at)
        self._is_refreshing = True
        try:
            file = await self._keeper.waiting()
            if file is not None:
                await self._refresh(file)
        except (StoreUnavailable, OSError):
            self._fault = (_AWAY, self._clock.now())
            log.warning("the register could not be looked at")
        finally:
            self._is_refreshing = False

    async def answer(self) -> RegisterAnswer:
        """Return the refreshes and the schedule. Raises `StoreUnavailable`."""
        fault, fault_at = self._fault or ("", None)
        return RegisterAnswer(
            refreshes=tuple(await self._keeper.refreshes(limit=LISTED)),
            next_at=self._next_at,
            is_refreshing=self._is_refreshing,
            fault=fault,
            fault_at=fault_at,
        )

    async def changes(
        self, generation: int, *, kind: ChangeKind | None, after: str
    ) -> ChangesAnswer:
        """Return a page of what one refresh changed. Raises `StoreUnavailable`."""
        found = await self._keeper.changes(
            generation, kind=kind, after=after, limit=MOST_CHANGES + 1
        )
        return ChangesAnswer(changes=tuple(found[:MOST_CHANGES]), more=len(found) > MOST_CHANGES)

    async def _watch(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("the register's schedule broke off")
            await asyncio.sleep(LOOK_EVERY_S)

    async def _refresh(self, file: Path) -> None:
        try:
            refresh = await self._keeper.refresh(file)
        except RegisterRefused as refusal:
            self._fault = (str(refusal), self._clock.now())
            log.warning("register not refreshed: %s", refusal)
            await self._journal(RegisterNotRefreshed(source=file.name, cause=str(refusal)))
            return
        self._fault = None
        log.info("register refreshed: %s rows, %s refused", refresh.rows, refresh.refused)
        await self._journal(refreshed(refresh))

    async def _journal(self, event: Event) -> None:
        async with self._store.begin(CommandId(f"register:{uuid4().hex}"), by=SYSTEM) as tx:
            tx.record(event)


def refreshed(refresh: RegisterRefresh) -> RegisterRefreshed:
    """Return the event that tells of a refresh."""
    return RegisterRefreshed.model_validate(refresh.model_dump(exclude={"at"}))


def _following(now: datetime, at: time) -> datetime:
    """Return the next moment at which it is this time of day at the centre."""
    here = local(now)
    today = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return (today if today > here else today + timedelta(days=1)).astimezone(now.tzinfo)


def in_words(refresh: RegisterRefresh) -> str:
    """Return a refresh in words for the command line."""
    return (
        f"{refresh.rows} subscribers ({refresh.located} located), {refresh.added} added,"
        f" {refresh.changed} changed, {refresh.removed} removed, {refresh.refused} rows refused"
    )
