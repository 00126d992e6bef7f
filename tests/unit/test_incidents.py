"""Decisions about emergencies."""

from dataclasses import replace

import pytest

from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.incidents import CancelIncident
from dispatch_server.contract.details import LONGEST_NOTES, LONGEST_TEXT, Details, Need, Place
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.calls import CallLinked
from dispatch_server.contract.events.incidents import (
    AcceptanceOpened,
    IncidentCancelled,
    IncidentClosed,
    IncidentDescribed,
    IncidentMerged,
    IncidentOpened,
)
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.ids import CallId, CommandId, HospitalId, IncidentId
from dispatch_server.contract.states import (
    AcceptanceKind,
    CancelReason,
    IncidentState,
    OrderState,
)
from dispatch_server.contract.words import CANCEL_WORDS
from dispatch_server.domain import incidents
from dispatch_server.domain.errors import FormFaulty, IllegalMove, NotFound
from dispatch_server.services.incidents import IncidentService
from tests.builders import (
    CALL,
    DETAILS,
    INCIDENT,
    ORDER,
    SEAT,
    answered,
    board,
    dispatched,
    opened,
    ringing,
    room,
)
from tests.fakes.credentials import asker
from tests.fakes.store import FakeStore

SECOND_CALL = CallId("call-2")
SECOND = IncidentId("i-2")
ADDRESS_ONLY = replace(DETAILS, scene=Place("示范一路 12 号"))


def draft() -> list[Event]:
    return [*room(), *ringing(), *answered()]


def second_draft() -> list[Event]:
    return [*ringing(SECOND_CALL), *answered(SECOND_CALL, incident_id=SECOND, number=2)]


def moved(to: OrderState) -> OrderMoved:
    return OrderMoved(order_id=ORDER, to=to)


def describe(at: Board, details: Details) -> list[Event]:
    return incidents.describe(at.incidents[INCIDENT], details)


def test_that_an_incident_taken_down_by_hand_gets_the_next_number_and_its_call() -> None:
    at = board([*draft(), *ringing(SECOND_CALL)])

    events = incidents.draft(at, SECOND, call_id=SECOND_CALL, seat_id=SEAT)

    after = board([*draft(), *ringing(SECOND_CALL), *events])
    assert after.incidents[SECOND].number == 2
    assert after.calls[SECOND_CALL].incident_id == SECOND


def test_that_an_incident_without_a_call_may_be_taken_down() -> None:
    events = incidents.draft(board(room()), SECOND, call_id=None, seat_id=SEAT)

    assert not any(isinstance(event, CallLinked) for event in events)


def test_that_an_incident_is_not_taken_down_twice_nor_for_an_unknown_call() -> None:
    with pytest.raises(IllegalMove):
        incidents.draft(board(draft()), INCIDENT, call_id=None, seat_id=SEAT)
    with pytest.raises(NotFound):
        incidents.draft(board(room()), SECOND, call_id=CALL, seat_id=SEAT)


def test_that_a_point_for_the_scene_opens_a_draft() -> None:
    events = describe(board(draft()), DETAILS)

    assert [type(event) for event in events] == [IncidentDescribed, IncidentOpened]


def test_that_an_address_without_a_point_leaves_it_a_draft() -> None:
    events = describe(board(draft()), ADDRESS_ONLY)

    assert [type(event) for event in events] == [IncidentDescribed]


def test_that_the_same_form_again_says_nothing() -> None:
    assert describe(board([*draft(), *opened()]), DETAILS) == []


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        (replace(DETAILS, complaint="痛" * (LONGEST_TEXT + 1)), "一栏最多"),
        (replace(DETAILS, level_reason="痛" * (LONGEST_TEXT + 1)), "一栏最多"),
        (replace(DETAILS, destination=HospitalId("h" * (LONGEST_TEXT + 1))), "一栏最多"),
        (replace(DETAILS, needs=(Need.STRETCHER,) * (len(Need) + 1)), "只记一次"),
        (replace(DETAILS, notes="注" * (LONGEST_NOTES + 1)), "备注"),
        (replace(DETAILS, patient_count=-1), "患者人数"),
        (replace(DETAILS, patient_count=10_000), "患者人数"),
        (replace(DETAILS, age=-1), "年龄"),
        (replace(DETAILS, age=131), "年龄"),
        (replace(DETAILS, scene=Place("", (181.0, 0.0))), "坐标"),
        (replace(DETAILS, meeting_point=Place("", (0.0, float("nan")))), "坐标"),
    ],
)
def test_that_a_form_out_of_bounds_is_refused_by_name(changed: Details, word: str) -> None:
    with pytest.raises(FormFaulty, match=word):
        describe(board(draft()), changed)


def test_that_a_form_at_its_bounds_is_taken() -> None:
    widest = replace(
        DETAILS, complaint="痛" * LONGEST_TEXT, notes="注" * LONGEST_NOTES, age=130, patient_count=0
    )

    assert describe(board(draft()), widest)


def test_that_the_form_of_an_ended_incident_stays_as_it_is() -> None:
    ended = board([*draft(), IncidentCancelled(incident_id=INCIDENT, why=CancelReason.TEST)])

    with pytest.raises(IllegalMove, match="已撤消"):
        describe(ended, DETAILS)


def test_that_a_draft_joined_to_another_incident_brings_its_call_along() -> None:
    before = [*draft(), *opened(), *second_draft()]
    at = board(before)

    events = incidents.join(at, at.incidents[SECOND], at.incidents[INCIDENT], AcceptanceKind.CHASE)

    after = board([*before, *events])
    assert after.calls[SECOND_CALL].incident_id == INCIDENT
    assert after.incidents[SECOND].state is IncidentState.MERGED
    assert after.incidents[SECOND].merged_into == INCIDENT
    kinds = [event.kind for event in events if isinstance(event, AcceptanceOpened)]
    assert kinds == [AcceptanceKind.CHASE]
    assert isinstance(events[-1], IncidentMerged)


def test_that_an_incident_with_orders_joins_no_other() -> None:
    at = board([*dispatched(), *second_draft()])

    with pytest.raises(IllegalMove):
        incidents.join(at, at.incidents[INCIDENT], at.incidents[SECOND], AcceptanceKind.CHASE)


def test_that_an_incident_joins_neither_itself_nor_an_ended_one() -> None:
    ended = IncidentCancelled(incident_id=INCIDENT, why=CancelReason.TEST)
    at = board([*draft(), *second_draft(), ended])
    second = at.incidents[SECOND]

    with pytest.raises(IllegalMove):
        incidents.join(at, second, second, AcceptanceKind.CHASE)
    with pytest.raises(IllegalMove):
        incidents.join(at, second, at.incidents[INCIDENT], AcceptanceKind.CHASE)


def test_that_cancelling_aborts_every_live_order() -> None:
    at = board(dispatched())

    events = incidents.cancel(at, at.incidents[INCIDENT], CancelReason.CALLER_CANCELLED)

    after = board([*dispatched(), *events])
    assert after.orders[ORDER].state is OrderState.ABORTED
    assert after.incidents[INCIDENT].state is IncidentState.CANCELLED
    assert after.incidents[INCIDENT].cancelled_why is CancelReason.CALLER_CANCELLED


async def test_that_a_station_reads_in_its_own_words_why_an_order_was_taken_back() -> None:
    store = FakeStore(*dispatched())
    command = CancelIncident(
        command_id=CommandId("c-cancel"), incident_id=INCIDENT, why=CancelReason.CALLER_CANCELLED
    )

    await IncidentService(store).cancel(command, by=asker(store.board.seats[SEAT]))

    assert store.board.orders[ORDER].reason == "呼叫者取消"


def test_that_every_reason_to_cancel_has_its_word() -> None:
    assert set(CANCEL_WORDS) == set(CancelReason)


def test_that_an_order_that_ended_before_is_not_aborted_again() -> None:
    at = board([*dispatched(), moved(OrderState.REFUSED)])

    events = incidents.cancel(at, at.incidents[INCIDENT], CancelReason.TEST)

    assert events == [IncidentCancelled(incident_id=INCIDENT, why=CancelReason.TEST)]


def test_that_what_is_resolved_is_closed_and_not_cancelled() -> None:
    at = board([*dispatched(), moved(OrderState.ARRIVED), moved(OrderState.COMPLETED)])
    incident = at.incidents[INCIDENT]

    with pytest.raises(IllegalMove):
        incidents.cancel(at, incident, CancelReason.TEST)
    assert incidents.close(incident) == [IncidentClosed(incident_id=INCIDENT)]


@pytest.mark.parametrize(
    "events", [draft(), [*draft(), *opened()], dispatched()], ids=["draft", "open", "dispatched"]
)
def test_that_only_a_resolved_incident_is_closed(events: list[Event]) -> None:
    with pytest.raises(IllegalMove, match="撤消"):
        incidents.close(board(events).incidents[INCIDENT])


def test_that_an_unknown_incident_is_refused() -> None:
    with pytest.raises(NotFound):
        incidents.known(board(room()), INCIDENT)
