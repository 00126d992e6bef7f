"""How the store writes: what a writer of either database does, and the text of its statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa

from dispatch_server.contract.ids import CommandId

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Entered:
    """The journal's last number and hash, and which of the commands' ids were free."""

    seq: int
    hash: str
    new: frozenset[CommandId]


@dataclass(frozen=True, slots=True)
class Work:
    """What one command writes: journal rows, state rows by their drawers, and the new head.

    `commands` are the ids that it takes for good; who entered with them has taken them before.
    """

    commands: Sequence[Row]
    journal: Sequence[Row]
    here: Mapping[str, Sequence[Row]]
    gone: Mapping[str, Sequence[str]]
    seq: int
    hash: str


class CommitLost(Exception):
    """The commit got no answer; only a question can tell whether it was carried out."""


class Writer(Protocol):
    """One connection that writes, alone among all processes from `enter` to `finish`."""

    async def enter(self, ids: Sequence[CommandId], at: str) -> Entered:
        """Begin, wait until nobody else writes, and take the ids for good that were free."""
        ...

    async def taken(self, ids: Sequence[CommandId]) -> frozenset[CommandId]:
        """Return which ids were taken before, once entered."""
        ...

    async def write(self, work: Work) -> None:
        """Write the work of one command of several; a fault undoes this command's alone."""
        ...

    async def finish(self, work: Work | None) -> None:
        """Write the work, if there is any, and commit. Raises `CommitLost`."""
        ...

    async def leave(self) -> None:
        """Roll back what was not finished; never fails."""
        ...

    async def run(self, statement: sa.Insert, row: Row) -> None:
        """Carry out one statement in a transaction of its own."""
        ...

    async def close(self) -> None:
        """Let the connection go."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """A statement as its driver takes it, and the order of its values."""

    sql: str
    names: tuple[str, ...]

    def values(self, row: Row) -> list[object]:
        """Return a row's values in the order of the statement."""
        return [row[name] for name in self.names]


def text_of(statement: sa.Insert | sa.Update, dialect: sa.Dialect, columns: Sequence[str]) -> Text:
    """Return the text of a statement that is told the values of some columns."""
    compiled = statement.compile(dialect=dialect, column_keys=list(columns))
    return Text(str(compiled), tuple(compiled.positiontup or ()))
