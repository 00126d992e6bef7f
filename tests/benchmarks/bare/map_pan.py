"""The limit of the map's frames: a bare window that copies tiles, a sheet of names and signs.

Run as a program with one JSON argument; the last line it prints is a JSON object.
"""

import json
import statistics
import sys
import time
from typing import TypedDict

from PyQt6 import sip
from PyQt6.QtCore import QPoint, QPointF, QRectF
from PyQt6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PyQt6.QtWidgets import QApplication, QWidget

SIDE = 512


class Given(TypedDict):
    """The window's size, how many vehicles it shows, and how many frames are drawn."""

    width: int
    height: int
    vehicles: int
    frames: int


class Window(QWidget):
    """Copies as many tiles as a map of its size shows, one sheet over them, and the signs."""

    def __init__(self, given: Given) -> None:
        super().__init__()
        self.resize(given["width"], given["height"])
        self.shift = 0
        opaque, clear = QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied
        self.tile = QImage(SIDE, SIDE, opaque)
        self.tile.fill(QColor("#14191f"))
        self.sheet = QImage(given["width"] * 3 // 2, given["height"] * 3 // 2, clear)
        self.sheet.fill(0)
        self.sign = QPixmap(30, 30)
        self.sign.fill(QColor("#5fcf95"))
        fragment = QPainter.PixmapFragment
        self.signs: sip.array[QPainter.PixmapFragment | None]
        count = given["vehicles"]
        self.signs = sip.array(fragment, count)  # type: ignore[call-arg]  # how sip makes one
        for n in range(given["vehicles"]):
            spot = QPointF(n * 37 % self.width(), n * 53 % self.height())
            self.signs[n] = fragment.create(spot, QRectF(0, 0, 30, 30))

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = QPainter(self)
        start = -(self.shift % SIDE)
        for x in range(start, self.width(), SIDE):
            for y in range(start, self.height(), SIDE):
                pen.drawImage(x, y, self.tile)
        pen.drawImage(QPoint(start // 2, start // 2), self.sheet)
        pen.drawPixmapFragments(self.signs, self.sign)


def main() -> None:
    """Draw the frames one after another and tell how long one takes."""
    given: Given = json.loads(sys.argv[1])
    application = QApplication([])
    window = Window(given)
    window.show()
    application.processEvents()
    taken = []
    for _ in range(given["frames"]):
        window.shift += 12
        start = time.perf_counter()
        window.repaint()
        taken.append((time.perf_counter() - start) * 1000)
        application.processEvents()
    told = {
        "frame_p50_ms": round(statistics.median(taken), 2),
        "frame_p95_ms": round(statistics.quantiles(taken, n=20)[-1], 2),
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
