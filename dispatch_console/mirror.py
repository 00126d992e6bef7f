"""The console's copy of the live board. Only events change it."""

import logging
from collections.abc import Iterable

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_server.contract.answers import ShownRow
from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Recorded
from dispatch_server.contract.folding.touched import Touched

log = logging.getLogger(__name__)


class Mirror(QObject):
    """Folds the event stream and says what changed.

    `changed(kind, id)` names one thing on the board (`kind` is its drawer: `calls`, `orders` …);
    `recorded` carries each event after it was folded, at a seat that sees them all; `advanced` says
    that another row was taken in, at any seat; `replaced` says that everything may differ.
    `gap_found` asks for everything after a number, or with None for a whole new board.
    """

    changed = pyqtSignal(str, str)
    recorded = pyqtSignal(object)
    advanced = pyqtSignal()
    replaced = pyqtSignal()
    gap_found = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.board = Board()

    def replace(self, board: Board) -> None:
        """Take a whole new board, after a connect or a gap."""
        self.board = board
        self.replaced.emit()

    def receive(self, recorded: Recorded) -> None:
        """Fold one event in, or ask for what was missed; a board it does not fit is given up."""
        if not self._follows(recorded.seq):
            return
        try:
            touched = self.board.apply(recorded)
        except KeyError:
            log.exception("event %s is not about what is on the board", recorded.seq)
            self.gap_found.emit(None)
            return
        self._tell(touched)
        self.recorded.emit(recorded)
        self.advanced.emit()

    def receive_change(self, row: ShownRow) -> None:
        """Take in a row of which this seat sees only what concerns it, or ask for what was missed.

        A row without a body still has its number.
        """
        if self._follows(row.seq):
            self._tell(self.board.take_in(row.seq, row.here, row.gone))
            self.advanced.emit()

    def _follows(self, seq: int) -> bool:
        """Say whether a row is the next one; ask for those before it where any are missing."""
        if seq > self.board.seq + 1:
            self.gap_found.emit(self.board.seq)
        return seq == self.board.seq + 1

    def _tell(self, touched: Iterable[Touched]) -> None:
        for thing in touched:
            self.changed.emit(thing.kind, thing.id)
