"""The order sheet comes out at its station: a reaction with one lane for each printer."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Order
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.events.orders import OrderIssued, ReprintAsked
from dispatch_server.contract.ids import CommandId, OrderId
from dispatch_server.contract.states import ORDER_ENDS, Channel, DeliveryState
from dispatch_server.domain import orders
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.ground import Ground
from dispatch_server.ports.printing import (
    JobReport,
    JobState,
    PrinterFault,
    Printers,
    PrintTicket,
    SheetRenderer,
)
from dispatch_server.ports.storage import AlreadyDone, Store, StoreUnavailable
from dispatch_server.services.actors import PRINTER
from dispatch_server.services.print_lane import LANE_BOUND, PrintJob, PrintLane
from dispatch_server.services.sheets import sheet_of

log = logging.getLogger(__name__)

RETRIES_S = (1.0, 2.0, 5.0, 10.0)
"""Pauses between tries of a sheet that failed, seconds; the last one repeats."""
COMPLETED_WITHIN_S = 20.0
"""How long a printer may work on one sheet before it counts as stuck, seconds."""
UNPRINTED: Final = frozenset({DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED})


class PrintReaction:
    """Prints each issued order, tries again while the order lives, and journals how far it came.

    A sheet that failed lets newer ones go first, so that none keeps another from being printed.
    """

    name = "print"

    def __init__(
        self,
        store: Store,
        printers: Printers,
        sheets: SheetRenderer,
        ground: Ground,
        clock: Clock,
        *,
        demonstration: bool = False,
        retries_s: Sequence[float] = RETRIES_S,
        completed_within_s: float = COMPLETED_WITHIN_S,
        lane_bound: int = LANE_BOUND,
    ) -> None:
        self._store = store
        self._printers = printers
        self._sheets = sheets
        self._ground = ground
        self._clock = clock
        self._demonstration = demonstration
        self._retries_s = retries_s
        self._completed_within_s = completed_within_s
        self._lane_bound = lane_bound
        self._lanes: dict[str, PrintLane] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def resume(self, board: Board) -> None:
        """Take up sheets that were queued or on their way when the server stopped."""
        for order in board.orders.values():
            delivery = order.deliveries.get(Channel.PRINTER)
            if order.state not in ORDER_ENDS and delivery and delivery.state in UNPRINTED:
                await self._enqueue(PrintJob(board.seq, order.id))

    async def follow(self, recorded: Recorded) -> None:
        """Put the sheet of a new order, or a reprint, into its printer's lane, each once."""
        if not isinstance(recorded.event, OrderIssued | ReprintAsked):
            return
        order = self._store.board.orders.get(recorded.event.order_id)
        if order is None or order.state in ORDER_ENDS or not self._uri(order):
            return
        command_id = CommandId(f"print:{recorded.seq}")
        if await self._journal(command_id, order.id, DeliveryState.QUEUED):
            await self._enqueue(PrintJob(recorded.seq, order.id))

    async def stop(self) -> None:
        """End the lanes; what waits in them is on the board as queued."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _uri(self, order: Order) -> str:
        station = self._store.board.stations.get(order.station_id)
        return station.printer if station else ""

    async def _enqueue(self, job: PrintJob) -> None:
        """Put a sheet into its printer's lane; a station without a printer gets none."""
        uri = self._uri(self._store.board.orders[job.order_id])
        if not uri:
            return
        lane = self._lanes.get(uri)
        if lane is None:
            lane = self._lanes[uri] = PrintLane(self._retries_s, bound=self._lane_bound)
            self._tasks.append(asyncio.create_task(self._work(uri, lane)))
        try:
            lane.put(job)
        except asyncio.QueueFull:
            log.exception("printer lane full, order %s not printed", job.order_id)
            await self._report(job, DeliveryState.FAILED, cause="等待打印的派车单太多，用电话通知")

    async def _work(self, uri: str, lane: PrintLane) -> None:
        while True:
            job = await lane.next()
            try:
                if not await self._try(uri, job):
                    lane.put_back(job)
            except Exception:
                log.exception("order %s: nobody knows whether it was printed", job.order_id)

    async def _try(self, uri: str, job: PrintJob) -> bool:
        """Print a sheet unless its order ended; return whether it is done with."""
        if not self._is_wanted(job):
            return True
        if self._uri(self._store.board.orders[job.order_id]) != uri:
            await self._enqueue(job)
            return True
        try:
            await self._print(uri, job)
        except PrinterFault as fault:
            log.warning("order %s not printed: %s", job.order_id, type(fault).__name__)
            cause = fault.cause
        except Exception:
            log.exception("order %s not printed: no sheet", job.order_id)
            cause = "派车单排版失败"
        else:
            return True
        await self._report(job, DeliveryState.FAILED, cause=cause)
        return False

    def _is_wanted(self, job: PrintJob) -> bool:
        order = self._store.board.orders.get(job.order_id)
        return order is not None and order.state not in ORDER_ENDS

    async def _print(self, uri: str, job: PrintJob) -> None:
        pdf, title = await self._sheet(job)
        ticket = await self._printers.submit(uri, pdf, title=title)
        await self._report(job, DeliveryState.SENT)
        await self._await_completed(uri, job, ticket)

    async def _sheet(self, job: PrintJob) -> tuple[bytes, str]:
        board = self._store.board
        order = board.orders[job.order_id]
        sheet = sheet_of(
            board,
            order,
            printed_at=self._clock.now(),
            map_svg=await self._map(board, order),
            demonstration=self._demonstration,
        )
        return await self._sheets.render(sheet), f"派车单 {order.number}"

    async def _map(self, board: Board, order: Order) -> str | None:
        """Return the map of the way; one that cannot be drawn never stops the paper."""
        scene = order.details.scene.point
        if scene is None:
            return None
        station = board.stations[order.station_id].point
        try:
            return await self._ground.sheet_map(
                scene=scene,
                meeting_point=order.details.meeting_point.point,
                station=station,
                route=await self._ground.route(station, scene),
            )
        except Exception:
            log.exception("order %s is printed without a map", order.id)
            return None

    async def _await_completed(self, uri: str, job: PrintJob, ticket: PrintTicket) -> None:
        while True:
            report = await self._printers.completed(uri, ticket, within_s=self._completed_within_s)
            if report.state is JobState.COMPLETED:
                await self._report(job, DeliveryState.PRINTED)
                return
            if report.state is JobState.FAILED:
                raise PrinterFault(report.reason or "打印机放弃了这张派车单")
            await self._report(job, DeliveryState.FAILED, cause=_stuck(report))
            if not self._is_wanted(job):
                return
            await asyncio.sleep(self._retries_s[0])

    async def _report(self, job: PrintJob, state: DeliveryState, *, cause: str = "") -> None:
        """Journal how far the sheet has come, as soon as the database takes it."""
        away = False
        while self._is_news(job, state, cause):
            try:
                command_id = CommandId(f"print:{job.key}:{uuid4().hex}")
                await self._journal(command_id, job.order_id, state, cause=cause)
            except StoreUnavailable:
                if not away:
                    log.warning("order %s: what became of it waits for the database", job.order_id)
                away = True
                await asyncio.sleep(self._retries_s[0])
            else:
                return

    def _is_news(self, job: PrintJob, state: DeliveryState, cause: str) -> bool:
        order = self._store.board.orders.get(job.order_id)
        return order is not None and bool(
            orders.deliver(order, Channel.PRINTER, state, cause=cause)
        )

    async def _journal(
        self, command_id: CommandId, order_id: OrderId, state: DeliveryState, *, cause: str = ""
    ) -> bool:
        """Journal a delivery, unless it says nothing new; return False for a repeated command."""
        try:
            async with self._store.begin(command_id, by=PRINTER) as tx:
                order = tx.board.orders.get(order_id)
                if order is not None:
                    tx.record(*orders.deliver(order, Channel.PRINTER, state, cause=cause))
        except AlreadyDone:
            return False
        return True


def _stuck(report: JobReport) -> str:
    return report.reason or "打印机收下了但没有打完，去看一下打印机"
