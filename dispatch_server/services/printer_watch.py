"""Whether the stations' printers could print now, for the lights and banners."""

import asyncio
import logging
from uuid import uuid4

from dispatch_server.contract.entities import Station
from dispatch_server.contract.events.resources import LinkChanged
from dispatch_server.contract.ids import CommandId
from dispatch_server.contract.states import LinkState
from dispatch_server.contract.views import printer_link
from dispatch_server.ports.printing import PrinterHealth, Printers
from dispatch_server.ports.storage import Store, StoreUnavailable
from dispatch_server.services.actors import SYSTEM

log = logging.getLogger(__name__)

EVERY_S = 5.0
"""Pause between two looks at the printers, seconds."""


class PrinterWatch:
    """Asks every printer in turn how it is, all stations side by side."""

    def __init__(self, store: Store, printers: Printers, *, every_s: float = EVERY_S) -> None:
        self._store = store
        self._every_s = every_s
        self._printers = printers
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to watch."""
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop watching."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self) -> None:
        away = False
        while True:
            try:
                await self.look()
                away = False
            except StoreUnavailable:
                if not away:
                    log.warning("the lights of the printers wait for the database")
                away = True
            except Exception:
                log.exception("the printers could not be looked at")
            await asyncio.sleep(self._every_s)

    async def look(self) -> None:
        """Ask every printer once, and journal what changed."""
        stations = [s for s in self._store.board.stations.values() if s.printer]
        found = await asyncio.gather(*(self._printers.health(s.printer) for s in stations))
        for station, health in zip(stations, found, strict=True):
            await self._tell(station, health)

    async def _tell(self, station: Station, health: PrinterHealth) -> None:
        state = LinkState.UP if health.ok else LinkState.DOWN
        cause = "，".join(health.reasons)
        link = printer_link(station.id)
        held = self._store.board.links.get(link)
        if held is not None and (held.state, held.cause) == (state, cause):
            return
        command_id = CommandId(f"watch:{uuid4().hex}")
        async with self._store.begin(command_id, by=SYSTEM) as tx:
            tx.record(LinkChanged(link_id=link, state=state, cause=cause))
