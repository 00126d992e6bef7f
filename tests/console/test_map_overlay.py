"""What lies over the base map: vehicles, their plates, clusters, ages, and what is hit."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations
from math import nan
from typing import Final

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication

from dispatch_console.map.fleet_clusters import clusters
from dispatch_console.map.fleet_layer import fanned
from dispatch_console.map.fleet_motion import GLIDE_S, FleetMotion
from dispatch_console.map.mercator import View, project
from dispatch_console.map.overlay import Overlay
from dispatch_console.map.place_layer import Thing, ThingKind
from dispatch_console.map.plate_room import PlateRoom, Side
from dispatch_console.map.routes import runs
from dispatch_console.map.sprite_sheet import SpriteSheet
from dispatch_console.theme.palette import Theme, wear
from dispatch_console.viewmodels.map_fleet import STATES, FixAge, FleetPicture, age_words
from dispatch_console.viewmodels.map_picture import (
    ClosureMark,
    HospitalMark,
    IncidentMark,
    MapPicture,
    MeetingMark,
    ReachMark,
    RouteMark,
    SceneMark,
    StationMark,
    VehicleMark,
)
from dispatch_console.widgets.pen import Pen
from dispatch_server.contract.details import Point, Precision
from dispatch_server.contract.ids import HospitalId, IncidentId, StationId, VehicleId
from dispatch_server.contract.states import Level

CENTRE: Final[Point] = (114.3, 30.6)
WIDTH: Final = 1200
HEIGHT: Final = 800
NOW: Final = 1_800_000_000.0
RED: Final = "#ff8078"


@pytest.fixture(autouse=True)
def night(qapp: QApplication) -> Iterator[None]:
    wear(Theme.DARK)
    yield
    wear(Theme.DARK)


def view_at(zoom: float) -> View:
    """The middle of the city in a window of its own."""
    return View.at(CENTRE, zoom=zoom, width=WIDTH, height=HEIGHT)


def fleet_of(count: int, *, spread: float = 0.01, age: float = nan, seed: int = 7) -> FleetPicture:
    """Vehicles scattered about the middle."""
    chance = np.random.default_rng(seed)
    return FleetPicture(
        ids=tuple(VehicleId(f"v-{number}") for number in range(count)),
        names=tuple(f"急{number:02d}" for number in range(count)),
        points=np.array(CENTRE) + chance.normal(0, spread, (count, 2)),
        headings=chance.uniform(0, 360, count),
        states=chance.integers(0, len(STATES), count),
        fixed_at=np.full(count, NOW - age),
    )


class Screen:
    """An overlay over a bare ground, with its own clock."""

    def __init__(self, zoom: float = 15.0) -> None:
        self.at = 0.0
        self.overlay = Overlay(clock=lambda: self.at)
        self.overlay.set_time(NOW)
        self.view = view_at(zoom)
        self.image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)

    def paint(self, picture: MapPicture | None = None) -> QImage:
        """Paint until every plate has been painted."""
        shown = picture or MapPicture()
        for _ in range(40):
            self.image.fill(Qt.GlobalColor.black)
            pen = Pen(self.image)
            self.overlay.draw(pen, self.view, shown)
            pen.end()
        return self.image

    def plate_of(self, key: str) -> QRectF | None:
        """Where the plate of a thing was placed, None where it had no room."""
        return dict(self.overlay.plates).get(key)

    def pixel(self, lon: float, lat: float) -> QPointF:
        """Where a position is in the window."""
        return QPointF(*self.view.px((lon, lat)))


@pytest.mark.parametrize(
    ("seconds", "age", "words"),
    [
        (0, FixAge.LIVE, ""),
        (29, FixAge.LIVE, ""),
        (30, FixAge.AGED, ""),
        (119, FixAge.AGED, ""),
        (180, FixAge.STALE, "3 分前"),
        (660, FixAge.LOST, "失联 11 分"),
        (7300, FixAge.LOST, "失联 2 小时"),
    ],
)
def test_that_a_fix_is_live_aged_stale_then_lost(seconds: float, age: FixAge, words: str) -> None:
    fleet = fleet_of(1, age=seconds)

    found = FixAge(int(fleet.ages(NOW)[0]))

    assert found is age
    assert age_words(found, seconds) == words


def test_that_a_position_never_measured_has_no_age() -> None:
    mark = VehicleMark(VehicleId("v-1"), "急01", "on_road", CENTRE)

    fleet = FleetPicture.of((mark,))

    assert fleet.ages(NOW).tolist() == [FixAge.UNMEASURED]


def test_that_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="2 vehicles"):
        FleetPicture(ids=(VehicleId("v-1"), VehicleId("v-2")), names=("急01",))


def test_that_a_vehicle_glides_to_its_new_fix() -> None:
    motion = FleetMotion()
    motion.set_fleet(fleet_of(1), at=0.0)
    before = motion.positions_at(10.0)
    moved = fleet_of(1)
    moved.points[0] += (0.001, 0.0)

    motion.set_fleet(moved, at=10.0)

    half, whole = motion.positions_at(10.0 + GLIDE_S / 2), motion.positions_at(10.0 + GLIDE_S)
    assert motion.positions_at(10.0) == pytest.approx(before)
    assert half == pytest.approx((before + whole) / 2)
    assert whole[0] == pytest.approx(project((moved.points[0, 0], moved.points[0, 1])))
    assert motion.moves_at(10.5)
    assert not motion.moves_at(11.5)


def test_that_a_vehicle_known_before_is_found_in_another_order() -> None:
    motion = FleetMotion()
    motion.set_fleet(fleet_of(3, spread=0.001), at=0.0)
    start = motion.positions_at(0.0)
    other = fleet_of(3, spread=0.001, seed=8)
    turned = FleetPicture(
        (VehicleId("new"), VehicleId("v-2"), VehicleId("v-0")),
        ("急99", "急02", "急00"),
        other.points,
        other.headings,
        other.states,
        other.fixed_at,
    )

    motion.set_fleet(turned, at=5.0)

    drawn = motion.positions_at(5.0)
    assert drawn[1] == pytest.approx(start[2])
    assert drawn[2] == pytest.approx(start[0])


def test_that_a_fix_in_another_place_is_taken_at_once() -> None:
    motion = FleetMotion()
    motion.set_fleet(fleet_of(1), at=0.0)
    far = fleet_of(1)
    far.points[0] += (0.5, 0.0)

    motion.set_fleet(far, at=5.0)

    assert motion.positions_at(5.0)[0] == pytest.approx(
        project((far.points[0, 0], far.points[0, 1]))
    )


def test_that_clusters_count_free_and_all_and_leave_the_chosen_one_out() -> None:
    metres = np.zeros((6, 2))
    free = np.array([True, False, False, True, False, True])
    apart = np.array([False, False, False, False, False, True])

    together = clusters(metres, free, zoom=11.0, apart=apart)
    near = clusters(metres, free, zoom=13.0, apart=apart)

    assert together.totals.tolist() == [5]
    assert together.frees.tolist() == [2]
    assert together.cluster_of.tolist() == [0, 0, 0, 0, 0, -1]
    assert near.cluster_of.tolist() == [-1] * 6


def test_that_signs_of_clusters_lie_apart_and_a_pan_changes_none() -> None:
    screen = Screen(zoom=12.0)
    screen.overlay.set_fleet(fleet_of(400, spread=0.06))
    screen.paint()
    before = screen.overlay.cluster_points(QPointF(WIDTH / 2, HEIGHT / 2))
    areas = screen.overlay.cluster_areas

    screen.view = screen.view.panned(300, 120)
    screen.paint()

    assert len(areas) > 10
    assert not any(one.intersects(other) for one, other in combinations(areas, 2))
    assert screen.overlay.cluster_points(QPointF(WIDTH / 2 - 300, HEIGHT / 2 - 120)) == before


def test_that_vehicles_at_one_place_stand_side_by_side_below_what_is_fixed() -> None:
    points = np.array([CENTRE, CENTRE, (114.4, 30.7)])

    beside = fanned(points, np.array([CENTRE]))

    assert beside.tolist() == [[0.0, 30.0], [26.0, 30.0], [0.0, 0.0]]


@pytest.mark.parametrize("zoom", [13.0, 14.0, 15.0, 17.0])
def test_that_plates_stand_apart_and_whole_in_sight(zoom: float) -> None:
    screen = Screen(zoom)
    screen.overlay.frames = (QRectF(900, 0, 300, HEIGHT),)
    screen.overlay.set_fleet(fleet_of(60))
    window = QRectF(0, 0, WIDTH, HEIGHT)

    screen.paint()

    areas = [area for _, area in screen.overlay.plates]
    seen = [area for area in areas if area.intersects(window)]
    assert len(seen) >= 4
    assert all(window.contains(area) for area in seen)
    assert not any(area.intersects(screen.overlay.frames[0]) for area in areas)
    assert not any(one.intersects(other) for one, other in combinations(areas, 2))


def test_that_a_plate_keeps_its_side_when_others_come_and_go() -> None:
    screen = Screen(16.0)
    screen.overlay.set_fleet(fleet_of(20, spread=0.004))
    screen.paint()
    before = dict(screen.overlay.plates)

    screen.view = screen.view.panned(9, 5)
    screen.overlay.set_time(NOW + 60)
    screen.paint()

    after = dict(screen.overlay.plates)
    both = [key for key in before if key in after]
    moved = [after[key].topLeft() - before[key].topLeft() for key in both]
    assert len(both) > 5
    assert all((shift - QPointF(-9, -5)).manhattanLength() < 1 for shift in moved)


def test_that_words_in_hand_have_room_among_any_number_of_vehicles() -> None:
    screen = Screen(14.0)
    screen.overlay.set_fleet(fleet_of(600, spread=0.004))
    scene = SceneMark(CENTRE, Precision.HOUSE, Level.CRITICAL, "1048", "胸痛 男 58")
    meeting = MeetingMark((114.303, 30.599), "广场东门")
    route = RouteMark((CENTRE, (114.31, 30.606)), "急07", "约 4:20", "2.1 km")

    screen.paint(MapPicture(scene=scene, meeting=meeting, route=route))

    assert all(screen.plate_of(key) for key in ("scene", "meeting", "route"))


def test_that_only_what_is_in_hand_keeps_words_without_plates() -> None:
    screen = Screen()
    screen.overlay.set_fleet(fleet_of(20))
    scene = SceneMark(CENTRE, title="1048", words="胸痛")

    screen.paint(MapPicture(scene=scene, with_plates=False))

    assert [key for key, _ in screen.overlay.plates] == ["scene"]


def test_that_ten_thousand_vehicles_are_hit_where_they_are_drawn() -> None:
    screen = Screen(15.0)
    fleet = fleet_of(10_000, spread=0.2)
    screen.overlay.set_fleet(fleet)
    screen.paint()
    window = QRectF(20, 20, WIDTH - 40, HEIGHT - 40)
    spots = {
        vehicle_id: screen.pixel(*point)
        for vehicle_id, point in zip(fleet.ids, fleet.points.tolist(), strict=True)
        if window.contains(screen.pixel(*point))
    }

    hits = {screen.overlay.vehicle_at(spot) for spot in spots.values()}

    assert len(spots) > 20
    assert hits == set(spots)


def test_that_hidden_vehicles_are_neither_drawn_nor_hit() -> None:
    screen = Screen(15.0)
    screen.overlay.set_fleet(fleet_of(1, spread=0.0))

    image = screen.paint(MapPicture(with_fleet=False))

    assert image.pixelColor(WIDTH // 2, HEIGHT // 2).name() == "#000000"
    assert screen.overlay.vehicle_at(QPointF(WIDTH / 2, HEIGHT / 2)) is None


def test_that_things_are_found_under_a_pixel() -> None:
    screen = Screen()
    there = {
        ThingKind.STATION: (114.29, 30.6),
        ThingKind.HOSPITAL: (114.3, 30.607),
        ThingKind.INCIDENT: (114.31, 30.6),
    }
    picture = MapPicture(
        stations=(StationMark(StationId("s"), "示范站", there[ThingKind.STATION], 1, 2),),
        hospitals=(HospitalMark(HospitalId("h"), "示范医院", there[ThingKind.HOSPITAL]),),
        incidents=(IncidentMark(IncidentId("i"), 7, None, there[ThingKind.INCIDENT]),),
    )

    screen.paint(picture)

    found = [screen.overlay.thing_at(screen.pixel(*point)) for point in there.values()]
    assert found == [Thing(kind, name) for kind, name in zip(there, ("s", "h", "i"), strict=True)]
    assert screen.overlay.thing_at(QPointF(20, 20)) is None


def test_that_a_closure_is_found_along_its_line_and_not_beside_it() -> None:
    screen = Screen()
    closure = ClosureMark("c", ((114.29, 30.603), (114.3, 30.603), (114.31, 30.605)), "至 17:00")

    screen.paint(MapPicture(closures=(closure,)))

    on, beside = screen.pixel(114.295, 30.603), screen.pixel(114.295, 30.6)
    assert screen.overlay.thing_at(on) == Thing(ThingKind.CLOSURE, "c")
    assert screen.overlay.thing_at(beside) is None


def test_that_a_lost_vehicle_has_its_red_ring_and_says_since_when() -> None:
    screen = Screen()
    screen.overlay.set_fleet(fleet_of(1, spread=0.0, age=720))

    image = screen.paint()

    middle = QPointF(WIDTH / 2, HEIGHT / 2)
    ring = {image.pixelColor(int(middle.x()) + x, int(middle.y())).name() for x in range(-18, -13)}
    assert RED in ring
    assert screen.plate_of("v-0") is not None


def test_that_an_incident_tells_its_age_and_that_nobody_goes() -> None:
    screen = Screen()
    since = datetime.fromtimestamp(NOW - 180, UTC)
    waiting = IncidentMark(IncidentId("i"), 1046, Level.URGENT, CENTRE, since, waits=True)

    screen.paint(MapPicture(incidents=(waiting,)))
    early = screen.plate_of("incident i")
    screen.overlay.set_time(NOW + 600)
    screen.paint(MapPicture(incidents=(waiting,)))

    late = screen.plate_of("incident i")
    assert early is not None
    assert late is not None
    assert late.width() > early.width()


@pytest.mark.parametrize("theme", list(Theme))
def test_that_ways_zones_and_closures_are_painted_and_redrawn_in_another_look(
    theme: Theme,
) -> None:
    screen = Screen()
    west, east = (114.29, 30.603), (114.31, 30.603)
    picture = MapPicture(
        closures=(ClosureMark("c", (west, east), "至 17:00"),),
        others=(RouteMark(((114.29, 30.598), (114.31, 30.598)), "急15"),),
        reach=(ReachMark(8, (((114.295, 30.59), (114.305, 30.59), (114.3, 30.596)),)),),
    )
    bare = screen.paint().copy()
    wear(theme)

    image = screen.paint(picture)

    for lon, lat in ((114.297, 30.603), (114.297, 30.598), (114.3, 30.592)):
        spot = screen.pixel(lon, lat).toPoint()
        around = [spot + QPointF(x, y).toPoint() for x in range(-6, 7) for y in (-2, 0, 2)]
        assert any(image.pixelColor(at) != bare.pixelColor(at) for at in around)
    assert screen.plate_of("closure c") is not None


def test_that_a_line_far_outside_is_cut_to_what_comes_near() -> None:
    line = np.array([(-1e6, 50.0), (-1e5, 50.0), (-10.0, 50.0), (60.0, 50.0), (9e5, 50.0)])

    parts = list(runs(line, QRectF(0, 0, 100, 100)))

    assert [part.tolist() for part in parts] == [[[-10.0, 50.0], [60.0, 50.0], [9e5, 50.0]]]


def test_that_a_full_sheet_of_pictures_begins_anew() -> None:
    sheet = SpriteSheet()
    age = sheet.age

    for number in range(60):
        sheet.cell(number, (1000, 100), lambda _pen: None)

    assert sheet.age > age
    assert sheet.known(0) is None
    assert sheet.known(59) is not None


def test_that_a_plate_goes_right_left_above_below_and_is_then_dropped() -> None:
    room = PlateRoom(400, 400, border=0)

    placed = [room.place(200, 200, size=(60, 20), gap=15, first=Side.RIGHT) for _ in range(5)]

    assert [found[0] for found in placed[:4] if found is not None] == list(Side)
    assert placed[4] is None


def test_that_a_plate_tries_the_side_first_that_it_had() -> None:
    room = PlateRoom(400, 400, border=0)

    found = room.place(200, 200, size=(60, 20), gap=15, first=Side.BELOW)

    assert found == (Side.BELOW, 170, 215)


def test_that_a_kept_area_gets_no_plate() -> None:
    room = PlateRoom(400, 400, border=0)
    room.keep(205, 150, 305, 250)

    found = room.place(200, 200, size=(60, 20), gap=15, first=Side.RIGHT)

    assert found is not None
    assert found[0] is Side.LEFT
