"""Answers derived from the board: what a vehicle shows, which orders live, what rings where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Point
from dispatch_server.contract.entities import (
    Call,
    Incident,
    Message,
    Order,
    Recording,
    Seat,
    Vehicle,
)
from dispatch_server.contract.ids import CallId, IncidentId, LinkId, SeatId, StationId, VehicleId
from dispatch_server.contract.states import (
    CALL_ENDS,
    INCIDENT_ENDS,
    ORDER_ENDS,
    SENDABLE,
    CallState,
    Duty,
    OrderState,
    Priority,
    ReceiptState,
    Role,
    SeatState,
)


@dataclass(frozen=True, slots=True)
class VehicleView:
    """A vehicle with what it shows: its earliest live order, else its duty."""

    vehicle: Vehicle
    order: Order | None
    point: Point | None

    @property
    def is_free(self) -> bool:
        """Whether it may be sent without taking it from somebody."""
        return self.order is None and self.vehicle.duty in SENDABLE

    @property
    def is_at_station(self) -> bool:
        """Whether it stands at its station."""
        return self.order is None and self.vehicle.duty is Duty.AT_STATION


def vehicle_view(board: Board, vehicle_id: VehicleId) -> VehicleView:
    """Return what a vehicle shows now, and where it was last known to be."""
    vehicle = board.vehicles[vehicle_id]
    live = [o for o in live_orders(board.orders.values()) if o.vehicle_id == vehicle_id]
    order = min(live, key=lambda o: (o.stamps[OrderState.ISSUED], o.number), default=None)
    station = board.stations.get(vehicle.station_id)
    point = vehicle.point or (station.point if station else None)
    return VehicleView(vehicle, order, point)


def printer_link(station_id: StationId) -> LinkId:
    """Return the name of the way to a station's printer."""
    return LinkId(f"printer:{station_id}")


def receiver_link(station_id: StationId) -> LinkId:
    """Return the name of the way to a station's receiver."""
    return LinkId(f"receiver:{station_id}")


def live_orders(orders: Iterable[Order]) -> list[Order]:
    """Return the orders that have not ended."""
    return [o for o in orders if o.state not in ORDER_ENDS]


def orders_of(board: Board, incident_id: IncidentId) -> list[Order]:
    """Return all orders of an incident, in the order in which they were issued."""
    return sorted(
        (o for o in board.orders.values() if o.incident_id == incident_id),
        key=lambda o: (o.stamps[OrderState.ISSUED], len(o.number), o.number),
    )


def live_incidents(board: Board) -> list[Incident]:
    """Return the incidents that have not ended, by number."""
    return sorted(
        (i for i in board.incidents.values() if i.state not in INCIDENT_ENDS),
        key=lambda i: i.number,
    )


def waiting_calls(board: Board) -> list[Call]:
    """Return the calls nobody has answered yet, longest wait first."""
    waiting = {CallState.RINGING, CallState.QUEUED}
    return sorted(
        (c for c in board.calls.values() if c.state in waiting), key=lambda c: c.arrived_at
    )


def calls_at(board: Board, seat_id: SeatId) -> list[Call]:
    """Return the live calls this seat talks on, oldest first."""
    return sorted(
        (c for c in board.calls.values() if c.answered_by == seat_id and c.state not in CALL_ENDS),
        key=lambda c: c.arrived_at,
    )


def recordings_of(board: Board, call_id: CallId) -> list[Recording]:
    """Return the recordings of a call."""
    return [r for r in board.recordings.values() if r.call_id == call_id]


def station_orders(board: Board, station_id: StationId) -> list[Order]:
    """Return the live orders of a station, oldest first."""
    return sorted(
        (o for o in live_orders(board.orders.values()) if o.station_id == station_id),
        key=lambda o: (o.stamps[OrderState.ISSUED], o.number),
    )


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat with what it is doing: its calls before what it declares of itself."""

    seat: Seat
    state: SeatState
    since: datetime | None


def seat_view(board: Board, seat_id: SeatId) -> SeatView:
    """Return what a seat is doing now, and since when."""
    seat = board.seats[seat_id]
    talking = calls_at(board, seat_id)
    if talking:
        return SeatView(seat, SeatState.TALKING, talking[0].answered_at)
    ringing = [call for call in waiting_calls(board) if seat_id in call.offered]
    if ringing:
        return SeatView(seat, SeatState.RINGING, ringing[0].arrived_at)
    return SeatView(seat, seat.state, seat.since)


def ready_dispatchers(board: Board) -> list[Seat]:
    """Return the dispatchers' seats that declare themselves ready, talking ones included."""
    return [
        seat
        for seat in board.seats.values()
        if seat.role is Role.DISPATCHER and seat.state is SeatState.READY
    ]


def messages_to(board: Board, seat_id: SeatId) -> list[Message]:
    """Return the messages sent to a seat, oldest first."""
    return sorted(
        (m for m in board.messages.values() if seat_id in m.receipts),
        key=lambda m: (m.sent_at, m.id),
    )


def unread_at(board: Board, seat_id: SeatId) -> list[Message]:
    """Return the messages to a seat that nobody there has read, urgent ones first, then oldest."""
    unread = [
        m for m in messages_to(board, seat_id) if m.receipts[seat_id].state is not ReceiptState.READ
    ]
    return sorted(unread, key=lambda m: m.priority is not Priority.URGENT)
