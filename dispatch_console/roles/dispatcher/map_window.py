"""The dispatcher's right screen: the map edge to edge with everything that the form speaks of."""

from collections.abc import Callable
from typing import Final

from PyQt6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from dispatch_console.map.base_map import BaseMap
from dispatch_console.map.canvas import FIRST_ZOOM, MapCanvas
from dispatch_console.map.caption import MapCaption
from dispatch_console.map.place_layer import Thing, ThingKind
from dispatch_console.roles.dispatcher import (
    map_legend,
    map_tool_bar,
    map_top_bar,
    map_vehicle_list,
)
from dispatch_console.roles.dispatcher.map_actions import MapActions
from dispatch_console.roles.dispatcher.map_hint import MapHint
from dispatch_console.roles.dispatcher.map_legend import MapLegend
from dispatch_console.roles.dispatcher.map_search_field import MapSearchField
from dispatch_console.roles.dispatcher.map_tool_bar import TOOLS, MapToolBar
from dispatch_console.roles.dispatcher.map_top_bar import MapTopBar
from dispatch_console.roles.dispatcher.map_vehicle_list import MapVehicleList
from dispatch_console.viewmodels import map_tips
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.map_fleet import FleetPicture
from dispatch_console.viewmodels.map_layers import Layer
from dispatch_console.viewmodels.map_nearest import MapNearest
from dispatch_console.viewmodels.map_reach import MapReach
from dispatch_console.viewmodels.map_roads import MapRoads
from dispatch_console.viewmodels.map_scene import MapScene
from dispatch_console.viewmodels.map_search import MapFind, MapSearch
from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import HospitalId, IncidentId, StationId, VehicleId
from dispatch_server.contract.local_time import local

_MARGIN: Final = 8
_LIST_TOP: Final = map_top_bar.HEIGHT + 2 * _MARGIN
_ROUTE_MARGIN: Final = 90.0
_REST_MS: Final = 200
_BOX_MARGIN: Final = 0.25
"""Share of the view by which the box of the frames is larger on every side."""


class MapWindow(QWidget):
    """Follows the call and the scene in hand until somebody moves the map; 0 follows again.

    `scene_picked` and `meeting_picked` carry longitude and latitude; `picking_ended` says that the
    form may have the focus back; `theme_requested` asks for the other look. `place_picked` carries
    a place that was searched for and is the scene; `incident_chosen` the one that was clicked;
    `box_shown` west, south, east and north of what the map shows with a margin, once it rests.
    """

    scene_picked = pyqtSignal(float, float)
    meeting_picked = pyqtSignal(float, float)
    place_picked = pyqtSignal(object)
    incident_chosen = pyqtSignal(str)
    picking_ended = pyqtSignal()
    theme_requested = pyqtSignal()
    box_shown = pyqtSignal(object)

    def __init__(
        self,
        scene: MapScene,
        base: BaseMap,
        clock: DeskClock,
        *,
        board: Callable[[], Board] = Board,
        search: MapSearch | None = None,
        nearest: MapNearest | None = None,
        reach: MapReach | None = None,
        roads: MapRoads | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.FramelessWindowHint)
        self._scene = scene
        self._clock = clock
        self._board = board
        self._following = True
        self._followed: tuple[VehicleId, Point | None] | None = None
        self._meeting: Point | None = None
        self.picks_meeting = False
        self.may_pick = False
        self._roads = roads
        self.can_reach = reach is not None
        self.canvas = MapCanvas(base)
        self.top = MapTopBar(self)
        self.search = MapSearchField(search, self.canvas, self.top)
        self.tools = MapToolBar(self)
        self.hint = MapHint(self)
        self.vehicles = MapVehicleList(scene, self)
        self.legend = MapLegend(self)
        self.caption = MapCaption(self.canvas, left=map_legend.WIDTH + 2 * _MARGIN)
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(_REST_MS)
        self._lay_out()
        self.actions_of_map = MapActions(self, scene, nearest=nearest, reach=reach, roads=roads)
        self._connect()
        self.show_what_can_be_asked()
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
        for part in self._parts:
            part.raise_()
        self.setFocusProxy(self.canvas)

    def _connect(self) -> None:
        scene, canvas = self._scene, self.canvas
        scene.changed.connect(self._show)
        scene.fleet_moved.connect(self._show_fleet)
        self._resting.timeout.connect(self._say_box)
        canvas.moved.connect(self._resting.start)
        scene.attention.connect(self._look_at)
        scene.route_came.connect(self._look_along)
        canvas.moved.connect(self._show_view)
        canvas.moved_by_hand.connect(self._let_go)
        canvas.vehicle_clicked.connect(scene.choose_vehicle)
        canvas.point_picked.connect(self._picked)
        canvas.picking_changed.connect(self._picking_changed)
        self.vehicles.chosen.connect(scene.choose_vehicle)
        self.top.toggled.connect(lambda layer: scene.toggle(Layer(layer)))
        self.vehicles.chosen.connect(self.bring_into_sight)
        self.search.looked.connect(self.actions_of_map.look_at)
        self.search.put_on_form.connect(self._put_on_form)
        self.search.left.connect(self.activate_map)
        self._clock.ticked.connect(self._show_time)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what the map shows, with a margin."""
        west, south, east, north = self.canvas.view.box
        across, up = (east - west) * _BOX_MARGIN, (north - south) * _BOX_MARGIN
        return west - across, south - up, east + across, north + up

    @property
    def is_following(self) -> bool:
        """Whether the map still looks at what is in hand."""
        return self._following

    @property
    def _parts(self) -> tuple[QWidget, ...]:
        return (self.top, self.vehicles, self.legend, self.tools)

    @property
    def can_close(self) -> bool:
        """Whether whoever sits here may close roads."""
        return self._roads is not None and self._roads.may_close

    def show_what_can_be_asked(self) -> None:
        """Offer the tools whose answers there are."""
        missing = {"reach": self.can_reach, "close": self.can_close}
        self.tools.show_tools(tuple(tool for tool in TOOLS if missing.get(tool.name, True)))

    def pick_scene(self) -> None:
        """Let the next click or Enter set the scene (F7)."""
        self._pick(meeting=False)

    def pick_meeting(self) -> None:
        """Let the next click or Enter set the meeting point (Shift+F7)."""
        self._pick(meeting=True)

    def follow(self) -> None:
        """Look at what is in hand again, or at the whole city."""
        place = self._scene.place_in_hand
        self._following, self._followed = True, None
        if place is not None:
            self._look_at(place)
        else:
            self.canvas.centre_on(self.canvas.home, zoom=FIRST_ZOOM - 1)
        self._show_view()

    def follow_vehicle(self, on: bool | None = None) -> None:
        """F: keep the chosen vehicle in the middle, or let it go again."""
        card = self._scene.card
        wanted = on if on is not None else self._followed is None
        if wanted and card is not None:
            self._scene.choose_vehicle(card.line.id)
            self._followed = card.line.id, None
            self._following = False
            self._keep_with_vehicle()
        else:
            self._followed = None
        self._show_view()

    def show_all(self) -> None:
        """9: show everything that somebody works on."""
        self.show_points(self._scene.points)

    def show_city(self) -> None:
        """Home: show the city around its middle."""
        self.look_freely(self.canvas.home, zoom=FIRST_ZOOM - 2)

    def show_points(self, points: tuple[Point, ...]) -> None:
        """Bring some positions into sight; the map follows nothing after that."""
        if points:
            self._following, self._followed = False, None
            self.canvas.fit(points, margins=self._margins())
            self._show_view()

    def look_freely(self, place: Point, *, zoom: float | None = None) -> None:
        """Look at a place that is not in hand."""
        self._following, self._followed = False, None
        self.canvas.centre_on(place, zoom=zoom)
        self._show_view()

    def bring_into_sight(self, vehicle_id: str | None) -> None:
        """Move the map as little as shows a vehicle."""
        place = self._scene.point_of(VehicleId(vehicle_id)) if vehicle_id else None
        if place is not None and not self._is_clear(place):
            self.look_freely(place)

    def activate_map(self) -> None:
        """Give the map the keys."""
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def tip(self, thing: Thing) -> str:
        """Say what is known of a thing on the map."""
        board, now = self._board(), self._clock.now()
        if thing.kind is ThingKind.VEHICLE:
            return map_tips.vehicle_tip(board, VehicleId(thing.id), now)
        if thing.kind is ThingKind.STATION:
            return map_tips.station_tip(board, StationId(thing.id))
        if thing.kind is ThingKind.HOSPITAL:
            return map_tips.hospital_tip(board, HospitalId(thing.id))
        if thing.kind is ThingKind.INCIDENT:
            return map_tips.incident_tip(board, IncidentId(thing.id), now)
        if thing.kind is ThingKind.CLOSURE:
            closures = self._scene.picture.closures
            words = next((mark.words for mark in closures if mark.id == thing.id), "")
            return self.tr("封路　{}").format(words)
        return self.tr("{} 辆　点开放大").format(thing.id)

    def place_hint(self) -> None:
        """Keep the hint in the middle of what is free, under the bar."""
        middle = self._clear_area().center().x()
        self.hint.move(int(middle - self.hint.width() / 2), _LIST_TOP)

    def _put_on_form(self, find: MapFind) -> None:
        if self.may_pick:
            self.place_picked.emit(find.place)

    def _keep_with_vehicle(self) -> None:
        if self._followed is None:
            return
        vehicle_id, before = self._followed
        point = self._scene.point_of(vehicle_id)
        if point is not None and point != before:
            self._followed = vehicle_id, point
            self.canvas.centre_on(point)

    def _show_meeting(self) -> None:
        """Bring a new meeting point into sight together with its scene."""
        picture = self._scene.picture
        meeting = picture.meeting.point if picture.meeting is not None else None
        if meeting == self._meeting:
            return
        self._meeting = meeting
        if meeting is None or picture.scene is None or not self._following:
            return
        if not self._is_clear(meeting):
            self.canvas.fit((picture.scene.point, meeting), margins=self._margins())

    def _is_clear(self, point: Point) -> bool:
        return self._clear_area().contains(QPointF(*self.canvas.view.px(point)))

    def _margins(self) -> tuple[float, float, float, float]:
        clear, gap = self._clear_area(), _ROUTE_MARGIN
        return clear.left() + gap, clear.top() + gap, self.width() - clear.right() + gap, gap

    def _pick(self, *, meeting: bool) -> None:
        self.picks_meeting = meeting
        self.canvas.pick(on=True)
        self._picking_changed(on=True)
        self.activateWindow()
        self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _picked(self, lon: float, lat: float) -> None:
        signal = self.meeting_picked if self.picks_meeting else self.scene_picked
        signal.emit(lon, lat)

    def _picking_changed(self, on: bool) -> None:
        what = self.tr("等车地点") if self.picks_meeting else self.tr("现场地址")
        words = self.tr("点选") + what + self.tr("　回车取十字处　Esc 取消")
        self.top.show_picking(words if on else "")
        if not on:
            self.picking_ended.emit()

    def _look_at(self, place: Point) -> None:
        self._following, self._followed = True, None
        self.canvas.centre_on(place, zoom=max(FIRST_ZOOM, self.canvas.view.zoom))
        self._show_view()

    def _look_along(self, points: tuple[Point, ...]) -> None:
        """Bring the whole route into sight while the map follows."""
        if not self._following or not points:
            return
        if not all(self._is_clear(point) for point in points):
            self.canvas.fit(points, margins=self._margins())

    def _let_go(self) -> None:
        self._following, self._followed = False, None
        self._show_view()

    def _show(self) -> None:
        self.canvas.show_picture(self._scene.picture)
        if self._scene.measured.is_fed:
            self.canvas.overlay.set_fleet(FleetPicture.of(self._scene.picture.vehicles))
        self.top.show_hidden(self._scene.hidden)
        self._keep_with_vehicle()
        self._show_meeting()
        self._show_view()

    def _say_box(self) -> None:
        self.box_shown.emit(self.box)

    def _show_fleet(self) -> None:
        """Let the vehicles glide to where the newest frame has them."""
        self.canvas.overlay.set_fleet(FleetPicture.of(self._scene.picture.vehicles))
        self._keep_with_vehicle()

    def _show_view(self) -> None:
        follows = self._scene.follows if self._following else ""
        if self._followed is not None and self._scene.card is not None:
            follows = self.tr("跟随 {}").format(self._scene.card.line.name)
        elif not self._following and self._scene.place_in_hand is not None:
            follows = self.tr("自由查看　0 回到现场")
        self.top.show_view(follows, metres_per_px=self.canvas.view.ground_metres_per_px)

    def _show_time(self) -> None:
        now = self._clock.now()
        self.canvas.overlay.set_time(now.timestamp())
        self.top.show_time(local(now).strftime("%H:%M:%S"))

    def _clear_area(self) -> QRectF:
        right = self.width() - map_vehicle_list.WIDTH - 2 * _MARGIN
        left = map_tool_bar.WIDTH + _MARGIN
        return QRectF(left, _LIST_TOP, right - left, self.height() - _LIST_TOP)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        width, height = self.width(), self.height()
        self.top.setGeometry(_MARGIN, _MARGIN, width - 2 * _MARGIN, map_top_bar.HEIGHT)
        left = width - map_vehicle_list.WIDTH - _MARGIN
        self.vehicles.setGeometry(
            left, _LIST_TOP, map_vehicle_list.WIDTH, height - _LIST_TOP - _MARGIN
        )
        self.legend.move(_MARGIN, height - map_legend.HEIGHT - _MARGIN)
        self.tools.move(_MARGIN, _LIST_TOP)
        self.search.setGeometry(8, 7, map_top_bar.SEARCH_WIDTH, 38)
        self.place_hint()
        self.canvas.cover([part.geometry() for part in self._parts])
        if self._following and self._scene.place_in_hand is not None:
            self._look_at(self._scene.place_in_hand)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.show_what_can_be_asked()

    def changeEvent(self, event: QEvent | None) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.StyleChange:
            self.canvas.update()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_F7:
            self._pick(meeting=shift)
        elif control and shift and event.key() == Qt.Key.Key_L:
            self.theme_requested.emit()
        elif not self.canvas.take_key(event) and not self.actions_of_map.take_key(event):
            super().keyPressEvent(event)
