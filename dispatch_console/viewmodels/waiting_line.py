"""The calls that nobody has answered yet, the longest wait first, each with its seconds."""

from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.urgency import Urgency
from dispatch_console.viewmodels.wording import telephone, together
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Call
from dispatch_server.contract.ids import CallId
from dispatch_server.contract.views import waiting_calls

AMBER_SECONDS: Final = 5
RED_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One waiting call: who calls, where it rings, how long."""

    call_id: CallId
    caller: str
    rings: str
    seconds: int

    @property
    def urgency(self) -> Urgency:
        """How pressing the wait is."""
        if self.seconds >= RED_SECONDS:
            return Urgency.OVERDUE
        return Urgency.SOON if self.seconds >= AMBER_SECONDS else Urgency.PLAIN

    @property
    def share(self) -> float:
        """How much of the last limit is used."""
        return min(1.0, self.seconds / RED_SECONDS)


class WaitingLine(QObject):
    """Counts every second."""

    changed = pyqtSignal()

    def __init__(self, mirror: Mirror, clock: DeskClock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mirror = mirror
        self._clock = clock
        self.model: RowModel[WaitingRow] = RowModel(
            lambda row: together([row.caller, row.rings, f"{row.seconds} 秒"]),
            self,
            key=lambda row: row.call_id,
        )
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self.refresh)
        clock.ticked.connect(self.refresh)

    @property
    def longest_seconds(self) -> int:
        """How long the longest has waited; 0 for nobody."""
        return self.model.rows[0].seconds if self.model.rows else 0

    def refresh(self) -> None:
        """Count anew."""
        board, now = self._mirror.board, self._clock.now()
        self.model.replace(
            [
                WaitingRow(
                    call.id,
                    _caller(call),
                    _rings(board, call),
                    max(0, int((now - call.arrived_at).total_seconds())),
                )
                for call in waiting_calls(board)
            ]
        )
        self.changed.emit()

    def _on_changed(self, kind: str, _thing: str) -> None:
        if kind == "calls":
            self.refresh()


def _caller(call: Call) -> str:
    known = call.subscriber.address if call.subscriber is not None else ""
    return together([telephone(call.ani), known])


def _rings(board: Board, call: Call) -> str:
    names = [board.seats[seat].name for seat in call.offered if seat in board.seats]
    return f"{' '.join(names)} 振铃" if names else "排队，还没有席振铃"
