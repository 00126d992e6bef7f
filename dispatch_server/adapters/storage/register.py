"""The subscriber register in the database."""

from collections.abc import Sequence

import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import reading_engine
from dispatch_server.adapters.storage.nearby import near_on_postgis, near_on_sqlite
from dispatch_server.adapters.storage.register_tables import in_use
from dispatch_server.adapters.storage.tables import subscriber
from dispatch_server.contract.details import Point, Precision, Subscriber
from gis_data.subscriber_number import subscriber_number


class SqlRegister:
    """Keeps the promises of `SubscriberRegister` on a SQLite file or a PostgreSQL database."""

    def __init__(self, address: Address) -> None:
        self._reader = reading_engine(address)

    async def close(self) -> None:
        """Let the database go."""
        await self._reader.dispose()

    async def find(self, number: str) -> Subscriber | None:
        """Return what is known of a number, however the exchange writes it."""
        query = sa.select(subscriber).where(
            in_use(), subscriber.c.number == subscriber_number(number)
        )
        async with self._reader.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _subscriber(row)

    async def near(self, point: Point, *, radius_m: float, limit: int) -> Sequence[Subscriber]:
        """Return the subscribers around a point, nearest first."""
        search = near_on_postgis if self._reader.dialect.name == "postgresql" else near_on_sqlite
        async with self._reader.connect() as connection:
            rows = await search(connection, point, radius_m=radius_m, limit=limit)
        return [_subscriber(row) for row in rows]


def _subscriber(row: sa.Row[tuple[object, ...]]) -> Subscriber:
    point = None if row.point is None else (row.point.x, row.point.y)
    precision = Precision(row.precision) if row.precision else None
    return Subscriber(row.number, row.name, row.address, row.as_of, point, precision)
