"""The electronic map as a widget: base map, overlay, panning, zooming and picking a point."""

from collections.abc import Mapping, Sequence
from math import floor, log2
from typing import Final

from PyQt6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import (
    QContextMenuEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from dispatch_console.map import signs
from dispatch_console.map.base_layer import BaseLayer
from dispatch_console.map.base_map import BaseMap
from dispatch_console.map.mercator import LEAST_ZOOM, MOST_ZOOM, View
from dispatch_console.map.motion import Motion, Throw
from dispatch_console.map.overlay import Overlay
from dispatch_console.map.tools import Tool
from dispatch_console.theme.fonts import SMALL, text_width
from dispatch_console.viewmodels.map_picture import MapPicture
from dispatch_console.widgets.keys import ENTER_KEYS
from dispatch_console.widgets.pen import MIDDLE, Pen, box, text
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import VehicleId

FIRST_ZOOM: Final = 15.0
ZOOM_STEP: Final = 0.25
PAN_STEP_PX: Final = 120
_CLICK_PX: Final = 5
_FAULT_BELOW_PX: Final = 60
_FAULT_PADDING_PX: Final = 14
_WHEEL_NOTCH: Final = 120
_LEVELS_A_NOTCH: Final = 0.5


class MapCanvas(QWidget):
    """Draws a city with everything on it; the base map follows once a movement rests.

    `clicked` and `point_picked` carry longitude and latitude; the latter only while picking.
    `menu_asked` carries longitude, latitude and the pixel at which a menu may open; `hovered` the
    pixel under a mouse that holds nothing. A tool that is in use has clicks and keys first.
    """

    clicked = pyqtSignal(float, float)
    point_picked = pyqtSignal(float, float)
    picking_changed = pyqtSignal(bool)
    vehicle_clicked = pyqtSignal(str)
    menu_asked = pyqtSignal(float, float, QPoint)
    hovered = pyqtSignal(QPointF)
    tool_changed = pyqtSignal(object)
    moved = pyqtSignal()
    moved_by_hand = pyqtSignal()

    def __init__(self, base: BaseMap, *, scale: float = 1.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.overlay = Overlay(scale=scale, parent=self)
        self._base = base
        self._picture = MapPicture()
        self._covered = QRegion()
        self._view = View.at(base.centre, zoom=FIRST_ZOOM, width=1.0, height=1.0)
        self._fit: tuple[tuple[Point, ...], tuple[float, float, float, float]] | None = None
        self._grabbed: QPointF | None = None
        self._pressed: QPointF | None = None
        self._picking = False
        self._tool: Tool | None = None
        self._cross = False
        self._throw = Throw()
        self.motion = Motion(self)
        self.motion.panned.connect(self.pan)
        self.motion.zoomed.connect(self._zoom_to)
        self.motion.aimed.connect(self._expect)
        self._base_layer = BaseLayer(base, self)
        self._base_layer.drawn.connect(self.refresh)
        self.setObjectName("map")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.overlay.changed.connect(self.refresh)

    @property
    def view(self) -> View:
        """What is shown now."""
        return self._view

    @property
    def attribution(self) -> str:
        """Who made the data; must be readable wherever the map is."""
        return self._base.attribution

    @property
    def home(self) -> Point:
        """The middle of the city."""
        return self._base.centre

    @property
    def is_drawn(self) -> bool:
        """Whether the base map is finished for what is shown now."""
        return self._base_layer.is_drawn

    @property
    def fault(self) -> str:
        """Why there is no base map, in a sentence for people; nothing while there is one."""
        return self._base_layer.fault

    @property
    def blank_share(self) -> float:
        """How much of the last drawing no tile of any zoom covered."""
        return self._base_layer.blank_share

    @property
    def is_picking(self) -> bool:
        """Whether the next click or Enter picks a point."""
        return self._picking

    @property
    def tool(self) -> Tool | None:
        """The tool that has clicks and keys first, None while the map is only looked at."""
        return self._tool

    def use(self, tool: Tool | None) -> None:
        """Give clicks and keys to a tool, or to the map alone again."""
        if tool is not self._tool:
            self._tool = tool
            cross = tool is not None or self._picking
            self.setCursor(Qt.CursorShape.CrossCursor if cross else Qt.CursorShape.ArrowCursor)
            self.tool_changed.emit(tool)
            self.refresh()

    def show_cross(self, on: bool) -> None:
        """Show where Enter and the menu key act; somebody works with the keyboard."""
        if on != self._cross:
            self._cross = on
            self.refresh()

    def cover(self, areas: Sequence[QRect]) -> None:
        """Name what lies opaque over the map: nothing is drawn or labelled there."""
        self._covered = QRegion()
        for area in areas:
            self._covered += area
        self.overlay.frames = tuple(QRectF(area) for area in areas)
        self.refresh()

    def refresh(self) -> None:
        """Draw again what can be seen; what lies over the map is left alone."""
        self.update(QRegion(self.rect()) - self._covered)

    def show_picture(self, picture: MapPicture) -> None:
        """Draw another overlay."""
        if picture != self._picture:
            self._picture = picture
            self.refresh()

    def centre_on(self, point: Point, *, zoom: float | None = None) -> None:
        """Bring a position into the middle of what bars and lists leave free."""
        self.motion.stop()
        view = self._view.centred(point)
        if zoom is not None:
            view = view.zoomed(zoom, x=view.width / 2, y=view.height / 2)
        self._fit = None
        beside = QPointF(view.width / 2, view.height / 2) - self.spot
        self._look(view.panned(beside.x(), beside.y()))

    def fit(self, points: tuple[Point, ...], *, margins: tuple[float, float, float, float]) -> None:
        """Show all the points, and keep doing so when the window changes its size."""
        if points:
            self.motion.stop()
            self._fit = (points, margins)
            self._look(self._view.fitted(points, margins=margins))

    def pick(self, on: bool = True) -> None:
        """Let the next click or Enter pick a point, or leave off."""
        if on != self._picking:
            self._picking = on
            self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.ArrowCursor)
            self.picking_changed.emit(on)
            self.refresh()

    def pan(self, right: float, down: float) -> None:
        """Move the view by pixels, as a person does."""
        self._fit = None
        self._look(self._view.panned(right, down))
        self.moved_by_hand.emit()

    def zoom_by(self, steps: float, at: QPointF | None = None) -> None:
        """Come nearer by quarter levels, keeping what is under a pixel where it is."""
        spot = at or self.spot
        zoom = floor(self._view.zoom / ZOOM_STEP + 0.5) * ZOOM_STEP + steps * ZOOM_STEP
        zoom = max(LEAST_ZOOM, min(MOST_ZOOM, zoom))
        self._fit = None
        self._look(self._view.zoomed(zoom, x=spot.x(), y=spot.y()))
        self.moved_by_hand.emit()

    def _zoom_to(self, zoom: float, spot: QPointF) -> None:
        self._fit = None
        self._look(self._view.zoomed(zoom, x=spot.x(), y=spot.y()))
        self.moved_by_hand.emit()

    def _expect(self, zoom: float, spot: QPointF) -> None:
        """Have the tiles drawn that the end of a movement will show."""
        self._base_layer.expect(self._view.zoomed(zoom, x=spot.x(), y=spot.y()))

    @property
    def spot(self) -> QPointF:
        """The middle of what bars and lists leave free: what the keyboard picks."""
        left = right = top = 0.0
        for frame in self.overlay.frames:
            if frame.width() > self.width() / 2:
                top = max(top, frame.bottom())
            elif frame.height() > self.height() / 2 and frame.left() > self.width() / 2:
                right = max(right, self.width() - frame.left())
            elif frame.height() > self.height() / 2:
                left = max(left, frame.right())
        return QPointF((self.width() + left - right) / 2, (self.height() + top) / 2)

    def _look(self, view: View) -> None:
        if view == self._view:
            return
        self._view = view
        self._base_layer.follow(view, ratio=self.devicePixelRatioF())
        self.moved.emit()
        self.refresh()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        self._base_layer.draw(pen, self._view)
        if self.fault:
            self._draw_fault(pen)
        self.overlay.draw(pen, self._view, self._picture)
        if self._tool is not None:
            self._tool.draw(pen, self._view)
        if self._cross or self._picking or self._tool is not None:
            signs.target(pen, self.spot)

    def _draw_fault(self, pen: Pen) -> None:
        words = self.fault
        at = self.spot + QPointF(0, _FAULT_BELOW_PX)
        wide = text_width(words, SMALL) + 2 * _FAULT_PADDING_PX
        area = QRectF(at.x() - wide / 2, at.y(), wide, 2.0 * SMALL + 4)
        box(pen, area, fill="amber.tint", edge="amber.fg", radius=4)
        text(pen, area, words, tone="amber", align=MIDDLE)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        view = self._view.resized(float(self.width()), float(self.height()))
        if self._fit is not None:
            view = view.fitted(self._fit[0], margins=self._fit[1])
        self._look(view)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._base_layer.set_seen(True)

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        self._base_layer.set_seen(False)

    def wheelEvent(self, event: QWheelEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is not None:
            levels = event.angleDelta().y() / _WHEEL_NOTCH * _LEVELS_A_NOTCH
            self.motion.zoom_by(levels, zoom=self._view.zoom, spot=event.position())
            event.accept()

    def event(self, event: QEvent | None) -> bool:
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture) and pinch.scaleFactor() > 0:
                spot = QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint()))
                self.motion.pinch(log2(pinch.scaleFactor()), zoom=self._view.zoom, spot=spot)
                return True
        if isinstance(event, QNativeGestureEvent) and (
            event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.motion.pinch(event.value(), zoom=self._view.zoom, spot=event.position())
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is not None and event.button() is Qt.MouseButton.LeftButton:
            self.motion.stop()
            self._throw.speed()
            self._grabbed = self._pressed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        if self._grabbed is None or self._pressed is None:
            self.hovered.emit(event.position())
            return
        if (event.position() - self._pressed).manhattanLength() > _CLICK_PX:
            self._pressed = QPointF(-_CLICK_PX * 2, -_CLICK_PX * 2)
        if self._pressed.x() < 0:
            moved = event.position() - self._grabbed
            self._grabbed = event.position()
            self._throw.note(moved)
            self.pan(-moved.x(), -moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None or self._pressed is None:
            return
        was_click = self._pressed.x() >= 0
        self._grabbed = self._pressed = None
        if was_click:
            self._click(event.position())
        else:
            thrown = self._throw.speed()
            self.motion.throw(-thrown.x(), -thrown.y())

    def contextMenuEvent(self, event: QContextMenuEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        at = self.spot if by_key else QPointF(event.pos())
        self.menu_asked.emit(*self._view.point(at.x(), at.y()), at.toPoint())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is not None and not self.take_key(event):
            super().keyPressEvent(event)

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the map; say whether it was one."""
        if self._tool is not None and self._tool.take_key(event, self._spot_point()):
            return True
        key = event.key()
        step = _PANS.get(key)
        if step is not None:
            right, down = step
            self._cross = True
            self.motion.pan_by(right * PAN_STEP_PX, down * PAN_STEP_PX)
        elif event.text() in {"+", "="}:
            self.motion.zoom_by(ZOOM_STEP, zoom=self._view.zoom, spot=self.spot)
        elif event.text() in {"-", "_"}:
            self.motion.zoom_by(-ZOOM_STEP, zoom=self._view.zoom, spot=self.spot)
        elif self._picking and key in ENTER_KEYS:
            self._pick(self.spot)
        elif self._picking and key == Qt.Key.Key_Escape:
            self.pick(on=False)
        else:
            return False
        return True

    def _click(self, at: QPointF) -> None:
        if self._picking:
            self._pick(at)
            return
        if self._tool is not None:
            self._tool.click(self._view.point(at.x(), at.y()))
            return
        vehicle: VehicleId | None = self.overlay.vehicle_at(at)
        if vehicle is not None:
            self.vehicle_clicked.emit(vehicle)
        self.clicked.emit(*self._view.point(at.x(), at.y()))

    def _spot_point(self) -> Point:
        return self._view.point(self.spot.x(), self.spot.y())

    def _pick(self, at: QPointF) -> None:
        self.pick(on=False)
        self.point_picked.emit(*self._view.point(at.x(), at.y()))


_PANS: Final[Mapping[int, tuple[int, int]]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
