"""One command's reads and writes over a board of its own, and the seal on what it recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch_server.adapters.storage.sealing import to_row
from dispatch_server.contract.board import Board
from dispatch_server.contract.events import Actor, Event, Recorded
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.ids import CommandId


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all rows of one command have in common."""

    command_id: CommandId
    at: datetime
    device_at: datetime | None
    actor: Actor

    def on(self, event: Event, *, seq: int, reason: str) -> Recorded:
        """Return an event with its place in the journal."""
        return Recorded(
            seq=seq,
            at=self.at,
            device_at=self.device_at,
            actor=self.actor,
            reason=reason,
            command_id=self.command_id,
            event=event,
        )


class SqlTransaction:
    """Records events and folds them at once, so that the next decision sees them."""

    def __init__(self, board: Board, stamp: Stamp) -> None:
        self.rows: list[Recorded] = []
        self.touched: list[Touched] = []
        self.board = board
        self.command_id = stamp.command_id
        self._stamp = stamp

    def record(self, *events: Event, reason: str = "") -> None:
        """Append to the journal; see `Transaction.record`."""
        for event in events:
            recorded = self._stamp.on(event, seq=self.board.seq + 1, reason=reason)
            self.touched.extend(self.board.apply(recorded))
            self.rows.append(recorded)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The rows of one command as the journal keeps them, and as the seats hear them."""

    rows: list[dict[str, object]]
    recorded: list[Recorded]
    last: str


def seal(rows: Sequence[Recorded], previous: str) -> Sealed:
    """Chain rows to the hash of the row before them."""
    sealed, told = [], []
    for recorded in rows:
        row = to_row(recorded, previous)
        sealed.append(row)
        told.append(recorded.model_copy(update={"previous": previous, "hash": row["hash"]}))
        previous = str(row["hash"])
    return Sealed(sealed, told, previous)
