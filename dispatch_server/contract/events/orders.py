"""What happened to dispatch orders."""

from typing import Literal

from dispatch_server.contract.details import Details
from dispatch_server.contract.events.fact import Fact
from dispatch_server.contract.ids import (
    AcceptanceId,
    IncidentId,
    OrderId,
    StationId,
    VehicleId,
)
from dispatch_server.contract.states import Channel, DeliveryState, OrderState


class OrderIssued(Fact):
    """A dispatcher sent a vehicle to an incident, with the form as it stood then.

    `eta_s` and `distance_m` are by road as computed for the decision, None where no way was
    known; `rank` is the vehicle's place in the recommendation (1 = proposed first).
    """

    type: Literal["order.issued"] = "order.issued"
    order_id: OrderId
    number: str
    incident_id: IncidentId
    acceptance_id: AcceptanceId
    vehicle_id: VehicleId
    station_id: StationId
    details: Details
    eta_s: float | None
    distance_m: float | None
    rank: int | None


class OrderMoved(Fact):
    """An order reached a state. `skipped` names the steps passed over, their times estimated."""

    type: Literal["order.moved"] = "order.moved"
    order_id: OrderId
    to: OrderState
    skipped: tuple[OrderState, ...] = ()


class PatientContacted(Fact):
    """The crew reached the patient (接触病人), a stamp within arrived."""

    type: Literal["order.patient_contacted"] = "order.patient_contacted"
    order_id: OrderId


class DeliveryReported(Fact):
    """How far the order came on one channel."""

    type: Literal["order.delivery_reported"] = "order.delivery_reported"
    order_id: OrderId
    channel: Channel
    state: DeliveryState
    cause: str = ""


class ReprintAsked(Fact):
    """Somebody wants the order sheet once more."""

    type: Literal["order.reprint_asked"] = "order.reprint_asked"
    order_id: OrderId
