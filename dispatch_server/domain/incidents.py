"""Decisions about emergencies: draft, describe, join, cancel, close."""

from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Details
from dispatch_server.contract.entities import Incident
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.calls import CallLinked
from dispatch_server.contract.events.incidents import (
    AcceptanceOpened,
    IncidentCancelled,
    IncidentClosed,
    IncidentDescribed,
    IncidentDrafted,
    IncidentMerged,
    IncidentOpened,
)
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.ids import AcceptanceId, CallId, IncidentId, SeatId
from dispatch_server.contract.merging import merged
from dispatch_server.contract.states import (
    CANCELLABLE,
    CLOSABLE,
    INCIDENT_ENDS,
    AcceptanceKind,
    CancelReason,
    IncidentState,
    OrderState,
)
from dispatch_server.contract.views import live_orders, orders_of
from dispatch_server.contract.words import INCIDENT_WORDS
from dispatch_server.domain.errors import FormFaulty, IllegalMove, NotFound


def known(board: Board, incident_id: IncidentId) -> Incident:
    """Return the incident, or refuse."""
    incident = board.incidents.get(incident_id)
    if incident is None:
        raise NotFound("事件")
    return incident


def draft(
    board: Board, incident_id: IncidentId, *, call_id: CallId | None, seat_id: SeatId
) -> list[Event]:
    """Decide that a new emergency is taken down by hand."""
    if incident_id in board.incidents:
        raise IllegalMove("这个事件已经在受理")
    if call_id is not None and call_id not in board.calls:
        raise NotFound("来电")
    link = [CallLinked(call_id=call_id, incident_id=incident_id)] if call_id else []
    return [
        IncidentDrafted(incident_id=incident_id, number=board.last_number + 1),
        AcceptanceOpened(
            acceptance_id=AcceptanceId(f"a-{incident_id}"),
            incident_id=incident_id,
            call_id=call_id,
            seat_id=seat_id,
            kind=AcceptanceKind.FIRST_REPORT,
        ),
        *link,
    ]


def describe(incident: Incident, details: Details) -> list[Event]:
    """Decide that the form says this now; a point for the scene opens a draft."""
    if incident.state in INCIDENT_ENDS:
        raise IllegalMove(f"事件{INCIDENT_WORDS[incident.state]}，不能再改受理单")
    faults = details.faults()
    if faults:
        raise FormFaulty("；".join(faults))
    events: list[Event] = []
    if details != incident.details:
        events.append(IncidentDescribed(incident_id=incident.id, details=details))
    if incident.state is IncidentState.DRAFT and details.scene.point is not None:
        events.append(IncidentOpened(incident_id=incident.id))
    return events


def on_form(incident: Incident, details: Details, base: Details | None) -> Details:
    """Return the form after a desk's changes, with what others changed since it began."""
    return details if base is None else merged(base, details, incident.details)


def join(board: Board, incident: Incident, into: Incident, kind: AcceptanceKind) -> list[Event]:
    """Decide that a draft is about an emergency already known."""
    if incident.state not in {IncidentState.DRAFT, IncidentState.OPEN} or orders_of(
        board, incident.id
    ):
        raise IllegalMove("已派车的事件不能并入别的事件")
    if into.id == incident.id or into.state in INCIDENT_ENDS:
        raise IllegalMove("只能并入另一个在办的事件")
    calls = [c.id for c in board.calls.values() if c.incident_id == incident.id]
    events: list[Event] = []
    for call_id in calls:
        events += [
            AcceptanceOpened(
                acceptance_id=AcceptanceId(f"a-{into.id}-{call_id}"),
                incident_id=into.id,
                call_id=call_id,
                seat_id=incident.seat_id,
                kind=kind,
            ),
            CallLinked(call_id=call_id, incident_id=into.id),
        ]
    return [*events, IncidentMerged(incident_id=incident.id, into=into.id)]


def cancel(board: Board, incident: Incident, why: CancelReason) -> list[Event]:
    """Decide that nobody is needed; orders that still live are aborted with it."""
    if incident.state not in CANCELLABLE:
        raise IllegalMove(f"事件{INCIDENT_WORDS[incident.state]}，不能撤消")
    aborted = [
        OrderMoved(order_id=order.id, to=OrderState.ABORTED)
        for order in live_orders(orders_of(board, incident.id))
    ]
    return [*aborted, IncidentCancelled(incident_id=incident.id, why=why)]


def close(incident: Incident) -> list[Event]:
    """Decide that an emergency is filed."""
    if incident.state not in CLOSABLE:
        raise IllegalMove(
            f"事件{INCIDENT_WORDS[incident.state]}，所有派车单结束后才能结案；不需要车则用撤消"
        )
    return [IncidentClosed(incident_id=incident.id)]
