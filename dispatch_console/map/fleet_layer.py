"""Draws the vehicles: signs by state, heading and age of the fix, together where it is crowded."""

from functools import partial
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPen

from dispatch_console.map import signs
from dispatch_console.map.fleet_clusters import SIGN_PX, Clusters, alone, clusters
from dispatch_console.map.mercator import FloatArray, View
from dispatch_console.map.sprite_sheet import SpriteSheet
from dispatch_console.theme.palette import VEHICLES, current
from dispatch_console.viewmodels.map_fleet import (
    FREE_STATES,
    STATES,
    BoolArray,
    FixAge,
    FleetPicture,
    IntArray,
)
from dispatch_console.widgets.marks import vehicle_sign
from dispatch_console.widgets.pen import MIDDLE, Pen, text
from dispatch_server.contract.ids import VehicleId

SIGN_RADIUS: Final = 11.0
HEADINGS: Final = 36
HIT_PX: Final = 18.0
_CELL_PX: Final = 42.0
_BARE_CELL_PX: Final = 30.0
"""A sign with the ring of its age, and one without: what is see-through costs time as well."""
_RING_RADIUS: Final = 16.5
_FAN_PX: Final = (26.0, 0.0)
_BELOW_PX: Final = (0.0, 30.0)
_FAN_ROW: Final = 6
_MANY: Final = 2_000
"""More signs than this are drawn alike after alike, which is a sixth faster."""
_OPACITY: Final = {FixAge.STALE: 0.7, FixAge.LOST: 0.5}
_TURNED: Final = np.array([VEHICLES[state].shape in {"arrow", "bullet"} for state in STATES])
_AGES: Final = len(FixAge)


class FleetLayer:
    """Knows where every vehicle was drawn last, so that a click finds it at once."""

    def __init__(self, sheet: SpriteSheet, *, scale: float = 1.0) -> None:
        self._sheet = sheet
        self._scale = scale
        self._fleet = FleetPicture()
        self._fan = np.empty((0, 2))
        self._ages = np.empty(0, dtype=np.int64)
        self._codes = np.empty(0, dtype=np.int64)
        self._cells = np.full(len(STATES) * HEADINGS * _AGES, -1, dtype=np.int64)
        self._cells_age = 0
        self._together = alone(0)
        self._together_zoom = 0.0
        self._chosen = -1
        self.pixels: FloatArray = np.empty((0, 2))
        self.shown: IntArray = np.empty(0, dtype=np.int64)
        self._cluster_pixels = np.empty((0, 2))

    @property
    def ages(self) -> IntArray:
        """The `FixAge` of every vehicle."""
        return self._ages

    def set_fleet(self, fleet: FleetPicture, *, fixed: FloatArray, now: float) -> None:
        """Take another picture; `fixed` are the positions where something else stands."""
        self._fleet = fleet
        self._fan = fanned(fleet.points, fixed) * self._scale
        self._together_zoom = 0.0
        self.set_time(now)

    def set_time(self, now: float) -> bool:
        """Let the fixes grow old; say whether any looks different now."""
        ages = self._fleet.ages(now)
        same = np.array_equal(ages, self._ages)
        self._ages = ages
        turns = np.nan_to_num(self._fleet.headings) * _TURNED[self._fleet.states]
        steps = np.rint(turns * (HEADINGS / 360.0)).astype(np.int64) % HEADINGS
        self._codes = (self._fleet.states * HEADINGS + steps) * _AGES + ages
        return not same

    def choose(self, vehicle_id: VehicleId | None) -> None:
        """Draw one vehicle by itself and ringed."""
        ids = self._fleet.ids
        chosen = ids.index(vehicle_id) if vehicle_id in ids else -1
        if chosen != self._chosen:
            self._chosen, self._together_zoom = chosen, 0.0

    def clustered(self, metres: FloatArray, view: View) -> Clusters:
        """Give which vehicles are drawn together; the same for half a level of zoom."""
        step = float(np.floor(view.zoom * 2))
        if step != self._together_zoom or len(self._together.cluster_of) != len(metres):
            apart = np.zeros(len(metres), dtype=bool)
            if self._chosen >= 0:
                apart[self._chosen] = True
            free = FREE_STATES[self._fleet.states]
            self._together = clusters(metres, free, zoom=view.zoom, apart=apart)
            self._together_zoom = step
        return self._together

    def draw(self, pen: QPainter, view: View, metres: FloatArray, *, hidden: bool = False) -> None:
        """Draw every vehicle in sight at its sheet metres; hidden ones cannot be hit either."""
        self.pixels = view.px_rows(metres) + self._fan
        if hidden:
            self.shown = np.empty(0, dtype=np.int64)
            self._cluster_pixels = np.empty((0, 2))
            return
        together = self.clustered(metres, view)
        reach = _CELL_PX * self._scale
        seen = _within(self.pixels, view, reach) & (together.cluster_of < 0)
        self.shown = np.flatnonzero(seen)
        if len(self.shown) > _MANY:
            self.shown = self.shown[np.argsort(self._codes[self.shown], kind="stable")]
        self._draw_clusters(pen, view, together)
        self._sheet.put(pen, self.pixels[self.shown], self._cells_of(self._codes[self.shown]))
        if self._chosen >= 0 and seen[self._chosen]:
            self._draw_ring(pen, QPointF(*self.pixels[self._chosen]))

    @property
    def cluster_areas(self) -> FloatArray:
        """Left, top, right and bottom of the signs of vehicles drawn together."""
        half = np.array([SIGN_PX / 2])
        return np.column_stack([self._cluster_pixels - half, self._cluster_pixels + half])

    def vehicle_at(self, at: QPointF) -> int:
        """Give the row of the vehicle drawn nearest to a pixel within reach, -1 for none."""
        if not len(self.shown):
            return -1
        far = np.abs(self.pixels[self.shown] - (at.x(), at.y())).sum(axis=1)
        nearest = int(far.argmin())
        return int(self.shown[nearest]) if far[nearest] <= HIT_PX * self._scale else -1

    def cluster_at(self, at: QPointF) -> IntArray:
        """Give the rows of the vehicles in the cluster at a pixel, none without one."""
        if not len(self._cluster_pixels):
            return np.empty(0, dtype=np.int64)
        far = np.abs(self._cluster_pixels - (at.x(), at.y())).sum(axis=1)
        nearest = int(far.argmin())
        if far[nearest] > 1.5 * HIT_PX:
            return np.empty(0, dtype=np.int64)
        return self._together.members(nearest)

    def _draw_clusters(self, pen: QPainter, view: View, together: Clusters) -> None:
        self._cluster_pixels = view.px_rows(together.centres)
        rows = np.flatnonzero(_within(self._cluster_pixels, view, _CELL_PX)).tolist()
        counts = zip(together.frees[rows].tolist(), together.totals[rows].tolist(), strict=True)
        cells = [self._cluster_cell(free, total) for free, total in counts]
        self._sheet.put(pen, self._cluster_pixels[rows], np.array(cells, dtype=np.int64))

    def _cluster_cell(self, free: int, total: int) -> int:
        size = signs.cluster_size(free, total)
        middle = QPointF(size[0] / 2, size[1] / 2)
        paint = partial(signs.cluster, at=middle, free=free, total=total)
        return self._sheet.cell(("cluster", free, total), size, paint)

    def _cells_of(self, codes: IntArray) -> IntArray:
        if self._cells_age != self._sheet.age:
            self._cells[:] = -1
            self._cells_age = self._sheet.age
        for code in np.unique(codes[self._cells[codes] < 0]).tolist():
            self._cells[code] = self._paint(code)
        return self._cells[codes]

    def _paint(self, code: int) -> int:
        turn, age = (code // _AGES) % HEADINGS, FixAge(code % _AGES)
        state = STATES[code // (_AGES * HEADINGS)]
        ringed = age not in {FixAge.LIVE, FixAge.UNMEASURED}
        side = (_CELL_PX if ringed else _BARE_CELL_PX) * self._scale
        heading = turn * 360.0 / HEADINGS
        paint = partial(
            draw_vehicle, side=side, state=state, heading=heading, age=age, scale=self._scale
        )
        return self._sheet.cell(("vehicle", code), (side, side), paint)

    def _draw_ring(self, pen: QPainter, at: QPointF) -> None:
        pen.setBrush(Qt.BrushStyle.NoBrush)
        for tone, width in (("bg.panel", 6.0), ("focus.fg", 3.0)):
            pen.setPen(QPen(current().colour(tone), width))
            pen.drawEllipse(at, 19 * self._scale, 19 * self._scale)


def draw_vehicle(
    pen: Pen, *, side: float, state: str, heading: float, age: FixAge, scale: float
) -> None:
    """Draw a vehicle in the middle of a square, with the ring that tells how old its fix is."""
    middle = QPointF(side / 2, side / 2)
    pen.setOpacity(_OPACITY.get(age, 1.0))
    vehicle_sign(pen, middle, state, heading=heading, radius=SIGN_RADIUS * scale)
    pen.setOpacity(1.0)
    if age in {FixAge.LIVE, FixAge.UNMEASURED}:
        return
    tone = {FixAge.AGED: "amber.fg", FixAge.STALE: "grey.fg", FixAge.LOST: "red.fg"}[age]
    ring = QPen(current().colour(tone), 2.2 * scale)
    if age is not FixAge.LOST:
        ring.setDashPattern([2.0, 1.6])
    pen.setPen(ring)
    pen.setBrush(Qt.BrushStyle.NoBrush)
    pen.drawEllipse(middle, _RING_RADIUS * scale, _RING_RADIUS * scale)
    if age is FixAge.LOST:
        corner = middle + QPointF(11, -11) * scale
        pen.setPen(QPen(current().colour("bg.panel"), 1.5))
        pen.setBrush(current().colour("red.solid"))
        pen.drawEllipse(corner, 8 * scale, 8 * scale)
        area = QRectF(corner.x() - 9 * scale, corner.y() - 9 * scale, 18 * scale, 18 * scale)
        text(pen, area, "?", px=int(13 * scale), tone="red.on", bold=True, align=MIDDLE)


def fanned(points: FloatArray, fixed: FloatArray) -> FloatArray:
    """Give how many pixels each vehicle is moved so that those at one place stand side by side.

    The first one at a place stays, unless something fixed stands there; the others go below it
    in rows.
    """
    beside = np.zeros((len(points), 2))
    if not len(points):
        return beside
    everything = np.concatenate([fixed.reshape(-1, 2), points])
    codes = np.round(everything * 1e6).astype(np.int64)
    codes = codes[:, 0] * 400_000_000 + codes[:, 1]
    order = np.argsort(codes, kind="stable")
    ranked = codes[order]
    first = np.concatenate([[True], ranked[1:] != ranked[:-1]])
    begun = np.maximum.accumulate(np.where(first, np.arange(len(ranked)), 0))
    rank = np.empty(len(codes), dtype=np.int64)
    rank[order] = np.arange(len(ranked)) - begun
    place = rank[len(everything) - len(points) :] - 1
    aside = place >= 0
    rows, columns = np.divmod(place[aside], _FAN_ROW)
    down = np.outer(rows + 1, _BELOW_PX)
    beside[aside] = down + np.outer(columns, _FAN_PX)
    return beside


def _within(spots: FloatArray, view: View, reach: float) -> BoolArray:
    x, y = spots[:, 0], spots[:, 1]
    inside = (x > -reach) & (x < view.width + reach)
    return inside & (y > -reach) & (y < view.height + reach)
