"""Decisions about telephone calls."""

from dispatch_server.contract.events import Event
from dispatch_server.contract.events.calls import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallLinked,
    CallLocated,
    CallOffered,
    CallOfferEnded,
    RecordingStarted,
)
from dispatch_server.contract.ids import CallId, RecordingId
from dispatch_server.contract.states import CallState, IncidentState
from dispatch_server.domain import calls
from tests.builders import (
    ANI,
    CALL,
    OTHER_SEAT,
    SEAT,
    SUBSCRIBER,
    answered,
    board,
    ringing,
    room,
)

WAITING: list[Event] = [*room(), *ringing()]
TALKING: list[Event] = [*WAITING, *answered()]
OVER: list[Event] = [*WAITING, CallEnded(call_id=CALL, by="caller", cause="16")]


def test_that_a_call_from_a_known_number_arrives_with_its_subscriber() -> None:
    events = calls.arrived(board(room()), CALL, ani=ANI, dialled="120", subscriber=SUBSCRIBER)

    assert [type(event) for event in events] == [CallArrived, CallLocated]


def test_that_a_call_on_the_board_does_not_arrive_again() -> None:
    assert calls.arrived(board(WAITING), CALL, ani=ANI, dialled="120", subscriber=None) == []


def test_that_a_ringing_phone_is_an_offer_to_its_seat_once() -> None:
    at = board(WAITING)

    assert calls.offered(at, CALL, "6001") == []
    assert calls.offered(at, CALL, "6002") == [CallOffered(call_id=CALL, seat_id=OTHER_SEAT)]


def test_that_a_phone_without_a_seat_offers_nothing() -> None:
    at = board(WAITING)

    assert calls.offered(at, CALL, "6999") == []
    assert calls.offered(at, CALL, "") == []
    assert calls.offer_ended(at, CALL, "6999") == []


def test_that_an_offer_ends_only_where_it_was_made() -> None:
    at = board(WAITING)

    assert calls.offer_ended(at, CALL, "6001") == [CallOfferEnded(call_id=CALL, seat_id=SEAT)]
    assert calls.offer_ended(at, CALL, "6002") == []


def test_that_phones_that_ring_no_more_are_found_while_the_call_waits() -> None:
    assert calls.silent_offers(board(WAITING), CALL, ("6002",)) == ["6001"]
    assert calls.silent_offers(board(WAITING), CALL, ("6001",)) == []
    assert calls.silent_offers(board(TALKING), CALL, ()) == []


def test_that_a_pick_up_drafts_its_incident_at_once() -> None:
    events = calls.picked_up(board(WAITING), CALL, "6001")

    after = board([*WAITING, *events])
    incident = next(iter(after.incidents.values()))
    assert after.calls[CALL].answered_by == SEAT
    assert after.calls[CALL].incident_id == incident.id
    assert (incident.number, incident.state, incident.seat_id) == (1, IncidentState.DRAFT, SEAT)


def test_that_the_first_pick_up_wins() -> None:
    assert calls.picked_up(board(TALKING), CALL, "6002") == []


def test_that_a_pick_up_at_a_phone_without_a_seat_is_kept_and_drafts_an_incident() -> None:
    events = calls.picked_up(board(WAITING), CALL, "6999")

    assert events[0] == CallAnswered(call_id=CALL, seat_id=None, phone="6999")
    assert isinstance(events[-1], CallLinked)


def test_that_a_call_nobody_answered_counts_as_abandoned() -> None:
    assert board(OVER).calls[CALL].state is CallState.ABANDONED


def test_that_a_call_that_was_answered_ends() -> None:
    events = calls.ended(board(TALKING), CALL, by="desk", cause="16")

    assert board([*TALKING, *events]).calls[CALL].state is CallState.ENDED


def test_that_an_ended_call_neither_rings_nor_is_answered_nor_ends_again() -> None:
    at = board(OVER)

    assert calls.offered(at, CALL, "6002") == []
    assert calls.offer_ended(at, CALL, "6001") == []
    assert calls.picked_up(at, CALL, "6001") == []
    assert calls.ended(at, CALL, by="caller", cause="16") == []


def test_that_facts_about_an_unknown_call_say_nothing() -> None:
    at = board(room())

    assert calls.offered(at, CALL, "6001") == []
    assert calls.picked_up(at, CALL, "6001") == []
    assert calls.ended(at, CALL, by="caller", cause="16") == []


def test_that_a_recording_begins_once() -> None:
    started = RecordingStarted(
        recording_id=RecordingId(f"r-{CALL}.wav"), call_id=CALL, file=f"{CALL}.wav"
    )

    assert calls.recording_begun(board(WAITING), CALL, f"{CALL}.wav") == [started]
    assert calls.recording_begun(board([*WAITING, started]), CALL, f"{CALL}.wav") == []


def test_that_live_calls_the_exchange_does_not_know_are_found() -> None:
    second = CallId("call-2")
    at = board([*OVER, *ringing(second)])

    assert calls.unseen(at, frozenset()) == [second]
    assert calls.unseen(at, frozenset({second})) == []
