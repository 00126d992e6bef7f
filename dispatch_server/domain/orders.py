"""Decisions about dispatch orders: issue, move along, deliver, reprint."""

from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.orders import IssueOrder
from dispatch_server.contract.details import Details
from dispatch_server.contract.entities import Incident, Order, Seat
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.incidents import IncidentOpened, PatientReported
from dispatch_server.contract.events.orders import (
    DeliveryReported,
    OrderIssued,
    OrderMoved,
    PatientContacted,
    ReprintAsked,
)
from dispatch_server.contract.ids import AcceptanceId, OrderId, PatientId, VehicleId
from dispatch_server.contract.states import (
    DISPATCHABLE,
    ORDER_ENDS,
    ORDER_MOVES,
    ORDER_STEPS,
    Channel,
    DeliveryState,
    IncidentState,
    OrderState,
)
from dispatch_server.contract.views import VehicleView, orders_of, vehicle_view
from dispatch_server.contract.words import DUTY_WORDS, INCIDENT_WORDS, ORDER_WORDS
from dispatch_server.domain import incidents
from dispatch_server.domain.errors import (
    IllegalMove,
    NotFound,
    NotYours,
    PlaceMissing,
    ReasonMissing,
    VehicleTaken,
)

OTHER_VEHICLES = "这张派车单不是本车的，只能由本车、本站或调度员改"
NEEDS_REASON = frozenset({OrderState.ABORTED, OrderState.REFUSED, OrderState.EMPTY_RUN})


def known(board: Board, order_id: OrderId) -> Order:
    """Return the order, or refuse."""
    order = board.orders.get(order_id)
    if order is None:
        raise NotFound("派车单")
    return order


def issue(board: Board, command: IssueOrder, order_id: OrderId) -> list[Event]:
    """Decide that a vehicle goes to an incident, with the form as the dispatcher saw it."""
    incident = incidents.known(board, command.incident_id)
    if incident.state not in DISPATCHABLE | {IncidentState.DRAFT}:
        raise IllegalMove(f"事件{INCIDENT_WORDS[incident.state]}，不能再派车")
    details = incidents.on_form(incident, command.details, command.base)
    if not details.scene.text.strip() and details.scene.point is None:
        raise PlaceMissing
    view = _free(board, command.vehicle_id)
    described = incidents.describe(incident, details)
    if incident.state is IncidentState.DRAFT and details.scene.point is None:
        described.append(IncidentOpened(incident_id=incident.id))
    return [
        *described,
        *_patients(board, incident, details),
        OrderIssued(
            order_id=order_id,
            number=f"{incident.number}-{len(orders_of(board, incident.id)) + 1}",
            incident_id=incident.id,
            acceptance_id=_latest_acceptance(board, incident),
            vehicle_id=view.vehicle.id,
            station_id=view.vehicle.station_id,
            details=details,
            eta_s=command.eta_s,
            distance_m=command.distance_m,
            rank=command.rank,
        ),
    ]


def _free(board: Board, vehicle_id: VehicleId) -> VehicleView:
    if vehicle_id not in board.vehicles:
        raise NotFound("车辆")
    view = vehicle_view(board, vehicle_id)
    if view.is_free:
        return view
    name = view.vehicle.name
    if view.order is not None:
        raise VehicleTaken(
            f"{name} 已有派车单 {view.order.number}（{ORDER_WORDS[view.order.state]}），另选一辆"
        )
    raise VehicleTaken(f"{name} {DUTY_WORDS[view.vehicle.duty]}，另选一辆")


def _patients(board: Board, incident: Incident, details: Details) -> list[Event]:
    """Return the patients to report with the first order; later orders add none."""
    if any(p.incident_id == incident.id for p in board.patients.values()):
        return []
    if details.patient_count < 1:
        return []
    first = PatientReported(
        patient_id=PatientId(f"p-{incident.id}-1"),
        incident_id=incident.id,
        sex=details.sex,
        age=details.age,
    )
    return [first]


def _latest_acceptance(board: Board, incident: Incident) -> AcceptanceId:
    mine = [a for a in board.acceptances.values() if a.incident_id == incident.id]
    return max(mine, key=lambda a: a.at).id


def move(order: Order, to: OrderState, *, by: Seat, reason: str) -> list[Event]:
    """Decide that an order reaches a state, or refuse."""
    may_touch(order, by)
    if to not in ORDER_MOVES[order.state]:
        raise IllegalMove(
            f"派车单 {order.number} {ORDER_WORDS[order.state]}，不能改为{ORDER_WORDS[to]}"
        )
    if to in NEEDS_REASON and not reason.strip():
        raise ReasonMissing(ORDER_WORDS[to])
    return [OrderMoved(order_id=order.id, to=to, skipped=_skipped(order.state, to))]


def _skipped(state: OrderState, to: OrderState) -> tuple[OrderState, ...]:
    """Return the steps passed over; a patient treated on scene has skipped none."""
    if to not in ORDER_STEPS or (state is OrderState.ARRIVED and to is OrderState.COMPLETED):
        return ()
    return ORDER_STEPS[ORDER_STEPS.index(state) + 1 : ORDER_STEPS.index(to)]


def contact(order: Order, *, by: Seat) -> list[Event]:
    """Decide that the crew reached the patient."""
    may_touch(order, by)
    if order.state is not OrderState.ARRIVED:
        raise IllegalMove(f"派车单 {order.number} {ORDER_WORDS[order.state]}，到达现场后才接触病人")
    return [] if order.contacted_at else [PatientContacted(order_id=order.id)]


def deliver(
    order: Order, channel: Channel, state: DeliveryState, *, cause: str = ""
) -> list[Event]:
    """Decide how far an order has come on a channel; what was said before is not said again."""
    before = order.deliveries.get(channel)
    if before is not None and (before.state, before.cause) == (state, cause):
        return []
    return [DeliveryReported(order_id=order.id, channel=channel, state=state, cause=cause)]


def receive(
    order: Order, channel: Channel, state: DeliveryState, *, by: Seat, cause: str = ""
) -> list[Event]:
    """Decide that a receipt counts: of a receiver for its station, of a vehicle for itself."""
    may_touch(order, by)
    own = Channel.STATION_SCREEN if by.vehicle_id is None else Channel.VEHICLE_SCREEN
    if channel is not own or state not in {
        DeliveryState.DELIVERED,
        DeliveryState.FAILED,
    }:
        raise IllegalMove("受警机和车载终端只能回报本机屏幕的送达情况")
    return deliver(order, channel, state, cause=cause)


def reprint(board: Board, order: Order, *, by: Seat) -> list[Event]:
    """Decide that the sheet is printed once more, where there is a printer."""
    may_touch(order, by)
    if order.state in ORDER_ENDS:
        raise IllegalMove(f"派车单 {order.number} 已结束，不再打印")
    station = board.stations[order.station_id]
    if not station.printer:
        raise IllegalMove(f"{station.name}没有登记打印机，打不了派车单；用电话通知")
    return [ReprintAsked(order_id=order.id)]


def may_touch(order: Order, by: Seat) -> None:
    """Refuse a station's seat, or a vehicle's device, that reaches for another one's order."""
    if by.vehicle_id is not None and by.vehicle_id != order.vehicle_id:
        raise NotYours(OTHER_VEHICLES)
    if by.vehicle_id is None and by.station_id not in {None, order.station_id}:
        raise NotYours
