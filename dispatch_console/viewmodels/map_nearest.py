"""Asks which vehicles are nearest by road to a point of the map that is on no form."""

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.client import Questions
from dispatch_server.contract.answers import RecommendationAnswer
from dispatch_server.contract.details import Point


class MapNearest(QObject):
    """Holds the last point asked about; an answer to an earlier one is dropped.

    `answered` carries the answer, None where none came in time; `changed` says that another point
    is asked about, or none any more.
    """

    answered = pyqtSignal(object)
    changed = pyqtSignal()

    def __init__(self, questions: Questions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._questions = questions
        self._asked = 0
        self.point: Point | None = None
        self.asking = False

    def ask(self, point: Point) -> None:
        """Ask about a point now."""
        self._asked += 1
        serial = self._asked
        self.point, self.asking = point, True
        self.changed.emit()
        self._questions.recommendation(point, lambda answer: self._told(serial, answer))

    def clear(self) -> None:
        """Ask about nothing any more."""
        if self.point is not None:
            self._asked += 1
            self.point, self.asking = None, False
            self.changed.emit()

    def _told(self, serial: int, answer: RecommendationAnswer | None) -> None:
        if serial == self._asked:
            self.asking = False
            self.answered.emit(answer)
