"""Decisions about telephone calls: what the exchange's facts mean for the room."""

from collections.abc import Collection
from typing import Literal

from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Subscriber
from dispatch_server.contract.entities import Seat
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
from dispatch_server.contract.events.incidents import AcceptanceOpened, IncidentDrafted
from dispatch_server.contract.ids import (
    AcceptanceId,
    CallId,
    IncidentId,
    RecordingId,
)
from dispatch_server.contract.states import CALL_ENDS, AcceptanceKind, CallState

EndedBy = Literal["caller", "desk", "exchange", "unseen"]


def seat_of_phone(board: Board, phone: str) -> Seat | None:
    """Return the seat at which a phone stands."""
    return next((s for s in board.seats.values() if s.phone and s.phone == phone), None)


def arrived(
    board: Board, call_id: CallId, *, ani: str | None, dialled: str, subscriber: Subscriber | None
) -> list[Event]:
    """Decide what a call that reached the exchange means; nothing if it is known already."""
    if call_id in board.calls:
        return []
    events: list[Event] = [CallArrived(call_id=call_id, ani=ani, dialled=dialled)]
    if subscriber is not None:
        events.append(CallLocated(call_id=call_id, subscriber=subscriber))
    return events


def offered(board: Board, call_id: CallId, phone: str) -> list[Event]:
    """Decide what a ringing desk phone means."""
    seat = seat_of_phone(board, phone)
    if seat is None or not is_waiting(board, call_id) or seat.id in board.calls[call_id].offered:
        return []
    return [CallOffered(call_id=call_id, seat_id=seat.id)]


def offer_ended(board: Board, call_id: CallId, phone: str) -> list[Event]:
    """Decide what a desk phone that stopped ringing means."""
    seat = seat_of_phone(board, phone)
    if (
        seat is None
        or not is_waiting(board, call_id)
        or seat.id not in board.calls[call_id].offered
    ):
        return []
    return [CallOfferEnded(call_id=call_id, seat_id=seat.id)]


def picked_up(board: Board, call_id: CallId, phone: str) -> list[Event]:
    """Decide what a pick-up means: the first one wins, and its incident is drafted at once."""
    if not is_waiting(board, call_id):
        return []
    seat = seat_of_phone(board, phone)
    seat_id = seat.id if seat else None
    incident_id = IncidentId(f"i-{call_id}")
    return [
        CallAnswered(call_id=call_id, seat_id=seat_id, phone=phone),
        IncidentDrafted(incident_id=incident_id, number=board.last_number + 1),
        AcceptanceOpened(
            acceptance_id=AcceptanceId(f"a-{call_id}"),
            incident_id=incident_id,
            call_id=call_id,
            seat_id=seat_id,
            kind=AcceptanceKind.FIRST_REPORT,
        ),
        CallLinked(call_id=call_id, incident_id=incident_id),
    ]


def ended(board: Board, call_id: CallId, *, by: EndedBy, cause: str) -> list[Event]:
    """Decide what a hang-up means."""
    if not is_live(board, call_id):
        return []
    return [CallEnded(call_id=call_id, by=by, cause=cause)]


def recording_begun(board: Board, call_id: CallId, file: str) -> list[Event]:
    """Decide what the start of a recording means."""
    recording_id = RecordingId(f"r-{file}")
    if recording_id in board.recordings:
        return []
    return [RecordingStarted(recording_id=recording_id, call_id=call_id, file=file)]


def is_waiting(board: Board, call_id: CallId) -> bool:
    """Return whether nobody has answered the call yet and the caller is still there."""
    call = board.calls.get(call_id)
    return call is not None and call.state in {CallState.RINGING, CallState.QUEUED}


def is_live(board: Board, call_id: CallId) -> bool:
    """Return whether the call goes on."""
    call = board.calls.get(call_id)
    return call is not None and call.state not in CALL_ENDS


def silent_offers(board: Board, call_id: CallId, ringing: Collection[str]) -> list[str]:
    """Return the phones held as ringing for a waiting call that do not ring for it any more."""
    if not is_waiting(board, call_id):
        return []
    phones = [board.seats[seat_id].phone for seat_id in board.calls[call_id].offered]
    return [phone for phone in phones if phone not in ringing]


def unseen(board: Board, present: frozenset[CallId]) -> list[CallId]:
    """Return the calls held as live that the exchange no longer knows."""
    return [c.id for c in board.calls.values() if c.state not in CALL_ENDS and c.id not in present]
