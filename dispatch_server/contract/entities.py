"""The things on the board: calls, incidents, orders, vehicles and the places they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.details import Details, Point, Sex, Subscriber
from dispatch_server.contract.handing_over import HandOverItem
from dispatch_server.contract.ids import (
    AcceptanceId,
    CallId,
    ClosureId,
    DeviceId,
    HandOverId,
    HospitalId,
    IncidentId,
    LinkId,
    MessageId,
    OrderId,
    PatientId,
    PersonId,
    RecordingId,
    SeatId,
    StationId,
    VehicleId,
)
from dispatch_server.contract.states import (
    AcceptanceKind,
    CallState,
    CancelReason,
    Channel,
    DeliveryState,
    Duty,
    IncidentState,
    LinkState,
    OrderState,
    Priority,
    ReceiptState,
    Role,
    SeatState,
)


@dataclass(frozen=True, slots=True)
class Call:
    """One telephone call. `offered` are the seats whose phones ring for it."""

    id: CallId
    ani: str | None
    dialled: str
    state: CallState
    arrived_at: datetime
    subscriber: Subscriber | None = None
    offered: tuple[SeatId, ...] = ()
    answered_by: SeatId | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    incident_id: IncidentId | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """The sound of one call. `sha256` is empty until the file is sealed."""

    id: RecordingId
    call_id: CallId
    file: str
    started_at: datetime
    incident_id: IncidentId | None = None
    bytes: int = 0
    seconds: float = 0.0
    sha256: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """One emergency, as known now."""

    id: IncidentId
    number: int
    state: IncidentState
    since: datetime
    drafted_at: datetime
    seat_id: SeatId | None = None
    details: Details = field(default_factory=Details)
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled_why: CancelReason | None = None
    merged_into: IncidentId | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One handling of a call about an incident."""

    id: AcceptanceId
    incident_id: IncidentId
    call_id: CallId | None
    seat_id: SeatId | None
    kind: AcceptanceKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient of an incident."""

    id: PatientId
    incident_id: IncidentId
    sex: Sex | None
    age: int | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far an order has come on one channel."""

    state: DeliveryState
    at: datetime
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One vehicle sent to one incident, as known now.

    `stamps` holds when each state was reached (t3 issued … t8 completed); states in `estimated`
    were passed over and carry the time of the step after them.
    """

    id: OrderId
    number: str
    incident_id: IncidentId
    acceptance_id: AcceptanceId
    vehicle_id: VehicleId
    station_id: StationId
    state: OrderState
    since: datetime
    details: Details
    eta_s: float | None
    distance_m: float | None
    stamps: Mapping[OrderState, datetime]
    estimated: tuple[OrderState, ...] = ()
    contacted_at: datetime | None = None
    deliveries: Mapping[Channel, Delivery] = field(default_factory=dict)
    reprints: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Station:
    """An ambulance station (急救分站)."""

    id: StationId
    name: str
    address: str
    point: Point
    phone: str
    printer: str = ""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """An ambulance. `duty` counts only while no live order runs; see `views.vehicle_view`.

    `point` is the last place it is known to have been, None while it is at its station.
    """

    id: VehicleId
    name: str
    plate: str
    kind: str
    station_id: StationId
    crew: str
    duty: Duty
    duty_since: datetime
    duty_reason: str = ""
    duty_until: datetime | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital that receives patients."""

    id: HospitalId
    name: str
    address: str
    point: Point
    phone: str
    centres: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seat:
    """A working place of the room or of a station, or a vehicle's device, which stands on no board.

    `state` is what the desk declares of itself, `since` None while it never did; what it is
    doing now, calls included, is `views.seat_view`.
    """

    id: SeatId
    name: str
    role: Role
    phone: str = ""
    station_id: StationId | None = None
    state: SeatState = SeatState.READY
    since: datetime | None = None
    reason: str = ""
    vehicle_id: VehicleId | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """The way to a neighbour, as last seen."""

    id: LinkId
    state: LinkState
    since: datetime
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here. `number` is the staff number, by which people sign in.

    `station_id` is where a person of the role station works, None for the room.
    """

    id: PersonId
    number: str
    name: str
    roles: tuple[Role, ...]
    active: bool = True
    station_id: StationId | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who sits at a seat, in which roles, and until when without signing in again."""

    seat_id: SeatId
    person_id: PersonId
    roles: tuple[Role, ...]
    since: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Device:
    """A receiver or a vehicle's device with a credential of its own, bound to one of the two.

    Of a vehicle's device `seat_id` is the name under which the journal knows it.
    """

    id: DeviceId
    seat_id: SeatId
    issued_at: datetime
    revoked_at: datetime | None = None
    vehicle_id: VehicleId | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What one addressee has said of a message; nothing said is unknown, not unread."""

    received_at: datetime | None = None
    read_at: datetime | None = None

    @property
    def state(self) -> ReceiptState:
        """How far the message is known to have come."""
        if self.read_at is not None:
            return ReceiptState.READ
        return ReceiptState.RECEIVED if self.received_at is not None else ReceiptState.UNKNOWN


@dataclass(frozen=True, slots=True)
class Message:
    """Words from one seat to others. `receipts` has every seat it was sent to, and no other."""

    id: MessageId
    sender: SeatId
    to: Addressee
    text: str
    priority: Priority
    sent_at: datetime
    receipts: Mapping[SeatId, Receipt]
    incident_id: IncidentId | None = None

    @property
    def is_settled(self) -> bool:
        """Whether everybody it was sent to has read it."""
        return all(receipt.read_at is not None for receipt in self.receipts.values())


@dataclass(frozen=True, slots=True)
class Closure:
    """A stretch of road that cannot be driven; see `RoadClosed`."""

    id: ClosureId
    line: tuple[Point, ...]
    street: str
    reason: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a leaving desk hands over, as it stood when it signed, and who took it."""

    id: HandOverId
    leaving: SeatId
    items: tuple[HandOverItem, ...]
    notes: str
    offered_at: datetime
    taking: SeatId | None = None
    taken_at: datetime | None = None
