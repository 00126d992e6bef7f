"""Building the file in which places are searched."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gis_data.place_index import build_place_index
from gis_data.place_record import PlaceKind, PlaceRecord

HOUSE = PlaceRecord(PlaceKind.HOUSE, "望星大道12号", "江左区望星大道12号", (114.28, 30.58))


def test_that_unusable_records_are_left_out_and_not_counted(tmp_path: Path) -> None:
    records = [
        HOUSE,
        replace(HOUSE, name=""),
        replace(HOUSE, name="长" * 201),
        replace(HOUSE, point=(float("nan"), 30.0)),
        replace(HOUSE, point=(114.0, 300.0)),
    ]

    assert build_place_index(records, tmp_path / "places.sqlite") == 1


def test_that_the_old_file_stays_when_the_records_break_off(tmp_path: Path) -> None:
    file = tmp_path / "places.sqlite"
    build_place_index([HOUSE], file)
    old = file.read_bytes()

    def broken() -> Iterator[PlaceRecord]:
        yield HOUSE
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk"):
        build_place_index(broken(), file)

    assert file.read_bytes() == old
    assert [one.name for one in tmp_path.iterdir()] == ["places.sqlite"]


def test_that_the_file_is_whole_when_it_is_there(tmp_path: Path) -> None:
    file = tmp_path / "places.sqlite"

    build_place_index([HOUSE], file)

    assert sqlite3.connect(file).execute("PRAGMA integrity_check").fetchone() == ("ok",)
