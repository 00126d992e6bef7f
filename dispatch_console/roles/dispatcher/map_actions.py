"""What the map's keys, tools and menu do; each deed has one method here."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QKeyEvent
from PyQt6.QtWidgets import QToolTip

from dispatch_console.map.measuring import Measuring
from dispatch_console.map.place_layer import Thing, ThingKind
from dispatch_console.roles.dispatcher.map_menu import MapMenu, MenuEntry
from dispatch_console.roles.dispatcher.map_tool_bar import TOOLS
from dispatch_console.viewmodels.map_layers import LAYER_KEYS
from dispatch_console.viewmodels.map_nearest import MapNearest
from dispatch_console.viewmodels.map_reach import MapReach
from dispatch_console.viewmodels.map_roads import REASONS, MapRoads
from dispatch_console.viewmodels.map_scene import MapScene
from dispatch_console.viewmodels.map_search import MapFind
from dispatch_console.widgets.keys import bare_key
from dispatch_server.contract.answers import CommandAnswer, RecommendationAnswer
from dispatch_server.contract.details import Point

if TYPE_CHECKING:
    from dispatch_console.roles.dispatcher.map_window import MapWindow

HOVER_MS: Final = 300
_LOOK_ZOOM: Final = 16.0
_COORDINATES: Final = "{1:.6f}, {0:.6f}"
"""Latitude before longitude, as people and other maps write it; WGS-84."""


class MapActions(QObject):
    """Joins the window's parts; `told` carries a sentence that needs no answer."""

    told = pyqtSignal(str)

    def __init__(
        self,
        window: "MapWindow",
        scene: MapScene,
        *,
        nearest: MapNearest | None,
        reach: MapReach | None,
        roads: MapRoads | None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._canvas = window.canvas
        self._scene = scene
        self._nearest = nearest
        self._reach = reach
        self._roads = roads
        self.measuring = Measuring(self)
        self.menu = MapMenu(window)
        self._at: Point = self._canvas.home
        self._hovered = QPointF()
        self._hover = QTimer(self)
        self._hover.setSingleShot(True)
        self._hover.setInterval(HOVER_MS)
        self._hover.timeout.connect(self._show_tip)
        self._by_tool: dict[str, Callable[[], None]] = {
            "look": self.look,
            "scene": window.pick_scene,
            "meeting": window.pick_meeting,
            "measure": self.measure,
            "reach": partial(self._at_spot, self._ask_reach),
            "nearest": partial(self._at_spot, self.ask_nearest),
            "close": partial(self._at_spot, self._ask_closure),
            "all": window.show_all,
            "nearer": partial(self._canvas.zoom_by, 1),
            "farther": partial(self._canvas.zoom_by, -1),
            "follow": window.follow,
        }
        self._with_control: dict[int, Callable[[], None]] = {
            Qt.Key.Key_F: window.search.open_search,
            Qt.Key.Key_C: partial(self._at_spot, self.copy),
        }
        choose = partial(self._at_spot, self._choose_near)
        self._by_code: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Escape: self.put_away,
            Qt.Key.Key_Home: window.show_city,
            Qt.Key.Key_PageDown: partial(self.step_vehicle, 1),
            Qt.Key.Key_PageUp: partial(self.step_vehicle, -1),
            Qt.Key.Key_F: window.follow_vehicle,
            Qt.Key.Key_Return: choose,
            Qt.Key.Key_Enter: choose,
        }
        self._listen()

    def _listen(self) -> None:
        canvas = self._canvas
        canvas.menu_asked.connect(self._open_menu)
        canvas.clicked.connect(self._clicked)
        canvas.hovered.connect(self._hovers)
        canvas.moved.connect(self._hover.stop)
        canvas.tool_changed.connect(lambda _tool: self.show_hint())
        canvas.picking_changed.connect(lambda _on: self.show_hint())
        self.measuring.changed.connect(self._show_measured)
        self.measuring.left.connect(self.look)
        self._window.tools.used.connect(lambda name: self._by_tool[name]())
        if self._reach is not None:
            self._reach.changed.connect(self._show_reach)
            no_reach = self.tr("没算出等时圈：服务器没有回答，再按 4 重试")
            self._reach.failed.connect(lambda: self.told.emit(no_reach))
        if self._nearest is not None:
            self._nearest.answered.connect(self._show_nearest)
            self._nearest.changed.connect(self._nearest_changed)

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the map window; say whether it was one."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        deed = (self._with_control if control else self._by_code).get(event.key())
        key = bare_key(event)
        if deed is not None:
            deed()
        elif key in LAYER_KEYS:
            self._scene.toggle(LAYER_KEYS[key])
        elif key in _TOOL_KEYS:
            self._by_tool[_TOOL_KEYS[key]]()
        else:
            return False
        return True

    def look(self) -> None:
        """Put every tool away."""
        self._canvas.pick(on=False)
        self._canvas.use(None)

    def put_away(self) -> None:
        """Esc: put away what was asked about, then what was found, then let a vehicle go."""
        if self._nearest is not None and self._nearest.point is not None:
            self._nearest.clear()
        elif self._scene.picture.reach:
            self._scene.show_reach(())
        elif self._scene.picture.found is not None:
            self._scene.show_found(None)
        else:
            self._window.follow_vehicle(on=False)
        self._canvas.show_cross(on=False)

    def measure(self, start: Point | None = None) -> None:
        """3: measure, from a point where one is given."""
        self._canvas.pick(on=False)
        self.measuring.begin(start)
        self._canvas.use(self.measuring)
        self._window.activate_map()

    def ask_nearest(self, point: Point) -> None:
        """5: order the list by the way to a point; no form is changed."""
        if self._nearest is not None:
            self._nearest.ask(point)

    def copy(self, point: Point) -> None:
        """Copy a position, so that it can be said or sent."""
        board = QGuiApplication.clipboard()
        words = _COORDINATES.format(*point)
        if board is not None:
            board.setText(words)
            self.told.emit(self.tr("已复制坐标 {}").format(words))

    def look_at(self, find: MapFind) -> None:
        """Go to what was searched for."""
        if find.vehicle_id is not None:
            self._scene.choose_vehicle(find.vehicle_id)
            self._window.follow_vehicle(on=True)
        elif find.incident_id is not None:
            self._window.incident_chosen.emit(find.incident_id)
            self._window.look_freely(find.point, zoom=_LOOK_ZOOM)
        else:
            self._scene.show_found_at(find.point, find.suggestion.title)
            self._window.look_freely(find.point, zoom=_LOOK_ZOOM)

    def step_vehicle(self, step: int) -> None:
        """PgDn, PgUp: choose the next vehicle of the list, and bring it into sight."""
        self._scene.step_vehicle(step)
        self._window.bring_into_sight(self._scene.picture.chosen)

    def show_hint(self) -> None:
        """Say what the next click does."""
        canvas = self._canvas
        words, in_use = "", "look"
        if canvas.is_picking:
            in_use = "meeting" if self._window.picks_meeting else "scene"
            words = self._window.top.words
        elif canvas.tool is self.measuring:
            in_use = "measure"
            measured = self.measuring.words or self.tr("点第一处")
            words = self.tr("测距　{}　回车取十字处　退格撤一点　Esc 收").format(measured)
        elif self._nearest is not None and self._nearest.asking:
            words = self.tr("正在算此处最近车辆")
        elif self._nearest is not None and self._nearest.point is not None:
            words = self.tr("右栏按到此处的时间排　Esc 收")
        self._window.hint.show_words(words)
        self._window.tools.show_in_use(in_use)
        self._window.place_hint()

    def _show_measured(self) -> None:
        self.show_hint()
        self._canvas.refresh()

    def _at_spot(self, act: Callable[[Point], None]) -> None:
        spot = self._canvas.spot
        self._canvas.show_cross(on=True)
        act(self._canvas.view.point(spot.x(), spot.y()))

    def _ask_reach(self, point: Point) -> None:
        if self._reach is not None:
            self._reach.ask(point)

    def _show_reach(self) -> None:
        if self._reach is not None:
            self._scene.show_reach(self._reach.marks)

    def _ask_closure(self, point: Point) -> None:
        """6: ask why the road at the cross hairs is closed; a reason closes it."""
        if self._window.can_close:
            at = QPointF(*self._canvas.view.px(point)).toPoint()
            self.menu.open_at(self._canvas.mapToGlobal(at), [self._closing(point)])

    def _closing(self, point: Point) -> list[MenuEntry]:
        if self._roads is None or not self._window.can_close:
            return []
        return [
            MenuEntry(
                self.tr("封闭此路：{}").format(reason), "",
                partial(self._roads.close, point, reason, self._tell),
            )
            for reason in REASONS
        ]  # fmt: skip

    def _tell(self, answer: CommandAnswer) -> None:
        if answer.sentence:
            self.told.emit(answer.sentence)

    def _choose_near(self, point: Point) -> None:
        at = QPointF(*self._canvas.view.px(point))
        self._choose(self._canvas.overlay.thing_at(at), at)
        self._hovered = at
        self._show_tip()

    def _clicked(self, lon: float, lat: float) -> None:
        at = QPointF(*self._canvas.view.px((lon, lat)))
        thing = self._canvas.overlay.thing_at(at)
        if thing is not None and thing.kind is not ThingKind.VEHICLE:
            self._choose(thing, at)

    def _choose(self, thing: Thing | None, at: QPointF) -> None:
        if thing is None:
            return
        if thing.kind is ThingKind.VEHICLE:
            self._scene.choose_vehicle(thing.id)
        elif thing.kind is ThingKind.INCIDENT:
            self._window.incident_chosen.emit(thing.id)
        elif thing.kind is ThingKind.CLUSTER:
            self._window.show_points(self._canvas.overlay.cluster_points(at))

    def _hovers(self, at: QPointF) -> None:
        self._hovered = at
        self._hover.start()
        self._canvas.show_cross(on=False)
        if self._canvas.tool is self.measuring:
            self.measuring.hover(self._canvas.view.point(at.x(), at.y()))

    def _show_tip(self) -> None:
        thing = self._canvas.overlay.thing_at(self._hovered)
        words = self._window.tip(thing) if thing is not None else ""
        if words:
            at = self._canvas.mapToGlobal(self._hovered.toPoint() + QPoint(14, 14))
            QToolTip.showText(at, words, self._canvas)
        else:
            QToolTip.hideText()

    def _open_menu(self, lon: float, lat: float, at: QPoint) -> None:
        self._at = lon, lat
        thing = self._canvas.overlay.thing_at(QPointF(at))
        window, here = self._window, self._at
        form = [
            MenuEntry(
                self.tr("设为现场地址"), "", partial(window.scene_picked.emit, *here),
                enabled=window.may_pick,
            ),
            MenuEntry(
                self.tr("设为等车地点"), "", partial(window.meeting_picked.emit, *here),
                enabled=window.may_pick,
            ),
        ]  # fmt: skip
        asking = [
            MenuEntry(
                self.tr("此处最近车辆"), "5", partial(self.ask_nearest, here),
                enabled=self._nearest is not None,
            ),
            MenuEntry(self.tr("从此处测距"), "3", partial(self.measure, here)),
        ]  # fmt: skip
        if window.can_reach:
            asking.append(MenuEntry(self.tr("此处等时圈"), "4", partial(self._ask_reach, here)))
        looking = [
            MenuEntry(self.tr("复制坐标"), "Ctrl+C", partial(self.copy, here)),
            MenuEntry(self.tr("移到中间"), "", partial(window.look_freely, here)),
        ]
        groups = (self._entries_of(thing), asking, form, looking, self._closing(here))
        self.menu.open_at(self._canvas.mapToGlobal(at), groups)

    def _entries_of(self, thing: Thing | None) -> list[MenuEntry]:
        if thing is None:
            return []
        if thing.kind is ThingKind.VEHICLE:
            return [MenuEntry(self.tr("跟随此车"), "F", partial(self._follow, thing.id))]
        if thing.kind is ThingKind.INCIDENT:
            act = partial(self._window.incident_chosen.emit, thing.id)
            return [MenuEntry(self.tr("打开此警情"), "", act)]
        if thing.kind is ThingKind.CLOSURE and self._roads is not None:
            act = partial(self._roads.open, thing.id, self._tell)
            return [MenuEntry(self.tr("解除封路"), "", act, enabled=self._window.can_close)]
        return []

    def _follow(self, vehicle_id: str) -> None:
        self._scene.choose_vehicle(vehicle_id)
        self._window.follow_vehicle(on=True)

    def _nearest_changed(self) -> None:
        if self._nearest is not None:
            self._scene.show_asked(self._nearest.point)
        self.show_hint()

    def _show_nearest(self, answer: RecommendationAnswer | None) -> None:
        if self._nearest is None or self._nearest.point is None:
            return
        if answer is None:
            self._nearest.clear()
            self.told.emit(self.tr("没算出路程：服务器没有回答，再按 5 重试"))
            return
        self._scene.show_asked(self._nearest.point, answer)
        self.show_hint()


_TOOL_KEYS: Final = {tool.key: tool.name for tool in TOOLS if tool.key.isdigit()}
