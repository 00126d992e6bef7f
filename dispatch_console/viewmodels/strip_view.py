"""What the strip under the call bar says, in idle times, while it rings and while taking."""

from dataclasses import dataclass
from datetime import datetime

from dispatch_console.viewmodels.desk import Desk
from dispatch_console.viewmodels.nearby import Near, nearby
from dispatch_console.viewmodels.running_incidents import RunningIncidents
from dispatch_console.viewmodels.strength import Strength
from dispatch_console.viewmodels.urgency import Urgency
from dispatch_console.viewmodels.wording import distance, together
from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Point
from dispatch_server.contract.entities import Call
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.states import CallState
from dispatch_server.contract.views import orders_of


@dataclass(frozen=True, slots=True)
class Figure:
    """One short fact: label, value, and a hue when it wants to be seen."""

    label: str
    value: str
    tone: str = "strong"


@dataclass(frozen=True, slots=True)
class SameEmergency:
    """An incident nearby that may be the same one."""

    incident_id: IncidentId
    number: int
    nearness: str
    title: str
    facts: str


def room_figures(board: Board, running: RunningIncidents, strength: Strength) -> tuple[Figure, ...]:
    """Count what the room has on hand now, from the board alone."""
    rows = running.rows
    waiting = [row for row in rows if row.waiting or row.state == "open"]
    late = any(row.limit is not None and row.limit.urgency is not Urgency.PLAIN for row in waiting)
    overdue = sum(row.overdue for row in rows)
    abandoned = sum(call.state is CallState.ABANDONED for call in board.calls.values())
    return (
        Figure("在办事件", str(len(rows))),
        Figure("未派", str(len(waiting)), "amber" if late else "strong"),
        Figure("超时", str(overdue), "red" if overdue else "strong"),
        Figure("出车任务", str(strength.total - strength.free)),
        Figure("空闲车", f"{strength.free} / {strength.total}"),
        Figure("早挂来电", str(abandoned)),
    )


def ringing_figures(desk: Desk, board: Board, call: Call) -> tuple[Figure, ...]:
    """Say what is known of the number and the place of a call that rings."""
    before = [one for one in desk.calls_from(call.ani) if one.id != call.id] if call.ani else []
    point = call.subscriber.point if call.subscriber is not None else None
    near = nearby(board, point, besides=None, now=desk.now)
    return (
        Figure("本号此前", f"{len(before)} 次" if call.ani else "号码未知"),
        Figure("附近在办", _near_words(near), "amber" if near else "strong"),
    )


def same_emergency(
    board: Board, incident_id: IncidentId | None, *, scene: Point | None, now: datetime
) -> SameEmergency | None:
    """Give the nearest recent incident to the scene on the form, or None."""
    incident = board.incidents.get(incident_id) if incident_id is not None else None
    if incident is None or orders_of(board, incident.id):
        return None
    near = nearby(board, scene, besides=incident.id, now=now)
    if not near:
        return None
    first = near[0]
    other = first.incident
    vehicles = [
        board.vehicles[order.vehicle_id].name
        for order in orders_of(board, other.id)
        if order.vehicle_id in board.vehicles
    ]
    sent = f"已派 {' '.join(vehicles)}" if vehicles else "未派车"
    return SameEmergency(
        other.id,
        other.number,
        f"相距 {distance(first.metres)}",
        together([str(other.number), other.details.scene.text, other.details.complaint]),
        together([f"{int(first.seconds // 60)} 分钟前", sent]),
    )


def _near_words(near: tuple[Near, ...]) -> str:
    if not near:
        return "无"
    first = near[0]
    return f"{first.incident.number}　{distance(first.metres)}"
