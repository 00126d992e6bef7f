"""What the services need of the database: transactions, the journal, cursors, the register."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Point, Subscriber
from dispatch_server.contract.events import Actor, Event, Recorded
from dispatch_server.contract.ids import CommandId


class AlreadyDone(Exception):
    """The command arrived before; doing it again would double it."""


class StoreUnavailable(Exception):
    """The database did not take the command in time; nothing of it was kept."""


class StoreFault(Exception):
    """The database refuses these rows themselves; sent again, they would be refused again."""


class CommitUnknown(StoreUnavailable):
    """The database went away while it committed; the command may have been kept, or not."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A command that a rule forbade: kept for the audit, never journalled."""

    command_id: CommandId
    command: str
    actor: Actor
    code: str
    sentence: str


class Transaction(Protocol):
    """One command's reads and writes: all of it happens, or none."""

    @property
    def board(self) -> Board:
        """The board with everything recorded so far in this transaction folded in."""
        ...

    def record(self, *events: Event, reason: str = "") -> None:
        """Append to the journal; seats hear of it after the commit."""
        ...

    def turn_to(self, command_id: CommandId) -> bool:
        """Record under another of the ids that the transaction was begun with.

        Return False where that command was carried out before: nothing may be recorded for it.
        """
        ...


class Store(Protocol):
    """The journal and the state rows."""

    @property
    def board(self) -> Board:
        """The board as last committed; nobody but the store changes it."""
        ...

    @property
    def last(self) -> str:
        """The hash of the board's last journal row."""
        ...

    def begin(
        self,
        command_id: CommandId,
        *,
        by: Actor,
        device_at: datetime | None = None,
        also: Sequence[CommandId] = (),
    ) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction that commits on leaving, and rolls back on an error.

        It may carry out several commands of one sender at once, `also` the others' ids, all
        different. Transactions begin in the order in which they were asked for.

        Raises `AlreadyDone` when every command of it was carried out before, `StoreUnavailable`
        when the database does not answer in time, `CommitUnknown` when only a later answer can
        tell, `StoreFault` when the database refuses the rows.
        """
        ...

    async def refuse(self, refusal: Refusal) -> None:
        """Keep what was refused, to whom and why."""
        ...

    async def events(self, *, after: int, limit: int) -> Sequence[Recorded]:
        """Return journal rows after a number, oldest first, at most `limit`."""
        ...

    async def cursor(self, reaction: str) -> int:
        """Return the number up to which a reaction has worked; 0 for a new one."""
        ...

    async def advance(self, reaction: str, seq: int) -> None:
        """Remember the number up to which a reaction has worked."""
        ...


class SubscriberRegister(Protocol):
    """The register of telephone subscribers: number, name, address (三字段)."""

    async def find(self, number: str) -> Subscriber | None:
        """Return what is known of a number, or None."""
        ...

    async def near(self, point: Point, *, radius_m: float, limit: int) -> Sequence[Subscriber]:
        """Return the subscribers around a point, nearest first: who else may call from here."""
        ...
