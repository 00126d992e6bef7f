"""One incident with all that belongs to it, as a board of its own."""

from dispatch_server.contract.board import Board
from dispatch_server.contract.ids import IncidentId


def record_of(board: Board, incident_id: IncidentId) -> Board | None:
    """Return a board of this incident alone, with the places and seats it names; None if unknown.

    It holds the incident, its acceptances, patients, orders, calls and their recordings.
    """
    incident = board.incidents.get(incident_id)
    if incident is None:
        return None
    found = Board(seq=board.seq, last_number=board.last_number)
    found.incidents[incident.id] = incident
    found.acceptances = {k: a for k, a in board.acceptances.items() if a.incident_id == incident_id}
    found.patients = {k: p for k, p in board.patients.items() if p.incident_id == incident_id}
    found.orders = {k: o for k, o in board.orders.items() if o.incident_id == incident_id}
    found.calls = {k: c for k, c in board.calls.items() if c.incident_id == incident_id}
    found.recordings = {k: r for k, r in board.recordings.items() if r.call_id in found.calls}
    for name in ("seats", "stations", "vehicles", "hospitals"):
        getattr(found, name).update(getattr(board, name))
    return found
