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
    """What all rows of one transaction have in common."""

    at: datetime
    device_at: datetime | None
    actor: Actor

    def on(self, event: Event, *, seq: int, command_id: CommandId, reason: str) -> Recorded:
        """Return an event with its place in the journal.

        Every value was checked when it was made; checking them again would only take time.
        """
        return Recorded.model_construct(
            seq=seq,
            at=self.at,
            device_at=self.device_at,
            actor=self.actor,
            reason=reason,
            command_id=command_id,
            event=event,
            previous="",
            hash="",
        )


class SqlTransaction:
    """Records events and folds them at once, so that the next decision sees them."""

    def __init__(self, board: Board, stamp: Stamp, new: Sequence[CommandId]) -> None:
        """Begin under the first of the new ids; `new` are those that were not carried out yet."""
        self.rows: list[Recorded] = []
        self.touched: list[Touched] = []
        self.board = board
        self.command_id = new[0]
        self.new = new
        self.at = stamp.at
        self._stamp = stamp

    def turn_to(self, command_id: CommandId) -> bool:
        """Record under another of the transaction's ids; see `Transaction.turn_to`."""
        if command_id not in self.new:
            return False
        self.command_id = command_id
        return True

    def record(self, *events: Event, reason: str = "") -> None:
        """Append to the journal; see `Transaction.record`."""
        for event in events:
            seq = self.board.seq + 1
            recorded = self._stamp.on(event, seq=seq, command_id=self.command_id, reason=reason)
            self.touched.extend(self.board.apply(recorded))
            self.rows.append(recorded)


@dataclass(frozen=True, slots=True)
class Sealed:
    """The rows of one command as the journal keeps them, and as the seats hear them."""

    rows: list[dict[str, object]]
    recorded: list[Recorded]
    board: Board
    last: str


def seal(done: SqlTransaction, previous: str) -> Sealed:
    """Chain what was recorded to the hash of the row before it."""
    sealed, told = [], []
    for recorded in done.rows:
        row = to_row(recorded, previous)
        sealed.append(row)
        told.append(recorded.model_copy(update={"previous": previous, "hash": row["hash"]}))
        previous = str(row["hash"])
    return Sealed(sealed, told, done.board, previous)
