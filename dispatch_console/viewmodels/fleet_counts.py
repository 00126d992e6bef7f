"""How many vehicles are in each state, in the order of an emergency's course."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.strength import shown_state
from dispatch_server.contract.states import ORDER_STEPS, Duty, OrderState
from dispatch_server.contract.views import vehicle_view

_STATES: Final = (
    Duty.AT_STATION.value,
    Duty.ON_ROAD.value,
    Duty.MOVING_UP.value,
    *(step.value for step in ORDER_STEPS if step is not OrderState.COMPLETED),
    Duty.OUT_OF_SERVICE.value,
    Duty.OFF_DUTY.value,
)
_WATCHED: Final = frozenset({"vehicles", "orders"})


@dataclass(frozen=True, slots=True)
class FleetRow:
    """One state and how many vehicles show it."""

    state: str
    count: int
    total: int


class FleetCounts(QObject):
    """Counts every state, those that nobody is in too: a row never moves."""

    changed = pyqtSignal()

    def __init__(self, mirror: Mirror, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self.model: RowModel[FleetRow] = RowModel(
            lambda row: f"{row.state} {row.count}", self, key=lambda row: row.state
        )
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Count anew."""
        board = self._mirror.board
        counts = Counter(shown_state(vehicle_view(board, one)) for one in board.vehicles)
        total = len(board.vehicles)
        self.model.replace([FleetRow(state, counts[state], total) for state in _STATES])
        self.changed.emit()

    def _on_changed(self, kind: str, _thing: str) -> None:
        if kind in _WATCHED:
            self.refresh()
