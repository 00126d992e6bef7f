"""One local day folded from the journal: which calls and incidents it brought, what they met."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from dispatch_server.contract.board import Board, fold
from dispatch_server.contract.day import (
    ANSWERED_IN_TIME_S,
    DEPARTED_IN_TIME_S,
    HOURS,
    DayAnswer,
    DayIncident,
    Share,
)
from dispatch_server.contract.entities import Incident
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.local_time import local
from dispatch_server.contract.states import CallState, OrderState
from dispatch_server.contract.views import orders_of


class Day:
    """A board of one day that forgets nothing; what began before the day is not on it."""

    def __init__(self, day: date, room: Board) -> None:
        self.day = day
        self.board = Board()
        for name in ("seats", "stations", "vehicles", "hospitals"):
            getattr(self.board, name).update(getattr(room, name))

    def take(self, rows: Iterable[Recorded]) -> None:
        """Fold rows in; those of another day, or about something older, change nothing."""
        for recorded in rows:
            if local(recorded.at).date() == self.day:
                with suppress(KeyError):
                    tuple(fold(self.board, recorded))

    def answer(self) -> DayAnswer:
        """Count the day."""
        hours = [0] * HOURS
        for call in self.board.calls.values():
            hours[local(call.arrived_at).hour] += 1
        newest_first = sorted(self.board.incidents.values(), key=lambda i: -i.number)
        return DayAnswer(
            day=self.day,
            calls_by_hour=tuple(hours),
            answered=self._answered(),
            departed=self._departed(),
            abandoned=sum(call.state is CallState.ABANDONED for call in self.board.calls.values()),
            incidents=tuple(self._line(incident) for incident in newest_first),
        )

    def _answered(self) -> Share:
        """Of the calls that were answered, those within the limit; abandoned ones stand apart."""
        waits = [
            (call.answered_at - call.arrived_at).total_seconds()
            for call in self.board.calls.values()
            if call.answered_at is not None
        ]
        return Share(met=sum(wait <= ANSWERED_IN_TIME_S for wait in waits), of=len(waits))

    def _departed(self) -> Share:
        """Of the orders whose vehicle left, those within the limit, by their own word."""
        waits = [
            (order.stamps[OrderState.DEPARTED] - order.stamps[OrderState.ISSUED]).total_seconds()
            for order in self.board.orders.values()
            if OrderState.DEPARTED in order.stamps and OrderState.DEPARTED not in order.estimated
        ]
        return Share(met=sum(wait <= DEPARTED_IN_TIME_S for wait in waits), of=len(waits))

    def _line(self, incident: Incident) -> DayIncident:
        details, vehicles = incident.details, self.board.vehicles
        sent = [vehicles.get(order.vehicle_id) for order in orders_of(self.board, incident.id)]
        return DayIncident(
            incident_id=incident.id,
            number=incident.number,
            state=incident.state,
            drafted_at=incident.drafted_at,
            level=details.level.value if details.level is not None else None,
            place=details.scene.text,
            complaint=details.complaint,
            vehicles=tuple(dict.fromkeys(vehicle.name for vehicle in sent if vehicle)),
        )
