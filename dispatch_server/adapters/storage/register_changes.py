"""What a new register changes: counted whole, listed up to a bound."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import sqlalchemy as sa

from dispatch_server.adapters.storage.register_rows import read_in_order
from dispatch_server.adapters.storage.tables import register_change, subscriber
from dispatch_server.contract.register import ChangeKind

MOST_LISTED: Final = 10_000
"""So many changes of each kind are kept for reading; all of them are counted."""

Listed = tuple[str, str, str]
"""A number, its address before and its address now."""


@dataclass(slots=True)
class Changes:
    """How many rows were added, changed and removed, and the first of each by number."""

    counts: dict[ChangeKind, int] = field(default_factory=lambda: dict.fromkeys(ChangeKind, 0))
    listed: dict[ChangeKind, list[Listed]] = field(default_factory=dict)

    def take(self, kind: ChangeKind, rows: Iterator[Listed]) -> None:
        """Count all rows of a kind and keep the first ones."""
        self.listed[kind] = list(islice(rows, MOST_LISTED))
        self.counts[kind] = len(self.listed[kind]) + sum(1 for _ in rows)

    def rows(self, generation: int) -> list[dict[str, object]]:
        """Return the listed changes as rows of `register_change`."""
        return [
            dict(
                zip(
                    register_change.c.keys(),
                    (generation, number, kind.value, was, becomes),
                    strict=True,
                )
            )
            for kind, listed in self.listed.items()
            for number, was, becomes in listed
        ]


def compare(engine: sa.Engine, before: int | None, after: int) -> Changes:
    """Compare two generations; nobody who writes waits for it. Without one before all is added."""
    old, new = subscriber.alias("old"), subscriber.alias("new")
    found = Changes()
    with engine.connect() as connection:
        if before is None:
            counted = sa.select(sa.func.count()).select_from(new).where(new.c.generation == after)
            found.counts[ChangeKind.ADDED] = connection.scalar(counted) or 0
            return found
        found.take(
            ChangeKind.ADDED,
            read_in_order(connection, _missing(new, after, old, before, was="", becomes=new)),
        )
        found.take(
            ChangeKind.REMOVED,
            read_in_order(connection, _missing(old, before, new, after, was=old, becomes="")),
        )
        found.take(
            ChangeKind.CHANGED, read_in_order(connection, _differing(old, before, new, after))
        )
    return found


def _missing(
    here: sa.FromClause,
    of: int,
    there: sa.FromClause,
    not_of: int,
    *,
    was: sa.FromClause | str,
    becomes: sa.FromClause | str,
) -> sa.Select[str, str, str]:
    """Select the rows of one generation whose number the other does not have."""
    known = sa.and_(there.c.generation == not_of, there.c.number == here.c.number)
    return (
        sa.select(here.c.number, _address(was), _address(becomes))
        .select_from(here.outerjoin(there, known))
        .where(here.c.generation == of, there.c.number.is_(None))
        .order_by(here.c.number)
    )


def _differing(
    old: sa.FromClause, before: int, new: sa.FromClause, after: int
) -> sa.Select[str, str, str]:
    return (
        sa.select(new.c.number, old.c.address, new.c.address)
        .where(
            old.c.generation == before,
            new.c.generation == after,
            old.c.number == new.c.number,
            sa.or_(old.c.address != new.c.address, old.c.name != new.c.name),
        )
        .order_by(new.c.number)
    )


def _address(side: sa.FromClause | str) -> sa.ColumnElement[str]:
    return sa.literal(side) if isinstance(side, str) else side.c.address
