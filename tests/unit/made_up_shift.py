"""Endless shifts of a made-up room: facts in an order in which they could have happened."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.calls import CallArrived, CallEnded, CallLinked
from dispatch_server.contract.events.incidents import (
    AcceptanceOpened,
    IncidentCancelled,
    IncidentDescribed,
    IncidentDrafted,
    PatientReported,
)
from dispatch_server.contract.events.orders import DeliveryReported, OrderIssued, OrderMoved
from dispatch_server.contract.events.people import PersonRegistered, PersonSignedIn
from dispatch_server.contract.events.resources import (
    DutySet,
    LinkChanged,
    SeatRegistered,
    VehicleRegistered,
)
from dispatch_server.contract.events.seats import (
    HandOverOffered,
    MessageRead,
    MessageReceived,
    MessageSent,
    SeatDeclared,
)
from dispatch_server.contract.ids import (
    AcceptanceId,
    CallId,
    HandOverId,
    IncidentId,
    MessageId,
    OrderId,
    PatientId,
    PersonId,
    SeatId,
)
from dispatch_server.contract.states import (
    INCIDENT_ENDS,
    ORDER_ENDS,
    AcceptanceKind,
    AddresseeKind,
    CancelReason,
    Channel,
    DeliveryState,
    Duty,
    LinkState,
    OrderState,
    Priority,
    Role,
    SeatState,
)
from dispatch_server.contract.views import printer_link, receiver_link
from tests.builders import (
    ANI,
    DETAILS,
    FAR_STATION,
    FAR_VEHICLE,
    OTHER_SEAT,
    RECEIVER,
    SEAT,
    START,
    STATION,
    VEHICLE,
    room,
)

FAR_RECEIVER = SeatId("receiver-2")
SEATS = (SEAT, OTHER_SEAT, RECEIVER, FAR_RECEIVER)
T = TypeVar("T")


class Shift:
    """Makes one fact after another up, each about what is on the board or about something new."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - a test's dice
        self._number = 0
        self._kinds: tuple[Callable[[Board], Iterator[Event]], ...] = (
            self._call,
            self._incident,
            self._describe,
            self._order,
            self._order,
            self._move,
            self._move,
            self._deliver,
            self._cancel,
            self._message,
            self._receipt,
            self._seat,
            self._link,
            self._vehicle,
            self._people,
        )

    @property
    def start(self) -> list[Event]:
        """The room before the shift."""
        far = SeatRegistered(
            seat_id=FAR_RECEIVER, name="示范二站受警机", role=Role.STATION, station_id=FAR_STATION
        )
        return [*room(), far]

    def next(self, board: Board) -> list[Event]:
        """Make up what is journalled in one go."""
        while True:
            self._number += 1
            events = list(self._dice.choice(self._kinds)(board))
            if events:
                return events

    def _call(self, board: Board) -> Iterator[Event]:
        call_id = CallId(f"call-{self._number}")
        yield CallArrived(call_id=call_id, ani=ANI, dialled="120")
        if board.incidents and self._dice.random() < 0.5:
            incident_id = self._dice.choice(list(board.incidents))
            yield CallLinked(call_id=call_id, incident_id=incident_id)
        yield CallEnded(call_id=call_id, by="caller", cause="")

    def _incident(self, board: Board) -> Iterator[Event]:
        incident_id = IncidentId(f"i-{self._number}")
        yield IncidentDrafted(incident_id=incident_id, number=board.last_number + 1)
        yield AcceptanceOpened(
            acceptance_id=AcceptanceId(f"a-{self._number}"),
            incident_id=incident_id,
            call_id=None,
            seat_id=SEAT,
            kind=AcceptanceKind.FIRST_REPORT,
        )
        patient_id = PatientId(f"p-{self._number}")
        yield PatientReported(patient_id=patient_id, incident_id=incident_id, sex=None, age=58)

    def _describe(self, board: Board) -> Iterator[Event]:
        for incident in self._live(board):
            details = replace(DETAILS, notes=f"{self._number}")
            yield IncidentDescribed(incident_id=incident, details=details)

    def _order(self, board: Board) -> Iterator[Event]:
        for incident_id in self._live(board):
            vehicle_id = self._dice.choice((VEHICLE, FAR_VEHICLE))
            yield OrderIssued(
                order_id=OrderId(f"o-{self._number}"),
                number=f"{self._number}-1",
                incident_id=incident_id,
                acceptance_id=AcceptanceId("a-1"),
                vehicle_id=vehicle_id,
                station_id=board.vehicles[vehicle_id].station_id,
                details=DETAILS,
                eta_s=None,
                distance_m=None,
                rank=None,
            )

    def _move(self, board: Board) -> Iterator[Event]:
        live = [order.id for order in board.orders.values() if order.state not in ORDER_ENDS]
        states = (OrderState.DEPARTED, OrderState.ARRIVED, OrderState.COMPLETED)
        for order_id in self._one(live):
            yield OrderMoved(order_id=order_id, to=self._dice.choice(states))

    def _deliver(self, board: Board) -> Iterator[Event]:
        for order_id in self._one(list(board.orders)):
            channel = Channel.PRINTER
            yield DeliveryReported(order_id=order_id, channel=channel, state=DeliveryState.PRINTED)

    def _cancel(self, board: Board) -> Iterator[Event]:
        for incident_id in self._live(board):
            yield IncidentCancelled(incident_id=incident_id, why=CancelReason.TEST)

    def _message(self, board: Board) -> Iterator[Event]:
        sender, *seats = self._dice.sample(SEATS, self._dice.randint(2, len(SEATS)))
        yield MessageSent(
            message_id=MessageId(f"m-{self._number}"),
            sender=sender,
            to=Addressee(AddresseeKind.EVERYONE),
            seats=tuple(seats),
            text=f"{len(board.messages)}",
            priority=Priority.ORDINARY,
        )

    def _receipt(self, board: Board) -> Iterator[Event]:
        for message_id in self._one(list(board.messages)):
            seat_id = self._dice.choice(list(board.messages[message_id].receipts))
            yield MessageReceived(message_id=message_id, seat_id=seat_id)
            yield MessageRead(message_id=message_id, seat_id=seat_id)

    def _seat(self, board: Board) -> Iterator[Event]:
        seat_id = self._dice.choice(SEATS)
        yield SeatDeclared(seat_id=seat_id, state=self._dice.choice(list(SeatState)))
        handover_id = HandOverId(f"h-{self._number}")
        yield HandOverOffered(handover_id=handover_id, seat_id=SEAT, items=(), notes="")

    def _link(self, _board: Board) -> Iterator[Event]:
        station = self._dice.choice((STATION, FAR_STATION))
        link_id = self._dice.choice((printer_link, receiver_link))(station)
        yield LinkChanged(link_id=link_id, state=self._dice.choice(list(LinkState)))

    def _vehicle(self, board: Board) -> Iterator[Event]:
        """Move a vehicle to another station now and then, or change what it does."""
        vehicle = board.vehicles[self._dice.choice((VEHICLE, FAR_VEHICLE))]
        if self._dice.random() < 0.5:
            yield DutySet(vehicle_id=vehicle.id, duty=self._dice.choice(list(Duty)))
            return
        yield VehicleRegistered(
            vehicle_id=vehicle.id,
            name=vehicle.name,
            plate=vehicle.plate,
            kind=vehicle.kind,
            station_id=self._dice.choice((STATION, FAR_STATION)),
            crew=f"{self._number}",
        )

    def _people(self, _board: Board) -> Iterator[Event]:
        person_id = PersonId(f"person-{self._number}")
        yield PersonRegistered(
            person_id=person_id, number=f"{self._number}", name="示范甲", roles=(Role.STATION,)
        )
        yield PersonSignedIn(
            person_id=person_id,
            seat_id=self._dice.choice(SEATS),
            roles=(Role.STATION,),
            expires_at=START + timedelta(days=1),
        )

    def _live(self, board: Board) -> list[IncidentId]:
        live = [i.id for i in board.incidents.values() if i.state not in INCIDENT_ENDS]
        return self._one(live)

    def _one(self, things: list[T]) -> list[T]:
        return [self._dice.choice(things)] if things else []
