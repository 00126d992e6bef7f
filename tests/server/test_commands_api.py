"""Commands over HTTP: done, refused, unknown, and never a fault a desk cannot read."""

import json
import logging

import pytest

from dispatch_server.contract.answers import CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
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
from dispatch_server.contract.ids import CallId, CommandId, IncidentId, OrderId, SeatId
from dispatch_server.contract.states import (
    AcceptanceKind,
    CancelReason,
    Channel,
    DeliveryState,
    Duty,
    IncidentState,
    OrderState,
)
from tests.builders import (
    ANI,
    DETAILS,
    FAR_VEHICLE,
    INCIDENT,
    ORDER,
    RECEIVER,
    SEAT,
    VEHICLE,
    answered,
    dispatched,
    opened,
    ringing,
    room,
)
from tests.server.served import Served

ACCEPTED = [*room(), *ringing(), *answered(), *opened()]
C1, C2 = CommandId("c-one"), CommandId("c-two")
SECOND = IncidentId("i-2")
ISSUE = IssueOrder(command_id=C1, incident_id=INCIDENT, vehicle_id=VEHICLE, details=DETAILS)


def changed(command: IssueOrder, **values: object) -> str:
    return json.dumps({**json.loads(command.model_dump_json()), **values})


async def test_that_a_command_is_done_in_the_name_of_its_seat() -> None:
    async with Served(*ACCEPTED) as served:
        status, told = await served.send(ISSUE)

    assert (status, told.outcome) == (200, CommandOutcome.DONE)
    assert served.store.journal[-1].actor.seat_id == SEAT
    assert served.store.journal[-1].command_id == C1


async def test_that_a_repeated_command_is_done_once_and_answered_as_done() -> None:
    async with Served(*ACCEPTED) as served:
        await served.send(ISSUE)
        before = len(served.store.journal)

        status, told = await served.send(ISSUE)

    assert (status, told.outcome) == (200, CommandOutcome.DONE)
    assert len(served.store.journal) == before


async def test_that_a_refusal_has_a_code_and_a_sentence_and_is_kept() -> None:
    async with Served(*dispatched()) as served:
        status, told = await served.send(ISSUE)

    assert (status, told.outcome, told.code) == (409, CommandOutcome.REFUSED, "vehicle-taken")
    assert "急01 已有派车单 1-1" in told.sentence
    (kept,) = served.store.refusals
    assert (kept.command_id, kept.command, kept.code) == (C1, "/orders/issue", "vehicle-taken")
    assert (kept.actor.seat_id, kept.sentence) == (SEAT, told.sentence)


async def test_that_a_refused_command_may_be_sent_again_when_the_rules_allow_it() -> None:
    async with Served(*dispatched()) as served:
        await served.send(ISSUE)
        await served.send(
            MoveOrder(command_id=C2, order_id=ORDER, to=OrderState.REFUSED, reason="车故障")
        )

        status, _ = await served.send(ISSUE)

    assert status == 200


async def test_that_a_stranger_is_told_so_in_a_form_the_desk_reads() -> None:
    async with Served(*ACCEPTED) as served:
        status, told = await served.send(ISSUE, seat_id=SeatId("nobody"))

    assert (status, told.outcome, told.code) == (401, CommandOutcome.REFUSED, "signed-out")
    assert "登录" in told.sentence


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("{", "body"),
        (changed(ISSUE, eta_s=-1), "eta_s"),
        (changed(ISSUE, eta_s=float("nan")), "eta_s"),
        (changed(ISSUE, eta_s=float("inf")), "eta_s"),
        (changed(ISSUE, rank=0), "rank"),
        (changed(ISSUE, command_id=""), "command_id"),
        (changed(ISSUE, device_at="2026-01-01T00:00:00"), "device_at"),
        (changed(ISSUE, surprise=1), "surprise"),
        (changed(ISSUE, details={"age": ANI + "x"}), "details.age"),
    ],
)
async def test_that_a_malformed_command_is_refused_by_the_name_of_its_field(
    body: str, named: str
) -> None:
    async with Served(*ACCEPTED) as served:
        status, told = await served.post(IssueOrder.PATH, body)

    assert (status, told.outcome, told.code) == (422, CommandOutcome.REFUSED, "malformed")
    assert named in told.sentence
    assert ANI not in told.sentence


@pytest.mark.parametrize(
    "details",
    [
        {"scene": {"text": "x", "point": [1e308, 0]}},
        {"scene": {"text": "x", "point": [float("nan"), 0]}},
        {"scene": {"text": "x"}, "patient_count": 10**30},
        {"scene": {"text": "x"}, "age": -1},
    ],
)
async def test_that_numbers_out_of_bounds_are_refused(details: dict[str, object]) -> None:
    async with Served(*ACCEPTED) as served:
        status, told = await served.post(IssueOrder.PATH, changed(ISSUE, details=details))

    assert status in {409, 422}
    assert told.outcome is CommandOutcome.REFUSED
    assert not served.store.board.orders


async def test_that_a_database_away_is_told_and_nothing_is_kept() -> None:
    async with Served(*ACCEPTED) as served:
        served.store.away = True
        status, told = await served.send(ISSUE)
        served.store.away = False

        again, _ = await served.send(ISSUE)

    assert (status, told.outcome, told.code) == (503, CommandOutcome.REFUSED, "not-kept")
    assert again == 200


async def test_that_a_commit_without_an_answer_is_told_as_unknown_and_done_once() -> None:
    async with Served(*ACCEPTED) as served:
        served.store.silent = True
        status, told = await served.send(ISSUE)
        served.store.silent = False

        again, _ = await served.send(ISSUE)

    assert (status, told.outcome, told.code) == (504, CommandOutcome.UNKNOWN, "outcome-unknown")
    assert again == 200
    assert len(served.store.board.orders) == 1


async def test_that_a_refusal_is_heard_although_it_cannot_be_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Served(*ringing()) as served:
        await served.record(*room())
        monkeypatch.setattr(served.store, "refuse", _broken)
        status, told = await served.send(
            MoveOrder(command_id=C1, order_id=ORDER, to=OrderState.DEPARTED)
        )

    assert (status, told.code) == (409, "not-found")


async def _broken(_refusal: object) -> None:
    raise LookupError


async def test_that_a_fault_of_the_server_leaves_the_outcome_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Served(*ACCEPTED) as served:
        monkeypatch.delattr(served.store, "board")
        status, told = await served.send(ISSUE)

    assert (status, told.outcome) == (500, CommandOutcome.UNKNOWN)
    assert "核对" in told.sentence


async def test_that_an_exchange_that_does_not_confirm_leaves_the_outcome_unknown() -> None:
    async with Served(*room()) as served:
        call = await served.exchange.ring_in(ANI)
        served.exchange.deaf = True
        status, told = await served.send(AnswerCall(command_id=C1, call_id=CallId(call)))

    assert (status, told.outcome) == (504, CommandOutcome.UNKNOWN)


async def test_that_a_call_is_answered_and_hung_up() -> None:
    async with Served(*room()) as served:
        call = CallId(await served.exchange.ring_in(ANI))
        answered_status, _ = await served.send(AnswerCall(command_id=C1, call_id=call))
        ended_status, _ = await served.send(HangUpCall(command_id=C2, call_id=call))

    assert (answered_status, ended_status) == (200, 200)
    assert served.store.board.calls[call].ended_by == "desk"


@pytest.mark.parametrize(
    "command",
    [
        DescribeIncident(command_id=C1, incident_id=INCIDENT, details=DETAILS),
        DraftIncident(command_id=C1, incident_id=SECOND),
        CancelIncident(command_id=C1, incident_id=INCIDENT, why=CancelReason.TEST),
        MoveOrder(command_id=C1, order_id=ORDER, to=OrderState.ARRIVED),
        ReportDelivery(
            command_id=C1,
            order_id=ORDER,
            channel=Channel.STATION_SCREEN,
            state=DeliveryState.DELIVERED,
        ),
        ReprintOrder(command_id=C1, order_id=ORDER),
        SetDuty(command_id=C1, vehicle_id=FAR_VEHICLE, duty=Duty.OUT_OF_SERVICE, reason="消毒"),
    ],
    ids=lambda command: command.PATH,
)
async def test_that_every_command_has_its_route(command: Command) -> None:
    async with Served(*dispatched()) as served:
        seat_id = RECEIVER if isinstance(command, ReportDelivery) else SEAT
        status, _ = await served.send(command, seat_id=seat_id)

    assert status == 200


async def test_that_a_draft_joins_and_an_incident_is_worked_off_and_closed() -> None:
    async with Served(*dispatched()) as served:
        await served.send(DraftIncident(command_id=CommandId("c-a"), incident_id=SECOND))
        joined, _ = await served.send(
            JoinIncident(
                command_id=CommandId("c-b"),
                incident_id=SECOND,
                into=INCIDENT,
                kind=AcceptanceKind.CHASE,
            )
        )
        for to in (OrderState.ARRIVED, OrderState.COMPLETED):
            await served.send(
                MoveOrder(command_id=CommandId(f"c-{to}"), order_id=ORDER, to=to), seat_id=RECEIVER
            )
            if to is OrderState.ARRIVED:
                contact = ReportContact(command_id=CommandId("c-contact"), order_id=ORDER)
                await served.send(contact, seat_id=RECEIVER)
        closed, _ = await served.send(
            CloseIncident(command_id=CommandId("c-close"), incident_id=INCIDENT)
        )

    assert (joined, closed) == (200, 200)
    assert served.store.board.incidents[INCIDENT].state is IncidentState.CLOSED
    assert served.store.board.orders[OrderId(ORDER)].contacted_at is not None


async def test_that_no_request_writes_a_number_or_an_address_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with Served(*ACCEPTED) as served:
        await served.send(ISSUE)
        await served.send(ISSUE.model_copy(update={"command_id": C2}))
        await served.post(IssueOrder.PATH, changed(ISSUE, contact_phone=ANI))
        served.store.away = True
        await served.send(ISSUE.model_copy(update={"command_id": CommandId("c-three")}))

    assert ANI not in caplog.text
    assert DETAILS.scene.text not in caplog.text
