"""The subscriber register in the database."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import shapely
import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import reading_engine
from dispatch_server.adapters.storage.nearby import near_on_postgis, near_on_sqlite
from dispatch_server.adapters.storage.tables import subscriber
from dispatch_server.adapters.storage.upsert import upsert
from dispatch_server.contract.details import Point, Precision, Subscriber

BATCH: Final = 1_000


class SqlRegister:
    """Keeps the promises of `SubscriberRegister` on a SQLite file or a PostgreSQL database."""

    def __init__(self, address: Address) -> None:
        self._reader = reading_engine(address)

    async def close(self) -> None:
        """Let the database go."""
        await self._reader.dispose()

    async def find(self, number: str) -> Subscriber | None:
        """Return what is known of a number."""
        query = sa.select(subscriber).where(subscriber.c.number == number)
        async with self._reader.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _subscriber(row)

    async def near(self, point: Point, *, radius_m: float, limit: int) -> Sequence[Subscriber]:
        """Return the subscribers around a point, nearest first."""
        search = near_on_postgis if self._reader.dialect.name == "postgresql" else near_on_sqlite
        async with self._reader.connect() as connection:
            rows = await search(connection, point, radius_m=radius_m, limit=limit)
        return [_subscriber(row) for row in rows]


def write_subscribers(engine: sa.Engine, subscribers: Iterable[Subscriber]) -> int:
    """Put subscribers into the register, replacing known numbers; return how many.

    Each batch is a transaction of its own, so that a running server need not wait for a whole city.
    """
    statement = upsert(engine.dialect, subscriber)
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
    return {
        "number": one.number,
        "name": one.name,
        "address": one.address,
        "as_of": one.as_of,
        "point": None if one.point is None else shapely.Point(one.point),
        "precision": one.precision,
    }


def _subscriber(row: sa.Row[tuple[object, ...]]) -> Subscriber:
    point = None if row.point is None else (row.point.x, row.point.y)
    precision = Precision(row.precision) if row.precision else None
    return Subscriber(row.number, row.name, row.address, row.as_of, point, precision)
