"""Draws everything that stands on the map over the base, and knows what was drawn where."""

import time
from collections.abc import Callable
from typing import Final

import numpy as np
from PyQt6.QtCore import QObject, QPointF, QRectF, QTimer, pyqtSignal
from PyQt6.QtGui import QPainter

from dispatch_console.map import signs
from dispatch_console.map.fleet_layer import SIGN_RADIUS, FleetLayer
from dispatch_console.map.fleet_motion import FleetMotion
from dispatch_console.map.ground_sheet import GroundSheet
from dispatch_console.map.mercator import FloatArray, View
from dispatch_console.map.place_layer import PlaceLayer, Thing, ThingKind, metres_of
from dispatch_console.map.plate_room import PlateRoom
from dispatch_console.map.plate_wishes import LARGE_PIN, MOST_PLATED, Wishes
from dispatch_console.map.plates import Plates
from dispatch_console.map.routes import distance_px, pixels
from dispatch_console.map.sprite_sheet import SpriteSheet
from dispatch_console.theme.fonts import SMALL
from dispatch_console.theme.palette import Theme, current
from dispatch_console.viewmodels.map_fleet import FleetPicture
from dispatch_console.viewmodels.map_picture import MapPicture
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import VehicleId

FRAME_MS: Final = 33
REST_MS: Final = 120
_BORDER_PX: Final = 340.0
_MOST_PAN_PX: Final = 320.0
_MOST_ZOOM: Final = 0.75
_ON_LINE_PX: Final = 10.0


class Overlay(QObject):
    """Paints a picture over a view; plates give way to each other and to what is reserved.

    `frames` are the parts of the window under bars and lists: no plate goes there. `changed` says
    that it looks different now. Until a fleet is set, the vehicles of the picture are drawn.
    """

    changed = pyqtSignal()

    def __init__(
        self,
        *,
        scale: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.scale = scale
        self.frames: tuple[QRectF, ...] = ()
        self._clock = clock
        self._now = 0.0
        self._picture = MapPicture()
        self._has_fleet = False
        self._seen: View | None = None
        self._motion = FleetMotion()
        self._placed_for: tuple[View, tuple[QRectF, ...]] | None = None
        self._plate_metres: FloatArray = np.empty((0, 2))
        self._frame = _timer(self, FRAME_MS, self.changed.emit)
        self._rest = _timer(self, REST_MS, self._settle)
        self._dress(current().theme, 1.0)

    def _dress(self, theme: Theme, ratio: float) -> None:
        """Begin with empty sheets: another look, or a screen of another density."""
        self._look = theme, ratio
        sheet = SpriteSheet(ratio=ratio)
        self._fleet = FleetLayer(sheet, scale=self.scale)
        self._places = PlaceLayer(sheet, scale=self.scale)
        self._plates = Plates(SpriteSheet(ratio=ratio), px=int(SMALL * self.scale))
        self._ground = GroundSheet(scale=self.scale)
        self._take_places(self._picture)
        self._take_fleet()

    @property
    def fleet(self) -> FleetPicture:
        """The vehicles that are drawn, as they were set."""
        return self._motion.fleet

    @property
    def seen(self) -> int:
        """How many vehicles were drawn by themselves last."""
        return len(self._fleet.shown)

    @property
    def plates(self) -> tuple[tuple[object, QRectF], ...]:
        """The plates that found room when they were placed last: what each tells of, and where."""
        return self._plates.placed

    def set_fleet(self, fleet: FleetPicture) -> None:
        """Take the next frame of positions; from now on the picture's own vehicles are left out."""
        self._has_fleet = True
        before = self._motion.fleet
        self._motion.set_fleet(fleet, at=self._clock())
        same = fleet.ids == before.ids and np.array_equal(fleet.states, before.states)
        self._take_fleet(keep_plates=same)
        self.changed.emit()

    def positions_at(self, at: float) -> FloatArray:
        """Give the sheet metres of every vehicle at a moment of the overlay's clock."""
        return self._motion.positions_at(at)

    def set_time(self, now: float) -> None:
        """Let fixes and incidents grow old, in POSIX seconds; words change once a minute."""
        minute = int(now // 60) != int(self._now // 60)
        self._now = now
        if self._fleet.set_time(now) or minute:
            self._placed_for = None
            self.changed.emit()

    def vehicle_at(self, at: QPointF) -> VehicleId | None:
        """Say which vehicle's sign was drawn nearest to a pixel, within reach of a finger."""
        row = self._fleet.vehicle_at(at)
        return self._motion.fleet.ids[row] if row >= 0 else None

    def thing_at(self, at: QPointF) -> Thing | None:
        """Say what was drawn at a pixel, vehicles first."""
        vehicle = self.vehicle_at(at)
        if vehicle is not None:
            return Thing(ThingKind.VEHICLE, vehicle)
        if len(members := self._fleet.cluster_at(at)):
            return Thing(ThingKind.CLUSTER, str(len(members)))
        return self._places.thing_at(at) or self._closure_at(at)

    def _closure_at(self, at: QPointF) -> Thing | None:
        view = self._seen
        for closure in self._picture.closures if view is not None else ():
            if view is not None and distance_px(pixels(view, closure.points), at) <= _ON_LINE_PX:
                return Thing(ThingKind.CLOSURE, closure.id)
        return None

    def cluster_points(self, at: QPointF) -> tuple[Point, ...]:
        """Give where the vehicles of the cluster at a pixel stand, none without one."""
        points = self._motion.fleet.points[self._fleet.cluster_at(at)]
        return tuple((lon, lat) for lon, lat in points.tolist())

    @property
    def cluster_areas(self) -> tuple[QRectF, ...]:
        """The room that the signs of vehicles drawn together take."""
        return tuple(
            QRectF(QPointF(left, top), QPointF(right, bottom))
            for left, top, right, bottom in self._fleet.cluster_areas.tolist()
        )

    def spot(self, vehicle_id: VehicleId) -> QPointF | None:
        """Say where a vehicle's sign was drawn last."""
        ids = self._motion.fleet.ids
        row = ids.index(vehicle_id) if vehicle_id in ids else -1
        return QPointF(*self._fleet.pixels[row]) if row in self._fleet.shown else None

    def draw(self, pen: QPainter, view: View, picture: MapPicture) -> None:
        """Draw the whole picture, bottom up, and remember where everything is."""
        device = pen.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        if self._look != (current().theme, ratio):
            self._dress(current().theme, ratio)
        self._take(picture)
        if view != self._seen:
            self._seen = view
            self._rest.start()
        at = self._clock()
        metres = self._motion.positions_at(at)
        self._ground.draw(pen, view, picture, resting=not self._rest.isActive())
        self._places.draw_below(pen, view)
        self._fleet.draw(pen, view, metres, hidden=not picture.with_fleet)
        self._draw_plates(pen, view, picture)
        self._places.draw_above(pen)
        self._draw_hand(pen, view, picture)
        if self._motion.moves_at(at) and not self._frame.isActive():
            self._frame.start()

    def _take(self, picture: MapPicture) -> None:
        before, self._picture = self._picture, picture
        if picture is before or picture == before:
            return
        self._take_places(picture)
        if not self._has_fleet and picture.vehicles != before.vehicles:
            self._motion = FleetMotion()
            self._motion.set_fleet(FleetPicture.of(picture.vehicles), at=self._clock())
        self._take_fleet()

    def _take_places(self, picture: MapPicture) -> None:
        self._places.set_picture(picture)
        self._placed_for = None

    def _take_fleet(self, *, keep_plates: bool = False) -> None:
        """Hand the vehicles on; plates that still tell the same go along until the map rests."""
        ages = self._fleet.ages
        fixed = np.array(_fixed_points(self._picture), dtype=float).reshape(-1, 2)
        self._fleet.set_fleet(self._motion.fleet, fixed=fixed, now=self._now)
        self._fleet.choose(self._picture.chosen)
        if not keep_plates or not np.array_equal(ages, self._fleet.ages):
            self._placed_for = None
        self._rest.start()

    def _draw_plates(self, pen: QPainter, view: View, picture: MapPicture) -> None:
        if self._must_place(view):
            self._place(view, picture)
        anchors = np.concatenate([self._fleet.pixels, view.px_rows(self._plate_metres)])
        self._plates.put(pen, anchors)
        if self._plates.lacking:
            self._frame.start()

    def _must_place(self, view: View) -> bool:
        if self._placed_for is None or self._plates.lacking:
            return True
        placed, frames = self._placed_for
        if frames != self.frames or (placed.width, placed.height) != (view.width, view.height):
            return True
        if placed.zoom != view.zoom:
            return abs(placed.zoom - view.zoom) > _MOST_ZOOM
        x, y = view.px_of_metres(placed.east, placed.north)
        return abs(x - view.width / 2) + abs(y - view.height / 2) > _MOST_PAN_PX

    def _place(self, view: View, picture: MapPicture) -> None:
        fleet, layer = self._motion.fleet, self._fleet
        wishes = Wishes(view, len(fleet), scale=self.scale)
        wishes.of_hand(picture)
        wishes.of_roads(picture)
        if picture.with_plates:
            wishes.of_places(picture, now=self._now)
            wishes.of_vehicles(
                fleet,
                rows=layer.shown,
                pixels=layer.pixels,
                ages=layer.ages,
                chosen=picture.chosen,
                now=self._now,
            )
        self._plates.place(wishes.all, self._room(view, picture), crowd=self._crowd)
        self._plate_metres = metres_of(wishes.points)
        self._placed_for = view, self.frames

    def _room(self, view: View, picture: MapPicture) -> PlateRoom:
        room = PlateRoom(view.width, view.height, border=_BORDER_PX)
        for frame in self.frames:
            room.keep(frame.left(), frame.top(), frame.right(), frame.bottom())
        if picture.scene is not None:
            at = QPointF(*view.px(picture.scene.point))
            area = signs.pin_area(at, LARGE_PIN * self.scale)
            room.keep(area.left(), area.top(), area.right(), area.bottom())
        room.keep_around(self._places.above, 13.0 * self.scale)
        for mark, reach in ((picture.meeting, 12.0), (picture.caller, 24.0), (picture.found, 14.0)):
            if mark is not None:
                room.keep_around(np.array([view.px(mark.point)]), reach * self.scale)
        return room

    def _crowd(self, room: PlateRoom) -> None:
        """Take the room of every sign."""
        shown = self._fleet.shown
        if len(shown) <= MOST_PLATED:
            room.keep_around(self._fleet.pixels[shown], SIGN_RADIUS * self.scale)
        room.keep_around(self._places.middles, 13.0 * self.scale)
        for left, top, right, bottom in self._fleet.cluster_areas.tolist():
            room.keep(left, top, right, bottom)

    def _draw_hand(self, pen: QPainter, view: View, picture: MapPicture) -> None:
        if picture.caller is not None:
            signs.caller(pen, QPointF(*view.px(picture.caller.point)))
        if picture.found is not None:
            signs.found(pen, QPointF(*view.px(picture.found.point)))
        if picture.meeting is not None:
            signs.flag(pen, QPointF(*view.px(picture.meeting.point)), size=self.scale)
        if (scene := picture.scene) is not None:
            at = QPointF(*view.px(scene.point))
            signs.pin(pen, at, scene.level, size=LARGE_PIN * self.scale)

    def _settle(self) -> None:
        """Place the plates anew where they were not placed for what is shown now."""
        self._placed_for = None
        self.changed.emit()


def _timer(parent: QObject, milliseconds: int, then: Callable[[], object]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(then)
    return timer


def _fixed_points(picture: MapPicture) -> list[Point]:
    fixed = [station.point for station in picture.stations]
    fixed += [hospital.point for hospital in picture.hospitals]
    fixed += [incident.point for incident in picture.incidents]
    if picture.scene is not None:
        fixed.append(picture.scene.point)
    return list(dict.fromkeys(fixed))
