"""What lies flat on the map, kept on a sheet larger than the window: ways, zones, closures."""

from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPixmap

from dispatch_console.map import routes
from dispatch_console.map.mercator import View
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
        if self.is_sharp:
            pen.drawPixmap(QPointF(round(left), round(top)), self._pixmap)
            return
        area = QRectF(left, top, sheet.width * size, sheet.height * size)
        pen.drawPixmap(area, self._pixmap, QRectF(self._pixmap.rect()))

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
        _draw_ground(pen, sheet, ground, self._scale)
        pen.end()
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


def _draw_ground(pen: Pen, view: View, ground: _Ground, scale: float) -> None:
    area = QRectF(-40, -40, view.width + 80, view.height + 80)
    for zone in ground.reach:
        rings = [routes.pixels(view, ring) for ring in zone.rings]
        routes.draw_reach(pen, rings, minutes=zone.minutes)
    for other in ground.others:
        line = routes.pixels(view, other.points)
        routes.draw_other_route(pen, line, area, width=4.0 * scale)
    if ground.route is not None:
        line = routes.pixels(view, ground.route.points)
        routes.draw_route(pen, line, area, width=5.0 * scale)
    for closure in ground.closures:
        line = routes.pixels(view, closure.points)
        routes.draw_closure(pen, line, area, width=6.0 * scale)
    if ground.scene is None:
        return
    at = QPointF(*view.px(ground.scene.point))
    hue = level_hue(ground.scene.level)
    routes.draw_haze(pen, view, at, precision=ground.scene.precision, hue=hue)
    if ground.meeting is not None:
        routes.draw_leader(pen, at, QPointF(*view.px(ground.meeting.point)))


def level_hue(level: Level | None) -> str:
    """Name the hue of a level; one that is not known yet is in work."""
    return LEVELS[level].hue if level is not None else "focus"
