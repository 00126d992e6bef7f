"""How events about calls and recordings change the board."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_server.contract.entities import Call, Recording
from dispatch_server.contract.events.calls import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallLinked,
    CallLocated,
    CallOffered,
    CallOfferEnded,
    RecordingMissing,
    RecordingSealed,
    RecordingStarted,
)
from dispatch_server.contract.events.envelope import CallEvent, Recorded
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.states import CallState

if TYPE_CHECKING:
    from dispatch_server.contract.board import Board


def fold_call(board: "Board", recorded: Recorded, event: CallEvent) -> Iterator[Touched]:
    """Change the board by an event about a call or its recording."""
    match event:
        case RecordingStarted() | RecordingSealed() | RecordingMissing():
            yield _fold_recording(board, recorded, event)
        case CallLinked():
            yield from _link(board, event)
        case CallArrived():
            board.calls[event.call_id] = Call(
                event.call_id, event.ani, event.dialled, CallState.RINGING, recorded.at
            )
            yield Touched("calls", event.call_id)
        case _:
            call = board.calls[event.call_id]
            board.calls[event.call_id] = _next_call(call, recorded, event)
            yield Touched("calls", event.call_id)


def _next_call(
    call: Call,
    recorded: Recorded,
    event: CallLocated | CallOffered | CallOfferEnded | CallAnswered | CallEnded,
) -> Call:
    match event:
        case CallLocated():
            return replace(call, subscriber=event.subscriber)
        case CallOffered():
            others = tuple(s for s in call.offered if s != event.seat_id)
            return replace(call, offered=(*others, event.seat_id))
        case CallOfferEnded():
            return replace(call, offered=tuple(s for s in call.offered if s != event.seat_id))
        case CallAnswered():
            return replace(
                call,
                state=CallState.ANSWERED,
                offered=(),
                answered_by=event.seat_id,
                answered_at=recorded.at,
            )
        case CallEnded():
            state = CallState.ENDED if call.answered_at else CallState.ABANDONED
            return replace(call, state=state, offered=(), ended_at=recorded.at, ended_by=event.by)


def _link(board: "Board", event: CallLinked) -> Iterator[Touched]:
    call = board.calls[event.call_id]
    board.calls[call.id] = replace(call, incident_id=event.incident_id)
    yield Touched("calls", call.id)
    for recording in [r for r in board.recordings.values() if r.call_id == call.id]:
        board.recordings[recording.id] = replace(recording, incident_id=event.incident_id)
        yield Touched("recordings", recording.id)


def _fold_recording(
    board: "Board", recorded: Recorded, event: RecordingStarted | RecordingSealed | RecordingMissing
) -> Touched:
    if isinstance(event, RecordingStarted):
        call = board.calls.get(event.call_id)
        board.recordings[event.recording_id] = Recording(
            event.recording_id,
            event.call_id,
            event.file,
            recorded.at,
            incident_id=call.incident_id if call else None,
        )
        return Touched("recordings", event.recording_id)
    recording = board.recordings.get(event.recording_id)
    if recording is not None and isinstance(event, RecordingSealed):
        recording = replace(
            recording, bytes=event.bytes, seconds=event.seconds, sha256=event.sha256, fault=""
        )
    elif recording is not None and isinstance(event, RecordingMissing):
        recording = replace(recording, fault=event.cause)
    if recording is not None:
        board.recordings[recording.id] = recording
    return Touched("recordings", event.recording_id)
