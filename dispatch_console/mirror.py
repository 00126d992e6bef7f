"""The console's copy of the live board. Only events change it."""

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Recorded


class Mirror(QObject):
    """Folds the event stream and says what changed.

    `changed(kind, id)` names one thing on the board (`kind` is its drawer: `calls`, `orders` …);
    `recorded` carries each event after it was folded; `replaced` says that everything may differ.
    """

    changed = pyqtSignal(str, str)
    recorded = pyqtSignal(object)
    replaced = pyqtSignal()
    gap_found = pyqtSignal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.board = Board()

    def replace(self, board: Board) -> None:
        """Take a whole new board, after a connect or a gap."""
        self.board = board
        self.replaced.emit()

    def receive(self, recorded: Recorded) -> None:
        """Fold one event in, or ask for a new board when one was missed."""
        if recorded.seq <= self.board.seq:
            return
        if recorded.seq != self.board.seq + 1:
            self.gap_found.emit(self.board.seq)
            return
        touched = self.board.apply(recorded)
        for thing in touched:
            self.changed.emit(thing.kind, thing.id)
        self.recorded.emit(recorded)
