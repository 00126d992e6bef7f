"""Lights of the broker and of vehicles that fell silent, journalled when they change."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Final
from uuid import uuid4

from dispatch_server.contract.board import Board
from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CommandId, LinkId, VehicleId
from dispatch_server.contract.states import Duty, LinkState
from dispatch_server.contract.views import vehicle_view
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import Store, StoreUnavailable
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.lane import Followed, PositionLane

log = logging.getLogger(__name__)

BROKER_LINK: Final = LinkId("broker")
EVERY_S: Final = 2.0
"""Pause between two looks, seconds."""
SILENT_S: Final = 120.0
"""A vehicle on a job that is not heard for so long is told of, seconds."""
LOST_S: Final = 600.0
"""Any other vehicle in service likewise, seconds."""
_AWAY: Final = frozenset({Duty.OUT_OF_SERVICE, Duty.OFF_DUTY})
MINUTE_S: Final = 60


class VehicleWatch:
    """Looks again and again whether the vehicles are heard, and journals what changed."""

    def __init__(
        self,
        store: Store,
        lane: PositionLane,
        clock: Clock,
        *,
        silent_s: float = SILENT_S,
        lost_s: float = LOST_S,
        every_s: float = EVERY_S,
    ) -> None:
        self._store = store
        self._lane = lane
        self._clock = clock
        self._silent_s = silent_s
        self._lost_s = lost_s
        self._every_s = every_s
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to watch."""
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop watching."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Look once, and journal what changed in one transaction."""
        if not list(self._changes(self._store.board)):
            return
        async with self._store.begin(CommandId(f"vehicles:{uuid4().hex}"), by=SYSTEM) as tx:
            tx.record(*self._changes(tx.board))

    def _changes(self, board: Board) -> Iterator[LinkChanged]:
        there = self._lane.there
        if there is not None:
            state = LinkState.UP if there else LinkState.DOWN
            cause = (
                "" if there else f"车载消息服务不通（{self._lane.cause}）；车辆自存定位，恢复后补传"
            )
            yield from _told(board, BROKER_LINK, state, cause, quiet=False)
        if there is False:
            return
        for vehicle_id, followed in self._lane.vehicles.items():
            if vehicle_id in board.vehicles:
                yield from self._of_vehicle(board, vehicle_id, followed)

    def _of_vehicle(
        self, board: Board, vehicle_id: VehicleId, followed: Followed
    ) -> Iterator[LinkChanged]:
        heard = max(followed.heard_at, followed.newest.received_at if followed.newest else 0)
        silent = self._clock.now().timestamp() - heard / 1000
        view = vehicle_view(board, vehicle_id)
        allowed = self._silent_s if view.order is not None else self._lost_s
        idle = view.order is None and view.vehicle.duty in _AWAY
        if silent <= allowed or idle:
            yield from _told(board, gps_link(vehicle_id), LinkState.UP, "", quiet=True)
        else:
            minutes = int(allowed // MINUTE_S)
            cause = f"{view.vehicle.name} 超过 {minutes} 分钟没有定位；请用电台或电话问位置"
            yield from _told(board, gps_link(vehicle_id), LinkState.DOWN, cause, quiet=True)

    async def _watch(self) -> None:
        away = False
        while True:
            await asyncio.sleep(self._every_s)
            try:
                await self.look()
                away = False
            except StoreUnavailable:
                if not away:
                    log.warning("the lights of the vehicles wait for the database")
                away = True
            except Exception:
                log.exception("the vehicles could not be looked at")


def gps_link(vehicle_id: VehicleId) -> LinkId:
    """Return the name of the way to a vehicle's receiver."""
    return LinkId(f"gps:{vehicle_id}")


def _told(
    board: Board, link_id: LinkId, state: LinkState, cause: str, *, quiet: bool
) -> Iterator[LinkChanged]:
    """Yield a light that changed; a `quiet` one that was never red need not be told as green."""
    held = board.links.get(link_id)
    if held is None and quiet and state is LinkState.UP:
        return
    if held is None or (held.state, held.cause) != (state, cause):
        yield LinkChanged(link_id=link_id, state=state, cause=cause)
