"""An emergency worked from ring to close, with all that goes wrong, names nobody in the log."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from dispatch_server.adapters.logs import LogTarget, logs
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.contract.commands.incidents import (
    CloseIncident,
    DescribeIncident,
    DraftIncident,
)
from dispatch_server.contract.commands.orders import IssueOrder, MoveOrder
from dispatch_server.contract.ids import CallId, CommandId, IncidentId
from dispatch_server.contract.logs.line import LogForm
from dispatch_server.contract.states import Channel, DeliveryState, OrderState
from dispatch_server.services.printing import PrintReaction
from dispatch_server.services.reactions import Reactions
from tests.builders import ANI, DETAILS, RECEIVER, SUBSCRIBER, VEHICLE, room
from tests.fakes.clock import FakeClock
from tests.fakes.printing import FakePrinters, FakeSheets
from tests.fakes.register import FakeRegister
from tests.server.served import Served

INCIDENT = IncidentId("i-logged")
PRINTER = "ipp://127.0.0.1:1/ipp/print"
WITHIN_S = 5.0
OF_PEOPLE = (
    ANI,
    ANI[-8:],
    SUBSCRIBER.name,
    SUBSCRIBER.address,
    DETAILS.scene.text,
    DETAILS.meeting_point.text,
    DETAILS.complaint,
)
"""What a log must never hold: number, name, addresses, complaint."""


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    with logs(LogTarget(level=logging.DEBUG, form=LogForm.JSON), stream=stream):
        yield stream


@asynccontextmanager
async def paper(served: Served, printers: FakePrinters) -> AsyncIterator[None]:
    """Print what is ordered."""
    reaction = PrintReaction(
        served.store, printers, FakeSheets(), served.ground, FakeClock(), retries_s=(0.0,)
    )
    reactions = Reactions(served.store, [reaction], retry_s=0)
    served.store.publish_to(reactions.wake)
    await reactions.start()
    try:
        yield
    finally:
        await reactions.stop()


async def emergency(served: Served) -> None:
    """Work one emergency: ring, answer, form, order, steps, hang up, close."""
    call = CallId(await served.exchange.ring_in(ANI))
    ids = (CommandId(f"c-{number}") for number in range(100))
    await served.send(AnswerCall(command_id=next(ids), call_id=call))
    linked = next(iter(served.store.board.incidents), None)
    incident = linked or INCIDENT
    if linked is None:
        await served.send(DraftIncident(command_id=next(ids), incident_id=incident, call_id=call))
    await served.send(DescribeIncident(command_id=next(ids), incident_id=incident, details=DETAILS))
    issue = IssueOrder(
        command_id=next(ids), incident_id=incident, vehicle_id=VEHICLE, details=DETAILS
    )
    assert (await served.send(issue))[0] == 200
    await served.store.until(
        lambda board: any(
            order.deliveries.get(Channel.PRINTER)
            and order.deliveries[Channel.PRINTER].state is DeliveryState.PRINTED
            for order in board.orders.values()
        )
    )
    (order,) = served.store.board.orders
    for step in (OrderState.ACKNOWLEDGED, OrderState.DEPARTED, OrderState.COMPLETED):
        move = MoveOrder(command_id=next(ids), order_id=order, to=step)
        await served.send(move, seat_id=RECEIVER)
    await served.send(HangUpCall(command_id=next(ids), call_id=call))
    await served.send(CloseIncident(command_id=next(ids), incident_id=incident))


async def test_that_an_emergency_leaves_no_number_name_or_address_in_the_log(
    told: io.StringIO,
) -> None:
    async with Served(*room()) as served, paper(served, FakePrinters()):
        await emergency(served)
        logging.getLogger("tests").info("the emergency is over")

    assert "the emergency is over" in told.getvalue()
    for word in OF_PEOPLE:
        assert word not in told.getvalue()


async def test_that_whatever_goes_wrong_with_a_call_names_nobody(
    told: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = FakeRegister()
    register.fault = LookupError(f"{SUBSCRIBER!r} {ANI}")
    async with Served(*room()) as served:
        monkeypatch.setattr(served.calls, "_register", register)
        await served.exchange.ring_in(ANI)
        body = json.dumps(
            {"command_id": "c", "incident_id": "i", "details": {"scene": {"text": ANI}, "x": ANI}}
        )
        await served.post(DescribeIncident.PATH, body)
        served.store.away = True
        ringing = asyncio.create_task(served.exchange.ring_in(ANI))
        await served.send(
            DescribeIncident(command_id=CommandId("c-9"), incident_id=INCIDENT, details=DETAILS)
        )
        served.store.away = False
        async with asyncio.timeout(WITHIN_S):
            await ringing

    rows = [json.loads(row) for row in told.getvalue().splitlines()]
    assert any("register did not answer" in row["message"] for row in rows)
    for word in OF_PEOPLE:
        assert word not in told.getvalue()


def test_that_a_fault_of_the_server_itself_names_nobody(told: io.StringIO) -> None:
    fault = RuntimeError(f"cannot take {DETAILS!r}, {SUBSCRIBER!r}")

    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=fault)

    assert "RuntimeError" in told.getvalue()
    for word in OF_PEOPLE:
        assert word not in told.getvalue()
