"""A process that draws the map for the console: `python -m dispatch_console.map.render_process`.

It reads requests from standard input and answers on standard output; the pixels go through shared
memory. When the input ends, because the console has ended or was killed, so does the process.
"""

import os
import sys
from pathlib import Path
from queue import Queue
from threading import Thread
from time import perf_counter
from typing import Final

from PyQt6.QtGui import QGuiApplication, QImage

from dispatch_console.map.inks import MapInks
from dispatch_console.map.label_sheet import LabelSheet
from dispatch_console.map.map_frame import MapFrame
from dispatch_console.map.prepared_city import PreparedCity
from dispatch_console.map.process_niceness import be_nice
from dispatch_console.map.render_messages import (
    Draw,
    Drawn,
    Faulted,
    OpenCity,
    Ready,
    Reply,
    decode,
    encode,
)
from dispatch_console.map.shared_pixels import SharedPixels
from dispatch_console.map.tile_painter import TilePainter

_MOST_WAITING: Final = 64
_FIRST_PICTURE: Final = 16
"""After so many drawings somebody sees a map; from then on the desk's own windows go first."""
_OPAQUE: Final = QImage.Format.Format_RGB32
_CLEAR: Final = QImage.Format.Format_ARGB32_Premultiplied


class Workshop:
    """Holds the city and draws what it is asked for."""

    def __init__(self, pixels: SharedPixels) -> None:
        self._pixels = pixels
        self._looks: dict[str, MapInks] = {}
        self._tiles: TilePainter | None = None
        self._sheets: LabelSheet | None = None
        self._origin = (0.0, 0.0)
        self._count = 0
        self._papers: dict[tuple[int, int, QImage.Format], QImage] = {}

    def open(self, request: OpenCity) -> Ready:
        """Read a city, from its kept files where there are any."""
        start = perf_counter()
        city = PreparedCity.kept(Path(request.city), Path(request.cache))
        self._looks = {name: MapInks.of(tokens) for name, tokens in request.looks.items()}
        self._origin = city.origin
        self._tiles = TilePainter(city)
        self._sheets = LabelSheet(city, tuple(request.families))
        return Ready((perf_counter() - start) * 1000)

    def draw(self, request: Draw) -> Drawn:
        """Draw on paper of our own, then copy it: Qt cannot paint straight into that memory."""
        if self._tiles is None or self._sheets is None:
            raise ValueError("no city is open yet")
        self._count += 1
        if self._count == _FIRST_PICTURE:
            be_nice()
        start = perf_counter()
        image = self._paper(request.width, request.height, request.kind)
        frame, inks = self._frame(request), self._looks[request.look]
        if request.kind == "tile":
            self._tiles.paint(image, frame, inks)
        else:
            self._sheets.paint(image, frame, inks, canvas=request.canvas)
        bits = image.constBits()
        if bits is None:
            raise MemoryError("no room for a drawing")
        self._pixels.bytes[request.at : request.at + request.size] = bits.asstring(request.size)
        return Drawn(request.number, (perf_counter() - start) * 1000)

    def _frame(self, request: Draw) -> MapFrame:
        east, north = self._origin
        return MapFrame(
            west=request.west - east,
            north=request.north - north,
            metres_per_px=request.metres_per_px,
            width=request.width,
            height=request.height,
            ratio=request.ratio,
        )

    def _paper(self, width: int, height: int, kind: str) -> QImage:
        form = _OPAQUE if kind == "tile" else _CLEAR
        if (width, height, form) not in self._papers:
            others = {key: paper for key, paper in self._papers.items() if key[2] is not form}
            self._papers = others | {(width, height, form): QImage(width, height, form)}
        return self._papers[width, height, form]


def main() -> int:
    """Draw until the input ends; the arguments are the name and size of the shared memory."""
    name, size = sys.argv[1], int(sys.argv[2])
    workshop = Workshop(SharedPixels.join(name, size))
    requests: Queue[bytes] = Queue(maxsize=_MOST_WAITING)
    Thread(target=_read, args=(requests,), daemon=True).start()
    _application = QGuiApplication(["dispatch-map"])
    while True:
        _say(_done(workshop, requests.get()))


def _read(requests: "Queue[bytes]") -> None:
    """Take requests in; end the process with the input, even in the middle of a drawing."""
    for line in sys.stdin.buffer:
        requests.put(line)
    os._exit(0)


def _done(workshop: Workshop, line: bytes) -> Reply:
    """Do what a line asks for; what fails is told, and the next request is served."""
    number = 0
    try:
        request = decode(line)
        if isinstance(request, Draw):
            number = request.number
            return workshop.draw(request)
        if isinstance(request, OpenCity):
            return workshop.open(request)
    except Exception as error:  # noqa: BLE001 - the top of this process's work
        return Faulted(number, f"{type(error).__name__}: {error}")
    return Faulted(number, f"not a request: {line[:80]!r}")


def _say(reply: Reply) -> None:
    sys.stdout.buffer.write(encode(reply))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
