"""What desks and stations may ask about dispatch orders."""

from typing import ClassVar

from pydantic import Field

from dispatch_server.contract.commands.command import Command
from dispatch_server.contract.details import Details
from dispatch_server.contract.ids import IncidentId, OrderId, VehicleId
from dispatch_server.contract.states import Channel, DeliveryState, Duty, OrderState


class IssueOrder(Command):
    """Send a vehicle to an incident, with the form as it stands at the desk.

    `details` is journalled in the same transaction when it differs from what the server has, so
    that the order never carries less than the dispatcher saw; `base` as in `DescribeIncident`.
    """

    PATH: ClassVar[str] = "/orders/issue"

    incident_id: IncidentId
    vehicle_id: VehicleId
    details: Details
    base: Details | None = None
    eta_s: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    distance_m: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    rank: int | None = Field(default=None, ge=1)


class MoveOrder(Command):
    """Ask that an order reach a state; to abort, refuse or run empty needs a `reason`."""

    PATH: ClassVar[str] = "/orders/move"

    order_id: OrderId
    to: OrderState
    reason: str = Field(default="", max_length=200)


class ReportContact(Command):
    """The crew reached the patient."""

    PATH: ClassVar[str] = "/orders/contact"

    order_id: OrderId


class ReportDelivery(Command):
    """A receiver says that it shows the order; this is its receipt."""

    PATH: ClassVar[str] = "/orders/delivery"

    order_id: OrderId
    channel: Channel
    state: DeliveryState
    cause: str = Field(default="", max_length=200)


class ReprintOrder(Command):
    """Print the order sheet once more."""

    PATH: ClassVar[str] = "/orders/reprint"

    order_id: OrderId


class SetDuty(Command):
    """Change what a vehicle without a live order is doing (实力恢复, 暂停调用)."""

    PATH: ClassVar[str] = "/vehicles/duty"

    vehicle_id: VehicleId
    duty: Duty
    reason: str = Field(default="", max_length=200)
