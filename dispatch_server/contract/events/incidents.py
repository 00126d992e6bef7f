"""What happened to emergencies, their acceptances and their patients."""

from typing import Literal

from dispatch_server.contract.details import Details, Sex
from dispatch_server.contract.events.fact import Fact
from dispatch_server.contract.ids import (
    AcceptanceId,
    CallId,
    IncidentId,
    PatientId,
    SeatId,
)
from dispatch_server.contract.states import AcceptanceKind, CancelReason


class IncidentDrafted(Fact):
    """A new emergency is being taken down (受理中). `number` is what people say aloud."""

    type: Literal["incident.drafted"] = "incident.drafted"
    incident_id: IncidentId
    number: int


class AcceptanceOpened(Fact):
    """A desk began to handle one call (or a request without one) about the incident."""

    type: Literal["acceptance.opened"] = "acceptance.opened"
    acceptance_id: AcceptanceId
    incident_id: IncidentId
    call_id: CallId | None
    seat_id: SeatId | None
    kind: AcceptanceKind


class IncidentDescribed(Fact):
    """The form as it stands now, whole; what changed is the difference to the one before."""

    type: Literal["incident.described"] = "incident.described"
    incident_id: IncidentId
    details: Details


class IncidentOpened(Fact):
    """The place is known: the emergency is accepted (已受理) and may be dispatched to."""

    type: Literal["incident.opened"] = "incident.opened"
    incident_id: IncidentId


class PatientReported(Fact):
    """One patient of the incident, as the caller told."""

    type: Literal["patient.reported"] = "patient.reported"
    patient_id: PatientId
    incident_id: IncidentId
    sex: Sex | None
    age: int | None


class IncidentClosed(Fact):
    """All orders ended and the emergency is filed (结案, 撤警)."""

    type: Literal["incident.closed"] = "incident.closed"
    incident_id: IncidentId


class IncidentCancelled(Fact):
    """The emergency needs nobody (撤消)."""

    type: Literal["incident.cancelled"] = "incident.cancelled"
    incident_id: IncidentId
    why: CancelReason


class IncidentMerged(Fact):
    """The draft turned out to be about an emergency already known."""

    type: Literal["incident.merged"] = "incident.merged"
    incident_id: IncidentId
    into: IncidentId
