"""The console's copy of the live board. Only events change it."""

import logging

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Recorded

log = logging.getLogger(__name__)


class Mirror(QObject):
    """Folds the event stream and says what changed.

    `changed(kind, id)` names one thing on the board (`kind` is its drawer: `calls`, `orders` …);
    `recorded` carries each event after it was folded; `replaced` says that everything may differ.
    `gap_found` asks for everything after a number, or with None for a whole new board.
    """

    changed = pyqtSignal(str, str)
    recorded = pyqtSignal(object)
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
        if recorded.seq <= self.board.seq:
            return
        if recorded.seq != self.board.seq + 1:
            self.gap_found.emit(self.board.seq)
            return
        try:
            touched = self.board.apply(recorded)
        except KeyError:
            log.exception("event %s is not about what is on the board", recorded.seq)
            self.gap_found.emit(None)
            return
        for thing in touched:
            self.changed.emit(thing.kind, thing.id)
        self.recorded.emit(recorded)
