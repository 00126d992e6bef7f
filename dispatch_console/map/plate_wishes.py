"""Which words a picture wants beside its things, and how weighty each plate is."""

from datetime import datetime
from typing import Final

import numpy as np

from dispatch_console.map.fleet_clusters import CLUSTERED_BELOW
from dispatch_console.map.ground_sheet import level_hue
from dispatch_console.map.mercator import View
from dispatch_console.map.place_layer import SMALL_PIN
from dispatch_console.map.plates import Spot, Weight, Wish
from dispatch_console.map.signs import Part
from dispatch_console.theme.palette import VEHICLES
from dispatch_console.viewmodels.map_fleet import (
    STATES,
    FixAge,
    FleetPicture,
    FloatArray,
    IntArray,
    age_words,
)
from dispatch_console.viewmodels.map_picture import MapPicture
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import VehicleId

LARGE_PIN: Final = 1.25
MOST_VEHICLE_PLATES: Final = 160
MOST_FAR_PLATES: Final = 40
MOST_PLATED: Final = 1_500
"""With more vehicles in sight than this only the chosen one has a plate."""
_HOUR_MIN: Final = 60
_SHARES: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)
_CELL_PX: Final = (104.0, 26.0)
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
_RINGED: Final = frozenset({FixAge.AGED, FixAge.STALE, FixAge.LOST})
_STATE_PARTS: Final = tuple(Part(_SHORT[state], VEHICLES[state].hue) for state in STATES)


class Wishes:
    """Collects the plates of one picture; those of things that stand still name their place.

    `points` are the places, one for each row after the vehicles' rows.
    """

    def __init__(self, view: View, vehicles: int, *, scale: float) -> None:
        self._view = view
        self._vehicles = vehicles
        self._scale = scale
        self.points: list[Point] = []
        self.all: list[Wish] = []

    def _want(
        self,
        weight: Weight,
        key: str,
        point: Point,
        *parts: Part,
        edge: str = "bg.line",
        gap: float = 15.0,
        above: float = 0.0,
    ) -> None:
        named = tuple(part for part in parts if part.words)
        if not named:
            return
        spot = self._spot(point, above)
        self.all.append(Wish(weight, key, (spot,), named, edge, gap))

    def _spot(self, point: Point, above: float = 0.0) -> Spot:
        x, y = self._view.px(point)
        self.points.append(self._view.point(x, y - above))
        return Spot(x, y - above, self._vehicles + len(self.points) - 1)

    def _want_along(
        self, weight: Weight, key: str, line: tuple[Point, ...], *parts: Part, edge: str
    ) -> None:
        """Ask for a plate beside a line: near its middle, or where else along it there is room."""
        named = tuple(part for part in parts if part.words)
        if named and line:
            spots = sorted((self._spot(point) for point in _along(line)), key=self._is_outside)
            self.all.append(Wish(weight, key, tuple(spots), named, edge))

    def _is_outside(self, spot: Spot) -> bool:
        view = self._view
        return not (0 <= spot.x <= view.width and 0 <= spot.y <= view.height)

    def of_hand(self, picture: MapPicture) -> None:
        """Ask for the words of what is in hand: scene, meeting point, caller, what was found."""
        size = LARGE_PIN * self._scale
        if (scene := picture.scene) is not None:
            title = Part(scene.title, "strong", bold=True)
            edge = f"{level_hue(scene.level)}.fg"
            words = Part(scene.words)
            self._want(
                Weight.SCENE, "scene", scene.point, title, words,
                edge=edge, gap=20 * size, above=30 * size,
            )  # fmt: skip
        if (meeting := picture.meeting) is not None:
            title, gap = Part("等车", "strong", bold=True), 18 * self._scale
            words = Part(meeting.words)
            self._want(
                Weight.MEETING, "meeting", meeting.point, title, words, edge="bg.edge", gap=gap
            )
        if (caller := picture.caller) is not None:
            title, words = Part("来电", "focus", bold=True), Part(caller.words)
            self._want(Weight.SCENE, "caller", caller.point, title, words, edge="focus.fg", gap=28)
        if (found := picture.found) is not None:
            words = Part(found.words, "strong", bold=True)
            self._want(Weight.SCENE, "found", found.point, words, edge="focus.fg", gap=20)

    def of_roads(self, picture: MapPicture) -> None:
        """Ask for the words of ways, zones and closures."""
        if (route := picture.route) is not None:
            title, time = (
                Part(route.title, "strong", bold=True),
                Part(route.time, "focus", bold=True),
            )
            far = Part(route.far, "quiet")
            self._want_along(Weight.ROUTE, "route", route.points, title, time, far, edge="focus.fg")
        for other in picture.others:
            title, time = Part(other.title, "strong", bold=True), Part(other.time, bold=True)
            far, key = Part(other.far, "quiet"), f"route {other.title}"
            self._want_along(Weight.ROUTE, key, other.points, title, time, far, edge="bg.edge")
        for zone in picture.reach:
            if zone.rings and zone.rings[0]:
                north = max(zone.rings[0], key=lambda point: point[1])
                words = Part(f"{zone.minutes} 分钟", "focus", bold=True)
                key = f"reach {zone.minutes}"
                self._want(Weight.CLOSURE, key, north, words, edge="focus.fg", gap=4)
        for closure in picture.closures:
            title, words = Part("封路", "red", bold=True), Part(closure.words)
            key = f"closure {closure.id}"
            self._want_along(Weight.CLOSURE, key, closure.points, title, words, edge="red.fg")

    def of_places(self, picture: MapPicture, *, now: float) -> None:
        """Ask for the words of stations, hospitals and other incidents."""
        for station in picture.stations:
            tone = "green" if station.free else "amber"
            free = Part(f"{station.free}/{station.total}" if station.total else "", tone, bold=True)
            name = Part(station.name, "strong", bold=True)
            gap = 20 * self._scale
            self._want(Weight.STATION, f"station {station.id}", station.point, name, free, gap=gap)
        for hospital in picture.hospitals:
            load = Part(hospital.load, "red" if hospital.diverts else "green", bold=True)
            note = Part("" if hospital.load else hospital.note, "focus", bold=True)
            key = f"hospital {hospital.id}"
            name = Part(hospital.name)
            self._want(Weight.HOSPITAL, key, hospital.point, name, load, note, gap=16)
        for incident in picture.incidents:
            number = Part(str(incident.number), "strong" if incident.waits else "quiet")
            age = _minutes(incident.since, now)
            words = Part(f"待派 {age}" if incident.waits else age, _tone(waits=incident.waits))
            above = 22 * SMALL_PIN * self._scale
            self._want(
                Weight.INCIDENT, f"incident {incident.id}", incident.point, number, words,
                gap=17 * self._scale, above=above,
            )  # fmt: skip

    def of_vehicles(
        self,
        fleet: FleetPicture,
        *,
        rows: IntArray,
        pixels: FloatArray,
        ages: IntArray,
        chosen: VehicleId | None,
        now: float,
    ) -> None:
        """Ask for a plate of every vehicle drawn by itself: name, state, age of the fix.

        Where they stand too close for that, every cell of a plate's size asks for one.
        """
        most = MOST_FAR_PLATES if self._view.zoom < CLUSTERED_BELOW else MOST_PLATED
        if len(rows) > most:
            rows = rows[[fleet.ids[row] == chosen for row in rows.tolist()]]
        if len(rows) > MOST_VEHICLE_PLATES:
            cells = np.floor(pixels[rows] / _CELL_PX).astype(np.int64)
            _, firsts = np.unique(cells[:, 0] * 100_000 + cells[:, 1], return_index=True)
            rows = rows[np.sort(firsts)][:MOST_VEHICLE_PLATES]
        gap = 15.0 * self._scale
        for row in rows.tolist():
            vehicle_id, age = fleet.ids[row], FixAge(int(ages[row]))
            x, y = pixels[row].tolist()
            parts: tuple[Part, ...] = (
                Part(fleet.names[row], "strong", bold=True),
                _STATE_PARTS[fleet.states[row]],
            )
            if words := age_words(age, now - float(fleet.fixed_at[row])):
                parts += (Part(words, "red" if age is FixAge.LOST else "quiet"),)
            weight = Weight.CHOSEN if vehicle_id == chosen else Weight.VEHICLE
            wide = gap + (5.0 * self._scale if age in _RINGED else 0.0)
            self.all.append(Wish(weight, vehicle_id, (Spot(x, y, row),), parts, gap=wide))


def _minutes(since: datetime | None, now: float) -> str:
    if since is None:
        return ""
    minutes = max(0, int((now - since.timestamp()) // 60))
    return (
        f"{minutes} 分"
        if minutes < _HOUR_MIN
        else f"{minutes // _HOUR_MIN}:{minutes % _HOUR_MIN:02d}"
    )


def _along(points: tuple[Point, ...]) -> list[Point]:
    """Give places along a line, the middle first; on a flat ground."""
    rows = np.array(points)
    ways = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(rows, axis=0).T))])
    places = np.array(_SHARES) * ways[-1]
    lons, lats = (np.interp(places, ways, rows[:, side]).tolist() for side in (0, 1))
    return list(zip(lons, lats, strict=True))


def _tone(*, waits: bool) -> str:
    return "amber" if waits else "quiet"
