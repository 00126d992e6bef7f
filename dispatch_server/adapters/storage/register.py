"""The subscriber register in the database."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from dispatch_server.adapters.storage.engine import open_engine
from dispatch_server.adapters.storage.tables import subscriber
from dispatch_server.contract.details import Precision, Subscriber

BATCH = 1_000


class SqlRegister:
    """Keeps the promises of `SubscriberRegister` on one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._reader = open_engine(path, mode="read")

    async def close(self) -> None:
        """Let the file go."""
        await self._reader.dispose()

    async def find(self, number: str) -> Subscriber | None:
        """Return what is known of a number."""
        query = sa.select(subscriber).where(subscriber.c.number == number)
        async with self._reader.begin() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        point = None if row.lon is None or row.lat is None else (row.lon, row.lat)
        precision = Precision(row.precision) if row.precision else None
        return Subscriber(row.number, row.name, row.address, row.as_of, point, precision)


def write_subscribers(engine: sa.Engine, subscribers: Iterable[Subscriber]) -> int:
    """Put subscribers into the register, replacing known numbers; return how many.

    Each batch is a transaction of its own, so that a running server need not wait for a whole city.
    """
    upsert = insert(subscriber)
    changed = {c.name: upsert.excluded[c.name] for c in subscriber.c if c.name != "number"}
    statement = upsert.on_conflict_do_update(index_elements=["number"], set_=changed)
    written = 0
    for batch in _batches(subscribers):
        with engine.begin() as connection:
            connection.execute(statement, [_row(one) for one in batch])
        written += len(batch)
    return written


def _batches(subscribers: Iterable[Subscriber]) -> Iterator[list[Subscriber]]:
    remaining = iter(subscribers)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _row(one: Subscriber) -> dict[str, object]:
    lon, lat = one.point or (None, None)
    return {
        "number": one.number,
        "name": one.name,
        "address": one.address,
        "as_of": one.as_of,
        "lon": lon,
        "lat": lat,
        "precision": one.precision,
    }
