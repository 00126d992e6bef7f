"""The dispatcher's right screen: the map edge to edge with everything that the form speaks of."""

from typing import Final

from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from dispatch_console.map.base_map import BaseMap
from dispatch_console.map.canvas import FIRST_ZOOM, MapCanvas
from dispatch_console.map.caption import MapCaption
from dispatch_console.roles.dispatcher import map_legend, map_top_bar, map_vehicle_list
from dispatch_console.roles.dispatcher.map_legend import MapLegend
from dispatch_console.roles.dispatcher.map_top_bar import MapTopBar
from dispatch_console.roles.dispatcher.map_vehicle_list import MapVehicleList
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.map_scene import Layer, MapScene
from dispatch_console.widgets.keys import bare_key
from dispatch_server.contract.details import Point
from dispatch_server.contract.local_time import local

_MARGIN: Final = 8
_LIST_TOP: Final = map_top_bar.HEIGHT + 2 * _MARGIN
_ROUTE_MARGIN: Final = 90.0
_LAYERS: Final = {
    "R": Layer.ROUTE,
    "V": Layer.VEHICLES,
    "S": Layer.STATIONS,
    "H": Layer.HOSPITALS,
}


class MapWindow(QWidget):
    """Follows the call and the scene in hand until somebody moves the map; 0 follows again.

    `scene_picked` and `meeting_picked` carry longitude and latitude; `picking_ended` says that the
    form may have the focus back; `theme_requested` asks for the other look.
    """

    scene_picked = pyqtSignal(float, float)
    meeting_picked = pyqtSignal(float, float)
    picking_ended = pyqtSignal()
    theme_requested = pyqtSignal()

    def __init__(
        self,
        scene: MapScene,
        base: BaseMap,
        clock: DeskClock,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint)
        self._scene = scene
        self._clock = clock
        self._following = True
        self._picks_meeting = False
        self.canvas = MapCanvas(base)
        self.top = MapTopBar(self)
        self.vehicles = MapVehicleList(scene, self)
        self.legend = MapLegend(self)
        self.caption = MapCaption(self.canvas, left=map_legend.WIDTH + 2 * _MARGIN)
        self._lay_out()
        self._connect()
        self._show()
        self._show_time()

    def _lay_out(self) -> None:
        self.setObjectName("map_window")
        self.setWindowTitle(self.tr("电子地图"))
        self.setProperty("surface", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.resize(1920, 1080)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.canvas)
        for part in (self.top, self.vehicles, self.legend):
            part.raise_()
        self.setFocusProxy(self.canvas)

    def _connect(self) -> None:
        scene, canvas = self._scene, self.canvas
        scene.changed.connect(self._show)
        scene.attention.connect(self._look_at)
        scene.route_came.connect(self._look_along)
        canvas.moved.connect(self._show_view)
        canvas.moved_by_hand.connect(self._let_go)
        canvas.vehicle_clicked.connect(scene.choose_vehicle)
        canvas.point_picked.connect(self._picked)
        canvas.picking_changed.connect(self._picking_changed)
        self.vehicles.chosen.connect(scene.choose_vehicle)
        self.top.toggled.connect(lambda layer: scene.toggle(Layer(layer)))
        self._clock.ticked.connect(self._show_time)

    @property
    def is_following(self) -> bool:
        """Whether the map still looks at what is in hand."""
        return self._following

    def pick_scene(self) -> None:
        """Let the next click or Enter set the scene (F7)."""
        self._pick(meeting=False)

    def pick_meeting(self) -> None:
        """Let the next click or Enter set the meeting point (Shift+F7)."""
        self._pick(meeting=True)

    def follow(self) -> None:
        """Look at what is in hand again, or at the whole city."""
        place = self._scene.place_in_hand
        self._following = True
        if place is not None:
            self._look_at(place)
        else:
            self.canvas.centre_on(self.canvas.home, zoom=FIRST_ZOOM - 1)
        self._show_view()

    def _pick(self, *, meeting: bool) -> None:
        self._picks_meeting = meeting
        self.canvas.pick(on=True)
        self._picking_changed(on=True)
        self.activateWindow()
        self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _picked(self, lon: float, lat: float) -> None:
        signal = self.meeting_picked if self._picks_meeting else self.scene_picked
        signal.emit(lon, lat)

    def _picking_changed(self, on: bool) -> None:
        what = self.tr("等车地点") if self._picks_meeting else self.tr("现场地址")
        words = self.tr("点选") + what + self.tr("　回车取十字处　Esc 取消")
        self.top.show_picking(words if on else "")
        if not on:
            self.picking_ended.emit()

    def _look_at(self, place: Point) -> None:
        self._following = True
        self.canvas.centre_on(place, zoom=max(FIRST_ZOOM, self.canvas.view.zoom))
        self._show_view()

    def _look_along(self, points: tuple[Point, ...]) -> None:
        """Bring the whole route into sight while the map follows."""
        if not self._following or not points:
            return
        clear = self._clear_area()
        view = self.canvas.view
        if not all(clear.contains(QPointF(*view.px(point))) for point in points):
            gap = _ROUTE_MARGIN
            margins = (gap, clear.top() + gap, self.width() - clear.right() + gap, gap)
            self.canvas.fit(points, margins=margins)

    def _let_go(self) -> None:
        self._following = False
        self._show_view()

    def _show(self) -> None:
        self.canvas.show_picture(self._scene.picture)
        self.top.show_hidden(self._scene.hidden)
        self._show_view()

    def _show_view(self) -> None:
        follows = self._scene.follows if self._following else ""
        if not self._following and self._scene.place_in_hand is not None:
            follows = self.tr("自由查看　0 回到现场")
        self.top.show_view(follows, metres_per_px=self.canvas.view.ground_metres_per_px)

    def _show_time(self) -> None:
        self.top.show_time(local(self._clock.now()).strftime("%H:%M:%S"))

    def _clear_area(self) -> QRectF:
        right = self.width() - map_vehicle_list.WIDTH - 2 * _MARGIN
        return QRectF(0, _LIST_TOP, right, self.height() - _LIST_TOP)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        width, height = self.width(), self.height()
        self.top.setGeometry(_MARGIN, _MARGIN, width - 2 * _MARGIN, map_top_bar.HEIGHT)
        left = width - map_vehicle_list.WIDTH - _MARGIN
        self.vehicles.setGeometry(
            left, _LIST_TOP, map_vehicle_list.WIDTH, height - _LIST_TOP - _MARGIN
        )
        self.legend.move(_MARGIN, height - map_legend.HEIGHT - _MARGIN)
        parts = (self.top, self.vehicles, self.legend)
        self.canvas.cover([part.geometry() for part in parts])
        if self._following and self._scene.place_in_hand is not None:
            self._look_at(self._scene.place_in_hand)

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.StyleChange:
            self.canvas.update()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = bare_key(event)
        if event.key() == Qt.Key.Key_F7:
            self._pick(meeting=shift)
        elif control and shift and event.key() == Qt.Key.Key_L:
            self.theme_requested.emit()
        elif key == "0":
            self.follow()
        elif key in _LAYERS:
            self._scene.toggle(_LAYERS[key])
        elif not self.canvas.take_key(event):
            super().keyPressEvent(event)
