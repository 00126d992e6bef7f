"""What a station reads off the board: its vehicles, its live orders, its latest jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dispatch_console.viewmodels.station_words import meeting_point
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Order
from dispatch_server.contract.ids import StationId, VehicleId
from dispatch_server.contract.states import ORDER_ENDS, Duty, OrderState
from dispatch_server.contract.views import station_orders, vehicle_view

LATE_AFTER_S: Final = 180.0
"""An order not left for after three minutes counts as late (迟出车)."""
_JOBS: Final = 9


@dataclass(frozen=True, slots=True)
class StationVehicle:
    """One vehicle of the station as its list shows it; `state` names its sign."""

    id: VehicleId
    name: str
    kind: str
    crew: str
    state: str
    since: datetime
    reason: str
    is_free: bool
    on_road: bool


@dataclass(frozen=True, slots=True)
class Job:
    """One of the latest orders of the station in a line; `key` chooses it while it lives."""

    key: str
    number: str
    issued_at: datetime
    vehicle: str
    where: str
    what: str
    state: OrderState
    is_live: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """How the orders in sight went; means are None while there is nothing to count."""

    orders: int
    departures: int
    in_time: int
    mean_departure_s: float | None
    live: int


def vehicles_of(board: Board, station_id: StationId) -> tuple[StationVehicle, ...]:
    """Return the station's vehicles by name."""
    own = sorted(
        (v for v in board.vehicles.values() if v.station_id == station_id), key=lambda v: v.name
    )
    found = []
    for vehicle in own:
        view = vehicle_view(board, vehicle.id)
        order = view.order
        found.append(
            StationVehicle(
                id=vehicle.id,
                name=vehicle.name,
                kind=vehicle.kind,
                crew=vehicle.crew,
                state=order.state.value if order else vehicle.duty.value,
                since=order.since if order else vehicle.duty_since,
                reason="" if order else vehicle.duty_reason,
                is_free=view.is_free,
                on_road=order is None and vehicle.duty is Duty.ON_ROAD,
            )
        )
    return tuple(found)


def alarms_first(board: Board, station_id: StationId) -> tuple[Order, ...]:
    """Return the live orders: newest unacknowledged first, then the running ones, oldest first."""
    live = station_orders(board, station_id)
    alarms = [order for order in live if order.state is OrderState.ISSUED]
    return (*reversed(alarms), *(order for order in live if order.state is not OrderState.ISSUED))


def jobs_of(board: Board, station_id: StationId) -> tuple[Job, ...]:
    """Return the live orders of the station and the latest others in sight, newest first."""
    live = [order.id for order in alarms_first(board, station_id)]
    keys = {order_id: str(place) for place, order_id in enumerate(live, 1)}
    return tuple(
        _job(board, order, keys.get(order.id, ""))
        for order in sorted(_own(board, station_id), key=lambda o: o.id not in keys)[:_JOBS]
    )


def figures(board: Board, station_id: StationId, *, since: datetime) -> Figures:
    """Count the orders in sight that were issued since a moment."""
    own = [o for o in _own(board, station_id) if o.stamps[OrderState.ISSUED] >= since]
    spans = [
        (o.stamps[OrderState.DEPARTED] - o.stamps[OrderState.ISSUED]).total_seconds()
        for o in own
        if OrderState.DEPARTED in o.stamps and OrderState.DEPARTED not in o.estimated
    ]
    return Figures(
        orders=len(own),
        departures=len(spans),
        in_time=sum(1 for s in spans if s <= LATE_AFTER_S),
        mean_departure_s=sum(spans) / len(spans) if spans else None,
        live=sum(1 for o in own if o.state not in ORDER_ENDS),
    )


def _own(board: Board, station_id: StationId) -> Sequence[Order]:
    own = (o for o in board.orders.values() if o.station_id == station_id)
    return sorted(own, key=lambda o: (o.stamps[OrderState.ISSUED], o.number), reverse=True)


def _job(board: Board, order: Order, key: str) -> Job:
    vehicle = board.vehicles.get(order.vehicle_id)
    return Job(
        key=key,
        number=order.number,
        issued_at=order.stamps[OrderState.ISSUED],
        vehicle=vehicle.name if vehicle else order.vehicle_id,
        where=meeting_point(order.details),
        what=order.details.complaint,
        state=order.state,
        is_live=order.state not in ORDER_ENDS,
    )
