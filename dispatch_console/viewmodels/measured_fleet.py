"""Where the vehicles were measured last, as the server's frames tell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_server.contract.answers import Frame
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import VehicleId


@dataclass(frozen=True, slots=True)
class Measured:
    """A measured position; `fixed_at` by the clock of this desk, `heading` in degrees."""

    point: Point
    heading: float | None
    speed: float | None
    fixed_at: datetime


class MeasuredFleet(QObject):
    """Keeps the newest fix of every vehicle that a frame brought; `moved` after each frame.

    A vehicle that leaves the frames, because the map looks elsewhere, keeps its last place and
    grows old there.
    """

    moved = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fixes: dict[VehicleId, Measured] = {}
        self.is_fed = False

    def take(self, frame: Frame, now: datetime) -> None:
        """Take a frame in; ages are kept, whatever this desk's clock says."""
        for vehicle_id, lon, lat, heading, speed, at in frame.vehicles:
            old = timedelta(seconds=max(0.0, frame.at - at))
            self._fixes[vehicle_id] = Measured((lon, lat), heading, speed, now - old)
        self.is_fed = True
        self.moved.emit()

    def keep(self, known: Iterable[VehicleId]) -> None:
        """Forget the vehicles that are no longer on the board."""
        here = set(known)
        self._fixes = {one: fix for one, fix in self._fixes.items() if one in here}

    def of(self, vehicle_id: VehicleId) -> Measured | None:
        """Give a vehicle's last measured position."""
        return self._fixes.get(vehicle_id)
