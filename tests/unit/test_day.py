"""The day so far: counted from the journal, once read and then kept up with it."""

from datetime import timedelta

import pytest

from dispatch_server.contract.events.calls import CallAnswered, CallArrived, CallEnded
from dispatch_server.contract.events.incidents import IncidentClosed
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.ids import CallId, CommandId, IncidentId
from dispatch_server.contract.states import CallState, IncidentState, OrderState
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.day import DayService
from tests.builders import CALL, INCIDENT, ORDER, SEAT, START, dispatched
from tests.fakes.clock import FakeClock
from tests.fakes.store import FakeStore

HOUR = 3600.0


class Today:
    """A room whose day began with one dispatched emergency; START is 8:00 in the centre."""

    def __init__(self) -> None:
        self.clock = FakeClock(START + timedelta(minutes=1))
        self.store = FakeStore(*dispatched(), clock=self.clock)
        self.service = DayService(self.store, self.clock)

    async def record(self, *events: object) -> None:
        once = CommandId(f"t-{len(self.store.journal)}")
        async with self.store.begin(once, by=SYSTEM) as tx:
            tx.record(*events)  # type: ignore[arg-type]  # events of any kind


async def test_that_a_day_is_counted_by_hour_and_by_what_was_met() -> None:
    today = Today()
    late = CallId("call-2")
    today.clock.pass_by(HOUR)
    await today.record(CallArrived(call_id=late, ani=None, dialled="120"))
    today.clock.pass_by(11)
    await today.record(CallAnswered(call_id=late, seat_id=SEAT, phone="6001"))
    gone = CallId("call-3")
    await today.record(CallArrived(call_id=gone, ani=None, dialled="120"))
    await today.record(CallEnded(call_id=gone, by="caller", cause=""))
    await today.record(OrderMoved(order_id=ORDER, to=OrderState.DEPARTED))

    day = await today.service.day()

    assert (day.calls, day.calls_by_hour[8], day.calls_by_hour[9]) == (3, 1, 2)
    assert (day.answered.met, day.answered.of, day.abandoned) == (1, 2, 1)
    assert (day.departed.met, day.departed.of) == (0, 1)
    assert day.answered.percent == pytest.approx(50)
    assert [(line.number, line.vehicles) for line in day.incidents] == [(1, ("急01",))]


async def test_that_the_next_day_begins_at_local_midnight_with_nothing() -> None:
    today = Today()
    await today.service.day()
    today.clock.pass_by(16 * HOUR)

    day = await today.service.day()

    assert (day.calls, day.incidents, day.answered.percent) == (0, (), None)


async def test_that_rows_of_the_day_before_are_left_out_however_late_it_is_asked() -> None:
    today = Today()
    today.clock.pass_by(17 * HOUR)
    new = CallId("call-2")
    await today.record(CallArrived(call_id=new, ani=None, dialled="120"))
    await today.record(OrderMoved(order_id=ORDER, to=OrderState.DEPARTED))

    day = await DayService(today.store, today.clock).day()

    assert (day.calls, day.calls_by_hour[1]) == (1, 1)


async def test_that_an_incident_of_today_is_found_after_it_left_the_board() -> None:
    today = Today()
    await today.record(
        OrderMoved(order_id=ORDER, to=OrderState.ABORTED),
        IncidentClosed(incident_id=INCIDENT),
    )
    await today.service.day()
    del today.store.board.incidents[INCIDENT]

    record = await today.service.record(INCIDENT)
    unknown = await today.service.record(IncidentId("i-9"))

    assert record is not None
    assert record.incidents[INCIDENT].state is IncidentState.CLOSED
    assert record.calls[CALL].state is CallState.ANSWERED
    assert set(record.orders) == {ORDER}
    assert unknown is None
