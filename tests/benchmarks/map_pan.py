"""Frames of the map on the full-size city with everything on: `make bench NAME=map_pan`.

A frame is one whole paint of a 1920 × 1080 window under Xvfb: tiles, names, routes, 500 vehicles
that move, their plates, and the copy to the screen. Beside it a bare window that copies as many
tiles, one sheet and as many signs. Shares of frames with gaps are told too, so that speed is not
bought with an empty map.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from PyQt6.QtCore import QCoreApplication, QEventLoop
from PyQt6.QtWidgets import QApplication

from dispatch_console.main import application
from dispatch_console.map.base_map import BaseMap
from dispatch_console.map.canvas import MapCanvas
from dispatch_console.theme.palette import Theme
from dispatch_console.viewmodels.map_fleet import STATES, FleetPicture
from dispatch_console.viewmodels.map_picture import (
    HospitalMark,
    IncidentMark,
    MapPicture,
    MeetingMark,
    ReachMark,
    RouteMark,
    SceneMark,
    StationMark,
)
from dispatch_server.contract.details import Point, Precision
from dispatch_server.contract.ids import HospitalId, IncidentId, StationId, VehicleId
from dispatch_server.contract.states import Level
from tests.testbed.full_city import full_city
from tests.testbed.measuring import p95, report, run_bare
from tests.testbed.screen import Screen

SIZE: Final = (1920, 1080)
VEHICLES: Final = 500
PAN_ZOOMS: Final = (12.0, 13.0, 14.0, 15.5, 17.0)
PAN_FRAMES: Final = 150
PAN_PX: Final = (12.0, 5.0)
NOTCHES: Final = 12
FRAMES_A_NOTCH: Final = 12
REST_FRAMES: Final = 10
FRAME_S: Final = 1 / 60
WAIT_S: Final = 60.0
BARE_S: Final = 120.0
LIMITS: Final = {
    "pan_p95_ms": 16.7,
    "zoom_p95_ms": 33.0,
    "memory_mb": 1_400.0,
    "first_picture_s": 2.0,
}


@dataclass(slots=True)
class Frames:
    """How long frames took, milliseconds, and what was lacking in them."""

    taken: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    blank: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)

    def paint(self, canvas: MapCanvas) -> None:
        """Paint one frame to the screen."""
        start, working = time.perf_counter(), time.thread_time()
        canvas.repaint()
        self.taken.append((time.perf_counter() - start) * 1000)
        self.worked.append((time.thread_time() - working) * 1000)
        self.blank.append(canvas.blank_share)
        self.whole.append(canvas.is_drawn)


def main() -> int:
    """Measure the bare window and ours on the same screen; the last line is the JSON."""
    city = full_city()
    with Screen(width=SIZE[0], height=SIZE[1]), tempfile.TemporaryDirectory() as cache:
        width, height = SIZE
        given = {"width": width, "height": height, "vehicles": VEHICLES, "frames": 300}
        bare = run_bare("tests.benchmarks.bare.map_pan", given, within_s=BARE_S)
        figures = measure(city, Path(cache))
    return report("map_pan", figures, bare, LIMITS)


def measure(city: Path, cache: Path) -> dict[str, float]:
    """Open the map twice, first without anything prepared, then pan and zoom."""
    app = application(Theme.DARK)
    cold = first_picture(app, city, cache)[2]
    base, canvas, first = first_picture(app, city, cache, keep=True)
    canvas.show_picture(everything(base.centre))
    pans, zooms, mover = Frames(), Frames(), Fleet(base.centre)
    for zoom in PAN_ZOOMS:
        canvas.centre_on(base.centre, zoom=zoom)
        wait(app, lambda: canvas.is_drawn)
        play(app, canvas, mover, pan(canvas), into=pans)
    play(app, canvas, mover, wheel(canvas, base.centre), into=zooms)
    processes = ("self", *map(str, base.renderers.process_ids))
    memory = sum(memory_mb(process) for process in processes)
    canvas.close()
    base.close()
    return {
        "pan_p95_ms": p95(pans.taken),
        "pan_p50_ms": round(float(np.median(pans.taken)), 1),
        "pan_cpu_p95_ms": p95(pans.worked),
        "zoom_p95_ms": p95(zooms.taken),
        "zoom_cpu_p95_ms": p95(zooms.worked),
        "zoom_p50_ms": round(float(np.median(zooms.taken)), 1),
        "memory_mb": round(memory, 0),
        "first_picture_s": round(first, 2),
        "first_picture_unprepared_s": round(cold, 2),
        "pan_blank_share": round(float(np.mean(pans.blank)), 4),
        "pan_unfinished_share": round(1 - float(np.mean(pans.whole)), 3),
        "zoom_blank_share": round(float(np.mean(zooms.blank)), 4),
        "late_share": round(float(np.mean(np.array(pans.taken) > 1000 * FRAME_S)), 4),
    }


def first_picture(
    app: QApplication, city: Path, cache: Path, *, keep: bool = False
) -> tuple[BaseMap, MapCanvas, float]:
    """Open a map; return it and the seconds from the window to tiles and names all over it."""
    base = BaseMap(city, cache=cache)
    canvas = MapCanvas(base)
    canvas.resize(*SIZE)
    start = time.perf_counter()
    canvas.show()
    wait(app, lambda: canvas.is_drawn)
    took = time.perf_counter() - start
    if not keep:
        canvas.close()
        base.close()
    return base, canvas, took


def wait(app: QApplication, done: Callable[[], bool]) -> None:
    """Let the program live until something holds."""
    end = time.perf_counter() + WAIT_S
    while not done():
        if time.perf_counter() > end:
            raise TimeoutError("the map was not drawn in time")
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def play(
    app: QApplication, canvas: MapCanvas, fleet: "Fleet", moves: Iterator[None], *, into: Frames
) -> None:
    """Paint a frame after every move, sixty a second, while the vehicles move once a second."""
    due = time.perf_counter()
    for number, _ in enumerate(moves):
        if number % round(1 / FRAME_S) == 0:
            canvas.overlay.set_fleet(fleet.next())
        into.paint(canvas)
        due = max(due + FRAME_S, time.perf_counter())
        while (left := due - time.perf_counter()) > 0:
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, max(1, int(left * 1000)))


def pan(canvas: MapCanvas) -> Iterator[None]:
    """Slide over the city as with a held hand."""
    for _ in range(PAN_FRAMES):
        canvas.pan(*PAN_PX)
        yield


def wheel(canvas: MapCanvas, at: Point) -> Iterator[None]:
    """Roll in by half levels and out again, easing, with a short rest after every notch."""
    zoom = 11.0
    for step in (*[0.5] * NOTCHES, *[-0.5] * NOTCHES):
        for frame in range(1, FRAMES_A_NOTCH + 1):
            eased = 1 - (1 - frame / FRAMES_A_NOTCH) ** 3
            canvas.centre_on(at, zoom=zoom + step * eased)
            yield
        zoom += step
        for _ in range(REST_FRAMES):
            yield


class Fleet:
    """Vehicles all over a city, of every state, that drive on each second."""

    def __init__(self, centre: Point) -> None:
        self._random = np.random.default_rng(120)
        spread = self._random.normal(0, 0.05, (VEHICLES, 2))
        self._points = np.array(centre) + spread
        self._headings = self._random.uniform(0, 360, VEHICLES)
        self._states = self._random.integers(0, len(STATES), VEHICLES)
        self._ids = tuple(VehicleId(f"v-{number}") for number in range(VEHICLES))
        self._names = tuple(f"急{number:03}" for number in range(VEHICLES))

    def next(self) -> FleetPicture:
        """Return the vehicles one second later, about fifteen metres on."""
        turned = np.radians(self._headings)
        self._points = self._points + np.column_stack((np.sin(turned), np.cos(turned))) * 1.4e-4
        fixed = time.time() - self._random.uniform(0, 90, VEHICLES)
        return FleetPicture(
            self._ids, self._names, self._points, self._headings, self._states, fixed
        )


def everything(centre: Point) -> MapPicture:
    """Everything else that a map shows at once, around a place."""
    lon, lat = centre
    turns = np.linspace(0, 2 * np.pi, 160)
    wavy = 0.03 * (1 + 0.1 * np.sin(5 * turns))
    ring = tuple(
        (float(x), float(y))
        for x, y in np.column_stack((lon + wavy * np.cos(turns), lat + wavy * np.sin(turns)))
    )
    way = np.linspace(0, 1, 300)
    route = tuple(
        (float(x), float(y))
        for x, y in np.column_stack((lon - 0.04 * way, lat + 0.02 * way + 0.002 * np.sin(9 * way)))
    )
    spots = np.random.default_rng(4).normal(0, 0.05, (80, 2)) + np.array(centre)
    points = [(float(x), float(y)) for x, y in spots]
    return MapPicture(
        stations=tuple(
            StationMark(StationId(f"st-{n}"), f"示范{n}站", points[n], n % 3, 3) for n in range(40)
        ),
        hospitals=tuple(
            HospitalMark(HospitalId(f"h-{n}"), f"示范第{n}医院", points[40 + n]) for n in range(20)
        ),
        incidents=tuple(
            IncidentMark(IncidentId(f"i-{n}"), 1000 + n, Level.CRITICAL, points[60 + n])
            for n in range(20)
        ),
        scene=SceneMark(centre, Precision.STREET, Level.CRITICAL, "1048", "胸痛 男 58"),
        meeting=MeetingMark((lon + 0.003, lat), "广场东门"),
        route=RouteMark(route, "急07", "4:20", "2.1 km"),
        others=(RouteMark(tuple((x, 2 * lat - y) for x, y in route), "急15", "5:05", "2.6 km"),),
        reach=(ReachMark(8, (ring,)),),
    )


def memory_mb(process: str) -> float:
    """Return the memory of a process, what it shares counted by its share, in megabytes."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines():
        if line.startswith("Pss:"):
            return float(line.split()[1]) / 1024
    raise RuntimeError(f"no memory told of process {process}")


if __name__ == "__main__":
    code = main()
    QCoreApplication.processEvents()
    sys.exit(code)
