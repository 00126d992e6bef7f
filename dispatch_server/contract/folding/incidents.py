"""How events about emergencies, acceptances and patients change the board."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_server.contract.entities import Acceptance, Incident, Patient
from dispatch_server.contract.events.envelope import IncidentEvent, Recorded
from dispatch_server.contract.events.incidents import (
    AcceptanceOpened,
    IncidentCancelled,
    IncidentClosed,
    IncidentDescribed,
    IncidentDrafted,
    IncidentMerged,
    IncidentOpened,
    PatientReported,
)
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.states import IncidentState

if TYPE_CHECKING:
    from dispatch_server.contract.board import Board


def fold_incident(board: "Board", recorded: Recorded, event: IncidentEvent) -> Iterator[Touched]:
    """Change the board by an event about an emergency."""
    match event:
        case IncidentDrafted():
            board.incidents[event.incident_id] = Incident(
                event.incident_id,
                event.number,
                IncidentState.DRAFT,
                since=recorded.at,
                drafted_at=recorded.at,
                seat_id=recorded.actor.seat_id,
            )
            board.last_number = max(board.last_number, event.number)
            yield Touched("incidents", event.incident_id)
        case AcceptanceOpened():
            yield from _accept(board, recorded, event)
        case PatientReported():
            board.patients[event.patient_id] = Patient(
                event.patient_id, event.incident_id, event.sex, event.age
            )
            yield Touched("patients", event.patient_id)
        case _:
            incident = board.incidents[event.incident_id]
            board.incidents[incident.id] = _next_incident(incident, recorded, event)
            yield Touched("incidents", incident.id)


def _accept(board: "Board", recorded: Recorded, event: AcceptanceOpened) -> Iterator[Touched]:
    board.acceptances[event.acceptance_id] = Acceptance(
        event.acceptance_id,
        event.incident_id,
        event.call_id,
        event.seat_id,
        event.kind,
        recorded.at,
    )
    yield Touched("acceptances", event.acceptance_id)
    incident = board.incidents[event.incident_id]
    if incident.seat_id is None and event.seat_id is not None:
        board.incidents[incident.id] = replace(incident, seat_id=event.seat_id)
        yield Touched("incidents", incident.id)


def _next_incident(
    incident: Incident,
    recorded: Recorded,
    event: IncidentDescribed | IncidentOpened | IncidentClosed | IncidentCancelled | IncidentMerged,
) -> Incident:
    at = recorded.at
    match event:
        case IncidentDescribed():
            return replace(incident, details=event.details)
        case IncidentOpened():
            return replace(incident, state=IncidentState.OPEN, since=at, opened_at=at)
        case IncidentClosed():
            return replace(incident, state=IncidentState.CLOSED, since=at, ended_at=at)
        case IncidentCancelled():
            return replace(
                incident,
                state=IncidentState.CANCELLED,
                since=at,
                ended_at=at,
                cancelled_why=event.why,
            )
        case IncidentMerged():
            return replace(
                incident,
                state=IncidentState.MERGED,
                since=at,
                ended_at=at,
                merged_into=event.into,
            )
