"""One render process as the console sees it: started, fed, watched, and ended."""

import logging
import os
import sys
from collections import deque
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final

from PyQt6 import sip
from PyQt6.QtCore import QObject, QProcess, QProcessEnvironment, pyqtSignal
from PyQt6.QtGui import QImage

from dispatch_console.map.render_messages import (
    PIXEL_BYTES,
    TILE_SIDE,
    Draw,
    Drawn,
    Faulted,
    OpenCity,
    Ready,
    decode,
    encode,
)
from dispatch_console.map.shared_pixels import SharedPixels

log = logging.getLogger(__name__)

MODULE: Final = "dispatch_console.map.render_process"
TILES_AT_ONCE: Final = 2
"""One that is drawn and one that waits, so that the process never waits for the console."""
OPEN_S: Final = 90.0
TILE_S: Final = 10.0
SHEET_S: Final = 20.0
"""How long reading a city, a tile and a sheet may take; then the process counts as hung."""
_END_MS: Final = 400
_TILE_BYTES: Final = TILE_SIDE * TILE_SIDE * PIXEL_BYTES
_TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class _Asked:
    request: Draw
    due: float


class Renderer(QObject):
    """Gives one process its work. `ended` says that it died, hung or could not be started.

    `drawn` carries the number of a request and its picture; `faulted` a number and a sentence.
    """

    ready = pyqtSignal()
    drawn = pyqtSignal(int, QImage)
    faulted = pyqtSignal(int, str)
    ended = pyqtSignal(str)

    def __init__(self, *, sheet_bytes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_ready = False
        self._sheet_bytes = sheet_bytes
        size = TILES_AT_ONCE * _TILE_BYTES + sheet_bytes
        self._pixels = SharedPixels.create(size)
        self._free = [number * _TILE_BYTES for number in range(TILES_AT_ONCE)]
        self._asked: dict[int, _Asked] = {}
        self._opens_until = 0.0
        self._told: deque[str] = deque(maxlen=_TOLD)
        self._process = QProcess(self)
        self._process.setProcessEnvironment(_environment())
        self._process.setProgram(sys.executable)
        self._process.setArguments(["-m", MODULE, self._pixels.name, str(size)])
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._keep_words)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._erred)

    @property
    def process_id(self) -> int:
        """The number of the process, 0 while there is none."""
        return int(self._process.processId())

    @property
    def asked(self) -> tuple[Draw, ...]:
        """What is being drawn or waits to be."""
        return tuple(asked.request for asked in self._asked.values())

    @property
    def has_room(self) -> bool:
        """Whether another tile may be asked for."""
        return self.is_ready and bool(self._free)

    @property
    def draws_sheet(self) -> bool:
        """Whether a sheet is being drawn; tiles would wait behind it."""
        return any(asked.request.kind == "sheet" for asked in self._asked.values())

    def start(self, opening: OpenCity) -> None:
        """Start the process and let it read the city."""
        self._process.start()
        self.open(opening)

    def open(self, opening: OpenCity) -> None:
        """Let the process read a city; `ready` or `faulted` with number 0 follows."""
        self._opens_until = monotonic() + OPEN_S
        self._process.write(encode(opening))

    def draw(self, request: Draw) -> None:
        """Send a request; where its pixels go is decided here."""
        is_tile = request.kind == "tile"
        at = self._free.pop() if is_tile else TILES_AT_ONCE * _TILE_BYTES
        placed = replace(request, at=at)
        due = monotonic() + (TILE_S if is_tile else SHEET_S) * (1 + len(self._asked))
        self._asked[request.number] = _Asked(placed, due)
        self._process.write(encode(placed))

    def check(self) -> None:
        """End the process if an answer is overdue."""
        now = monotonic()
        if self._opens_until and now > self._opens_until:
            self._end(f"the city was not read within {OPEN_S:g} s")
        elif any(now > asked.due for asked in self._asked.values()):
            self._end("a drawing was not done in time")

    def stop(self) -> None:
        """End the process: its input closes, and if that does not do, it is killed."""
        self._process.blockSignals(True)
        self.is_ready = False
        self._process.closeWriteChannel()
        if self._process.state() != QProcess.ProcessState.NotRunning and not (
            self._process.waitForFinished(_END_MS)
        ):
            self._process.kill()
            self._process.waitForFinished(_END_MS)
        self._pixels.close()
        self.deleteLater()

    def _end(self, why: str) -> None:
        if not self._process.signalsBlocked():
            self._process.blockSignals(True)
            words = " | ".join(self._told)
            self._process.kill()
            self.stop()
            self.ended.emit(f"{why} {words}".strip())

    def _finished(self) -> None:
        self._end("it ended")

    def _erred(self) -> None:
        self._end(self._process.errorString())

    def _keep_words(self) -> None:
        words = self._process.readAllStandardError().data().decode("utf-8", "replace")
        self._told.extend(words.splitlines())

    def _read(self) -> None:
        while self._process.canReadLine():
            try:
                reply = decode(self._process.readLine().data())
            except ValueError as error:
                self._end(str(error))
                return
            if isinstance(reply, Ready):
                self.is_ready, self._opens_until = True, 0.0
                self.ready.emit()
            elif isinstance(reply, Drawn):
                self._take(reply.number)
            elif isinstance(reply, Faulted):
                self._opens_until = 0.0
                self._forget(reply.number)
                self.faulted.emit(reply.number, reply.words)

    def _take(self, number: int) -> None:
        request = self._forget(number)
        if request is not None:
            self.drawn.emit(number, self._picture(request))

    def _forget(self, number: int) -> Draw | None:
        asked = self._asked.pop(number, None)
        if asked is None:
            return None
        if asked.request.kind == "tile":
            self._free.append(asked.request.at)
        return asked.request

    def _picture(self, request: Draw) -> QImage:
        """Copy a drawing out of the shared memory, which the next one will overwrite."""
        opaque, clear = QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied
        form = opaque if request.kind == "tile" else clear
        with memoryview(self._pixels.bytes) as memory:
            part = memory[request.at : request.at + request.size]
            line = request.width * PIXEL_BYTES
            there: QImage = QImage(
                sip.voidptr(part),  # type: ignore[call-overload]  # taken as well as bytes
                request.width,
                request.height,
                line,
                form,
            )
            picture = there.copy()
            part.release()
        picture.setDevicePixelRatio(request.ratio)
        return picture


def _environment() -> QProcessEnvironment:
    """Let the process find the same packages as this one, and draw without a screen."""
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    if sys.platform != "win32":
        environment.insert("QT_QPA_PLATFORM", "offscreen")
    return environment
