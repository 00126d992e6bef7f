"""How events about dispatch orders change the board: the order, its incident, its vehicle."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from dispatch_server.contract.details import Point
from dispatch_server.contract.entities import Delivery, Incident, Order
from dispatch_server.contract.events.envelope import OrderEvent, Recorded
from dispatch_server.contract.events.orders import (
    DeliveryReported,
    OrderIssued,
    OrderMoved,
    PatientContacted,
    ReprintAsked,
)
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.states import (
    INCIDENT_ENDS,
    ORDER_ENDS,
    ORDER_STEPS,
    Duty,
    IncidentState,
    OrderState,
)

if TYPE_CHECKING:
    from dispatch_server.contract.board import Board

INCIDENT_SHOWS: Final = {
    OrderState.ISSUED: IncidentState.DISPATCHED,
    OrderState.ACKNOWLEDGED: IncidentState.DISPATCHED,
    OrderState.DEPARTED: IncidentState.EN_ROUTE,
    OrderState.ARRIVED: IncidentState.ON_SCENE,
    OrderState.LOADED: IncidentState.TRANSPORTING,
    OrderState.AT_HOSPITAL: IncidentState.TRANSPORTING,
    OrderState.HANDED_OVER: IncidentState.TRANSPORTING,
}
"""What an incident's furthest live order says of the incident."""


def fold_order(board: "Board", recorded: Recorded, event: OrderEvent) -> Iterator[Touched]:
    """Change the board by an event about an order."""
    if isinstance(event, OrderIssued):
        order = _issued(recorded, event)
    else:
        order = _next_order(board.orders[event.order_id], recorded, event)
    board.orders[order.id] = order
    yield Touched("orders", order.id)
    if isinstance(event, OrderIssued | OrderMoved):
        yield from _fold_vehicle(board, recorded, order)
        yield from _fold_incident_state(board, recorded, order)


def _issued(recorded: Recorded, event: OrderIssued) -> Order:
    return Order(
        id=event.order_id,
        number=event.number,
        incident_id=event.incident_id,
        acceptance_id=event.acceptance_id,
        vehicle_id=event.vehicle_id,
        station_id=event.station_id,
        state=OrderState.ISSUED,
        since=recorded.at,
        details=event.details,
        eta_s=event.eta_s,
        distance_m=event.distance_m,
        stamps={OrderState.ISSUED: recorded.at},
    )


def _next_order(
    order: Order,
    recorded: Recorded,
    event: OrderMoved | PatientContacted | DeliveryReported | ReprintAsked,
) -> Order:
    match event:
        case OrderMoved():
            stamps = dict.fromkeys((*event.skipped, event.to), recorded.at)
            return replace(
                order,
                state=event.to,
                since=recorded.at,
                stamps={**order.stamps, **stamps},
                estimated=(*order.estimated, *event.skipped),
                reason=recorded.reason,
            )
        case PatientContacted():
            return replace(order, contacted_at=recorded.at)
        case DeliveryReported():
            delivery = Delivery(event.state, recorded.at, event.cause)
            return replace(order, deliveries={**order.deliveries, event.channel: delivery})
        case ReprintAsked():
            return replace(order, reprints=order.reprints + 1)


def _fold_vehicle(board: "Board", recorded: Recorded, order: Order) -> Iterator[Touched]:
    vehicle = board.vehicles.get(order.vehicle_id)
    if vehicle is None:
        return
    point = _where(board, order) or vehicle.point
    duty, since = vehicle.duty, vehicle.duty_since
    if order.state in ORDER_ENDS and OrderState.DEPARTED in order.stamps:
        duty, since = Duty.ON_ROAD, recorded.at
    board.vehicles[vehicle.id] = replace(vehicle, point=point, duty=duty, duty_since=since)
    yield Touched("vehicles", vehicle.id)


def _where(board: "Board", order: Order) -> Point | None:
    """Return where the order says its vehicle is now, where it says anything."""
    if order.state in {OrderState.ARRIVED, OrderState.LOADED, OrderState.EMPTY_RUN}:
        return order.details.scene.point
    if order.state in {OrderState.AT_HOSPITAL, OrderState.HANDED_OVER}:
        destination = order.details.destination
        return board.hospitals[destination].point if destination in board.hospitals else None
    return None


def _fold_incident_state(board: "Board", recorded: Recorded, order: Order) -> Iterator[Touched]:
    incident = board.incidents[order.incident_id]
    if incident.state in INCIDENT_ENDS:
        return
    state = incident_state(incident, [o for o in board.orders.values() if _is_of(o, incident)])
    if state != incident.state:
        board.incidents[incident.id] = replace(incident, state=state, since=recorded.at)
        yield Touched("incidents", incident.id)


def _is_of(order: Order, incident: Incident) -> bool:
    return order.incident_id == incident.id


def incident_state(incident: Incident, orders: list[Order]) -> IncidentState:
    """Return the state an incident has by its orders; without any that counted, it is open."""
    live = [o for o in orders if o.state not in ORDER_ENDS]
    if live:
        return INCIDENT_SHOWS[max((o.state for o in live), key=ORDER_STEPS.index)]
    if any(o.state in {OrderState.COMPLETED, OrderState.EMPTY_RUN} for o in orders):
        return IncidentState.RESOLVED
    return IncidentState.OPEN if orders else incident.state
