"""Decisions about dispatch orders."""

from dataclasses import replace

import pytest

from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.orders import IssueOrder
from dispatch_server.contract.details import Details, Place
from dispatch_server.contract.entities import Order, Seat
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.incidents import (
    IncidentCancelled,
    IncidentDescribed,
    IncidentOpened,
    PatientReported,
)
from dispatch_server.contract.events.orders import (
    DeliveryReported,
    OrderIssued,
    OrderMoved,
    PatientContacted,
    ReprintAsked,
)
from dispatch_server.contract.events.resources import DutySet
from dispatch_server.contract.ids import CommandId, IncidentId, OrderId, VehicleId
from dispatch_server.contract.states import (
    ORDER_ENDS,
    ORDER_MOVES,
    ORDER_STEPS,
    CancelReason,
    Channel,
    DeliveryState,
    Duty,
    OrderState,
)
from dispatch_server.contract.views import orders_of
from dispatch_server.domain import orders
from dispatch_server.domain.errors import (
    FormFaulty,
    IllegalMove,
    NotFound,
    NotYours,
    PlaceMissing,
    ReasonMissing,
    VehicleTaken,
)
from tests.builders import (
    DETAILS,
    FAR_STATION,
    FAR_VEHICLE,
    INCIDENT,
    ORDER,
    RECEIVER,
    SEAT,
    VEHICLE,
    answered,
    board,
    dispatched,
    issued,
    opened,
    ringing,
    room,
)

S = OrderState
NEW = OrderId("o-new")
ADDRESS_ONLY = replace(DETAILS, scene=Place("示范一路 12 号"))


def drafted() -> Board:
    return board([*room(), *ringing(), *answered()])


def accepted() -> Board:
    return board([*room(), *ringing(), *answered(), *opened()])


def at(state: OrderState) -> Order:
    return replace(board(dispatched()).orders[ORDER], state=state)


def desk() -> Seat:
    return board(room()).seats[SEAT]


def receiver() -> Seat:
    return board(room()).seats[RECEIVER]


def strange_receiver() -> Seat:
    return replace(receiver(), station_id=FAR_STATION)


def issue(
    at_board: Board, details: Details = DETAILS, *, vehicle_id: VehicleId = VEHICLE
) -> list[Event]:
    command = IssueOrder(
        command_id=CommandId("c-1"), incident_id=INCIDENT, vehicle_id=vehicle_id, details=details
    )
    return orders.issue(at_board, command, NEW)


def issued_in(events: list[Event]) -> OrderIssued:
    return next(event for event in events if isinstance(event, OrderIssued))


def kinds(events: list[Event]) -> list[type]:
    return [type(event) for event in events]


def test_that_an_order_carries_the_form_as_the_dispatcher_saw_it() -> None:
    events = issue(accepted(), replace(DETAILS, complaint="胸痛，加重"))

    assert kinds(events) == [IncidentDescribed, PatientReported, OrderIssued]
    assert issued_in(events).details.complaint == "胸痛，加重"
    assert issued_in(events).station_id == "st-1"


def test_that_a_form_the_server_knows_is_not_journalled_again() -> None:
    events = issue(accepted())

    assert IncidentDescribed not in kinds(events)


def test_that_an_order_to_a_draft_with_a_point_opens_it() -> None:
    events = issue(drafted())

    assert kinds(events)[:2] == [IncidentDescribed, IncidentOpened]


def test_that_a_draft_with_an_address_but_no_point_may_be_dispatched_to_and_opens() -> None:
    events = issue(drafted(), ADDRESS_ONLY)

    assert kinds(events) == [IncidentDescribed, IncidentOpened, PatientReported, OrderIssued]


def test_that_no_vehicle_is_sent_nowhere() -> None:
    with pytest.raises(PlaceMissing):
        issue(drafted(), replace(DETAILS, scene=Place("  ")))


def test_that_a_form_out_of_bounds_is_not_dispatched() -> None:
    with pytest.raises(FormFaulty, match="年龄"):
        issue(accepted(), replace(DETAILS, age=131))


def test_that_patients_are_reported_with_the_first_order_only() -> None:
    first = [*dispatched(), *issue(accepted())[:1]]

    events = issue(board(first), vehicle_id=FAR_VEHICLE)

    assert PatientReported not in kinds(events)


def test_that_an_order_without_a_patient_reports_none() -> None:
    events = issue(accepted(), replace(DETAILS, patient_count=0))

    assert PatientReported not in kinds(events)


def test_that_the_second_order_of_an_incident_is_numbered_after_the_first() -> None:
    events = issue(board(dispatched()), vehicle_id=FAR_VEHICLE)

    assert issued_in(events).number == "1-2"


def test_that_the_tenth_order_stands_after_the_ninth() -> None:
    many = [issued(OrderId(f"o-{n}")).model_copy(update={"number": f"1-{n}"}) for n in range(2, 12)]
    folded = board([*dispatched(), *many])

    numbers = [order.number for order in orders_of(folded, INCIDENT)]

    assert numbers == [f"1-{n}" for n in range(1, 12)]


def test_that_a_vehicle_under_way_is_not_sent_again_and_the_refusal_names_its_order() -> None:
    with pytest.raises(VehicleTaken, match="急01 已有派车单 1-1（已下达）"):
        issue(board(dispatched()))


@pytest.mark.parametrize("duty", [Duty.OUT_OF_SERVICE, Duty.OFF_DUTY])
def test_that_a_vehicle_off_the_road_is_not_sent(duty: Duty) -> None:
    off = board([*room(), *ringing(), *answered(), DutySet(vehicle_id=VEHICLE, duty=duty)])

    with pytest.raises(VehicleTaken):
        issue(off)


@pytest.mark.parametrize("duty", [Duty.ON_ROAD, Duty.MOVING_UP])
def test_that_a_vehicle_waiting_on_the_road_may_be_sent(duty: Duty) -> None:
    waiting = board([*room(), *ringing(), *answered(), DutySet(vehicle_id=VEHICLE, duty=duty)])

    assert issued_in(issue(waiting)).vehicle_id == VEHICLE


def test_that_an_unknown_vehicle_is_refused() -> None:
    with pytest.raises(NotFound):
        issue(accepted(), vehicle_id=VehicleId("v-none"))


def test_that_nothing_is_sent_to_an_incident_that_ended() -> None:
    ended = IncidentCancelled(incident_id=INCIDENT, why=CancelReason.TEST)

    with pytest.raises(IllegalMove, match="已撤消"):
        issue(board([*room(), *ringing(), *answered(), ended]))


def test_that_an_order_for_an_unknown_incident_is_refused() -> None:
    command = IssueOrder(
        command_id=CommandId("c-1"),
        incident_id=IncidentId("i-none"),
        vehicle_id=VEHICLE,
        details=DETAILS,
    )

    with pytest.raises(NotFound):
        orders.issue(accepted(), command, NEW)


@pytest.mark.parametrize("to", OrderState)
@pytest.mark.parametrize("state", OrderState)
def test_that_exactly_the_moves_of_the_table_are_allowed(state: OrderState, to: OrderState) -> None:
    if to in ORDER_MOVES[state]:
        moved = orders.move(at(state), to, by=desk(), reason="原因")
        assert isinstance(moved[0], OrderMoved)
        assert moved[0].to is to
    else:
        with pytest.raises(IllegalMove):
            orders.move(at(state), to, by=desk(), reason="原因")


@pytest.mark.parametrize("state", [state for state in OrderState if state not in ORDER_ENDS])
def test_that_every_live_order_can_be_aborted(state: OrderState) -> None:
    events = orders.move(at(state), S.ABORTED, by=desk(), reason="改派")

    assert events == [OrderMoved(order_id=ORDER, to=S.ABORTED)]


@pytest.mark.parametrize(
    ("state", "to"),
    [(S.ISSUED, S.ABORTED), (S.ISSUED, S.REFUSED), (S.ARRIVED, S.EMPTY_RUN)],
)
def test_that_what_ends_badly_needs_a_reason(state: OrderState, to: OrderState) -> None:
    with pytest.raises(ReasonMissing):
        orders.move(at(state), to, by=desk(), reason="  ")


@pytest.mark.parametrize(
    ("state", "to", "skipped"),
    [
        (S.ISSUED, S.ACKNOWLEDGED, ()),
        (S.ISSUED, S.ARRIVED, (S.ACKNOWLEDGED, S.DEPARTED)),
        (S.ARRIVED, S.AT_HOSPITAL, (S.LOADED,)),
        (S.AT_HOSPITAL, S.COMPLETED, (S.HANDED_OVER,)),
        (S.ARRIVED, S.COMPLETED, ()),
        (S.ARRIVED, S.EMPTY_RUN, ()),
    ],
)
def test_that_steps_passed_over_are_named(
    state: OrderState, to: OrderState, skipped: tuple[OrderState, ...]
) -> None:
    moved = orders.move(at(state), to, by=desk(), reason="原因")

    assert moved == [OrderMoved(order_id=ORDER, to=to, skipped=skipped)]


def test_that_no_move_leads_back() -> None:
    for state, moves in ORDER_MOVES.items():
        later = ORDER_STEPS[ORDER_STEPS.index(state) + 1 :] if state in ORDER_STEPS else ()
        assert moves <= {*later, *ORDER_ENDS}


def test_that_a_station_moves_its_own_order() -> None:
    assert orders.move(at(S.ISSUED), S.ACKNOWLEDGED, by=receiver(), reason="")


def test_that_a_station_may_not_touch_an_order_of_another_station() -> None:
    order, stranger = at(S.ARRIVED), strange_receiver()

    with pytest.raises(NotYours):
        orders.move(order, S.LOADED, by=stranger, reason="")
    with pytest.raises(NotYours):
        orders.contact(order, by=stranger)
    with pytest.raises(NotYours):
        orders.reprint(board(room()), order, by=stranger)
    with pytest.raises(NotYours):
        orders.receive(order, Channel.STATION_SCREEN, DeliveryState.DELIVERED, by=stranger)


def test_that_a_crew_reaches_the_patient_after_it_arrived_and_once() -> None:
    reached = orders.contact(at(S.ARRIVED), by=receiver())
    again = replace(at(S.ARRIVED), contacted_at=at(S.ARRIVED).since)

    assert reached == [PatientContacted(order_id=ORDER)]
    assert orders.contact(again, by=receiver()) == []
    with pytest.raises(IllegalMove):
        orders.contact(at(S.DEPARTED), by=receiver())


def test_that_a_receipt_counts_once_and_keeps_its_cause() -> None:
    screen, failed = Channel.STATION_SCREEN, DeliveryState.FAILED
    fresh = at(S.ISSUED)

    events = orders.receive(fresh, screen, failed, by=receiver(), cause="没有声音")

    assert events == [
        DeliveryReported(order_id=ORDER, channel=screen, state=failed, cause="没有声音")
    ]
    told = board([*dispatched(), *events]).orders[ORDER]
    assert orders.receive(told, screen, failed, by=receiver(), cause="没有声音") == []


@pytest.mark.parametrize(
    ("channel", "state"),
    [
        (Channel.PRINTER, DeliveryState.DELIVERED),
        (Channel.STATION_SCREEN, DeliveryState.PRINTED),
        (Channel.STATION_SCREEN, DeliveryState.QUEUED),
    ],
)
def test_that_a_receiver_speaks_for_its_own_screen_only(
    channel: Channel, state: DeliveryState
) -> None:
    with pytest.raises(IllegalMove):
        orders.receive(at(S.ISSUED), channel, state, by=receiver())


def test_that_a_sheet_is_printed_again_while_the_order_lives() -> None:
    asked = orders.reprint(board(room()), at(S.DEPARTED), by=desk())

    assert asked == [ReprintAsked(order_id=ORDER)]
    for state in ORDER_ENDS:
        with pytest.raises(IllegalMove):
            orders.reprint(board(room()), at(state), by=desk())


def test_that_a_sheet_is_not_asked_of_a_station_without_a_printer() -> None:
    elsewhere = replace(at(S.DEPARTED), station_id=FAR_STATION)

    with pytest.raises(IllegalMove, match="示范二站没有登记打印机"):
        orders.reprint(board(room()), elsewhere, by=desk())


def test_that_an_unknown_order_is_refused() -> None:
    with pytest.raises(NotFound):
        orders.known(board(room()), ORDER)
