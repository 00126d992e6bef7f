"""Place search that never holds up typing: in a thread of its own, the newest question wins."""

import logging
from concurrent.futures import ThreadPoolExecutor

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.viewmodels.place_search import Find, PlaceSearch
from dispatch_server.contract.details import Point

log = logging.getLogger(__name__)


class PlaceFinder(QObject):
    """Asks one question at a time; `answered` tells the words and what was found for them.

    A question asked while another is being answered replaces whatever waits, and ends the one
    before it, which is not told any more. It has no parent: its thread may outlive the widget.
    """

    answered = pyqtSignal(str, object)
    _arrived = pyqtSignal(int, str, object)

    def __init__(self, places: PlaceSearch) -> None:
        super().__init__()
        self._places = places
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="places")
        self._newest = 0
        self._is_working = False
        self._waiting: tuple[str, Point | None] | None = None
        self._arrived.connect(self._take)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._is_working or self._waiting is not None

    def ask(self, words: str, *, near: Point | None) -> None:
        """Search for words; the answer comes by `answered`."""
        self._newest += 1
        if self._is_working:
            self._waiting = (words, near)
        else:
            self._start(words, near)

    def forget(self) -> None:
        """Let no answer to an earlier question come any more."""
        self._newest += 1
        self._waiting = None

    def _start(self, words: str, near: Point | None) -> None:
        self._is_working = True
        self._pool.submit(self._work, self._newest, words, near)

    def _work(self, number: int, words: str, near: Point | None) -> None:
        found: tuple[Find, ...] = ()
        try:
            found = self._places.find(words, near=near, cancelled=lambda: number != self._newest)
        except Exception:
            log.exception("the place search failed")
        self._arrived.emit(number, words, found)

    def _take(self, number: int, words: str, found: tuple[Find, ...]) -> None:
        self._is_working = False
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._start(*waiting)
        elif number == self._newest:
            self.answered.emit(words, found)
