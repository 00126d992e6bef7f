"""Which seats listen to the stream now, and the lights of the stations' receivers."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final
from uuid import uuid4

from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CommandId, SeatId, StationId
from dispatch_server.contract.states import LinkState, Role
from dispatch_server.contract.views import receiver_link
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import Store, StoreUnavailable
from dispatch_server.services.actors import SYSTEM

log = logging.getLogger(__name__)

GONE_AFTER_S: Final = 15.0
"""A receiver that listens no more for so long counts as gone, seconds (DOMAIN §6.6)."""
LOOK_S: Final = 1.0

Elsewhere = Callable[[], Collection[SeatId] | None]
"""Which seats listen at other servers; None while nobody can tell."""


def _nowhere() -> Collection[SeatId]:
    return ()


class Presence:
    """Counts open streams, and journals when a station's receiver comes and goes.

    A receiver that nobody has ever seen has no light; one that was there before a restart counts
    as gone unless it is back within the same time. Of several servers the one that leads journals,
    for the receivers of all; it waits as long again when it could not hear the others.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        gone_after_s: float = GONE_AFTER_S,
        look_s: float = LOOK_S,
    ) -> None:
        self._store = store
        self._clock = clock
        self._gone_after_s = gone_after_s
        self._look_s = look_s
        self._open: Counter[SeatId] = Counter()
        self._seen: dict[StationId, datetime] = {}
        self._since = clock.now()
        self._leads = True
        self._elsewhere: Elsewhere = _nowhere
        self._task: asyncio.Task[None] | None = None

    @property
    def seats(self) -> tuple[SeatId, ...]:
        """The seats that listen now, here or at another server."""
        return tuple(sorted({*self._open, *(self._elsewhere() or ())}))

    @property
    def seats_here(self) -> tuple[SeatId, ...]:
        """The seats that listen to this server."""
        return tuple(self._open)

    def share(self, elsewhere: Elsewhere) -> None:
        """Be one of several servers: journal nothing before this one leads."""
        self._elsewhere = elsewhere
        self._leads = False

    def lead(self) -> None:
        """Begin to journal; whoever is not there has the whole time to come."""
        self._since = self._clock.now()
        self._leads = True

    def follow(self) -> None:
        """Leave the journalling to another server."""
        self._leads = False

    @contextmanager
    def listening(self, seat_id: SeatId) -> Iterator[None]:
        """Count a stream for as long as it is open."""
        self._open[seat_id] += 1
        try:
            yield
        finally:
            self._open[seat_id] -= 1
            if not self._open[seat_id]:
                del self._open[seat_id]
                seat = self._store.board.seats.get(seat_id)
                if seat is not None and seat.station_id is not None:
                    self._seen[seat.station_id] = self._clock.now()

    async def start(self) -> None:
        """Begin to look after the receivers' lights."""
        self._task = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        """Look no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Journal every receiver whose light differs from what is known."""
        here = self._stations_here()
        self._seen |= dict.fromkeys(here, self._clock.now())
        if not self._leads:
            return
        links = self._store.board.links
        for station in list(self._store.board.stations.values()):
            held = links.get(receiver_link(station.id))
            if station.id in here:
                wanted, cause = LinkState.UP, ""
            elif held is not None and self._is_gone(station.id):
                wanted, cause = LinkState.DOWN, f"{station.name}受警机没有应答"
            else:
                continue
            if held is None or (held.state, held.cause) != (wanted, cause):
                await self._tell(station.id, wanted, cause)

    def _stations_here(self) -> set[StationId]:
        """Return whose receivers listen, here or at another server."""
        seats, elsewhere = self._store.board.seats, self._elsewhere()
        if elsewhere is None:
            self._since = self._clock.now()
        found = (seats[one] for one in {*self._open, *(elsewhere or ())} if one in seats)
        return {s.station_id for s in found if s.role is Role.STATION and s.station_id is not None}

    def _is_gone(self, station_id: StationId) -> bool:
        last = max(self._seen.get(station_id, self._since), self._since)
        return (self._clock.now() - last).total_seconds() >= self._gone_after_s

    async def _tell(self, station_id: StationId, state: LinkState, cause: str) -> None:
        async with self._store.begin(CommandId(f"receiver:{uuid4().hex}"), by=SYSTEM) as tx:
            tx.record(LinkChanged(link_id=receiver_link(station_id), state=state, cause=cause))

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(self._look_s)
            try:
                await self.look()
            except StoreUnavailable:
                continue
            except Exception:
                log.exception("the receivers could not be looked at")
