"""What happened to telephone calls and their recordings."""

from typing import Literal

from dispatch_server.contract.details import Subscriber
from dispatch_server.contract.events.fact import Fact
from dispatch_server.contract.ids import CallId, IncidentId, RecordingId, SeatId


class CallArrived(Fact):
    """A call reached the exchange. `ani` is None where the number is withheld or unknown."""

    type: Literal["call.arrived"] = "call.arrived"
    call_id: CallId
    ani: str | None
    dialled: str


class CallLocated(Fact):
    """The subscriber register knows the calling number."""

    type: Literal["call.located"] = "call.located"
    call_id: CallId
    subscriber: Subscriber


class CallOffered(Fact):
    """A desk's phone rings for the call."""

    type: Literal["call.offered"] = "call.offered"
    call_id: CallId
    seat_id: SeatId


class CallOfferEnded(Fact):
    """A desk's phone stopped ringing for the call without taking it."""

    type: Literal["call.offer_ended"] = "call.offer_ended"
    call_id: CallId
    seat_id: SeatId


class CallAnswered(Fact):
    """One desk won the call and talks to the caller."""

    type: Literal["call.answered"] = "call.answered"
    call_id: CallId
    seat_id: SeatId | None
    phone: str


class CallEnded(Fact):
    """The call is over. Unanswered, it counts as abandoned (早挂)."""

    type: Literal["call.ended"] = "call.ended"
    call_id: CallId
    by: Literal["caller", "desk", "exchange", "unseen"]
    cause: str


class CallLinked(Fact):
    """The call is about this incident."""

    type: Literal["call.linked"] = "call.linked"
    call_id: CallId
    incident_id: IncidentId


class RecordingStarted(Fact):
    """The exchange writes the call into a file of the recordings folder."""

    type: Literal["recording.started"] = "recording.started"
    recording_id: RecordingId
    call_id: CallId
    file: str


class RecordingSealed(Fact):
    """The finished file and the hash of its content, by which a change would show."""

    type: Literal["recording.sealed"] = "recording.sealed"
    recording_id: RecordingId
    bytes: int
    seconds: float
    sha256: str


class RecordingMissing(Fact):
    """The file did not turn up or cannot be read; somebody must look."""

    type: Literal["recording.missing"] = "recording.missing"
    recording_id: RecordingId
    cause: str
