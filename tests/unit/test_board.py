"""Folding the journal into the board."""

from dataclasses import replace

from pydantic import TypeAdapter

from dispatch_server.contract.board import KEPT_ENDED, Board
from dispatch_server.contract.events.calls import RecordingStarted
from dispatch_server.contract.events.incidents import IncidentCancelled, IncidentDrafted
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.events.resources import VehicleRegistered
from dispatch_server.contract.ids import CallId, IncidentId, RecordingId
from dispatch_server.contract.states import (
    CancelReason,
    Duty,
    IncidentState,
    OrderState,
)
from dispatch_server.contract.views import vehicle_view
from tests.builders import (
    INCIDENT,
    ORDER,
    VEHICLE,
    answered,
    board,
    dispatched,
    journal,
    ringing,
    room,
)


def moved(to: OrderState, *skipped: OrderState) -> OrderMoved:
    return OrderMoved(order_id=ORDER, to=to, skipped=skipped)


def test_that_an_incident_shows_its_furthest_live_order() -> None:
    folded = board([*dispatched(), moved(OrderState.ACKNOWLEDGED), moved(OrderState.DEPARTED)])

    assert folded.incidents[INCIDENT].state is IncidentState.EN_ROUTE


def test_that_an_incident_is_resolved_when_its_only_order_is_completed() -> None:
    folded = board([*dispatched(), moved(OrderState.ARRIVED), moved(OrderState.COMPLETED)])

    assert folded.incidents[INCIDENT].state is IncidentState.RESOLVED


def test_that_an_incident_whose_only_order_was_refused_needs_a_vehicle_again() -> None:
    folded = board([*dispatched(), moved(OrderState.REFUSED)])

    assert folded.incidents[INCIDENT].state is IncidentState.OPEN


def test_that_a_vehicle_refused_at_its_station_is_free_there() -> None:
    folded = board([*dispatched(), moved(OrderState.REFUSED)])

    assert vehicle_view(folded, VEHICLE).is_at_station


def test_that_a_vehicle_ending_its_order_away_is_free_on_the_road() -> None:
    folded = board([*dispatched(), moved(OrderState.DEPARTED), moved(OrderState.ABORTED)])

    view = vehicle_view(folded, VEHICLE)
    assert view.is_free
    assert view.vehicle.duty is Duty.ON_ROAD


def test_that_a_vehicle_registered_anew_stays_where_it_is_and_what_it_does() -> None:
    away = [*dispatched(), moved(OrderState.DEPARTED), moved(OrderState.ARRIVED)]
    anew = [
        event.model_copy(update={"crew": "医生 示范乙"})
        for event in room()
        if isinstance(event, VehicleRegistered) and event.vehicle_id == VEHICLE
    ]
    before = board(away).vehicles[VEHICLE]

    assert board([*away, *anew]).vehicles[VEHICLE] == replace(before, crew="医生 示范乙")


def test_that_skipped_steps_carry_the_time_of_the_next_one_as_estimates() -> None:
    folded = board(
        [*dispatched(), moved(OrderState.DEPARTED, OrderState.ACKNOWLEDGED)],
    )

    order = folded.orders[ORDER]
    assert order.estimated == (OrderState.ACKNOWLEDGED,)
    assert order.stamps[OrderState.ACKNOWLEDGED] == order.stamps[OrderState.DEPARTED]


def test_that_a_board_read_back_from_json_is_the_same_board() -> None:
    folded = board(dispatched())
    adapter = TypeAdapter(Board)

    assert adapter.validate_json(adapter.dump_json(folded)) == folded


def test_that_a_copy_may_change_without_the_board_it_came_from() -> None:
    folded = board([*room(), *ringing()])
    twin = folded.copy()

    for recorded in journal(answered(), after=folded.seq):
        twin.apply(recorded)

    assert INCIDENT not in folded.incidents


def test_that_what_ended_long_ago_leaves_the_board() -> None:
    events = [
        event
        for number in range(1, KEPT_ENDED + 3)
        for event in (
            IncidentDrafted(incident_id=IncidentId(f"i-{number}"), number=number),
            IncidentCancelled(incident_id=IncidentId(f"i-{number}"), why=CancelReason.TEST),
        )
    ]

    folded = board(events)

    assert len(folded.incidents) == KEPT_ENDED
    assert IncidentId("i-1") not in folded.incidents


def test_that_recordings_of_calls_nobody_saw_leave_the_board_as_well() -> None:
    events = [
        RecordingStarted(
            recording_id=RecordingId(f"r-{number:03}"),
            call_id=CallId(f"unseen-{number}"),
            file=f"{number}.wav",
        )
        for number in range(KEPT_ENDED + 2)
    ]

    folded = board(events)

    assert len(folded.recordings) == KEPT_ENDED
    assert RecordingId("r-000") not in folded.recordings
