"""Asks how far a vehicle comes from a point of the map within some minutes."""

from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.client import Questions
from dispatch_console.viewmodels.map_picture import ReachMark
from dispatch_server.contract.answers import ReachAnswer
from dispatch_server.contract.details import Point

MINUTES: Final = (4, 8)
"""The zones that the map draws (UI, map window)."""


class MapReach(QObject):
    """Holds the last answer; `changed` says that `marks` are others, `failed` that none came."""

    changed = pyqtSignal()
    failed = pyqtSignal()

    def __init__(self, questions: Questions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._questions = questions
        self._asked = 0
        self.marks: tuple[ReachMark, ...] = ()

    def ask(self, point: Point) -> None:
        """Ask about a point now; an answer to an earlier one is dropped."""
        self._asked += 1
        serial = self._asked
        self._questions.reach(point, MINUTES, lambda answer: self._told(serial, answer))

    def _told(self, serial: int, answer: ReachAnswer | None) -> None:
        if serial != self._asked:
            return
        if answer is None:
            self.failed.emit()
            return
        areas = sorted(answer.areas, key=lambda area: -area.minutes)
        self.marks = tuple(
            ReachMark(int(area.minutes), tuple(ring for shape in area.polygons for ring in shape))
            for area in areas
        )
        self.changed.emit()
