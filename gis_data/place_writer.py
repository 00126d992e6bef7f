"""Writes places, their houses and their features into the tables of the index."""

import json
import re
import sqlite3
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from gis_data.house_numbers import HouseNumbers
from gis_data.pinyin import all_syllables, sound_signs
from gis_data.place_features import IN_JUNCTION, features, initial_features, initials_of
from gis_data.place_postings import Postings
from gis_data.place_reading import name_reading
from gis_data.place_record import PlaceKind, PlaceRecord
from gis_data.place_region import Regions
from gis_data.place_schema import INDEXES, NO_DISTRICT, TABLES, VERSION
from gis_data.place_text import normalised, plain, split_junction

SEPARATOR: Final = "\n"
_HOUSE_NAME: Final = re.compile(
    r"(?P<street>.*[^0-9０-９])(?P<number>[0-9０-９]{1,5})(?P<unit>号楼|号院|[号栋幢弄组队])?"
)
_BATCH: Final = 5_000
_INSERT: Final = "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(slots=True)
class _Houses:
    """The houses of one street or compound; `place` is its number once it has one."""

    place: int | None = None
    numbers: "dict[str, array[int]]" = field(default_factory=dict)
    points: "dict[str, array[float]]" = field(default_factory=dict)


class PlaceWriter:
    """Takes the records of a city one by one; `finish` ends the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._connection.executescript(TABLES)
        self._rows: list[tuple[object, ...]] = []
        self._spellings: list[tuple[str, int]] = []
        self._postings = Postings()
        self._houses: dict[tuple[str, str], _Houses] = {}
        self._streets: set[str] = set()
        self._districts: list[str] = []
        self._regions: list[str] = []

    def add(self, record: PlaceRecord) -> None:
        """Take one record."""
        if record.kind is PlaceKind.HOUSE and self._add_house(record):
            return
        if record.kind is PlaceKind.DISTRICT:
            self._districts.append(normalised(record.name))
        elif record.kind is PlaceKind.STREET:
            self._streets.add(record.name)
        place = self._add_place(record, is_shown=True)
        if record.kind in {PlaceKind.STREET, PlaceKind.LANDMARK}:
            of = self._houses.setdefault((_region(record), record.name), _Houses())
            of.place = place if of.place is None else of.place

    def finish(self) -> None:
        """Write all that could not be written before the last record was known."""
        for (region, name), houses in self._houses.items():
            if houses.place is None:
                houses.place = self._add_street(region, name, houses)
        self._flush()
        self._connection.executemany("INSERT INTO house VALUES (?, ?, ?, ?)", self._packed_houses())
        self._connection.executemany("INSERT INTO feature VALUES (?, ?)", self._postings.packed())
        count = len(self._regions)
        for name, cells in (
            ("weight", self._postings.weights(count).astype("<f4")),
            ("district", self._district_cells()),
        ):
            self._connection.execute("INSERT INTO cells VALUES (?, ?)", (name, cells.tobytes()))
        self._connection.executemany("INSERT INTO fact VALUES (?, ?)", self._facts(count))
        self._connection.executescript(INDEXES)
        self._connection.commit()

    def _add_house(self, record: PlaceRecord) -> bool:
        """Take a house into its street; say no to a name that is no street with a number."""
        found = _HOUSE_NAME.fullmatch(record.name)
        if found is None:
            return False
        key = (_region(record), found["street"])
        houses = self._houses.setdefault(key, _Houses())
        unit = found["unit"] or "号"
        houses.numbers.setdefault(unit, array("L")).append(int(found["number"]))
        houses.points.setdefault(unit, array("d")).extend(record.point)
        return True

    def _add_street(self, region: str, name: str, houses: _Houses) -> int:
        """Add the street of houses that came without one, shown unless it is known otherwise."""
        unit = next(iter(houses.numbers))
        point = _packed(houses, unit).middle()
        record = PlaceRecord(PlaceKind.STREET, name, region + name, point)
        return self._add_place(record, is_shown=name not in self._streets)

    def _add_place(self, record: PlaceRecord, *, is_shown: bool) -> int:
        place = len(self._regions)
        region = _region(record)
        said = _said(record)
        readings = [name_reading(form) for form in said]
        signs = [sound_signs(reading) for reading in readings]
        self._regions.append(normalised(record.address))
        self._postings.add(place, _keys(record.kind, said, readings))
        self._spellings += _spellings(readings, place) if is_shown else []
        self._rows.append(
            (
                *(place, record.kind.value, int(is_shown), record.name, region, record.address),
                *(*record.point, record.importance),
                *(SEPARATOR.join(said), SEPARATOR.join(signs)),
            )
        )
        if len(self._rows) >= _BATCH:
            self._flush()
        return place

    def _flush(self) -> None:
        self._connection.executemany(_INSERT, self._rows)
        self._connection.executemany(
            "INSERT OR IGNORE INTO spelling VALUES (?, ?)", self._spellings
        )
        self._rows.clear()
        self._spellings.clear()

    def _packed_houses(self) -> Iterator[tuple[int | None, str, bytes, bytes]]:
        for houses in self._houses.values():
            for unit in houses.numbers:
                yield (houses.place, unit, *_packed(houses, unit).to_bytes())

    def _district_cells(self) -> "np.ndarray[tuple[int], np.dtype[np.uint16]]":
        regions = Regions(self._districts)
        cells = np.full(len(self._regions), NO_DISTRICT, dtype="<u2")
        for place, address in enumerate(self._regions):
            _, found = regions.split(address)
            if found:
                cells[place] = found[-1]
        return cells

    def _facts(self, count: int) -> list[tuple[str, str]]:
        return [
            ("version", str(VERSION)),
            ("places", str(count)),
            ("districts", json.dumps(list(Regions(self._districts).names), ensure_ascii=False)),
            ("syllables", " ".join(all_syllables())),
        ]


def _region(record: PlaceRecord) -> str:
    return record.address.removesuffix(record.name)


def _said(record: PlaceRecord) -> list[str]:
    """Return the ways to say the name, normalised; a junction's streets joined by 与."""
    if record.kind is PlaceKind.JUNCTION:
        streets = split_junction(normalised(record.name))
        if streets and streets[0][1]:
            return ["与".join(streets[0])]
    forms = (plain(normalised(form)) for form in (record.name, *record.aliases))
    return list(dict.fromkeys(form for form in forms if form)) or ["?"]


def _keys(kind: PlaceKind, said: list[str], readings: list[tuple[str, ...]]) -> set[str]:
    prefix = IN_JUNCTION if kind is PlaceKind.JUNCTION else ""
    keys: set[str] = set()
    for form, reading in zip(said, readings, strict=True):
        keys |= features(form, sound_signs(reading), prefix=prefix)
        keys |= initial_features(initials_of(reading), prefix=prefix)
    return keys


def _spellings(readings: list[tuple[str, ...]], place: int) -> list[tuple[str, int]]:
    return [
        (text.lower(), place)
        for reading in readings
        for text in (initials_of(reading), "".join(reading))
    ]


def _packed(houses: _Houses, unit: str) -> HouseNumbers:
    flat = houses.points[unit]
    points = list(zip(flat[::2], flat[1::2], strict=True))
    return HouseNumbers.packed(houses.numbers[unit], points)
