"""Where every vehicle is drawn between two frames: it glides from where it was to its new fix."""

from typing import Final

import numpy as np

from dispatch_console.map.mercator import FloatArray, project_rows
from dispatch_console.viewmodels.map_fleet import FleetPicture, IntArray

GLIDE_S: Final = 1.0
"""How long a vehicle takes to its new fix: the pace at which frames come."""
JUMP_M: Final = 1_500.0
"""A fix farther away than this is another place, not a way driven; own planning value."""
_STILL_M: Final = 0.5


class FleetMotion:
    """Keeps two frames and tells the positions in between; seconds are of any steady clock."""

    def __init__(self) -> None:
        self.fleet = FleetPicture()
        self._begun = 0.0
        self._from = np.empty((0, 2))
        self._to = np.empty((0, 2))
        self._moving = False

    def set_fleet(self, fleet: FleetPicture, *, at: float) -> None:
        """Take the next frame; vehicles known before set out from where they are drawn now."""
        start = project_rows(fleet.points)
        known, rows = self._known(fleet)
        drawn = self.positions_at(at)[rows]
        near = np.hypot(*(start[known] - drawn).T) < JUMP_M
        target = start.copy()
        start[known[near]] = drawn[near]
        self.fleet, self._begun, self._from, self._to = fleet, at, start, target
        self._moving = bool(np.abs(target - start).max(initial=0.0) > _STILL_M)

    def positions_at(self, at: float) -> FloatArray:
        """Give the sheet metres of every vehicle at a moment, in the fleet's order."""
        share = (at - self._begun) / GLIDE_S
        if not self._moving or share >= 1.0:
            return self._to
        return self._from + (self._to - self._from) * max(0.0, share)

    def moves_at(self, at: float) -> bool:
        """Say whether any vehicle is still on its way to its fix."""
        return self._moving and at - self._begun < GLIDE_S

    def _known(self, fleet: FleetPicture) -> tuple[IntArray, IntArray]:
        """Give the rows of vehicles that were there before, in the new and the old frame."""
        if fleet.ids == self.fleet.ids:
            rows = np.arange(len(fleet))
            return rows, rows
        before = {vehicle_id: row for row, vehicle_id in enumerate(self.fleet.ids)}
        pairs = [(row, before[one]) for row, one in enumerate(fleet.ids) if one in before]
        new, old = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return new, old
