"""Draws everything that stands on the map over the base, and knows what was drawn where."""

from collections import Counter
from typing import Final

from PyQt6.QtCore import QObject, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPen

from dispatch_console.map import signs
from dispatch_console.map.label_room import LabelRoom
from dispatch_console.map.labels import Labels, Weight
from dispatch_console.map.mercator import View, heading
from dispatch_console.map.routes import draw_haze, draw_route, route_pixels
from dispatch_console.map.signs import Part
from dispatch_console.theme.fonts import SMALL
from dispatch_console.theme.palette import LEVELS, VEHICLES, current
from dispatch_console.viewmodels.map_picture import (
    MapPicture,
    MeetingMark,
    RouteMark,
    SceneMark,
    VehicleMark,
)
from dispatch_console.widgets.marks import vehicle_sign
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.states import Level

SIGN_RADIUS: Final = 11.0
_HIT_PX: Final = 18.0
_FAN_PX: Final = QPointF(26, 0)
_BELOW_PX: Final = QPointF(0, 30)
_SMALL_PIN: Final = 0.7
_LARGE_PIN: Final = 1.25
_SHORT: Final = {
    "at_station": "站内",
    "on_road": "途中待命",
    "moving_up": "移防",
    "issued": "已下达",
    "acknowledged": "待出动",
    "departed": "去现场",
    "arrived": "现场",
    "loaded": "送院",
    "at_hospital": "交接",
    "handed_over": "交完",
    "out_of_service": "暂停",
    "off_duty": "下班",
}


class Overlay(QObject):
    """Paints a picture over a view; plates give way to each other and to what is reserved.

    `frames` are the parts of the window under bars and lists: no plate goes there. `changed` says
    that it looks different now.
    """

    changed = pyqtSignal()

    def __init__(self, *, scale: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale = scale
        self.frames: tuple[QRectF, ...] = ()
        self._spots: dict[VehicleId, QPointF] = {}

    def vehicle_at(self, at: QPointF) -> VehicleId | None:
        """Say which vehicle's sign was drawn nearest to a pixel, within reach of a finger."""
        near = [
            (distance, vehicle_id)
            for vehicle_id, spot in self._spots.items()
            if (distance := (spot - at).manhattanLength()) <= _HIT_PX
        ]
        return min(near)[1] if near else None

    def spot(self, vehicle_id: VehicleId) -> QPointF | None:
        """Say where a vehicle's sign was drawn last."""
        return self._spots.get(vehicle_id)

    def draw(self, pen: QPainter, view: View, picture: MapPicture) -> None:
        """Draw the whole picture, bottom up, and remember where the vehicles are."""
        room = LabelRoom(QRectF(0, 0, view.width, view.height))
        labels = Labels(room, px=int(SMALL * self.scale))
        for frame in self.frames:
            labels.room.keep(frame)
        vehicles = self._vehicle_spots(view, picture)
        self._spots = {mark.id: at for mark, at in vehicles}
        if picture.route is not None:
            self._draw_route(pen, view, picture.route, labels)
        if picture.scene is not None:
            self._draw_scene_ground(pen, view, picture.scene, picture.meeting)
        self._draw_places(pen, view, picture, labels)
        self._draw_vehicles(pen, picture, vehicles, labels)
        self._draw_incidents(pen, view, picture, labels)
        if picture.meeting is not None:
            self._draw_meeting(pen, view, picture.meeting, labels)
        if picture.scene is not None:
            self._draw_scene(pen, view, picture.scene, labels)
        labels.draw(pen)

    def _vehicle_spots(self, view: View, picture: MapPicture) -> list[tuple[VehicleMark, QPointF]]:
        """Give each vehicle its pixel; those that share a place with something fan out below."""
        crowd: Counter[Point] = Counter(_fixed_points(picture))
        found = []
        for mark in picture.vehicles:
            before = crowd[mark.point]
            crowd[mark.point] += 1
            at = QPointF(*view.px(mark.point))
            fanned = (_BELOW_PX + _FAN_PX * (before - 1)) * self.scale
            found.append((mark, at + fanned if before else at))
        return found

    def _draw_route(self, pen: QPainter, view: View, route: RouteMark, labels: Labels) -> None:
        line = route_pixels(view, route.points)
        if not line:
            return
        draw_route(pen, line, width=5.0 * self.scale)
        labels.want(
            Weight.ROUTE,
            line[len(line) // 2],
            Part(route.title, "strong", bold=True),
            Part(route.time, "focus", bold=True),
            Part(route.far, "quiet"),
            edge="focus.fg",
        )

    def _draw_scene_ground(
        self, pen: QPainter, view: View, scene: SceneMark, meeting: MeetingMark | None
    ) -> None:
        at = QPointF(*view.px(scene.point))
        draw_haze(pen, view, at, precision=scene.precision, hue=_hue(scene.level))
        if meeting is not None:
            pen.setPen(QPen(current().colour("text.strong"), 1.5, Qt.PenStyle.DotLine))
            pen.drawLine(at, QPointF(*view.px(meeting.point)))

    def _draw_places(self, pen: QPainter, view: View, picture: MapPicture, labels: Labels) -> None:
        for station in picture.stations:
            at = QPointF(*view.px(station.point))
            signs.house(pen, at, station.free, scale=self.scale)
            labels.room.keep(_around(at, signs.HOUSE_REACH * self.scale))
            tone = "green" if station.free else "amber"
            free = Part(f"{station.free}/{station.total}" if station.total else "", tone, bold=True)
            name = Part(station.name, "strong", bold=True)
            labels.want(Weight.STATION, at, name, free, gap=20 * self.scale)
        for hospital in picture.hospitals:
            at = QPointF(*view.px(hospital.point))
            signs.hospital(pen, at)
            labels.room.keep(_around(at, 13))
            note = Part(hospital.note, "focus", bold=True)
            labels.want(Weight.HOSPITAL, at, Part(hospital.name), note, gap=16)

    def _draw_vehicles(
        self,
        pen: QPainter,
        picture: MapPicture,
        vehicles: list[tuple[VehicleMark, QPointF]],
        labels: Labels,
    ) -> None:
        for mark, at in vehicles:
            chosen = mark.id == picture.chosen
            if chosen:
                pen.setPen(QPen(current().colour("focus.fg"), 2.5))
                pen.setBrush(Qt.BrushStyle.NoBrush)
                pen.drawEllipse(at, SIGN_RADIUS + 6, SIGN_RADIUS + 6)
            turn = heading(mark.point, mark.target) if mark.target else 0.0
            vehicle_sign(pen, at, mark.state, heading=turn, radius=SIGN_RADIUS * self.scale)
            labels.room.keep(_around(at, SIGN_RADIUS * self.scale))
            name = Part(mark.name, "strong", bold=True)
            state = Part(_SHORT[mark.state], VEHICLES[mark.state].hue)
            weight = Weight.CHOSEN if chosen else Weight.VEHICLE
            labels.want(weight, at, name, state, gap=15 * self.scale)

    def _draw_incidents(
        self, pen: QPainter, view: View, picture: MapPicture, labels: Labels
    ) -> None:
        for incident in picture.incidents:
            at = QPointF(*view.px(incident.point))
            signs.pin(pen, at, incident.level, size=_SMALL_PIN)
            labels.room.keep(signs.pin_area(at, _SMALL_PIN))
            number = Part(str(incident.number), "quiet")
            labels.want(Weight.INCIDENT, at - QPointF(0, 18), number)
        if picture.caller is not None:
            at = QPointF(*view.px(picture.caller.point))
            signs.caller(pen, at)
            labels.room.keep(_around(at, 24))
            words = Part(picture.caller.words)
            title = Part("来电", "focus", bold=True)
            labels.want(Weight.SCENE, at, title, words, edge="focus.fg", gap=28)

    def _draw_meeting(
        self, pen: QPainter, view: View, meeting: MeetingMark, labels: Labels
    ) -> None:
        at = QPointF(*view.px(meeting.point))
        signs.flag(pen, at, size=self.scale)
        labels.room.keep(_around(at, 12 * self.scale))
        title = Part("等车", "strong", bold=True)
        words = Part(meeting.words)
        labels.want(Weight.MEETING, at, title, words, edge="bg.edge", gap=18 * self.scale)

    def _draw_scene(self, pen: QPainter, view: View, scene: SceneMark, labels: Labels) -> None:
        at = QPointF(*view.px(scene.point))
        size = _LARGE_PIN * self.scale
        signs.pin(pen, at, scene.level, size=size)
        labels.room.keep(signs.pin_area(at, size))
        title = Part(scene.title, "strong", bold=True)
        edge = f"{_hue(scene.level)}.fg"
        beside = at - QPointF(0, 30 * size)
        labels.want(Weight.SCENE, beside, title, Part(scene.words), edge=edge, gap=20 * size)


def _hue(level: Level | None) -> str:
    return LEVELS[level].hue if level is not None else "focus"


def _fixed_points(picture: MapPicture) -> list[Point]:
    fixed = [station.point for station in picture.stations]
    fixed += [hospital.point for hospital in picture.hospitals]
    fixed += [incident.point for incident in picture.incidents]
    if picture.scene is not None:
        fixed.append(picture.scene.point)
    return list(dict.fromkeys(fixed))


def _around(at: QPointF, reach: float) -> QRectF:
    return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
