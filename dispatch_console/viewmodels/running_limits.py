"""The limit that runs for an incident now: what is waited for, how long yet, how urgent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dispatch_console.viewmodels.urgency import Urgency
from dispatch_server.contract.entities import Incident, Order
from dispatch_server.contract.states import ORDER_ENDS, ORDER_STEPS, IncidentState, OrderState


@dataclass(frozen=True, slots=True)
class Limit:
    """From how many seconds on a wait is amber, and from how many it is overdue."""

    soon: float
    last: float


@dataclass(frozen=True, slots=True)
class Limits:
    """The centre's limits in seconds; values of the domain reference, sections 6.2 and 6.3."""

    draft: Limit = Limit(60, 90)
    draft_dying: Limit = Limit(20, 40)
    pending: Limit = Limit(60, 300)
    acknowledge: Limit = Limit(15, 30)
    depart: Limit = Limit(120, 180)
    late: Limit = Limit(180, 360)
    on_scene: Limit = Limit(1200, 2400)
    transport: Limit = Limit(1800, 3600)
    hand_over: Limit = Limit(1200, 2400)


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Running:
    """A limit as it stands now: caption, seconds to show, share used, urgency, seconds left."""

    caption: str
    seconds: float
    share: float
    urgency: Urgency
    left: float


def running(
    incident: Incident, orders: Sequence[Order], now: datetime, limits: Limits = LIMITS
) -> Running | None:
    """Say which limit runs for an incident; None when nothing is waited for."""
    live = [order for order in orders if order.state not in ORDER_ENDS]
    if live:
        first = min(live, key=lambda order: ORDER_STEPS.index(order.state))
        return of_order(first, now, limits)
    if incident.state is IncidentState.RESOLVED:
        return None
    since = incident.drafted_at if incident.opened_at is None else incident.opened_at
    if incident.state in {IncidentState.PENDING, IncidentState.NO_VEHICLE}:
        return _up("待派", incident.since, now, limits.pending)
    if incident.state is IncidentState.DRAFT:
        return _up("受理", since, now, _draft_limit(incident, limits))
    return _up("未派", since, now, _draft_limit(incident, limits))


def of_order(order: Order, now: datetime, limits: Limits = LIMITS) -> Running:
    """Say which limit runs for an order."""
    issued = order.stamps[OrderState.ISSUED]
    match order.state:
        case OrderState.ISSUED:
            return _up("未回执", issued, now, limits.acknowledge)
        case OrderState.ACKNOWLEDGED:
            return _up("未出车", issued, now, limits.depart)
        case OrderState.DEPARTED:
            return _arrival(order, now, limits.late)
        case OrderState.ARRIVED:
            return _up("现场", order.since, now, limits.on_scene)
        case OrderState.LOADED:
            return _up("送院", order.since, now, limits.transport)
        case _:
            return _up("交接", order.since, now, limits.hand_over)


def _draft_limit(incident: Incident, limits: Limits) -> Limit:
    return limits.draft_dying if incident.details.level == 1 else limits.draft


def _up(caption: str, since: datetime, now: datetime, limit: Limit) -> Running:
    seconds = max(0.0, (now - since).total_seconds())
    urgency = Urgency.PLAIN
    if seconds >= limit.last:
        urgency = Urgency.OVERDUE
    elif seconds >= limit.soon:
        urgency = Urgency.SOON
    return Running(caption, seconds, min(1.0, seconds / limit.last), urgency, limit.last - seconds)


def _arrival(order: Order, now: datetime, late: Limit) -> Running:
    gone = max(0.0, (now - order.since).total_seconds())
    if order.eta_s is None:
        return Running("途中", gone, 0.0, Urgency.PLAIN, late.last - gone)
    left = order.eta_s - gone
    if left >= 0:
        share = gone / order.eta_s if order.eta_s else 1.0
        return Running("到达约", left, share, Urgency.PLAIN, left + late.last)
    over = -left
    urgency = Urgency.PLAIN
    if over >= late.soon:
        urgency = Urgency.OVERDUE if over >= late.last else Urgency.SOON
    return Running("迟到", over, 1.0, urgency, late.last - over)
