"""The bare loop: as many pictures of the same size onto the same pixels, in one call of Qt."""

import json
import statistics
import sys
import time

import numpy as np
from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QPainter, QPixmap
from PyQt6.QtWidgets import QApplication

FRAMES = 120
SIDE = 30
WIDTH, HEIGHT = 1920, 1080


def main() -> None:
    """Print the times of a frame for every number of pictures."""
    given = json.loads(sys.argv[1])
    app = QApplication(["bare", "-platform", "offscreen"])
    figures = {}
    for count in given["pictures"]:
        times = frames(count)
        figures[f"frame_{count}_p50_ms"] = round(statistics.median(times), 2)
        figures[f"frame_{count}_p95_ms"] = round(statistics.quantiles(times, n=20)[-1], 2)
    app.quit()
    print(json.dumps(figures))


def frames(count: int) -> list[float]:
    """Return how long each frame took, in milliseconds."""
    picture = QPixmap(SIDE, SIDE)
    picture.fill(Qt.GlobalColor.transparent)
    pen = QPainter(picture)
    pen.setBrush(Qt.GlobalColor.green)
    pen.drawEllipse(8, 8, SIDE - 16, SIDE - 16)
    pen.end()
    ground = QPixmap(WIDTH, HEIGHT)
    ground.fill(Qt.GlobalColor.black)
    fragments: sip.array[QPainter.PixmapFragment | None]
    fragments = sip.array(  # type: ignore[call-arg]  # its stub has no constructor
        QPainter.PixmapFragment, count
    )
    block = sip.voidptr(fragments, count * 80)
    flat = np.frombuffer(block, dtype=np.float64)  # type: ignore[call-overload]  # a buffer
    memory = flat.reshape(-1, 10)
    memory[:] = (0, 0, 0, 0, SIDE, SIDE, 1, 1, 0, 1)
    spots = np.random.default_rng(3).uniform((0, 0), (WIDTH, HEIGHT), (count, 2))
    times = []
    for number in range(FRAMES):
        start = time.perf_counter()
        memory[:, 0:2] = np.rint(spots + number % 9) + SIDE / 2
        pen = QPainter(ground)
        pen.drawPixmapFragments(fragments, picture)
        pen.end()
        times.append((time.perf_counter() - start) * 1000)
    return times


if __name__ == "__main__":
    main()
