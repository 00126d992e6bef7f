"""Which seats listen to the stream now, and the lights of the stations' receivers."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
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


class Presence:
    """Counts open streams, and journals when a station's receiver comes and goes.

    A receiver that nobody has ever seen has no light; one that was there before a restart counts
    as gone unless it is back within the same time. Of several servers on one database the leading
    one alone serves streams and looks, so that its count is whole (see `Lead`).
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
        self._left: dict[StationId, datetime] = {}
        self._since = clock.now()
        self._task: asyncio.Task[None] | None = None

    @property
    def seats(self) -> tuple[SeatId, ...]:
        """The seats that listen now."""
        return tuple(sorted(self._open))

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
                    self._left[seat.station_id] = self._clock.now()

    async def start(self) -> None:
        """Begin to look after the receivers' lights; whoever is not here has his time to come."""
        self._since = self._clock.now()
        self._left.clear()
        self._task = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        """Look no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Journal every receiver whose light differs from what is known."""
        here = self._stations_here()
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
        seats = self._store.board.seats
        found = (seats[seat_id] for seat_id in self._open if seat_id in seats)
        return {s.station_id for s in found if s.role is Role.STATION and s.station_id is not None}

    def _is_gone(self, station_id: StationId) -> bool:
        left = self._left.get(station_id, self._since)
        return (self._clock.now() - left).total_seconds() >= self._gone_after_s

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
