"""Every command sent twice under one id: the second is answered as the first and does nothing."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from dispatch_console.client.outbox_rules import AT_ONCE
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.answers import CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.contract.commands.every import COMMANDS
from dispatch_server.contract.commands.incidents import (
    CancelIncident,
    CloseIncident,
    DescribeIncident,
    DraftIncident,
    JoinIncident,
)
from dispatch_server.contract.commands.orders import (
    IssueOrder,
    MoveOrder,
    ReportContact,
    ReportDelivery,
    ReprintOrder,
    SetDuty,
)
from dispatch_server.contract.commands.roads import CloseRoad, OpenRoad
from dispatch_server.contract.commands.seats import (
    DeclareSeat,
    OfferHandOver,
    ReadMessage,
    ReceiveMessage,
    SendMessage,
    TakeHandOver,
)
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.incidents import IncidentDrafted
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.events.roads import RoadClosed
from dispatch_server.contract.events.seats import HandOverOffered, MessageSent
from dispatch_server.contract.ids import (
    CallId,
    ClosureId,
    CommandId,
    HandOverId,
    IncidentId,
    MessageId,
    SeatId,
)
from dispatch_server.contract.states import (
    AddresseeKind,
    CancelReason,
    Channel,
    DeliveryState,
    Duty,
    OrderState,
    Priority,
    SeatState,
)
from tests.builders import (
    ANI,
    DETAILS,
    FAR_VEHICLE,
    INCIDENT,
    ORDER,
    OTHER_SEAT,
    RECEIVER,
    SCENE,
    SEAT,
    STATION,
    dispatched,
)
from tests.server.served import Served

C = CommandId("c-repeated")
OTHER = IncidentId("i-2")
MESSAGE = MessageSent(
    message_id=MessageId("m-1"),
    sender=OTHER_SEAT,
    to=Addressee(AddresseeKind.SEAT, SEAT),
    seats=(SEAT,),
    text="示范",
    priority=Priority.ORDINARY,
)


def moved(to: OrderState) -> OrderMoved:
    return OrderMoved(order_id=ORDER, to=to)


@dataclass(frozen=True, slots=True)
class Case:
    """A command, what must have happened before, and who gives it."""

    command: Command
    before: tuple[Event, ...] = ()
    seat_id: SeatId = SEAT


CASES = [
    Case(DraftIncident(command_id=C, incident_id=OTHER)),
    Case(DescribeIncident(command_id=C, incident_id=INCIDENT, details=DETAILS)),
    Case(
        JoinIncident(command_id=C, incident_id=OTHER, into=INCIDENT),
        (IncidentDrafted(incident_id=OTHER, number=2),),
    ),
    Case(CancelIncident(command_id=C, incident_id=INCIDENT, why=CancelReason.TEST)),
    Case(
        CloseIncident(command_id=C, incident_id=INCIDENT),
        (moved(OrderState.ARRIVED), moved(OrderState.COMPLETED)),
    ),
    Case(IssueOrder(command_id=C, incident_id=INCIDENT, vehicle_id=FAR_VEHICLE, details=DETAILS)),
    Case(MoveOrder(command_id=C, order_id=ORDER, to=OrderState.ACKNOWLEDGED), seat_id=RECEIVER),
    Case(
        ReportContact(command_id=C, order_id=ORDER),
        (moved(OrderState.ARRIVED),),
        seat_id=RECEIVER,
    ),
    Case(
        ReportDelivery(
            command_id=C,
            order_id=ORDER,
            channel=Channel.STATION_SCREEN,
            state=DeliveryState.DELIVERED,
        ),
        seat_id=RECEIVER,
    ),
    Case(ReprintOrder(command_id=C, order_id=ORDER)),
    Case(SetDuty(command_id=C, vehicle_id=FAR_VEHICLE, duty=Duty.OFF_DUTY, reason="下班")),
    Case(DeclareSeat(command_id=C, state=SeatState.BUSY, reason="带教")),
    Case(SendMessage(command_id=C, to=Addressee(AddresseeKind.STATION, STATION), text="示范")),
    Case(ReceiveMessage(command_id=C, message_id=MESSAGE.message_id), (MESSAGE,)),
    Case(ReadMessage(command_id=C, message_id=MESSAGE.message_id), (MESSAGE,)),
    Case(OfferHandOver(command_id=C)),
    Case(
        TakeHandOver(command_id=C, handover_id=HandOverId("h-1")),
        (HandOverOffered(handover_id=HandOverId("h-1"), seat_id=OTHER_SEAT, items=(), notes=""),),
    ),
    Case(CloseRoad(command_id=C, line=(SCENE,), reason="示范施工")),
    Case(
        OpenRoad(command_id=C, closure_id=ClosureId("x-1")),
        (RoadClosed(closure_id=ClosureId("x-1"), line=(SCENE, SCENE)),),
    ),
]


def test_that_every_command_that_may_wait_at_a_desk_stands_here() -> None:
    assert {type(case.command) for case in CASES} >= set(COMMANDS.values()) - set(AT_ONCE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.command.PATH)
async def test_that_a_repeat_is_answered_as_the_first_and_does_nothing(case: Case) -> None:
    async with Served(*dispatched()) as served:
        if case.before:
            await served.record(*case.before)
        first = await served.send(case.command, seat_id=case.seat_id)
        after = len(served.store.journal)

        again = await served.send(case.command, seat_id=case.seat_id)

    assert first[0] == 200
    assert again == first
    assert len(served.store.journal) == after


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.command.PATH)
async def test_that_a_repeat_after_a_lost_answer_says_what_became_of_it(case: Case) -> None:
    async with Served(*dispatched()) as served:
        if case.before:
            await served.record(*case.before)
        served.store.silent = True
        lost = await served.send(case.command, seat_id=case.seat_id)
        served.store.silent = False

        again = await served.send(case.command, seat_id=case.seat_id)

    assert lost[1].outcome is CommandOutcome.UNKNOWN
    assert (again[0], again[1].outcome) == (200, CommandOutcome.DONE)


@pytest.mark.parametrize("kind", [AnswerCall, HangUpCall], ids=lambda kind: kind.PATH)
async def test_that_a_repeat_at_the_telephone_finds_it_done(
    kind: Callable[..., Command],
) -> None:
    async with Served(*dispatched()) as served:
        call = CallId(await served.exchange.ring_in(ANI))
        if kind is HangUpCall:
            await served.send(AnswerCall(command_id=CommandId("c-before"), call_id=call))
        command = kind(command_id=C, call_id=call)
        first = await served.send(command)
        after = len(served.store.journal)

        again = await served.send(command)

    assert (first[0], again) == (200, first)
    assert len(served.store.journal) == after
