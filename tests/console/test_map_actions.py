"""Working with the dispatcher's map: tools, menu, search, measuring and following, by keys."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QContextMenuEvent, QGuiApplication
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.map.base_map import BaseMap
from dispatch_console.map.place_layer import Thing, ThingKind
from dispatch_console.mirror import Mirror
from dispatch_console.roles.dispatcher.map_window import MapWindow
from dispatch_console.theme.palette import Theme, wear
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.map_nearest import MapNearest
from dispatch_console.viewmodels.map_picture import ReachMark
from dispatch_console.viewmodels.map_reach import MapReach
from dispatch_console.viewmodels.map_roads import MapRoads
from dispatch_console.viewmodels.map_scene import MapScene
from dispatch_console.viewmodels.map_search import MapFind, MapSearch
from dispatch_console.viewmodels.place_search import PlaceSearch
from dispatch_server.contract.access import Right
from dispatch_server.contract.answers import (
    ReachAnswer,
    ReachArea,
    RecommendationAnswer,
    RouteAnswer,
    VehicleChoice,
)
from dispatch_server.contract.commands.roads import CloseRoad, OpenRoad
from dispatch_server.contract.details import Details, Place, Point
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.events.roads import RoadClosed, RoadOpened
from dispatch_server.contract.ids import ClosureId, StationId, VehicleId
from dispatch_server.contract.states import OrderState
from gis_data.gazetteer import Gazetteer
from tests import builders
from tests.builders import (
    DETAILS,
    FAR_STATION,
    FAR_VEHICLE,
    INCIDENT,
    ORDER,
    SCENE,
    SEAT,
    START,
    STATION,
    VEHICLE,
)
from tests.fakes.console import FakeCommands

CITY: Final = Path(__file__).parents[2] / "gis_data" / "city" / "demo"
HERE: Final = QPoint(700, 500)


def triangle(start: Point, size: int) -> tuple[Point, ...]:
    """A small ring around a position."""
    lon, lat = start
    way = size / 1000
    return ((lon - way, lat - way), (lon + way, lat - way), (lon, lat + way))


class StillClock:
    """A clock that stands."""

    def now(self) -> datetime:
        return START + timedelta(hours=6)


class Asked:
    """Takes questions down; the test answers when it likes."""

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.bands: list[tuple[int, ...]] = []
        self.reaches = True
        self._told: list[Callable[[RecommendationAnswer | None], None]] = []

    def recommendation(
        self, scene: Point, told: Callable[[RecommendationAnswer | None], None]
    ) -> None:
        self.points.append(scene)
        self._told.append(told)

    def route(self, start: Point, end: Point, told: Callable[[RouteAnswer | None], None]) -> None:
        told(RouteAnswer(points=(start, end), seconds=60, metres=500))

    def reach(
        self, start: Point, minutes: Sequence[int], told: Callable[[ReachAnswer | None], None]
    ) -> None:
        self.bands.append(tuple(minutes))
        areas = tuple(
            ReachArea(minutes=band, polygons=((triangle(start, band),),)) for band in minutes
        )
        told(ReachAnswer(start=start, areas=areas) if self.reaches else None)

    def answer(self, *vehicles: VehicleChoice, number: int = -1) -> None:
        """Answer one question."""
        scene = self.points[number]
        self._told[number](RecommendationAnswer(scene=scene, vehicles=vehicles, hospitals=()))

    def stay_silent(self) -> None:
        """Let the last question run out of time."""
        self._told[-1](None)


def choice(vehicle_id: VehicleId, station_id: StationId, seconds: float) -> VehicleChoice:
    """One vehicle of an answer."""
    return VehicleChoice(
        vehicle_id=vehicle_id,
        station_id=station_id,
        seconds=seconds,
        metres=seconds * 8,
        point_source="station",
    )


class Screen:
    """A map window over its own board, with everything to observe."""

    def __init__(self, base: BaseMap, places: PlaceSearch, qtbot: QtBot) -> None:
        self.mirror = Mirror()
        self.asked = Asked()
        self.commands = FakeCommands()
        self.search = MapSearch(self.mirror, places)
        self.scene = MapScene(self.mirror, seat_id=SEAT)
        self.window = MapWindow(
            self.scene,
            base,
            DeskClock(StillClock()),
            board=lambda: self.mirror.board,
            search=self.search,
            nearest=MapNearest(self.asked),
            reach=MapReach(self.asked),
            roads=MapRoads(self.commands),
        )
        self.canvas = self.window.canvas
        self.bot = qtbot
        self.said: list[str] = []
        self.window.actions_of_map.told.connect(self.said.append)
        self.scene.setParent(self.window)
        qtbot.addWidget(self.window)
        self.window.show()
        self.happen(*builders.room())

    def happen(self, *events: Event) -> None:
        """Let events reach the desk."""
        for recorded in builders.journal(events, after=self.mirror.board.seq):
            self.mirror.receive(recorded)
        QApplication.processEvents()

    def work_on(self, details: Details = DETAILS) -> None:
        """The call is taken and its form filled in."""
        self.happen(*builders.ringing(), *builders.answered(), *builders.opened())
        self.scene.show_scene(details, incident_id=INCIDENT)
        self.window.may_pick = True
        self.painted()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key while the map has the focus."""
        held = modifier if modifier is not None else Qt.KeyboardModifier.NoModifier
        self.bot.keyClick(self.canvas, key, held)

    def click(self, point: Point) -> None:
        """Click on a position."""
        x, y = self.canvas.view.px(point)
        at = QPoint(round(x), round(y))
        self.bot.mouseClick(self.canvas, Qt.MouseButton.LeftButton, pos=at)

    def painted(self) -> None:
        """Let the window be drawn."""
        self.window.grab()

    def is_seen(self, point: Point) -> bool:
        """Whether a position is in the part that nothing covers."""
        x, y = self.canvas.view.px(point)
        inside = 64 < x < self.window.vehicles.geometry().left()
        return inside and 68 < y < self.window.height()

    def off_spot(self, point: Point) -> float:
        """How many pixels a position is away from the cross hairs."""
        return (QPointF(*self.canvas.view.px(point)) - self.canvas.spot).manhattanLength()

    def entries(self) -> dict[str, bool]:
        """The menu's words, and whether each may be done."""
        menu = self.window.actions_of_map.menu
        return {a.text().split("\t")[0]: a.isEnabled() for a in menu.actions() if a.text()}

    def act(self, words: str) -> None:
        """Do what an entry of the menu says."""
        menu = self.window.actions_of_map.menu
        next(a for a in menu.actions() if a.text().startswith(words)).trigger()
        menu.hide()


def found_for(screen: Screen, places: PlaceSearch, words: str) -> tuple[MapFind, ...]:
    """What the search of the map finds."""
    return MapSearch(screen.mirror, places).find(words, near=SCENE)


@pytest.fixture(scope="module")
def places() -> PlaceSearch:
    return PlaceSearch(Gazetteer.load(CITY))


@pytest.fixture
def screen(base: BaseMap, places: PlaceSearch, qtbot: QtBot) -> Iterator[Screen]:
    wear(Theme.DARK)
    shown = Screen(base, places, qtbot)
    yield shown
    shown.window.actions_of_map.menu.hide()


def test_that_the_menu_of_a_place_opens_by_the_right_button_and_by_key(screen: Screen) -> None:
    screen.work_on()
    reasons = (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard)
    asked: list[tuple[float, float]] = []
    screen.canvas.menu_asked.connect(lambda lon, lat, _at: asked.append((lon, lat)))

    for reason in reasons:
        event = QContextMenuEvent(reason, HERE, screen.canvas.mapToGlobal(HERE))
        QApplication.sendEvent(screen.canvas, event)

    spot = screen.canvas.spot
    assert asked[0] == pytest.approx(screen.canvas.view.point(HERE.x(), HERE.y()), abs=1e-9)
    assert asked[1] == pytest.approx(screen.canvas.view.point(spot.x(), spot.y()), abs=1e-9)
    assert screen.entries() == {
        "此处最近车辆": True,
        "从此处测距": True,
        "设为现场地址": True,
        "设为等车地点": True,
        "复制坐标": True,
        "移到中间": True,
        "此处等时圈": True,
        **{f"封闭此路：{why}": True for why in ("事故", "施工", "积水", "交通管制")},
    }


def test_that_no_place_is_set_while_no_form_is_in_hand(screen: Screen) -> None:
    screen.canvas.menu_asked.emit(*SCENE, HERE)

    assert not screen.entries()["设为现场地址"]
    assert not screen.entries()["设为等车地点"]


def test_that_the_menu_sets_the_scene_and_the_meeting_point(screen: Screen) -> None:
    screen.work_on()
    picked: list[tuple[str, float, float]] = []
    screen.window.scene_picked.connect(lambda lon, lat: picked.append(("scene", lon, lat)))
    screen.window.meeting_picked.connect(lambda lon, lat: picked.append(("meeting", lon, lat)))

    for words in ("设为现场地址", "设为等车地点"):
        screen.canvas.menu_asked.emit(114.27, 30.58, HERE)
        screen.act(words)

    assert picked == [("scene", 114.27, 30.58), ("meeting", 114.27, 30.58)]


def test_that_nearest_here_orders_the_list_and_changes_no_form(screen: Screen) -> None:
    screen.work_on()
    screen.scene.show_recommendation(
        RecommendationAnswer(scene=SCENE, vehicles=(choice(VEHICLE, STATION, 100),), hospitals=())
    )
    screen.canvas.menu_asked.emit(114.27, 30.58, HERE)

    screen.act("此处最近车辆")
    waiting = screen.window.hint.words
    screen.asked.answer(choice(FAR_VEHICLE, FAR_STATION, 90), choice(VEHICLE, STATION, 300))

    found = screen.scene.picture.found
    assert screen.asked.points == [(114.27, 30.58)]
    assert waiting == "正在算此处最近车辆"
    assert [line.name for line in screen.scene.vehicles.rows] == ["急02", "急01"]
    assert found is not None
    assert (found.point, found.words) == ((114.27, 30.58), "此处最近 急02")
    assert screen.window.vehicles.title.text() == "到 此处 最近"
    screen.press(Qt.Key.Key_Escape)
    assert screen.scene.picture.found is None
    assert [line.seconds for line in screen.scene.vehicles.rows] == [100, None]


def test_that_an_answer_to_an_earlier_point_is_dropped(screen: Screen) -> None:
    screen.press(Qt.Key.Key_5)
    screen.press(Qt.Key.Key_Right)
    screen.press(Qt.Key.Key_5)

    screen.asked.answer(choice(VEHICLE, STATION, 60), number=0)

    assert screen.scene.vehicles.rows[0].seconds is None
    assert len(screen.asked.points) == 2


def test_that_no_answer_says_what_to_do_and_leaves_the_map_as_it_was(screen: Screen) -> None:
    screen.press(Qt.Key.Key_5)

    screen.asked.stay_silent()

    assert screen.said == ["没算出路程：服务器没有回答，再按 5 重试"]
    assert screen.scene.picture.found is None
    assert screen.window.hint.words == ""


def test_that_a_line_is_measured_by_clicks_and_by_keys(screen: Screen) -> None:
    screen.press(Qt.Key.Key_3)
    begun = screen.window.hint.words
    screen.click(screen.canvas.view.point(400, 400))
    screen.press(Qt.Key.Key_Return)
    measured = screen.window.actions_of_map.measuring.line
    screen.press(Qt.Key.Key_Backspace)
    shorter = screen.window.actions_of_map.measuring.line

    screen.press(Qt.Key.Key_Escape)

    assert begun.startswith("测距　点第一处")
    assert (len(measured.points), len(shorter.points)) == (2, 1)
    assert measured.metres > 500
    assert screen.canvas.tool is None
    assert screen.window.hint.words == ""


def test_that_a_measured_line_is_painted_with_its_length(screen: Screen) -> None:
    screen.press(Qt.Key.Key_3)
    before = screen.window.grab().toImage()

    for x in (400, 600, 800):
        screen.click(screen.canvas.view.point(x, 640))

    after = screen.window.grab().toImage()
    assert after.pixelColor(500, 640) != before.pixelColor(500, 640)
    assert screen.window.hint.words.startswith("测距　")


def test_that_the_position_at_the_cross_hairs_is_copied(screen: Screen) -> None:
    spot = screen.canvas.spot
    lon, lat = screen.canvas.view.point(spot.x(), spot.y())

    screen.press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    board = QGuiApplication.clipboard()
    assert board is not None
    assert board.text() == f"{lat:.6f}, {lon:.6f}"
    assert screen.said == [f"已复制坐标 {lat:.6f}, {lon:.6f}"]


def test_that_a_place_is_found_looked_at_and_put_on_the_form(screen: Screen) -> None:
    screen.work_on()
    placed: list[Place] = []
    screen.window.place_picked.connect(placed.append)
    name = screen.mirror.board.hospitals[next(iter(screen.mirror.board.hospitals))].name
    search = screen.window.search
    screen.window.activateWindow()

    screen.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    focused = search.hasFocus()
    search.setText(name)
    search.textEdited.emit(name)
    screen.bot.keyClick(search, Qt.Key.Key_Return)

    found = screen.scene.picture.found
    assert focused
    assert found is not None
    assert found.words == name
    assert screen.off_spot(found.point) < 1
    assert placed == []
    screen.bot.keyClick(search, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [place.point for place in placed] == [found.point]


def test_that_a_vehicle_is_found_by_its_number_and_followed(
    screen: Screen, places: PlaceSearch
) -> None:
    screen.work_on()
    finds = found_for(screen, places, "急02")

    screen.window.search.looked.emit(finds[0])

    assert finds[0].suggestion.title == "急02"
    assert screen.scene.picture.chosen == FAR_VEHICLE
    assert screen.window.top.words == "跟随 急02"


def test_that_an_incident_is_found_by_its_number(screen: Screen, places: PlaceSearch) -> None:
    screen.work_on()
    chosen: list[str] = []
    screen.window.incident_chosen.connect(chosen.append)
    finds = found_for(screen, places, "1")

    screen.window.search.looked.emit(finds[0])

    assert chosen == [INCIDENT]


def test_that_a_followed_vehicle_stays_in_the_middle_until_the_map_is_moved(
    screen: Screen,
) -> None:
    screen.work_on()
    screen.happen(builders.issued())
    screen.scene.choose_vehicle(VEHICLE)
    screen.press(Qt.Key.Key_F)
    station = screen.mirror.board.stations[STATION].point
    at_station = screen.off_spot(station)

    screen.happen(
        OrderMoved(order_id=ORDER, to=OrderState.DEPARTED),
        OrderMoved(order_id=ORDER, to=OrderState.ARRIVED),
    )
    on_scene = screen.scene.point_of(VEHICLE)
    followed = screen.window.top.words
    screen.press(Qt.Key.Key_Left)

    assert at_station < 1
    assert followed == "跟随 急01"
    assert on_scene is not None
    assert screen.window.top.words != "跟随 急01"


def test_that_page_keys_step_through_the_list_and_bring_each_into_sight(screen: Screen) -> None:
    names = []
    for _ in range(3):
        screen.press(Qt.Key.Key_PageDown)
        names.append(screen.window.vehicles.card.accessibleName())

    screen.press(Qt.Key.Key_PageUp)

    point = screen.scene.point_of(FAR_VEHICLE)
    assert names == ["急01", "急02", "急01"]
    assert screen.window.vehicles.card.accessibleName() == "急02"
    assert point is not None
    assert screen.is_seen(point)


def test_that_nine_shows_everything_in_work(screen: Screen) -> None:
    far = (114.20, 30.52)
    screen.work_on(replace(DETAILS, meeting_point=Place("东门", far)))

    screen.press(Qt.Key.Key_9)

    assert screen.is_seen(far)
    assert screen.is_seen(SCENE)
    assert not screen.window.is_following


def test_that_a_new_meeting_point_out_of_sight_is_brought_in(screen: Screen) -> None:
    screen.work_on()
    far = (114.27, 30.56)

    screen.scene.show_scene(
        replace(DETAILS, meeting_point=Place("东门", far)), incident_id=INCIDENT
    )

    assert screen.is_seen(far)
    assert screen.is_seen(SCENE)


def test_that_a_click_on_a_pin_opens_its_incident(screen: Screen) -> None:
    screen.work_on()
    screen.scene.clear_scene()
    chosen: list[str] = []
    screen.window.incident_chosen.connect(chosen.append)
    screen.canvas.centre_on(SCENE)
    screen.painted()

    screen.click(SCENE)

    assert chosen == [INCIDENT]


def test_that_enter_chooses_what_is_at_the_cross_hairs(screen: Screen) -> None:
    screen.work_on()
    screen.scene.clear_scene()
    chosen: list[str] = []
    screen.window.incident_chosen.connect(chosen.append)
    screen.canvas.centre_on(SCENE)
    screen.painted()

    screen.press(Qt.Key.Key_Return)

    assert chosen == [INCIDENT]


def test_that_every_thing_tells_what_is_known_of_it(screen: Screen) -> None:
    screen.work_on()
    screen.happen(builders.issued())
    hospital = next(iter(screen.mirror.board.hospitals))

    tips = [
        screen.window.tip(Thing(kind, name))
        for kind, name in (
            (ThingKind.VEHICLE, VEHICLE),
            (ThingKind.STATION, STATION),
            (ThingKind.HOSPITAL, hospital),
            (ThingKind.INCIDENT, INCIDENT),
        )
    ]

    first = [tip.splitlines()[0] for tip in tips]
    assert first[0].startswith("急01　已下达")
    assert first[1:3] == ["示范一站", "示范第一医院"]
    assert first[3].startswith("1 号　2 级")
    assert "空闲 0 / 1" in tips[1]
    assert screen.window.tip(Thing(ThingKind.VEHICLE, "gone")) == ""


@pytest.mark.parametrize("letter", ["I", "R", "V", "P", "S", "H", "E", "T"])
def test_that_every_layer_goes_and_comes_by_its_letter(screen: Screen, letter: str) -> None:
    screen.work_on()
    before = screen.scene.picture

    screen.bot.keyClicks(screen.canvas, letter)
    hidden = len(screen.scene.hidden)
    screen.bot.keyClicks(screen.canvas, letter)

    assert hidden == 1
    assert screen.scene.picture == before
    assert before.scene is not None


def test_that_escape_puts_the_reach_zone_away(screen: Screen) -> None:
    screen.scene.show_reach((ReachMark(8, (((114.3, 30.6), (114.31, 30.6), (114.3, 30.61)),)),))

    screen.press(Qt.Key.Key_Escape)

    assert screen.scene.picture.reach == ()


def test_that_a_tool_without_the_right_is_not_offered(screen: Screen) -> None:
    before = {tool.name for tool in screen.window.tools.tools}
    screen.commands.rights -= {Right.CLOSE_ROADS}

    screen.window.show_what_can_be_asked()

    screen.canvas.menu_asked.emit(114.27, 30.58, HERE)
    assert before - {t.name for t in screen.window.tools.tools} == {"close"}
    assert not any(words.startswith("封闭") for words in screen.entries())


def test_that_four_shows_how_far_one_comes_and_escape_puts_it_away(screen: Screen) -> None:
    screen.press(Qt.Key.Key_4)
    shown = screen.scene.picture.reach

    screen.press(Qt.Key.Key_Escape)

    assert screen.asked.bands == [(4, 8)]
    assert [zone.minutes for zone in shown] == [8, 4]
    assert screen.scene.picture.reach == ()


def test_that_a_reach_nobody_answers_is_said(screen: Screen) -> None:
    screen.asked.reaches = False

    screen.press(Qt.Key.Key_4)

    assert screen.said == ["没算出等时圈：服务器没有回答，再按 4 重试"]


def test_that_a_road_is_closed_with_a_reason_at_the_cross_hairs(screen: Screen) -> None:
    screen.press(Qt.Key.Key_6)
    offered = list(screen.entries())

    screen.act("封闭此路：积水")

    command = screen.commands.sent[-1]
    spot = screen.canvas.spot
    assert offered == [f"封闭此路：{why}" for why in ("事故", "施工", "积水", "交通管制")]
    assert isinstance(command, CloseRoad)
    assert command.line[0] == pytest.approx(screen.canvas.view.point(spot.x(), spot.y()))
    assert command.reason == "积水"


def test_that_a_closed_road_is_drawn_and_opened_again_at_its_line(screen: Screen) -> None:
    line = ((114.29, 30.58), (114.31, 30.58))
    screen.canvas.centre_on((114.3, 30.58))
    screen.happen(RoadClosed(closure_id=ClosureId("c-1"), line=line, street="示范路"))
    screen.painted()
    at = QPointF(*screen.canvas.view.px((114.301, 30.58))).toPoint()

    screen.canvas.menu_asked.emit(114.301, 30.58, at)
    screen.act("解除封路")

    command = screen.commands.sent[-1]
    assert [mark.words for mark in screen.scene.picture.closures] == ["示范路"]
    assert isinstance(command, OpenRoad)
    assert command.closure_id == "c-1"
    assert screen.window.tip(Thing(ThingKind.CLOSURE, "c-1")) == "封路　示范路"
    screen.happen(RoadOpened(closure_id=ClosureId("c-1")))
    assert screen.scene.picture.closures == ()


def test_that_a_click_on_a_tool_does_what_its_key_does(screen: Screen) -> None:
    ruler = QPoint(28, 4 + 3 * 50 + 20)

    screen.bot.mouseClick(screen.window.tools, Qt.MouseButton.LeftButton, pos=ruler)

    assert screen.canvas.tool is screen.window.actions_of_map.measuring


@pytest.mark.parametrize("theme", list(Theme))
def test_that_bars_and_hint_do_not_cover_each_other(screen: Screen, theme: Theme) -> None:
    wear(theme)
    screen.press(Qt.Key.Key_3)
    window = screen.window

    areas = [
        part.geometry()
        for part in (window.top, window.tools, window.vehicles, window.legend, window.hint)
    ]

    assert not any(
        one.intersects(other) for place, one in enumerate(areas) for other in areas[place + 1 :]
    )
    assert all(window.rect().contains(area) for area in areas)
