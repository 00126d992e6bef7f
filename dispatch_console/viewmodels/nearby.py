"""Incidents close to a point that may be the same emergency as the one being taken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Point
from dispatch_server.contract.entities import Incident
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.views import live_incidents
from gis_data.datums import distance_m

NEAR_METRES: Final = 300.0
NEAR_SECONDS: Final = 3600.0
"""How far and how long ago an incident may be to be offered for joining."""


@dataclass(frozen=True, slots=True)
class Near:
    """One incident nearby: how far, and how long since it was taken."""

    incident: Incident
    metres: float
    seconds: float


def nearby(
    board: Board, point: Point | None, *, besides: IncidentId | None, now: datetime
) -> tuple[Near, ...]:
    """Give the live incidents close to a point and recent, the nearest first."""
    if point is None:
        return ()
    found = []
    for incident in live_incidents(board):
        scene = incident.details.scene.point
        if incident.id == besides or scene is None:
            continue
        near = Near(incident, distance_m(point, scene), (now - incident.drafted_at).total_seconds())
        if near.metres <= NEAR_METRES and near.seconds <= NEAR_SECONDS:
            found.append(near)
    return tuple(sorted(found, key=lambda near: near.metres))
