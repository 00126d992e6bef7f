"""What every station has: which vehicles stand free, which are away."""

from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_server.contract.ids import StationId
from dispatch_server.contract.views import VehicleView, vehicle_view


@dataclass(frozen=True, slots=True)
class StationRow:
    """One station: its vehicles' states, the free ones first."""

    station_id: StationId
    name: str
    states: tuple[str, ...]
    names: tuple[str, ...]
    free: int

    @property
    def total(self) -> int:
        """How many vehicles belong to it."""
        return len(self.states)


class Strength(QObject):
    """The stations and their vehicles, and the sum of the room."""

    changed = pyqtSignal()

    def __init__(self, mirror: Mirror, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self.model: RowModel[StationRow] = RowModel(
            lambda row: f"{row.name} {row.free}/{row.total}", self, key=lambda row: row.station_id
        )
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self.refresh)

    @property
    def free(self) -> int:
        """How many vehicles may be sent."""
        return sum(row.free for row in self.model.rows)

    @property
    def total(self) -> int:
        """How many vehicles there are."""
        return sum(row.total for row in self.model.rows)

    def refresh(self) -> None:
        """Count anew."""
        board = self._mirror.board
        views = [vehicle_view(board, vehicle_id) for vehicle_id in board.vehicles]
        views.sort(key=lambda view: (not view.is_free, view.vehicle.name))
        rows = []
        for station in sorted(board.stations.values(), key=lambda one: one.id):
            own = [view for view in views if view.vehicle.station_id == station.id]
            rows.append(
                StationRow(
                    station.id,
                    station.name,
                    tuple(shown_state(view) for view in own),
                    tuple(view.vehicle.name for view in own),
                    sum(view.is_free for view in own),
                )
            )
        self.model.replace(rows)
        self.changed.emit()

    def _on_changed(self, kind: str, _thing: str) -> None:
        if kind in {"stations", "vehicles", "orders"}:
            self.refresh()


def shown_state(view: VehicleView) -> str:
    """Give what a vehicle shows: its earliest live order's state, else its duty."""
    return view.order.state.value if view.order is not None else view.vehicle.duty.value
