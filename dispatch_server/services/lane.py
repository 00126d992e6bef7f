"""The lane of positions: newest in memory, all on disk, and the vehicles told what is stored."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.positions import SentAlive, SentFix, SentLink, Told, spans
from dispatch_server.domain.fixes import FilterLimits, JumpFilter, Seen, passes, rejection_of
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.positions import Broker, Fix, Heard, History
from dispatch_server.ports.storage import Store, StoreUnavailable

log = logging.getLogger(__name__)

PENDING_BOUND: Final = 200_000
"""Fixes that wait for the database; beyond it they are left to the vehicles' outboxes."""
BATCH: Final = 5_000
"""Fixes stored in one go at most."""
FLUSH_S: Final = 0.2
"""How long a fix waits for others before it is stored, seconds."""
TELL_S: Final = 5.0
"""A vehicle is told at most so often what is stored, seconds."""
TELL_AT_ONCE: Final = 100
"""So many stored fixes of one vehicle are told of without waiting."""
RETRY_S: Final = 1.0
LONGEST_NAME: Final = 40
LONGEST_SOURCE: Final = 20
LARGEST: Final = 2**62


@dataclass(slots=True)
class Followed:
    """What the lane knows of one vehicle; `heard_at` is the server's time in milliseconds."""

    newest: Fix | None = None
    heard_at: int = 0
    online: bool | None = None
    live: JumpFilter = field(default_factory=JumpFilter)
    late: JumpFilter = field(default_factory=JumpFilter)


class PositionLane:
    """Takes what vehicles measure. It is the broker's ear, and never makes it wait."""

    def __init__(
        self,
        store: Store,
        history: History,
        clock: Clock,
        *,
        limits: FilterLimits,
        pending_bound: int = PENDING_BOUND,
        tell_s: float = TELL_S,
    ) -> None:
        self._store = store
        self._history = history
        self._clock = clock
        self._limits = limits
        self._pending_bound = pending_bound
        self._tell_s = tell_s
        self._vehicles: dict[VehicleId, Followed] = {}
        self._pending: list[Fix] = []
        self._stored: dict[tuple[VehicleId, str], list[int]] = {}
        self._refused: dict[tuple[VehicleId, str], dict[int, str]] = {}
        self._broker: Broker | None = None
        self._work = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._said: set[tuple[VehicleId, str]] = set()
        self.counts: Counter[str] = Counter()
        self.there: bool | None = None
        self.cause = ""

    @property
    def vehicles(self) -> Mapping[VehicleId, Followed]:
        """Every vehicle that was ever heard, with its newest believed fix."""
        return self._vehicles

    async def start(self, broker: Broker) -> None:
        """Remember where the vehicles were last, then listen."""
        self._broker = broker
        try:
            for fix in await self._history.newest(list(self._store.board.vehicles)):
                self._follow(fix.vehicle_id).newest = fix
        except StoreUnavailable:
            log.warning("the last positions could not be read; they come with the next fixes")
        self._tasks = [asyncio.create_task(self._keep()), asyncio.create_task(self._tell())]
        await broker.start(self)

    async def stop(self) -> None:
        """Listen no more; what is not stored yet is still in the vehicles' outboxes."""
        if self._broker is not None:
            await self._broker.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def fixes(
        self, vehicle_id: VehicleId, fixes: Sequence[SentFix], *, received_at: int, live: bool
    ) -> None:
        """Take fixes; see `Ear.fixes`."""
        if vehicle_id not in self._store.board.vehicles:
            self._note(vehicle_id, "unknown")
            return
        if len(self._pending) + len(fixes) > self._pending_bound:
            self.counts["left-to-outbox"] += len(fixes)
            return
        followed = self._follow(vehicle_id)
        followed.heard_at = received_at
        filtered = followed.live if live else followed.late
        for sent in fixes:
            why = _unusable(sent)
            if why:
                self._refuse(vehicle_id, sent, why)
                continue
            row = self._judged(vehicle_id, sent, received_at, filtered)
            newest = followed.newest
            if not row.rejected and (newest is None or row.at >= newest.at):
                followed.newest = row
            self._pending.append(row)
        self._work.set()

    def said(self, vehicle_id: VehicleId, message: Heard, *, received_at: int) -> None:
        """Take what is no fix; see `Ear.said`."""
        if vehicle_id not in self._store.board.vehicles:
            self._note(vehicle_id, "unknown")
            return
        followed = self._follow(vehicle_id)
        match message:
            case SentLink(state=state):
                followed.online = state == "online"
            case SentAlive():
                followed.heard_at = received_at
            case _:
                self.counts["unheeded"] += 1

    def not_understood(self, vehicle_id: VehicleId, why: str) -> None:
        """Take note of a payload that says nothing."""
        self._note(vehicle_id, why)

    def broker_is(self, there: bool, why: str = "") -> None:
        """Take note that the way to the broker was found or lost."""
        was, self.there, self.cause = self.there, there, why
        if there:
            log.info("the broker is there")
        elif was is not False:
            log.error("the broker is away: %s", why)

    def _judged(
        self, vehicle_id: VehicleId, sent: SentFix, received_at: int, filtered: JumpFilter
    ) -> Fix:
        at = sent.t + (sent.off or 0)
        point = (sent.lon, sent.lat)
        limits = self._limits
        rejected = rejection_of(point, at, now_ms=received_at, area=limits.area)
        if not rejected:
            seen = Seen(at / 1000, point)
            if not passes(filtered, seen, limits, accuracy=sent.acc or 0.0):
                rejected = "jump"
        if rejected:
            self.counts[rejected] += 1
        return Fix(
            vehicle_id, at, sent.boot, sent.n, sent.t, sent.off, None, received_at,
            sent.lon, sent.lat, sent.spd, sent.hdg, sent.acc, sent.src[:LONGEST_SOURCE], rejected,
        )  # fmt: skip

    def _refuse(self, vehicle_id: VehicleId, sent: SentFix, why: str) -> None:
        self._note(vehicle_id, why)
        if 0 <= sent.n < LARGEST and len(sent.boot) <= LONGEST_NAME:
            self._refused.setdefault((vehicle_id, sent.boot), {})[sent.n] = why

    def _follow(self, vehicle_id: VehicleId) -> Followed:
        followed = self._vehicles.get(vehicle_id)
        if followed is None:
            followed = self._vehicles[vehicle_id] = Followed()
        return followed

    def _note(self, vehicle_id: VehicleId, why: str) -> None:
        """Count what was not taken; each vehicle's first of a kind is logged."""
        self.counts[why] += 1
        if (vehicle_id, why) not in self._said and len(self._said) < self._pending_bound:
            self._said.add((vehicle_id, why))
            log.warning("vehicle %s sends what is not taken: %s", vehicle_id, why)

    async def _keep(self) -> None:
        """Store what waits, again and again, until it is stored."""
        away = False
        while True:
            await self._work.wait()
            if len(self._pending) < BATCH:
                await asyncio.sleep(FLUSH_S)
            batch = self._pending[:BATCH]
            try:
                await self._history.keep(_once(batch))
            except StoreUnavailable as fault:
                if not away:
                    log.error("positions wait for the database: %s", fault)  # noqa: TRY400
                away = True
                await asyncio.sleep(RETRY_S)
                continue
            except Exception:
                log.exception("positions could not be stored")
                await asyncio.sleep(RETRY_S)
                continue
            if away:
                log.info("positions wait no longer for the database")
            away = False
            self._done(batch)

    def _done(self, batch: Sequence[Fix]) -> None:
        del self._pending[: len(batch)]
        self.counts["stored"] += len(batch)
        for row in batch:
            self._stored.setdefault((row.vehicle_id, row.boot), []).append(row.n)
        if not self._pending:
            self._work.clear()

    async def _tell(self) -> None:
        """Tell the vehicles what is stored, each now and then."""
        while True:
            await asyncio.sleep(self._tell_s)
            for vehicle_id, boot in {**self._stored, **self._refused}:
                self._tell_one(vehicle_id, boot)

    def _tell_one(self, vehicle_id: VehicleId, boot: str) -> None:
        key = (vehicle_id, boot)
        refused = tuple(self._refused.get(key, {}).items())
        told = Told(boot, spans(self._stored.get(key, ())), refused)
        if self._broker is not None and self._broker.tell(vehicle_id, told):
            self._stored.pop(key, None)
            self._refused.pop(key, None)


def _once(batch: Sequence[Fix]) -> Sequence[Fix]:
    """Return a batch without what stands in it twice."""
    return list({row[:4]: row for row in batch}.values())


def _unusable(sent: SentFix) -> str:
    """Return why a fix can never be stored, nothing for one that can."""
    if not 0 <= sent.n < LARGEST or abs(sent.t) >= LARGEST or abs(sent.off or 0) >= LARGEST:
        return "a number is out of range"
    if not sent.boot or len(sent.boot) > LONGEST_NAME or "\0" in sent.boot + sent.src:
        return "boot must have 1 to 40 characters"
    return ""
