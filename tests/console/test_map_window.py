"""The dispatcher's map: what it follows, what it lists, and what its keys do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatch_console.map.base_map import BaseMap
from dispatch_console.mirror import Mirror
from dispatch_console.roles.dispatcher.map_window import MapWindow
from dispatch_console.theme.palette import Theme, wear
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.map_scene import MapScene
from dispatch_server.contract.answers import RecommendationAnswer, VehicleChoice
from dispatch_server.contract.details import Details, Place, Point
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.ids import StationId, VehicleId
from dispatch_server.contract.states import OrderState
from tests import builders
from tests.builders import (
    CALL,
    DETAILS,
    FAR_STATION,
    FAR_VEHICLE,
    INCIDENT,
    ORDER,
    OTHER_SEAT,
    SCENE,
    SEAT,
    START,
    STATION,
    VEHICLE,
)

WAY: Final[tuple[Point, ...]] = ((114.300, 30.590), (114.302, 30.592), SCENE)
DRAWN_MS: Final = 30_000
ELSEWHERE: Final[Point] = (114.26, 30.57)


class StillClock:
    """A clock that stands."""

    def now(self) -> datetime:
        return START + timedelta(hours=6)


def choice(
    vehicle_id: VehicleId, station_id: StationId, seconds: float, *, excluded: str = ""
) -> VehicleChoice:
    """One vehicle of a recommendation."""
    return VehicleChoice(
        vehicle_id=vehicle_id,
        station_id=station_id,
        seconds=seconds,
        metres=seconds * 8,
        point_source="station",
        excluded=excluded,
        route=WAY,
    )


def answer(*choices: VehicleChoice, scene: Point = SCENE) -> RecommendationAnswer:
    """A recommendation for a scene."""
    return RecommendationAnswer(scene=scene, vehicles=choices, hospitals=())


NEAR: Final = choice(VEHICLE, STATION, 262)
FAR: Final = choice(FAR_VEHICLE, FAR_STATION, 305)


class MapScreen:
    """A desk's map over its own mirror, with everything to observe."""

    def __init__(self, base: BaseMap, qtbot: QtBot) -> None:
        self.mirror = Mirror()
        self.scene = MapScene(self.mirror, seat_id=SEAT)
        self.window = MapWindow(self.scene, base, DeskClock(StillClock()))
        self._qtbot = qtbot
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

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key at the map."""
        if modifier is None:
            self._qtbot.keyClick(self.window, key)
        else:
            self._qtbot.keyClick(self.window, key, modifier)

    def offset_of(self, place: Point) -> float:
        """How many pixels a place is away from the middle of the free part."""
        x, y = self.window.canvas.view.px(place)
        spot = self.window.canvas.spot
        return abs(x - spot.x()) + abs(y - spot.y())

    @property
    def names(self) -> list[str]:
        """The vehicles as they are listed."""
        return [line.name for line in self.scene.vehicles.rows]


@pytest.fixture
def screen(base: BaseMap, qtbot: QtBot) -> Iterator[MapScreen]:
    wear(Theme.DARK)
    yield MapScreen(base, qtbot)
    wear(Theme.DARK)


def test_that_the_map_goes_to_where_the_ringing_call_comes_from(screen: MapScreen) -> None:
    screen.happen(*builders.ringing())

    assert screen.offset_of(SCENE) < 1
    assert screen.scene.picture.caller is not None
    assert screen.window.top.words == "来电位置"


def test_that_a_call_ringing_elsewhere_moves_nothing(base: BaseMap, qtbot: QtBot) -> None:
    screen = MapScreen(base, qtbot)
    screen.scene = MapScene(screen.mirror, seat_id=OTHER_SEAT)

    screen.happen(*builders.ringing())

    assert screen.scene.place_in_hand is None


def test_that_the_map_goes_on_to_the_scene(screen: MapScreen) -> None:
    screen.happen(*builders.ringing())

    screen.work_on(replace(DETAILS, scene=Place("示范五路", ELSEWHERE)))

    assert screen.offset_of(ELSEWHERE) < 1
    assert screen.window.top.words == "跟随 1 号"
    assert screen.scene.picture.caller is None


def test_that_other_words_on_the_form_do_not_move_the_map(screen: MapScreen) -> None:
    screen.work_on()
    screen.window.canvas.pan(200, 0)
    before = screen.window.canvas.view

    screen.scene.show_scene(replace(DETAILS, complaint="胸痛 出汗"), incident_id=INCIDENT)

    assert screen.window.canvas.view == before


def test_that_moving_by_hand_lets_go_and_zero_follows_again(screen: MapScreen) -> None:
    screen.work_on()
    screen.press(Qt.Key.Key_Right)
    let_go = screen.window.is_following

    screen.press(Qt.Key.Key_0)

    assert not let_go
    assert screen.window.is_following
    assert screen.offset_of(SCENE) < 1


def test_that_a_call_ringing_beside_a_finished_incident_is_looked_at(screen: MapScreen) -> None:
    elsewhere = replace(DETAILS, scene=Place("示范五路", ELSEWHERE))
    screen.scene.show_scene(elsewhere, incident_id=INCIDENT, in_work=False)

    screen.happen(*builders.ringing())

    assert screen.offset_of(SCENE) < 1


def test_that_the_route_of_the_first_that_may_go_is_drawn(screen: MapScreen) -> None:
    screen.work_on()
    busy = choice(VEHICLE, STATION, 100, excluded="正在执行任务")

    screen.scene.show_recommendation(answer(busy, FAR))

    route = screen.scene.picture.route
    assert route is not None
    assert (route.title, route.time, route.far) == ("急02", "约 5:05", "2.4 km")
    assert route.points == WAY


def test_that_a_route_to_another_scene_is_not_drawn(screen: MapScreen) -> None:
    screen.work_on()
    screen.scene.show_recommendation(answer(NEAR))

    screen.scene.show_scene(
        replace(DETAILS, scene=Place("示范五路", ELSEWHERE)), incident_id=INCIDENT
    )

    assert screen.scene.picture.route is None
    assert all(line.seconds is None for line in screen.scene.vehicles.rows)


def test_that_the_route_of_the_vehicle_that_was_sent_stays(screen: MapScreen) -> None:
    screen.work_on()
    screen.scene.show_recommendation(answer(NEAR, FAR))
    screen.happen(builders.issued())

    screen.scene.show_recommendation(answer(FAR))

    assert screen.scene.picture.route is not None
    assert screen.scene.picture.route.title == "急01"


def test_that_a_route_out_of_sight_is_brought_into_sight(screen: MapScreen) -> None:
    screen.work_on()
    start = (114.24, 30.55)
    far = NEAR.model_copy(update={"route": (start, SCENE)})

    screen.scene.show_recommendation(answer(far))

    pixels = [screen.window.canvas.view.px(point) for point in (start, SCENE)]
    list_left = screen.window.vehicles.geometry().left()
    assert all(0 < x < list_left and 68 < y < 1080 for x, y in pixels)


def test_that_free_vehicles_come_first_and_the_nearest_first(screen: MapScreen) -> None:
    screen.work_on()
    screen.scene.show_recommendation(
        answer(choice(FAR_VEHICLE, FAR_STATION, 90), choice(VEHICLE, STATION, 300))
    )
    by_time = screen.names

    screen.happen(builders.issued().model_copy(update={"vehicle_id": FAR_VEHICLE}))

    assert by_time == ["急02", "急01"]
    assert screen.names == ["急01", "急02"]
    assert screen.scene.vehicles.rows[1].place == "任务 1-1"


def test_that_the_list_keeps_the_promises_of_an_item_model(screen: MapScreen) -> None:
    tester = QAbstractItemModelTester(
        screen.scene.vehicles, QAbstractItemModelTester.FailureReportingMode.Fatal
    )

    screen.work_on()
    screen.scene.show_recommendation(answer(FAR, NEAR))

    assert tester.model() is screen.scene.vehicles


def test_that_a_vehicle_in_its_station_is_counted_and_not_drawn(screen: MapScreen) -> None:
    before = screen.scene.picture

    screen.work_on()
    screen.happen(builders.issued())
    after = screen.scene.picture

    assert before.vehicles == ()
    assert next((s.name, s.free, s.total) for s in before.stations) == ("示范一站", 1, 1)
    assert [(v.name, v.state) for v in after.vehicles] == [("急01", "issued")]
    assert next((s.name, s.free, s.total) for s in after.stations) == ("示范一站", 0, 1)


def test_that_a_vehicle_on_its_way_points_at_the_scene(screen: MapScreen) -> None:
    screen.work_on()
    screen.happen(builders.issued(), OrderMoved(order_id=ORDER, to=OrderState.DEPARTED))

    assert screen.scene.picture.vehicles[0].target == SCENE


def test_that_the_chosen_vehicle_is_shown_in_full(screen: MapScreen) -> None:
    screen.window.canvas.vehicle_clicked.emit(FAR_VEHICLE)

    assert screen.scene.picture.chosen == FAR_VEHICLE
    assert screen.window.vehicles.card.accessibleName() == "急02"


def test_that_no_position_claims_to_be_measured(screen: MapScreen) -> None:
    card = screen.scene.card

    assert card is not None
    assert dict(card.facts)["位置"] == "按分站推定　无车载定位"


def test_that_a_meeting_point_apart_from_the_scene_has_its_flag(screen: MapScreen) -> None:
    same = screen.scene
    screen.work_on()
    at_scene = same.picture.meeting

    screen.scene.show_scene(
        replace(DETAILS, meeting_point=Place("东门", ELSEWHERE)), incident_id=INCIDENT
    )

    assert at_scene is None
    assert same.picture.meeting is not None
    assert same.picture.meeting.words == "东门"


def test_that_f7_and_enter_set_the_scene_by_keys_alone(screen: MapScreen) -> None:
    screen.happen(*builders.ringing())
    scenes: list[Point] = []
    screen.window.scene_picked.connect(lambda lon, lat: scenes.append((lon, lat)))

    screen.press(Qt.Key.Key_F7)
    asked = screen.window.top.words
    screen.press(Qt.Key.Key_Return)

    assert asked.startswith("点选现场地址")
    assert scenes == [pytest.approx(SCENE, abs=1e-6)]
    assert screen.window.top.words == "来电位置"


def test_that_shift_f7_sets_the_meeting_point(screen: MapScreen) -> None:
    meetings: list[Point] = []
    screen.window.meeting_picked.connect(lambda lon, lat: meetings.append((lon, lat)))

    screen.press(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    screen.press(Qt.Key.Key_Return)

    assert len(meetings) == 1


def test_that_a_layer_goes_and_comes_by_its_letter(screen: MapScreen) -> None:
    screen.press(Qt.Key.Key_H)
    without = screen.scene.picture.hospitals
    screen.press(Qt.Key.Key_H)

    assert without == ()
    assert [mark.name for mark in screen.scene.picture.hospitals] == ["示范第一医院"]


def test_that_other_incidents_have_small_pins(screen: MapScreen) -> None:
    screen.work_on()

    screen.scene.clear_scene()

    assert [mark.number for mark in screen.scene.picture.incidents] == [1]
    assert screen.mirror.board.calls[CALL].incident_id == INCIDENT


@pytest.mark.parametrize("theme", list(Theme))
def test_that_day_and_night_paint_another_map(
    screen: MapScreen, theme: Theme, qtbot: QtBot
) -> None:
    wear(theme)
    screen.work_on()
    qtbot.waitUntil(lambda: screen.window.canvas.is_drawn, timeout=DRAWN_MS)

    image = screen.window.grab().toImage()

    grounds = [image.pixelColor(x, 500).lightness() for x in range(20, 900, 40)]
    light = sum(1 for lightness in grounds if lightness > 128)
    assert (light > len(grounds) / 2) is (theme is Theme.LIGHT)


def test_that_the_keys_of_the_window_work_while_the_map_has_the_focus(
    screen: MapScreen, qtbot: QtBot
) -> None:
    screen.work_on()
    canvas = screen.window.canvas
    qtbot.keyClick(canvas, Qt.Key.Key_Left)
    let_go = screen.window.is_following

    qtbot.keyClick(canvas, Qt.Key.Key_0)
    qtbot.keyClick(canvas, Qt.Key.Key_F7)

    assert not let_go
    assert screen.window.is_following
    assert canvas.is_picking
