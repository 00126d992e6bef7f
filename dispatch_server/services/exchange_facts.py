"""What each fact of the exchange means for the room, and the facts that a live call implies."""

from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Subscriber
from dispatch_server.contract.events import Event
from dispatch_server.contract.ids import CallId
from dispatch_server.domain import calls
from dispatch_server.ports.telephony import (
    CallArrived,
    CallHungUp,
    CallOffered,
    CallOfferEnded,
    CallPickedUp,
    ExchangeFact,
    LiveCall,
    RecordingBegun,
)


def meaning_of_arrival(
    board: Board, fact: CallArrived, subscriber: Subscriber | None
) -> list[Event]:
    """Return the events of a call that reached the exchange."""
    return calls.arrived(
        board, CallId(fact.call), ani=fact.ani, dialled=fact.dialled, subscriber=subscriber
    )


def meaning_of(
    board: Board,
    fact: CallOffered | CallOfferEnded | CallPickedUp | CallHungUp | RecordingBegun,
) -> list[Event]:
    """Return the events of a fact about a call that arrived before."""
    call_id = CallId(fact.call)
    match fact:
        case CallOffered(phone=phone):
            return calls.offered(board, call_id, phone)
        case CallOfferEnded(phone=phone):
            return calls.offer_ended(board, call_id, phone)
        case CallPickedUp(phone=phone):
            return calls.picked_up(board, call_id, phone)
        case CallHungUp(by=by, cause=cause):
            return calls.ended(board, call_id, by=by, cause=cause)
        case RecordingBegun(file=file):
            return calls.recording_begun(board, call_id, file)


def facts_of(live: LiveCall, board: Board) -> list[ExchangeFact]:
    """Return what must have happened for a call to be as the exchange holds it now."""
    facts: list[ExchangeFact] = [CallArrived(live.call, live.ani, live.dialled)]
    if live.recording:
        facts.append(RecordingBegun(live.call, live.recording))
    if live.answered_by:
        facts.append(CallPickedUp(live.call, live.answered_by))
        return facts
    silent = calls.silent_offers(board, CallId(live.call), live.ringing)
    facts += [CallOfferEnded(live.call, phone) for phone in silent]
    facts += [CallOffered(live.call, phone) for phone in live.ringing]
    return facts
