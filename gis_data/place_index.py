"""Builds the file in which a city's places are searched."""

import sqlite3
from collections.abc import Callable, Iterable
from math import isfinite
from pathlib import Path
from typing import Final

from gis_data.place_record import PlaceRecord

FILE_NAME: Final = "places.sqlite"
PROGRESS_EVERY: Final = 10_000
_LONGEST_TEXT: Final = 200
_SCHEMA: Final = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL,
    lon REAL NOT NULL, lat REAL NOT NULL, aliases TEXT NOT NULL, importance REAL NOT NULL
);
"""

Progress = Callable[[int], None]
"""Called now and then with the number of records taken so far."""


def build_place_index(
    records: Iterable[PlaceRecord], file: Path, *, progress: Progress | None = None
) -> int:
    """Write the records into `file`, which is replaced only once all are in; return their number.

    A record without a name, with a text of over 200 characters or off the globe is left out and
    not counted. An `OSError` or `sqlite3.Error` leaves the old file as it was.
    """
    partial = file.with_name(file.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        taken = _write(records, partial, progress)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return taken


def _write(records: Iterable[PlaceRecord], file: Path, progress: Progress | None) -> int:
    taken = 0
    connection = sqlite3.connect(file)
    try:
        connection.executescript(_SCHEMA)
        for record in records:
            if not _is_usable(record):
                continue
            connection.execute(
                "INSERT INTO place (kind, name, address, lon, lat, aliases, importance)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(record.kind.value, record.name, record.address, *record.point),
                    *("\n".join(record.aliases), record.importance),
                ),
            )
            taken += 1
            if progress is not None and taken % PROGRESS_EVERY == 0:
                progress(taken)
        connection.commit()
    finally:
        connection.close()
    return taken


def _is_usable(record: PlaceRecord) -> bool:
    lon, lat = record.point
    return (
        0 < len(record.name) <= _LONGEST_TEXT
        and len(record.address) <= _LONGEST_TEXT
        and isfinite(lon)
        and isfinite(lat)
        and abs(lon) <= 180  # noqa: PLR2004 - degrees
        and abs(lat) <= 90  # noqa: PLR2004 - degrees
    )
