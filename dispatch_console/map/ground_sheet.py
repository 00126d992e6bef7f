"""What lies flat on the map, kept on a sheet larger than the window: ways, zones, closures."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QPainter, QPixmap

from dispatch_console.map import routes
from dispatch_console.map.mercator import FloatArray, View
from dispatch_console.theme.palette import LEVELS, Theme, current
from dispatch_console.viewmodels.map_picture import (
    ClosureMark,
    MapPicture,
    MeetingMark,
    ReachMark,
    RouteMark,
    SceneMark,
)
from dispatch_console.widgets.pen import Pen
from dispatch_server.contract.states import Level

_BORDER_PX: Final = 200.0
_SLACK_PX: Final = 12.0
_EDGE: Final = 16.0


@dataclass(frozen=True, slots=True)
class _Ground:
    """The part of a picture that lies flat, with the look it is drawn in."""

    reach: tuple[ReachMark, ...]
    others: tuple[RouteMark, ...]
    route: RouteMark | None
    closures: tuple[ClosureMark, ...]
    scene: SceneMark | None
    meeting: MeetingMark | None
    theme: Theme
    ratio: float

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be drawn."""
        flat = (self.reach, self.others, self.route, self.closures, self.scene)
        return not any(flat)


class GroundSheet:
    """Draws its sheet anew when the picture changes or the view leaves it.

    While a zoom goes on the sheet there is scaled, and drawn sharp when it rests.
    """

    def __init__(self, *, scale: float = 1.0) -> None:
        self._scale = scale
        self._ground: _Ground | None = None
        self._view: View | None = None
        self._pixmap = QPixmap()
        self._used = QRectF()
        self.is_sharp = True

    def draw(self, pen: QPainter, view: View, picture: MapPicture, *, resting: bool) -> None:
        """Put the sheet where the view has it; `is_sharp` says whether it fits its zoom."""
        device = pen.device()
        ratio = device.devicePixelRatioF() if device is not None else 1.0
        ground = _ground(picture, ratio)
        if ground.is_empty:
            self._ground, self._view, self.is_sharp = None, None, True
            return
        if ground != self._ground or not self._covers(view, resting=resting):
            self._paint(view, ground)
        sheet = self._view
        if sheet is None:
            return
        self.is_sharp = sheet.zoom == view.zoom
        size = sheet.metres_per_px / view.metres_per_px
        left, top = view.px(sheet.point(0, 0))
        used = self._used
        source = QRectF(used.topLeft() * ratio, used.size() * ratio)
        if self.is_sharp:
            corner = QPointF(round(left), round(top)) + used.topLeft()
            pen.drawPixmap(corner, self._pixmap, source)
            return
        corner = QPointF(left, top) + used.topLeft() * size
        pen.drawPixmap(QRectF(corner, used.size() * size), self._pixmap, source)

    def _covers(self, view: View, *, resting: bool) -> bool:
        sheet = self._view
        if sheet is None:
            return False
        if sheet.zoom != view.zoom:
            return not resting and abs(sheet.zoom - view.zoom) < 1.0
        left, top = view.px(sheet.point(0, 0))
        right, bottom = left + sheet.width, top + sheet.height
        slack = _SLACK_PX
        wide, high = view.width - slack, view.height - slack
        return left <= slack and top <= slack and right >= wide and bottom >= high

    def _paint(self, view: View, ground: _Ground) -> None:
        border = 2 * _BORDER_PX
        sheet = view.resized(view.width + border, view.height + border)
        wide, high = int(sheet.width * ground.ratio), int(sheet.height * ground.ratio)
        if (self._pixmap.width(), self._pixmap.height()) != (wide, high):
            self._pixmap = QPixmap(wide, high)
        self._pixmap.setDevicePixelRatio(ground.ratio)
        self._pixmap.fill(Qt.GlobalColor.transparent)
        pen = Pen(self._pixmap)
        used = _draw_ground(pen, sheet, ground, self._scale)
        pen.end()
        inside = used.toAlignedRect() & QRect(0, 0, int(sheet.width), int(sheet.height))
        self._used = QRectF(inside)
        self._ground, self._view = ground, sheet


def _ground(picture: MapPicture, ratio: float) -> _Ground:
    return _Ground(
        picture.reach,
        picture.others,
        picture.route,
        picture.closures,
        picture.scene,
        picture.meeting,
        current().theme,
        ratio,
    )


def _draw_ground(pen: Pen, view: View, ground: _Ground, scale: float) -> QRectF:
    """Draw everything flat; return the part of the sheet that was drawn on."""
    area = QRectF(-40, -40, view.width + 80, view.height + 80)
    used = QRectF()
    for zone in ground.reach:
        rings = [routes.pixels(view, ring) for ring in zone.rings]
        routes.draw_reach(pen, rings, minutes=zone.minutes)
        for ring in rings:
            used |= _box(ring)
    ways = [(routes.draw_other_route, other.points, 4.0) for other in ground.others]
    if ground.route is not None:
        ways.append((routes.draw_route, ground.route.points, 5.0))
    ways += [(routes.draw_closure, closure.points, 6.0) for closure in ground.closures]
    for draw, points, width in ways:
        line = routes.pixels(view, points)
        draw(pen, line, area, width=width * scale)
        used |= _box(line)
    if ground.scene is not None:
        used |= _draw_scene(pen, view, ground.scene, ground.meeting)
    return used


def _draw_scene(pen: Pen, view: View, scene: SceneMark, meeting: MeetingMark | None) -> QRectF:
    at = QPointF(*view.px(scene.point))
    hue = level_hue(scene.level)
    haze = routes.draw_haze(pen, view, at, precision=scene.precision, hue=hue)
    used = QRectF(at, at).adjusted(-haze, -haze, haze, haze).adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE)
    if meeting is not None:
        end = QPointF(*view.px(meeting.point))
        routes.draw_leader(pen, at, end)
        used |= _box(np.array([(at.x(), at.y()), (end.x(), end.y())]))
    return used


def _box(line: FloatArray) -> QRectF:
    """Give the area of a line of pixels with room for its width."""
    if not len(line):
        return QRectF()
    (left, top), (right, bottom) = line.min(axis=0).tolist(), line.max(axis=0).tolist()
    return QRectF(QPointF(left, top), QPointF(right, bottom)).adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE)


def level_hue(level: Level | None) -> str:
    """Name the hue of a level; one that is not known yet is in work."""
    return LEVELS[level].hue if level is not None else "focus"
