"""Frames of positions: once a second to every seat that says what it shows, and only the newest."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.sight import Sight, as_seen
from dispatch_server.domain.fixes import Box
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.storage import Store
from dispatch_server.services.lane import Followed

EVERY_S: Final = 1.0
"""The pace of the frames, seconds."""


@dataclass(slots=True, eq=False)
class Viewer:
    """One seat: the box it shows, None while it shows no map, and what it may see."""

    sight: Sight | None
    box: Box | None = None
    due: asyncio.Event = field(default_factory=asyncio.Event)

    def look_at(self, box: Box | None) -> None:
        """Take what the seat shows from now on; it is told at once."""
        self.box = box
        self.due.set()


@dataclass(frozen=True, slots=True)
class Row:
    """One vehicle of a frame, with its text made once for all seats."""

    vehicle_id: VehicleId
    lon: float
    lat: float
    text: str


class FrameService:
    """Draws a frame a second; a seat that was busy gets the one that is newest when it is free."""

    def __init__(
        self,
        store: Store,
        vehicles: Callable[[], Mapping[VehicleId, Followed]],
        clock: Clock,
        *,
        every_s: float = EVERY_S,
    ) -> None:
        self._store = store
        self._vehicles = vehicles
        self._clock = clock
        self._every_s = every_s
        self._viewers: list[Viewer] = []
        self._rows: list[Row] = []
        self._at = 0.0
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to draw."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Draw no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def viewer(self, sight: Sight | None) -> Viewer:
        """Return a new seat's place; `frames` must be closed when it goes."""
        return Viewer(None if sight is None or sight.is_whole else sight)

    async def frames(self, viewer: Viewer) -> AsyncGenerator[str, None]:
        """Yield a seat's frames as JSON texts, none while it shows no map."""
        self._viewers.append(viewer)
        try:
            while True:
                await viewer.due.wait()
                viewer.due.clear()
                if viewer.box is not None:
                    yield self._text(viewer, viewer.box)
        finally:
            self._viewers.remove(viewer)

    def draw(self) -> None:
        """Take where every vehicle is now, and say that there is a new frame."""
        self._at = self._clock.now().timestamp()
        known = self._store.board.vehicles
        self._rows = [
            row
            for vehicle_id, followed in self._vehicles().items()
            if vehicle_id in known and (row := _row(vehicle_id, followed)) is not None
        ]
        for viewer in self._viewers:
            viewer.due.set()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            if self._viewers:
                self.draw()
            due = max(due + self._every_s, loop.time())
            await asyncio.sleep(due - loop.time())

    def _text(self, viewer: Viewer, box: Box) -> str:
        west, south, east, north = box
        rows = ",".join(
            row.text
            for row in self._rows
            if west <= row.lon <= east
            and south <= row.lat <= north
            and self._is_seen(viewer, row.vehicle_id)
        )
        return f'{{"kind":"frame","at":{self._at:.3f},"vehicles":[{rows}]}}'

    def _is_seen(self, viewer: Viewer, vehicle_id: VehicleId) -> bool:
        if viewer.sight is None:
            return True
        board = self._store.board
        seen = as_seen(board, Touched("vehicles", vehicle_id), viewer.sight)
        return seen is board.vehicles.get(vehicle_id)


def _row(vehicle_id: VehicleId, followed: Followed) -> Row | None:
    """Return a vehicle's row, as `FrameRow` tells."""
    fix = followed.newest
    if fix is None:
        return None
    values = (
        vehicle_id,
        round(fix.lon, 6),
        round(fix.lat, 6),
        fix.heading,
        fix.speed,
        min(fix.at, fix.received_at) / 1000,
    )
    return Row(vehicle_id, fix.lon, fix.lat, json.dumps(values, separators=(",", ":")))
