"""The history of positions on a SQLite file or a PostgreSQL database."""

import asyncio
import sqlite3
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import asyncpg
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dispatch_server.adapters.storage import engine
from dispatch_server.adapters.storage.address import Address, server_url
from dispatch_server.adapters.storage.faults import FAULTS, in_words
from dispatch_server.adapters.storage.tables import fix
from dispatch_server.contract.ids import VehicleId
from dispatch_server.ports.positions import DAY_MS, Fix
from dispatch_server.ports.storage import StoreUnavailable

COLUMNS: Final = tuple(fix.columns.keys())
NAMES: Final = ", ".join(COLUMNS)
SLICE: Final = 1_000
"""Rows of one transaction on SQLite: whoever journals waits for no more."""
ADD_ON_SQLITE: Final = (
    f"INSERT INTO fix ({NAMES})"  # noqa: S608 - our own columns
    f" VALUES ({', '.join('?' * len(COLUMNS))}) ON CONFLICT DO NOTHING"
)
STAGE: Final = (
    "CREATE TEMP TABLE IF NOT EXISTS fix_staged (LIKE fix INCLUDING DEFAULTS) ON COMMIT DELETE ROWS"
)
ADD_STAGED: Final = "INSERT INTO fix SELECT * FROM fix_staged ON CONFLICT DO NOTHING"

T = TypeVar("T")


class SqliteFixes:
    """Writes fixes in a thread of its own, in short transactions between those of the journal."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="positions")
        self._file: sqlite3.Connection | None = None

    async def add(self, fixes: Sequence[Fix]) -> None:
        """Add rows that are not there yet."""
        for first in range(0, len(fixes), SLICE):
            rows = fixes[first : first + SLICE]
            await self._there(partial(_add, rows))

    async def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            await self._there(sqlite3.Connection.close)
        self._thread.shutdown()

    async def _there(self, step: Callable[[sqlite3.Connection], T]) -> T:
        async with asyncio.timeout(engine.ANSWER_S):
            return await asyncio.wrap_future(self._thread.submit(lambda: step(self._open())))

    def _open(self) -> sqlite3.Connection:
        if self._file is None:
            self._file = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            for pragma in engine.pragmas():
                self._file.execute(f"PRAGMA {pragma}")
        return self._file


class PostgresFixes:
    """Copies fixes into the partitions of their days over a session of its own."""

    def __init__(self, url: sa.URL) -> None:
        self._url = url
        self._session: asyncpg.Connection | None = None
        self._days: set[int] = set()

    async def add(self, fixes: Sequence[Fix]) -> None:
        """Add rows that are not there yet; known ones are told apart only where there are any."""
        try:
            session = await self._open()
            await self._make_days(session, fixes)
            try:
                await session.copy_records_to_table("fix", records=fixes, columns=COLUMNS)
            except asyncpg.UniqueViolationError:
                await _add_staged(session, fixes)
        except BaseException:
            await self._drop()
            raise

    async def close(self) -> None:
        """Let the database go."""
        if self._session is not None:
            await self._session.close(timeout=engine.ANSWER_S)

    async def _open(self) -> asyncpg.Connection:
        if self._session is None or self._session.is_closed():
            self._session = await engine.connect(self._url)
        return self._session

    async def _make_days(self, session: asyncpg.Connection, fixes: Sequence[Fix]) -> None:
        """Have a partition for every day that a believable clock may tell."""
        days = {row.at // DAY_MS for row in fixes if row.rejected != "clock"} - self._days
        for day in sorted(days):
            date = datetime.fromtimestamp(day * DAY_MS / 1000, UTC).date()
            await session.execute("SELECT make_fix_day($1)", date)
            self._days.add(day)

    async def _drop(self) -> None:
        session, self._session = self._session, None
        self._days.clear()
        if session is not None:
            session.terminate()


class SqlHistory:
    """Keeps the promises of `History`."""

    def __init__(self, address: Address) -> None:
        self._reader = engine.reading_engine(address)
        self._fixes: SqliteFixes | PostgresFixes
        if isinstance(address, Path):
            self._fixes = SqliteFixes(address)
        else:
            self._fixes = PostgresFixes(server_url(address))

    async def close(self) -> None:
        """Let the database go."""
        await self._fixes.close()
        await self._reader.dispose()

    async def keep(self, fixes: Sequence[Fix]) -> None:
        """Store fixes; see `History.keep`."""
        try:
            await self._fixes.add(fixes)
        except (*FAULTS, TimeoutError) as fault:
            raise StoreUnavailable(in_words(fault)) from fault

    async def newest(self, vehicles: Collection[VehicleId]) -> Sequence[Fix]:
        """Return the newest believed fix of each vehicle that has one."""
        found: list[Fix] = []
        for vehicle_id in vehicles:
            query = (
                sa.select(fix)
                .where(fix.c.vehicle_id == vehicle_id, fix.c.rejected == "")
                .order_by(fix.c.at.desc())
                .limit(1)
            )
            found += await self._read(query)
        return found

    async def track(
        self, vehicle_id: VehicleId, *, since: int, until: int, limit: int
    ) -> Sequence[Fix]:
        """Return a vehicle's fixes from `since` to before `until`, oldest first."""
        query = (
            sa.select(fix)
            .where(fix.c.vehicle_id == vehicle_id, fix.c.at >= since, fix.c.at < until)
            .order_by(fix.c.at, fix.c.boot, fix.c.n)
            .limit(limit)
        )
        return await self._read(query)

    async def _read(self, query: sa.Select[tuple[object, ...]]) -> list[Fix]:
        try:
            async with self._reader.connect() as connection:
                return [Fix._make(row) for row in await connection.execute(query)]
        except (DatabaseError, PoolTimeout) as fault:
            raise StoreUnavailable(type(fault).__name__) from fault


def _add(rows: Sequence[Fix], file: sqlite3.Connection) -> None:
    file.execute("BEGIN IMMEDIATE")
    try:
        file.executemany(ADD_ON_SQLITE, rows)
        file.execute("COMMIT")
    except BaseException:
        file.rollback()
        raise


async def _add_staged(session: asyncpg.Connection, fixes: Sequence[Fix]) -> None:
    """Add rows of which some are known."""
    async with session.transaction():
        await session.execute(STAGE)
        await session.copy_records_to_table("fix_staged", records=fixes, columns=COLUMNS)
        await session.execute(ADD_STAGED)
