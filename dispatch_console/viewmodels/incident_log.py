"""What is known to have happened about the chosen incident, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.chosen_incident import ChosenIncident
from dispatch_console.viewmodels.order_timeline import END_WORDS, STEP_WORDS
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.wording import telephone, time_of_day, together
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Call, Incident, Order
from dispatch_server.contract.states import DeliveryState
from dispatch_server.contract.views import orders_of, recordings_of
from dispatch_server.contract.words import ACCEPTANCE_WORDS, CHANNEL_WORDS, DELIVERY_WORDS


@dataclass(frozen=True, slots=True)
class LogRow:
    """One fact: when, about whom, what; `grave` marks what somebody must look at."""

    at: datetime
    who: str
    what: str
    grave: bool = False

    @property
    def time(self) -> str:
        """The local clock time."""
        return time_of_day(self.at)


class IncidentLog(QObject):
    """The record of the chosen incident, told from the board."""

    changed = pyqtSignal()

    def __init__(
        self, chosen: ChosenIncident, mirror: Mirror, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self._mirror = mirror
        self.model: RowModel[LogRow] = RowModel(
            lambda row: f"{row.time} {row.who} {row.what}", self
        )
        chosen.switched.connect(self.refresh)
        chosen.changed.connect(self.refresh)
        mirror.changed.connect(self._on_changed)

    def refresh(self) -> None:
        """Read the facts anew."""
        incident = self._chosen.incident
        facts = _facts(self._mirror.board, incident) if incident is not None else ()
        self.model.replace(sorted(facts, key=lambda row: row.at, reverse=True))
        self.changed.emit()

    def _on_changed(self, kind: str, _thing: str) -> None:
        if kind in {"recordings", "acceptances"}:
            self.refresh()


def _facts(board: Board, incident: Incident) -> Iterator[LogRow]:
    for call in board.calls.values():
        if call.incident_id == incident.id:
            yield from _call_facts(board, call)
    for acceptance in board.acceptances.values():
        if acceptance.incident_id == incident.id:
            seat = board.seats.get(acceptance.seat_id) if acceptance.seat_id is not None else None
            who = seat.name if seat is not None else "受理"
            yield LogRow(acceptance.at, who, ACCEPTANCE_WORDS[acceptance.kind])
    if incident.opened_at is not None:
        yield LogRow(incident.opened_at, "受理", "现场已定，已受理")
    for order in orders_of(board, incident.id):
        yield from _order_facts(board, order)


def _call_facts(board: Board, call: Call) -> Iterator[LogRow]:
    yield LogRow(call.arrived_at, "来电", telephone(call.ani))
    if call.ended_at is not None:
        yield LogRow(call.ended_at, "来电", "通话结束")
    for recording in recordings_of(board, call.id):
        if recording.fault:
            yield LogRow(recording.started_at, "录音", recording.fault, grave=True)
        else:
            sealed = "已封存" if recording.sha256 else "录音中"
            yield LogRow(recording.started_at, "录音", sealed)


def _order_facts(board: Board, order: Order) -> Iterator[LogRow]:
    vehicle = board.vehicles.get(order.vehicle_id)
    name = vehicle.name if vehicle is not None else order.number
    for state, stamp in order.stamps.items():
        if state in STEP_WORDS:
            guessed = "（推算）" if state in order.estimated else ""
            yield LogRow(stamp, name, STEP_WORDS[state] + guessed)
    if order.contacted_at is not None:
        yield LogRow(order.contacted_at, name, "接触病人")
    if order.state in END_WORDS:
        yield LogRow(order.since, name, together([END_WORDS[order.state], order.reason]))
    for channel, delivery in order.deliveries.items():
        failed = delivery.state is DeliveryState.FAILED
        words = together([DELIVERY_WORDS[delivery.state], delivery.cause])
        yield LogRow(delivery.at, CHANNEL_WORDS[channel], f"{name} {words}", grave=failed)
