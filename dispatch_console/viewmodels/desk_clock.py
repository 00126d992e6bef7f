"""The desk's clock: the time now as aware UTC, and a tick every second."""

from datetime import UTC, datetime
from typing import Final, Protocol

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

TICK_MS: Final = 1_000


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Give the time now, aware and in UTC."""
        ...


class SystemClock:
    """The clock of the machine, which the room keeps by its time server."""

    def now(self) -> datetime:
        """Give the time now, aware and in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the port's one real clock


class DeskClock(QObject):
    """A clock that also says when another second has begun."""

    ticked = pyqtSignal()

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.ticked)

    def now(self) -> datetime:
        """Give the time now, aware and in UTC."""
        return self._clock.now()

    def start(self) -> None:
        """Begin to tick."""
        self._timer.start()

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()
