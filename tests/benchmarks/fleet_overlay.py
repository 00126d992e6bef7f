"""What lies over the map, 500 and 10,000 vehicles: `make bench NAME=fleet_overlay`.

A frame is one whole drawing of the overlay, plates included, onto 1920×1080 pixels while the map
pans and every vehicle glides to its next fix; a new fix for all of them comes every thirtieth
frame. Beside it the bare loop puts as many pictures of the same size onto the same pixels. Every
frame is drawn with the vehicles in sight, at the zoom where each is drawn by itself.
"""

import sys
import time
from dataclasses import dataclass
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QGuiApplication, QPixmap
from PyQt6.QtWidgets import QApplication

from dispatch_console.map.mercator import View
from dispatch_console.map.overlay import Overlay
from dispatch_console.viewmodels.map_fleet import STATES, FleetPicture, FloatArray
from dispatch_console.viewmodels.map_picture import MapPicture, SceneMark
from dispatch_console.widgets.pen import Pen
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import VehicleId
from tests.testbed.measuring import p95, report, run_bare

CENTRE: Final[Point] = (114.3, 30.6)
WIDTH: Final = 1920
HEIGHT: Final = 1080
ZOOM: Final = 13.5
FRAMES: Final = 300
FRAMES_A_FIX: Final = 30
FRAME_S: Final = 1 / FRAMES_A_FIX
WARM_FRAMES: Final = 60
PAN_PX: Final = 6.0
HITS: Final = 200
NOW: Final = 1_800_000_000.0
FLEETS: Final = (500, 10_000)
LIMITS: Final = {"frame_500_p95_ms": 8.0, "frame_10000_p50_ms": 20.0, "hit_us": 500.0}


@dataclass(slots=True)
class Drive:
    """A fleet on an overlay whose clock the bench turns."""

    overlay: Overlay
    fleet: FleetPicture
    chance: np.random.Generator

    def next_fix(self) -> None:
        """Let every vehicle have moved some tens of metres."""
        old = self.fleet
        points: FloatArray = old.points + self.chance.normal(0, 2e-4, old.points.shape)
        self.fleet = FleetPicture(
            old.ids, old.names, points, old.headings, old.states, old.fixed_at
        )
        self.overlay.set_fleet(self.fleet)


def main() -> int:
    """Measure the bare loop and ours; the last line is the JSON."""
    app = QApplication(["fleet_overlay", "-platform", "offscreen"])
    bare = run_bare("tests.benchmarks.bare.fleet_overlay", {"pictures": FLEETS}, within_s=120)
    figures: dict[str, float] = {}
    for count in FLEETS:
        figures |= measure(app, count)
    return report("fleet_overlay", figures, bare, LIMITS)


def measure(app: QGuiApplication, count: int) -> dict[str, float]:
    """Return the times of a frame, of taking a new fix and of finding what was clicked."""
    clock = 0.0
    overlay = Overlay(clock=lambda: clock)
    overlay.set_time(NOW)
    drive = Drive(overlay, scattered(count), np.random.default_rng(5))
    overlay.set_fleet(drive.fleet)
    ground = QPixmap(WIDTH, HEIGHT)
    ground.fill(Qt.GlobalColor.black)
    view = View.at(CENTRE, zoom=ZOOM, width=WIDTH, height=HEIGHT)
    picture = MapPicture(scene=SceneMark(CENTRE, title="1048", words="胸痛"))
    frames, fixes = [], []
    for number in range(WARM_FRAMES + FRAMES):
        clock += FRAME_S
        if number % FRAMES_A_FIX == 0:
            start = time.perf_counter()
            drive.next_fix()
            fixes.append((time.perf_counter() - start) * 1000)
        way = PAN_PX if (number // 100) % 2 == 0 else -PAN_PX
        view = view.panned(way, way / 2)
        pen = Pen(ground)
        start = time.perf_counter()
        overlay.draw(pen, view, picture)
        frames.append((time.perf_counter() - start) * 1000)
        pen.end()
        app.processEvents()
    measured = frames[WARM_FRAMES:]
    return {
        f"frame_{count}_p50_ms": round(float(np.median(measured)), 2),
        f"frame_{count}_p95_ms": p95(measured),
        f"fix_{count}_p95_ms": p95(fixes),
        f"seen_{count}": float(overlay.seen),
        f"plates_{count}": float(len(overlay.plates)),
        "hit_us": round(hit_us(overlay), 1),
    }


def hit_us(overlay: Overlay) -> float:
    """Return how long it takes to say what stands at a pixel, on average, in microseconds."""
    spots = np.random.default_rng(9).uniform(0, HEIGHT, (HITS, 2))
    start = time.perf_counter()
    for x, y in spots.tolist():
        overlay.thing_at(QPointF(x, y))
    return (time.perf_counter() - start) / HITS * 1e6


def scattered(count: int) -> FleetPicture:
    """Vehicles in every state, all in sight, their fixes of every age."""
    chance = np.random.default_rng(3)
    ages = chance.choice([5.0, 60.0, 300.0, 2000.0], count, p=[0.85, 0.08, 0.05, 0.02])
    return FleetPicture(
        ids=tuple(VehicleId(f"v-{number}") for number in range(count)),
        names=tuple(f"急{number:02d}" for number in range(count)),
        points=np.array(CENTRE) + chance.uniform((-0.1, -0.045), (0.1, 0.045), (count, 2)),
        headings=chance.uniform(0, 360, count),
        states=chance.integers(0, len(STATES), count),
        fixed_at=NOW - ages,
    )


if __name__ == "__main__":
    sys.exit(main())
