"""States of the things of the room, and the moves that are legal between them."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Final


class CallState(StrEnum):
    """Life of one telephone call (来电)."""

    RINGING = "ringing"
    QUEUED = "queued"
    ANSWERED = "answered"
    HELD = "held"
    CONFERENCE = "conference"
    TRANSFERRING = "transferring"
    ENDED = "ended"
    ABANDONED = "abandoned"
    INTERCEPTED = "intercepted"
    LOCKED = "locked"


class IncidentState(StrEnum):
    """Life of one emergency (事件); derived from its orders where orders live."""

    DRAFT = "draft"
    OPEN = "open"
    PENDING = "pending"
    NO_VEHICLE = "no_vehicle"
    DISPATCHED = "dispatched"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    TRANSPORTING = "transporting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


class OrderState(StrEnum):
    """Life of one dispatch order (派车单): one vehicle sent to one incident."""

    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    LOADED = "loaded"
    AT_HOSPITAL = "at_hospital"
    HANDED_OVER = "handed_over"
    COMPLETED = "completed"
    EMPTY_RUN = "empty_run"
    ABORTED = "aborted"
    REFUSED = "refused"


class Duty(StrEnum):
    """What a vehicle without a live order is doing."""

    AT_STATION = "at_station"
    ON_ROAD = "on_road"
    MOVING_UP = "moving_up"
    OUT_OF_SERVICE = "out_of_service"
    OFF_DUTY = "off_duty"


class SeatState(StrEnum):
    """What a working place (座席) is doing."""

    SIGNED_OUT = "signed_out"
    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    BUSY = "busy"
    AWAY = "away"
    LOCKED = "locked"


class Priority(StrEnum):
    """How soon a message must be read."""

    ORDINARY = "ordinary"
    URGENT = "urgent"


class AddresseeKind(StrEnum):
    """To whom a message goes: one seat, one station, or many."""

    SEAT = "seat"
    STATION = "station"
    DISPATCHERS = "dispatchers"
    STATIONS = "stations"
    EVERYONE = "everyone"


class ReceiptState(StrEnum):
    """What is known of a message at one seat; without a receipt it is unknown."""

    UNKNOWN = "unknown"
    RECEIVED = "received"
    READ = "read"


class HandOverKind(StrEnum):
    """What kind of thing is left open at a change of shift."""

    INCIDENT = "incident"
    CALL = "call"
    ORDER = "order"
    MESSAGE = "message"
    LINK = "link"


class Role(StrEnum):
    """What a working place is for."""

    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    STATION = "station"
    DIRECTOR = "director"
    MAINTAINER = "maintainer"


class LinkState(StrEnum):
    """How the way to a neighbour is; unknown is never shown as well."""

    UP = "up"
    SLOW = "slow"
    DOWN = "down"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """A way by which an order reaches a station or its vehicle."""

    STATION_SCREEN = "station_screen"
    VEHICLE_SCREEN = "vehicle_screen"
    PRINTER = "printer"


class DeliveryState(StrEnum):
    """How far an order has come on one channel.

    `delivered` on the screen is the receiver's own journalled receipt; `printed` is the printer's
    completed job.
    """

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    PRINTED = "printed"
    FAILED = "failed"


class AcceptanceKind(StrEnum):
    """What one handling of a call about an incident was."""

    FIRST_REPORT = "first_report"
    CHASE = "chase"
    SUPPLEMENT = "supplement"
    REINFORCE = "reinforce"
    RECORD_ONLY = "record_only"


class Level(IntEnum):
    """How urgent an incident is (1级 濒危 … 4级 非急); proposal of DOMAIN §3.8."""

    DYING = 1
    CRITICAL = 2
    URGENT = 3
    NON_URGENT = 4


class CancelReason(StrEnum):
    """Why an incident is cancelled before its orders ended (撤消)."""

    FALSE_ALARM = "false_alarm"
    MALICIOUS = "malicious"
    MISDIAL = "misdial"
    SILENT = "silent"
    OWN_WAY = "own_way"
    CALLER_CANCELLED = "caller_cancelled"
    INQUIRY = "inquiry"
    TEST = "test"
    OTHER = "other"


S = OrderState

ORDER_STEPS: Final[tuple[OrderState, ...]] = (
    S.ISSUED,
    S.ACKNOWLEDGED,
    S.DEPARTED,
    S.ARRIVED,
    S.LOADED,
    S.AT_HOSPITAL,
    S.HANDED_OVER,
    S.COMPLETED,
)
"""The ordinary course of an order; a forward skip stamps what it passed as estimated."""

ORDER_ENDS: Final[frozenset[OrderState]] = frozenset(
    {S.COMPLETED, S.EMPTY_RUN, S.ABORTED, S.REFUSED}
)

ORDER_MOVES: Final[Mapping[OrderState, frozenset[OrderState]]] = {
    S.ISSUED: frozenset(
        {S.ACKNOWLEDGED, S.DEPARTED, S.ARRIVED, S.LOADED, S.AT_HOSPITAL, S.REFUSED, S.ABORTED}
    ),
    S.ACKNOWLEDGED: frozenset(
        {S.DEPARTED, S.ARRIVED, S.LOADED, S.AT_HOSPITAL, S.REFUSED, S.ABORTED}
    ),
    S.DEPARTED: frozenset({S.ARRIVED, S.LOADED, S.AT_HOSPITAL, S.ABORTED}),
    S.ARRIVED: frozenset({S.LOADED, S.AT_HOSPITAL, S.COMPLETED, S.EMPTY_RUN, S.ABORTED}),
    S.LOADED: frozenset({S.AT_HOSPITAL, S.HANDED_OVER, S.ABORTED}),
    S.AT_HOSPITAL: frozenset({S.HANDED_OVER, S.COMPLETED, S.ABORTED}),
    S.HANDED_OVER: frozenset({S.COMPLETED, S.ABORTED}),
    S.COMPLETED: frozenset(),
    S.EMPTY_RUN: frozenset(),
    S.ABORTED: frozenset(),
    S.REFUSED: frozenset(),
}

CALL_ENDS: Final[frozenset[CallState]] = frozenset({CallState.ENDED, CallState.ABANDONED})

INCIDENT_ENDS: Final[frozenset[IncidentState]] = frozenset(
    {IncidentState.CLOSED, IncidentState.CANCELLED, IncidentState.MERGED}
)

DISPATCHABLE: Final[frozenset[IncidentState]] = (
    frozenset(IncidentState) - INCIDENT_ENDS - {IncidentState.DRAFT}
)
"""An order needs a place, and an incident that has not ended."""

CANCELLABLE: Final[frozenset[IncidentState]] = frozenset(
    {
        IncidentState.DRAFT,
        IncidentState.OPEN,
        IncidentState.PENDING,
        IncidentState.NO_VEHICLE,
        IncidentState.DISPATCHED,
        IncidentState.EN_ROUTE,
        IncidentState.ON_SCENE,
        IncidentState.TRANSPORTING,
    }
)

CLOSABLE: Final[frozenset[IncidentState]] = frozenset({IncidentState.RESOLVED})

_DECLARED: Final = frozenset({SeatState.READY, SeatState.BUSY, SeatState.AWAY, SeatState.WRAP_UP})

SEAT_MOVES: Final[Mapping[SeatState, frozenset[SeatState]]] = {
    **{state: _DECLARED - {state} for state in SeatState if state in _DECLARED},
    SeatState.SIGNED_OUT: frozenset(),
    SeatState.RINGING: frozenset(),
    SeatState.TALKING: frozenset(),
    SeatState.LOCKED: frozenset(),
}
"""What a desk may declare of itself. Ringing and talking are derived from its calls, signed out
and locked from who sits there."""

SEAT_LEAVES: Final[frozenset[SeatState]] = frozenset({SeatState.BUSY, SeatState.AWAY})
"""A dispatcher may declare these only while another dispatcher's seat is ready."""

DECLARING: Final[frozenset[Role]] = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
"""Seats that take calls and so declare a state, and hand over."""

SENDABLE: Final[frozenset[Duty]] = frozenset({Duty.AT_STATION, Duty.ON_ROAD, Duty.MOVING_UP})
