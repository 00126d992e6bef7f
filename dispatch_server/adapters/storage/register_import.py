"""Makes a file of subscribers the register: old rows count until the new ones are whole."""

import csv
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.register_changes import Changes, compare
from dispatch_server.adapters.storage.register_lock import register_locked
from dispatch_server.adapters.storage.register_rows import add_rows, remove_generation
from dispatch_server.adapters.storage.tables import (
    register_change,
    register_refresh,
    subscriber,
)
from dispatch_server.contract.details import Subscriber
from dispatch_server.contract.register import ChangeKind, RegisterRefresh
from dispatch_server.ports.register import RegisterRefused
from gis_data.subscribers import RefusedRow

MOST_REFUSED_KEPT: Final = 100_000
"""So many refused lines are written with their reasons; all of them are counted."""
CHANGES_KEPT: Final = 12
"""Of so many refreshes the list of changes is kept; of all of them the counts."""
TOLD_EVERY: Final = 2_000
_PERCENT: Final = 100

Row = Subscriber | RefusedRow


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file of subscribers: what it is called, its mark, its day, and when it is taken in.

    `mark` is the same for the same content; `refused_to` takes the refused lines with reasons.
    """

    source: str
    mark: str
    as_of: date
    at: datetime
    refused_to: Path | None = None
    most_removed_percent: float = 100.0


@dataclass(slots=True)
class _Taken:
    rows: int = 0
    located: int = 0
    refused: int = 0


def take_in(
    address: Address,
    rows: Iterable[Row],
    delivery: Delivery,
    *,
    told: Callable[[int], None] = lambda _: None,
) -> RegisterRefresh:
    """Make the rows the register and return what that changed; `told` gets the lines read so far.

    Raises `RegisterRefused` where the file has no usable row, more refused rows than usable ones,
    or would remove more of the present subscribers than is allowed. After that, or any other
    failure, the register is what it was.
    """
    engine = command_engine(address)
    try:
        with register_locked(address, engine):
            return _taken_in(engine, rows, delivery, told)
    finally:
        engine.dispose()


def newest_mark(address: Address) -> tuple[str, int] | None:
    """Return the mark and the rows of the delivery in use, or None when there is none."""
    columns = (register_refresh.c.source_mark, register_refresh.c.rows)
    engine = command_engine(address)
    try:
        with engine.connect() as connection:
            newest = sa.select(*columns).order_by(register_refresh.c.generation.desc()).limit(1)
            row = connection.execute(newest).one_or_none()
            return None if row is None else (row.source_mark, row.rows)
    finally:
        engine.dispose()


def _taken_in(
    engine: sa.Engine, rows: Iterable[Row], delivery: Delivery, told: Callable[[int], None]
) -> RegisterRefresh:
    before = _generations(engine, register_refresh.c.generation)
    for left in _generations_of_rows(engine):
        if left not in before[-1:]:
            remove_generation(engine, left)
    after = before[-1] + 1 if before else 1
    try:
        taken = _Taken()
        with closing(_sorted_out(rows, delivery, taken, told)) as usable:
            add_rows(engine, after, usable)
        _check_rows(taken)
        changes = compare(engine, before[-1] if before else None, after)
        _check_removed(changes, taken, delivery.most_removed_percent)
        refresh = _refresh(after, delivery, taken, changes)
        _switch(engine, refresh, delivery, changes)
    except BaseException:
        if after not in _generations(engine, register_refresh.c.generation):
            remove_generation(engine, after)
        raise
    for old in before[-1:]:
        remove_generation(engine, old)
    return refresh


def _sorted_out(
    rows: Iterable[Row], delivery: Delivery, taken: _Taken, told: Callable[[int], None]
) -> Generator[Subscriber, None, None]:
    """Yield the usable rows; write the refused ones with their reasons, and count both."""
    with (delivery.refused_to or Path("/dev/null")).open("w", encoding="utf-8-sig") as file:
        refused = csv.writer(file)
        refused.writerow(("行号", "原因"))
        for row in rows:
            if isinstance(row, RefusedRow):
                taken.refused += 1
                if taken.refused <= MOST_REFUSED_KEPT:
                    refused.writerow((row.line, row.reason))
            else:
                taken.rows += 1
                taken.located += row.point is not None
                yield row
            if (taken.rows + taken.refused) % TOLD_EVERY == 0:
                told(taken.rows + taken.refused)
        if taken.refused > MOST_REFUSED_KEPT:
            refused.writerow(("…", f"另有 {taken.refused - MOST_REFUSED_KEPT} 行"))
    told(taken.rows + taken.refused)


def _check_rows(taken: _Taken) -> None:
    if not taken.rows:
        raise RegisterRefused(f"没有一行可用，{taken.refused} 行被拒：检查编码、分隔符和列")
    if taken.refused > taken.rows:
        raise RegisterRefused(
            f"{taken.refused} 行被拒，多于可用的 {taken.rows} 行：检查编码、分隔符和列"
        )


def _check_removed(changes: Changes, taken: _Taken, most_percent: float) -> None:
    removed = changes.counts[ChangeKind.REMOVED]
    present = taken.rows - changes.counts[ChangeKind.ADDED] + removed
    if removed * _PERCENT > present * most_percent:
        raise RegisterRefused(
            f"现有 {present} 个用户中将有 {removed} 个被删除，超过 {most_percent:g}%："
            "文件可能不完整；确认无误后用 import-register --most-removed 100 导入"
        )


def _refresh(
    generation: int, delivery: Delivery, taken: _Taken, changes: Changes
) -> RegisterRefresh:
    return RegisterRefresh(
        generation=generation,
        at=delivery.at,
        source=delivery.source,
        as_of=delivery.as_of,
        rows=taken.rows,
        located=taken.located,
        added=changes.counts[ChangeKind.ADDED],
        changed=changes.counts[ChangeKind.CHANGED],
        removed=changes.counts[ChangeKind.REMOVED],
        refused=taken.refused,
    )


def _switch(
    engine: sa.Engine, refresh: RegisterRefresh, delivery: Delivery, changes: Changes
) -> None:
    """Let the new rows count from now on, in one transaction."""
    row = refresh.model_dump() | {"at": refresh.at.isoformat(), "source_mark": delivery.mark}
    forgotten = register_change.c.generation <= refresh.generation - CHANGES_KEPT
    listed = changes.rows(refresh.generation)
    with engine.begin() as connection:
        if listed:
            connection.execute(sa.insert(register_change), listed)
        connection.execute(sa.delete(register_change).where(forgotten))
        connection.execute(sa.insert(register_refresh), row)


def _generations(engine: sa.Engine, column: sa.Column[int]) -> list[int]:
    with engine.connect() as connection:
        return sorted(connection.scalars(sa.select(column).distinct()))


def _generations_of_rows(engine: sa.Engine) -> list[int]:
    """Return the generations that have rows, each found by one look into the key."""
    found: list[int] = []
    with engine.connect() as connection:
        while True:
            more = sa.select(sa.func.min(subscriber.c.generation))
            if found:
                more = more.where(subscriber.c.generation > found[-1])
            following = connection.scalar(more)
            if following is None:
                return found
            found.append(following)
