"""Rows of a new register on their way into the database, and old ones on their way out."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import psycopg
import shapely
import sqlalchemy as sa

from dispatch_server.adapters.storage.geometry import Geometry
from dispatch_server.contract.details import Subscriber

BATCH: Final = 2_000
_COLUMNS: Final = ("generation", "number", "name", "address", "as_of", "precision", "point")
_INTO: Final = f"subscriber ({', '.join(_COLUMNS)})"
_COPY: Final = f"COPY {_INTO} FROM STDIN"
_INSERT: Final = f"INSERT INTO {_INTO} VALUES (?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own names
_REMOVE: Final = sa.text(
    "DELETE FROM subscriber WHERE generation = :generation AND number IN"
    " (SELECT number FROM subscriber WHERE generation = :generation LIMIT :most)"
)

_Cells = tuple[int, str, str, str, str, str | None, str | bytes | None]


def add_rows(engine: sa.Engine, generation: int, subscribers: Iterable[Subscriber]) -> int:
    """Write rows of a generation that nobody reads yet; return how many.

    Each batch is a transaction of its own, so that a running server need not wait for a whole city.
    PostgreSQL takes them by COPY.
    """
    kind = Geometry("POINT")
    cells = (_cells(engine.dialect, kind, generation, one) for one in subscribers)
    written = 0
    while batch := list(islice(cells, BATCH)):
        with engine.begin() as connection:
            _put(connection, batch)
        written += len(batch)
    return written


def remove_generation(engine: sa.Engine, generation: int) -> None:
    """Remove all rows of a generation, some at a time."""
    removed = BATCH
    while removed == BATCH:
        with engine.begin() as connection:
            done = connection.execute(_REMOVE, {"generation": generation, "most": BATCH})
            removed = done.rowcount


def _put(connection: sa.Connection, batch: list[_Cells]) -> None:
    driver = connection.connection.driver_connection
    if isinstance(driver, psycopg.Connection):
        with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in batch:
                copy.write_row(row)
    elif isinstance(driver, sqlite3.Connection):
        connection.exec_driver_sql(_INSERT, batch)
    else:
        raise TypeError("the register is on PostgreSQL or SQLite")


def _cells(dialect: sa.Dialect, kind: Geometry, generation: int, one: Subscriber) -> _Cells:
    shape = None if one.point is None else shapely.Point(one.point)
    return (
        *(generation, one.number, one.name, one.address, one.as_of.isoformat()),
        *(one.precision, kind.process_bind_param(shape, dialect)),
    )


def read_in_order(
    connection: sa.Connection, query: sa.Select[str, str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of a long answer without holding all of them."""
    with connection.execution_options(yield_per=BATCH).execute(query) as result:
        yield from ((row[0], row[1], row[2]) for row in result)
