"""The incidents that are not over, the most urgent first, each with the limit that runs."""

from dataclasses import dataclass, replace
from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.form_words import patient_words
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.running_limits import Running, running
from dispatch_console.viewmodels.urgency import Urgency
from dispatch_console.viewmodels.wording import together
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Incident, Order
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.states import ORDER_ENDS, ORDER_STEPS, IncidentState
from dispatch_server.contract.views import live_incidents, orders_of

_WAITING: Final = frozenset({IncidentState.PENDING, IncidentState.NO_VEHICLE})
_NO_LIMIT: Final = 1e9


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One running incident. `family` and `state` name the sign that it shows."""

    key: str
    incident_id: IncidentId
    number: int
    level: int | None
    place: str
    what: str
    family: str
    state: str
    limit: Running | None

    @property
    def overdue(self) -> bool:
        """Whether its limit has passed."""
        return self.limit is not None and self.limit.urgency is Urgency.OVERDUE

    @property
    def waiting(self) -> bool:
        """Whether it waits for a vehicle."""
        return self.state in _WAITING

    @property
    def words(self) -> str:
        """The row as plain words."""
        return together([str(self.number), self.place, self.what])


class RunningIncidents(QObject):
    """Keeps the list sorted: waiting for a vehicle, overdue, then by what is left of the limit."""

    changed = pyqtSignal()

    def __init__(self, mirror: Mirror, clock: DeskClock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._clock = clock
        self.model: RowModel[IncidentRow] = RowModel(
            lambda row: row.words, self, key=lambda row: row.incident_id
        )
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self.refresh)
        clock.ticked.connect(self.refresh)

    @property
    def rows(self) -> tuple[IncidentRow, ...]:
        """The rows, most urgent first."""
        return self.model.rows

    def refresh(self) -> None:
        """Sort anew and let every limit run on."""
        board, now = self._mirror.board, self._clock.now()
        rows = []
        for incident in live_incidents(board):
            orders = orders_of(board, incident.id)
            rows.append(_row(board, incident, orders, running(incident, orders, now)))
        rows.sort(key=_urgency)
        keyed = [_with_key(row, place) for place, row in enumerate(rows, 1)]
        self.model.replace(keyed)
        self.changed.emit()

    def _on_changed(self, kind: str, _thing: str) -> None:
        if kind in {"incidents", "orders", "vehicles"}:
            self.refresh()


def _urgency(row: IncidentRow) -> tuple[bool, bool, float, int]:
    left = row.limit.left if row.limit is not None else _NO_LIMIT
    return (not row.waiting, not row.overdue, left, row.number)


def _with_key(row: IncidentRow, place: int) -> IncidentRow:
    return replace(row, key=str(place) if place <= 9 else "")  # noqa: PLR2004 - nine digit keys


def _row(
    board: Board, incident: Incident, orders: list[Order], limit: Running | None
) -> IncidentRow:
    details = incident.details
    live = [order for order in orders if order.state not in ORDER_ENDS]
    furthest = max(live, key=lambda order: ORDER_STEPS.index(order.state), default=None)
    what = " ".join(part for part in (details.complaint, patient_words(details)) if part)
    return IncidentRow(
        key="",
        incident_id=incident.id,
        number=incident.number,
        level=details.level.value if details.level is not None else None,
        place=details.scene.text or "地址待问",
        what=together([what, *_vehicles(board, live)]),
        family="order" if furthest is not None else "incident",
        state=furthest.state.value if furthest is not None else incident.state.value,
        limit=limit,
    )


def _vehicles(board: Board, live: list[Order]) -> list[str]:
    found = [
        board.vehicles[order.vehicle_id] for order in live if order.vehicle_id in board.vehicles
    ]
    if len(found) > 1:
        return [f"{found[0].name} 等 {len(found)} 车"]
    return [
        f"{vehicle.name} {board.stations[vehicle.station_id].name}"
        if vehicle.station_id in board.stations
        else vehicle.name
        for vehicle in found
    ]
