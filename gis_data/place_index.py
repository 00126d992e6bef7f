"""Builds the file in which a city's places are searched."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from math import isfinite
from pathlib import Path
from typing import Final

from gis_data.place_record import PlaceRecord
from gis_data.place_writer import PlaceWriter

PROGRESS_EVERY: Final = 10_000
_LONGEST_TEXT: Final = 200
_MOST_ALIASES: Final = 16
_WIDEST_LON: Final = 180
_WIDEST_LAT: Final = 90

Progress = Callable[[int], None]
"""Called now and then with the number of records taken so far."""


def build_place_index(
    records: Iterable[PlaceRecord], file: Path, *, progress: Progress | None = None
) -> int:
    """Write the records into `file`, which is replaced only once all are in; return their number.

    Districts should come first: an address is put into the district with which it begins. A record
    without a name, with a text of over 200 characters or off the globe is left out and not
    counted. An `OSError` or `sqlite3.Error` leaves the old file as it was.
    """
    partial = file.with_name(file.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(partial)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            taken = fill_place_index(records, connection, progress=progress)
            connection.execute("VACUUM")
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return taken


def fill_place_index(
    records: Iterable[PlaceRecord],
    connection: sqlite3.Connection,
    *,
    progress: Progress | None = None,
) -> int:
    """Write the records into an empty database; return how many were taken."""
    writer = PlaceWriter(connection)
    taken = 0
    for record in records:
        if not _is_usable(record):
            continue
        writer.add(record)
        taken += 1
        if progress is not None and taken % PROGRESS_EVERY == 0:
            progress(taken)
    writer.finish()
    return taken


def _is_usable(record: PlaceRecord) -> bool:
    lon, lat = record.point
    return (
        0 < len(record.name.strip()) <= _LONGEST_TEXT
        and len(record.address) <= _LONGEST_TEXT
        and len(record.aliases) <= _MOST_ALIASES
        and isfinite(lon)
        and isfinite(lat)
        and abs(lon) <= _WIDEST_LON
        and abs(lat) <= _WIDEST_LAT
    )
