"""What waits at this desk for the server: which commands, since when, and taking one back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from PyQt6.QtCore import QObject, pyqtBoundSignal, pyqtSignal

from dispatch_console.client.waiting_file import Waited
from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.waiting_words import waiting_words
from dispatch_console.viewmodels.wording import time_of_day, together
from dispatch_server.contract.answers import CommandAnswer
from dispatch_server.contract.ids import CommandId


class Held(Protocol):
    """Where commands wait: the desk's outbox."""

    @property
    def changed(self) -> pyqtBoundSignal:
        """Says that something else waits."""
        ...

    @property
    def ended_late(self) -> pyqtBoundSignal:
        """Carries what waited and came to nothing, with the answer."""
        ...

    @property
    def waiting(self) -> tuple[Waited, ...]:
        """What waits, in its order."""
        ...

    def is_own(self, waited: Waited) -> bool:
        """Say whether whoever sits here gave it."""
        ...

    def withdraw(self, command_id: CommandId) -> None:
        """Send one no more."""
        ...


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One waiting command; `note` says what else there is to know, `grave` that it stays here."""

    id: CommandId
    since: datetime
    what: str
    note: str = ""
    grave: bool = False

    @property
    def time(self) -> str:
        """The local clock time at which it was given."""
        return time_of_day(self.since)


class WaitingList(QObject):
    """Lists what waits, in the order in which it will go out.

    `ended_late(what, answer)` says in words what waited and was not carried out.
    """

    changed = pyqtSignal()
    ended_late = pyqtSignal(str, object)

    def __init__(self, held: Held, mirror: Mirror, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held = held
        self._mirror = mirror
        self.model: RowModel[WaitingRow] = RowModel(
            lambda row: together([row.time, row.what, row.note]), self, key=lambda row: row.id
        )
        held.changed.connect(self.refresh)
        held.ended_late.connect(self._on_ended)
        mirror.replaced.connect(self.refresh)
        self.refresh()

    @property
    def count(self) -> int:
        """How many wait."""
        return len(self.model.rows)

    @property
    def oldest(self) -> datetime | None:
        """Since when the first has been waiting."""
        return min((row.since for row in self.model.rows), default=None)

    def withdraw(self, place: int) -> None:
        """Take one back by its place."""
        row = self.model.row(place)
        if row is not None:
            self._held.withdraw(row.id)

    def withdraw_last(self) -> None:
        """Take back what was given last."""
        self.withdraw(self.count - 1)

    def refresh(self) -> None:
        """Read anew what waits, in words."""
        self.model.replace([self._row(waited) for waited in self._held.waiting])
        self.changed.emit()

    def _row(self, waited: Waited) -> WaitingRow:
        own = self._held.is_own(waited)
        note = "" if own else f"{waited.owner_name or '别人'}留下，等本人登录才发"
        if own and waited.asked:
            note = "可能已执行，恢复后核对"
        command = waited.command
        what = waiting_words(self._mirror.board, command)
        return WaitingRow(command.command_id, waited.since, what, note, grave=not own)

    def _on_ended(self, waited: Waited, answer: CommandAnswer) -> None:
        self.ended_late.emit(waiting_words(self._mirror.board, waited.command), answer)
