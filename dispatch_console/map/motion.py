"""How a view moves by itself: a zoom eases to its goal, a thrown map slides out."""

from math import exp, floor, hypot
from time import perf_counter
from typing import Final

from PyQt6.QtCore import QCoreApplication, QObject, QPointF, Qt, QTimer, pyqtSignal

from dispatch_console.map.mercator import LEAST_ZOOM, MOST_ZOOM
from dispatch_console.map.tile_grid import QUARTERS

FRAME_MS: Final = 16
_ZOOM_TAU_S: Final = 0.055
_STEP_TAU_S: Final = 0.045
_THROW_TAU_S: Final = 0.22
_ARRIVED: Final = 0.004
_ARRIVED_PX: Final = 0.6
_SLOWEST: Final = 20.0
_THROWN_FROM: Final = 180.0
_FASTEST: Final = 6_000.0
_SNAP_MS: Final = 150
_LONGEST_STEP_S: Final = 0.05
_CALM: Final = "reducedMotion"


class Motion(QObject):
    """Tells its canvas where to go, frame by frame.

    `panned` carries pixels to the right and down, `zoomed` a zoom and the pixel to keep,
    `aimed` the zoom that will be reached. A calm application (减少动画) gets everything at once.
    """

    panned = pyqtSignal(float, float)
    zoomed = pyqtSignal(float, QPointF)
    aimed = pyqtSignal(float, QPointF)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._zoom = self._goal = 0.0
        self._spot: QPointF | None = None
        self._left = QPointF()
        self._speed = QPointF()
        self._last = 0.0
        self._frames = QTimer(self)
        self._frames.setInterval(FRAME_MS)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.timeout.connect(self._step)
        self._snap = QTimer(self)
        self._snap.setSingleShot(True)
        self._snap.setInterval(_SNAP_MS)
        self._snap.timeout.connect(self._go_to_quarter)

    @property
    def is_moving(self) -> bool:
        """Whether anything is still under way."""
        return self._frames.isActive() or self._snap.isActive()

    def zoom_by(self, levels: float, *, zoom: float, spot: QPointF) -> None:
        """Ease so many levels beyond the present goal; it ends on a quarter level."""
        before = self._goal if self._spot is not None else zoom
        self._zoom, self._spot = zoom, spot
        self._goal = max(LEAST_ZOOM, min(MOST_ZOOM, before + levels))
        if _quarter(self._goal) == self._goal:
            self._snap.stop()
        else:
            self._snap.start()
        self.aimed.emit(_quarter(self._goal), spot)
        self._go()

    def pinch(self, factor: float, *, zoom: float, spot: QPointF) -> None:
        """Follow two fingers at once, and settle on a quarter level once they rest."""
        self._spot = spot
        self._zoom = self._goal = max(LEAST_ZOOM, min(MOST_ZOOM, zoom + factor))
        self.zoomed.emit(self._zoom, spot)
        self._snap.start()

    def pan_by(self, right: float, down: float) -> None:
        """Slide by so many pixels; a held key adds to what is left."""
        self._speed = QPointF()
        self._left = self._left + QPointF(right, down)
        self._go()

    def throw(self, right: float, down: float) -> None:
        """Let the map slide on, given its speed in pixels a second."""
        speed = hypot(right, down)
        if speed > _THROWN_FROM and not is_calm():
            share = min(1.0, _FASTEST / speed)
            self._speed = QPointF(right, down) * share
            self._go()

    def stop(self) -> None:
        """Stand still where the view is, and forget every goal."""
        self._frames.stop()
        self._snap.stop()
        self._spot = None
        self._left = self._speed = QPointF()

    def _go(self) -> None:
        if is_calm():
            if self._spot is not None:
                self._goal = _quarter(self._goal)
            self._snap.stop()
            self._advance(float("inf"))
        elif not self._frames.isActive():
            self._last = perf_counter()
            self._frames.start()

    def _go_to_quarter(self) -> None:
        if self._spot is not None:
            self._goal = _quarter(self._goal)
            self.aimed.emit(self._goal, self._spot)
            self._go()

    def _step(self) -> None:
        now = perf_counter()
        passed, self._last = min(now - self._last, _LONGEST_STEP_S), now
        self._advance(passed)

    def _advance(self, seconds: float) -> None:
        self._advance_zoom(seconds)
        self._advance_pan(seconds)
        if self._spot is None and self._left.isNull() and self._speed.isNull():
            self._frames.stop()

    def _advance_zoom(self, seconds: float) -> None:
        if self._spot is None:
            return
        spot = self._spot
        self._zoom += (self._goal - self._zoom) * (1 - exp(-seconds / _ZOOM_TAU_S))
        if abs(self._goal - self._zoom) < _ARRIVED:
            self._zoom = self._goal
            if not self._snap.isActive():
                self._spot = None
        self.zoomed.emit(self._zoom, spot)

    def _advance_pan(self, seconds: float) -> None:
        step = self._left * (1 - exp(-seconds / _STEP_TAU_S))
        if (self._left - step).manhattanLength() < _ARRIVED_PX:
            step = self._left
        self._left = self._left - step
        if not self._speed.isNull():
            step = step + self._speed * seconds
            self._speed = self._speed * exp(-seconds / _THROW_TAU_S)
            if self._speed.manhattanLength() < _SLOWEST:
                self._speed = QPointF()
        if not step.isNull():
            self.panned.emit(step.x(), step.y())


class Throw:
    """Remembers how fast a hand moved last."""

    def __init__(self) -> None:
        self._moves: list[tuple[float, QPointF]] = []

    def note(self, moved: QPointF) -> None:
        """Take down a movement of the hand."""
        now = perf_counter()
        self._moves = [(at, by) for at, by in self._moves if now - at < _REMEMBERED_S]
        self._moves.append((now, moved))

    def speed(self) -> QPointF:
        """Return the speed of the last moment in pixels a second, and forget it."""
        now, moves, self._moves = perf_counter(), self._moves, []
        recent = [(at, by) for at, by in moves if now - at < _REMEMBERED_S]
        if len(recent) < _LEAST_MOVES:
            return QPointF()
        way = sum((by for _, by in recent), QPointF())
        return way / max(now - recent[0][0], _SHORTEST_S)


_REMEMBERED_S: Final = 0.09
_LEAST_MOVES: Final = 2
_SHORTEST_S: Final = 0.01


def is_calm() -> bool:
    """Say whether the application wants no movements by themselves."""
    application = QCoreApplication.instance()
    return application is not None and bool(application.property(_CALM))


def calm(on: bool) -> None:
    """Let the application do without movements, or with them again."""
    application = QCoreApplication.instance()
    if application is not None:
        application.setProperty(_CALM, on)


def _quarter(zoom: float) -> float:
    return floor(zoom * QUARTERS + 0.5) / QUARTERS
