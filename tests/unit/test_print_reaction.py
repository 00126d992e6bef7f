"""Order sheets come out at their stations, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.orders import DeliveryReported, OrderMoved, ReprintAsked
from dispatch_server.contract.events.resources import StationRegistered
from dispatch_server.contract.ids import CommandId, OrderId
from dispatch_server.contract.states import Channel, DeliveryState, OrderState
from dispatch_server.ports.printing import OrderSheet, SheetFault
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.printing import PrintReaction
from dispatch_server.services.reactions import Reactions
from tests.builders import (
    FAR_STATION,
    FAR_VEHICLE,
    ORDER,
    STATION,
    STATION_POINT,
    answered,
    dispatched,
    issued,
    opened,
    ringing,
    room,
)
from tests.fakes.clock import FakeClock
from tests.fakes.ground import FakeGround
from tests.fakes.printing import FakePrinters, FakeSheets
from tests.fakes.store import FakeStore

NEAR = "ipp://127.0.0.1:1/ipp/print"
FAR = "ipp://127.0.0.1:2/ipp/print"
OTHER = OrderId("o-2")
FAR_PRINTER = StationRegistered(
    station_id=FAR_STATION,
    name="示范二站",
    address="示范九路 9 号",
    point=STATION_POINT,
    phone="7002",
    printer=FAR,
)
ACCEPTED: list[Event] = [*room(), FAR_PRINTER, *ringing(), *answered(), *opened()]
SECOND = issued(OTHER).model_copy(
    update={"number": "1-2", "vehicle_id": FAR_VEHICLE, "station_id": FAR_STATION}
)


class FaultySheets(FakeSheets):
    """Cannot set the sheets whose numbers it is told."""

    def __init__(self, *faulty: str) -> None:
        self._faulty = faulty

    async def render(self, sheet: OrderSheet) -> bytes:
        if sheet.order_number in self._faulty:
            raise SheetFault("a sign without a shape")
        return await super().render(sheet)


class Paper:
    """A journal and its printers."""

    def __init__(self, *events: Event) -> None:
        self.store = FakeStore(*(events or ACCEPTED))
        self.printers = FakePrinters()
        self.ground = FakeGround()
        self.sheets = FakeSheets()
        self.lane_bound = 10

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        reaction = PrintReaction(
            self.store,
            self.printers,
            self.sheets,
            self.ground,
            FakeClock(),
            retries_s=(0.0,),
            lane_bound=self.lane_bound,
        )
        reactions = Reactions(self.store, [reaction], retry_s=0)
        self.store.publish_to(reactions.wake)
        await reactions.start()
        try:
            yield
        finally:
            await reactions.stop()

    async def record(self, *events: Event) -> None:
        command_id = CommandId(f"test-{len(self.store.journal)}")
        async with self.store.begin(command_id, by=SYSTEM) as tx:
            tx.record(*events)

    def states(self, order_id: OrderId = ORDER) -> list[DeliveryState]:
        return [
            event.state
            for event in self.store.facts()
            if isinstance(event, DeliveryReported) and event.order_id == order_id
        ]

    def count(self, uri: str = NEAR) -> int:
        return len(self.printers.sheets.get(uri, []))

    async def until(
        self, state: DeliveryState, order_id: OrderId = ORDER, *, after: int = 0
    ) -> None:
        await self.store.until(lambda board: _is(board, state, order_id) and board.seq > after)

    async def rest(self) -> None:
        """Let everything that can go on go on."""
        for _ in range(50):
            await asyncio.sleep(0)


def _is(board: Board, state: DeliveryState, order_id: OrderId) -> bool:
    order = board.orders.get(order_id)
    delivery = order.deliveries.get(Channel.PRINTER) if order else None
    return delivery is not None and delivery.state is state


QUEUED, SENT = DeliveryState.QUEUED, DeliveryState.SENT
PRINTED, FAILED = DeliveryState.PRINTED, DeliveryState.FAILED


async def test_that_an_issued_order_is_queued_sent_and_printed() -> None:
    paper = Paper()

    async with paper.running():
        await paper.record(issued())
        await paper.until(PRINTED)

    assert paper.states() == [QUEUED, SENT, PRINTED]
    assert paper.count() == 1
    assert paper.printers.titles == ["派车单 1-1"]


async def test_that_a_sheet_is_printed_after_its_printer_is_back() -> None:
    paper = Paper()
    paper.printers.kill(NEAR)

    async with paper.running():
        await paper.record(issued())
        await paper.until(FAILED)
        await paper.rest()
        paper.printers.restart(NEAR)
        await paper.until(PRINTED)

    assert paper.states() == [QUEUED, FAILED, SENT, PRINTED]
    assert paper.store.board.orders[ORDER].deliveries[Channel.PRINTER].cause == ""


async def test_that_a_printer_without_paper_prints_once_it_has_some() -> None:
    paper = Paper()
    paper.printers.set_paper_out(NEAR)

    async with paper.running():
        await paper.record(issued())
        await paper.until(FAILED)
        assert paper.store.board.orders[ORDER].deliveries[Channel.PRINTER].cause == "缺纸"
        paper.printers.load_paper(NEAR)
        await paper.until(PRINTED)

    assert paper.count() == 1


async def test_that_one_printers_fault_does_not_delay_another() -> None:
    paper = Paper()
    paper.printers.kill(NEAR)

    async with paper.running():
        await paper.record(issued(), SECOND)
        await paper.until(PRINTED, OTHER)

    assert not paper.count(NEAR)


async def test_that_a_sheet_that_cannot_be_set_does_not_hold_up_the_next_one() -> None:
    paper = Paper()
    paper.sheets = FaultySheets("1-1")
    same_station = SECOND.model_copy(update={"station_id": STATION})

    async with paper.running():
        await paper.record(issued(), same_station)
        await paper.until(PRINTED, OTHER)
        await paper.until(FAILED)

    assert paper.states(OTHER) == [QUEUED, SENT, PRINTED]


async def test_that_a_sheet_follows_its_station_to_a_new_printer() -> None:
    paper = Paper()
    paper.printers.kill(NEAR)
    replaced = FAR_PRINTER.model_copy(update={"station_id": STATION})

    async with paper.running():
        await paper.record(issued())
        await paper.until(FAILED)
        await paper.record(replaced)
        await paper.until(PRINTED)

    assert (paper.count(NEAR), paper.count(FAR)) == (0, 1)


async def test_that_a_station_whose_printer_is_taken_away_is_left_in_peace() -> None:
    paper = Paper()
    paper.printers.kill(NEAR)
    taken = FAR_PRINTER.model_copy(update={"station_id": STATION, "printer": ""})

    async with paper.running():
        await paper.record(issued())
        await paper.until(FAILED)
        await paper.record(taken)
        await paper.rest()
        paper.printers.restart(NEAR)
        await paper.rest()

    assert not paper.count(NEAR)


async def test_that_a_lane_too_long_fails_the_sheet_where_everybody_sees_it() -> None:
    paper = Paper()
    paper.lane_bound = 1
    orders = [SECOND.model_copy(update={"order_id": OrderId(f"o-{n}")}) for n in range(5)]
    queued = [
        DeliveryReported(order_id=order.order_id, channel=Channel.PRINTER, state=QUEUED)
        for order in orders
    ]
    paper.store = FakeStore(*ACCEPTED, *orders, *queued)

    async with paper.running():
        await paper.until(FAILED, OrderId("o-4"))

    cause = paper.store.board.orders[OrderId("o-4")].deliveries[Channel.PRINTER].cause
    assert "电话" in cause


async def test_that_a_ground_that_does_not_answer_costs_the_map_and_not_the_sheet() -> None:
    paper = Paper()
    paper.ground.fault = TimeoutError()

    async with paper.running():
        await paper.record(issued())
        await paper.until(PRINTED)

    assert paper.count() == 1


async def test_that_what_was_queued_before_a_restart_is_printed_after_it() -> None:
    queued = DeliveryReported(order_id=ORDER, channel=Channel.PRINTER, state=QUEUED)
    paper = Paper(*ACCEPTED, issued(), queued)
    paper.store.cursors["print"] = paper.store.board.seq

    async with paper.running():
        await paper.until(PRINTED)

    assert paper.count() == 1


async def test_that_a_crash_before_the_cursor_moved_prints_no_sheet_twice() -> None:
    paper = Paper()
    async with paper.running():
        await paper.record(issued())
        await paper.until(PRINTED)
        await paper.rest()
    paper.store.cursors["print"] = 0

    async with paper.running():
        await paper.record(SECOND)
        await paper.until(PRINTED, OTHER)
        await paper.rest()

    assert paper.count() == 1


async def test_that_a_sheet_printed_before_a_restart_is_not_printed_again() -> None:
    printed = DeliveryReported(order_id=ORDER, channel=Channel.PRINTER, state=PRINTED)
    paper = Paper(*ACCEPTED, issued(), printed)
    paper.store.cursors["print"] = paper.store.board.seq

    async with paper.running():
        await paper.rest()

    assert not paper.count()


async def test_that_a_reprint_prints_once_more() -> None:
    paper = Paper()

    async with paper.running():
        await paper.record(issued())
        await paper.until(PRINTED)
        await paper.record(ReprintAsked(order_id=ORDER))
        await paper.until(PRINTED, after=paper.store.board.seq)

    assert paper.count() == 2


async def test_that_an_order_that_ended_is_not_printed() -> None:
    paper = Paper(*dispatched(), OrderMoved(order_id=ORDER, to=OrderState.ABORTED))

    async with paper.running():
        await paper.rest()

    assert not paper.count()
    assert not paper.states()


async def test_that_nobody_tries_on_after_the_order_ended() -> None:
    paper = Paper()
    paper.printers.kill(NEAR)

    async with paper.running():
        await paper.record(issued())
        await paper.until(FAILED)
        await paper.record(OrderMoved(order_id=ORDER, to=OrderState.ABORTED))
        await paper.rest()
        paper.printers.restart(NEAR)
        await paper.rest()

    assert not paper.count()


async def test_that_a_station_without_a_printer_gets_no_sheet_and_no_fault() -> None:
    paper = Paper(*room(), *ringing(), *answered(), *opened(), SECOND)

    async with paper.running():
        await paper.rest()

    assert not paper.states(OTHER)


@pytest.mark.parametrize("gone_at", [QUEUED, SENT])
async def test_that_a_database_that_goes_away_loses_no_sheet(gone_at: DeliveryState) -> None:
    paper = Paper()
    async with paper.running():
        _when(paper, gone_at, lambda: setattr(paper.store, "away", True))
        await paper.record(issued())
        await paper.rest()
        paper.store.away = False
        await paper.until(PRINTED)

    assert paper.count() == 1


def _when(paper: Paper, state: DeliveryState, then: Callable[[], None]) -> None:
    told = iter([then])

    def watch(_rows: object) -> None:
        if _is(paper.store.board, state, ORDER):
            next(told, lambda: None)()

    paper.store.publish_to(watch)
