"""Reads the file in which places are searched; may be asked from several threads."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from gis_data.datums import Point
from gis_data.house_numbers import HouseNumbers
from gis_data.pinyin import all_syllables
from gis_data.place_postings import weight
from gis_data.place_record import PlaceKind
from gis_data.place_region import Regions
from gis_data.place_schema import NO_DISTRICT, VERSION

_MOST_KEYS: Final = 400
_CACHE_KB: Final = 8_192
_PLACES: Final = (
    "SELECT id, kind, shown, name, region, address, lon, lat, importance, said, sound"
    " FROM place WHERE id IN (SELECT value FROM json_each(?))"
)
_HOUSES: Final = (
    "SELECT place, unit, numbers, points FROM house WHERE place IN (SELECT value FROM json_each(?))"
)
_ALL_HOUSES: Final = "SELECT place, unit, numbers, points FROM house"
_SPOTS: Final = "SELECT id, kind, lon, lat FROM place WHERE shown"
_FEATURES: Final = "SELECT places FROM feature WHERE key IN (SELECT value FROM json_each(?))"

_KINDS: Final = {kind.value: kind for kind in PlaceKind}
_Row = tuple[int, str, int, str, str, str, float, float, float, str, str]


class NotAPlaceFile(Exception):
    """The file holds no places, or those of another version; the text says what to do."""


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """One place of the file; `said` are its normalised names and `sound` their sounds."""

    number: int
    kind: PlaceKind
    is_shown: bool
    name: str
    region: str
    address: str
    point: Point
    importance: float
    said: tuple[str, ...]
    sound: tuple[str, ...]


class PlaceStore:
    """Answers small questions of the file, each bounded; one thread at a time reads."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take a connection made with `check_same_thread=False`; `NotAPlaceFile` rises."""
        self._connection = connection
        self._lock = Lock()
        facts = self._facts()
        self._connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        self._count = int(facts["places"])
        self.regions = Regions(json.loads(facts["districts"]))
        self._weight = np.frombuffer(self._cells("weight"), dtype="<f4")
        self._district = np.frombuffer(self._cells("district"), dtype="<u2")
        self._peopled = frozenset(np.unique(self._district).tolist())

    @classmethod
    def open(cls, file: Path) -> Self:
        """Open a file for reading; `NotAPlaceFile` rises when it cannot be used."""
        if not file.is_file():
            raise NotAPlaceFile(f"{file} is not there: import the city again")
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        try:
            return cls(connection)
        except NotAPlaceFile:
            connection.close()
            raise

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._connection.close()

    def candidates(
        self, keys: Iterable[str], *, district: int | None, most: int
    ) -> "npt.NDArray[np.int64]":
        """Return the numbers of the places that share most with these features, best first."""
        wanted = sorted(keys)[:_MOST_KEYS]
        rows = self._ask(_FEATURES, [json.dumps(wanted)])
        if not rows:
            return np.empty(0, dtype=np.int64)
        postings = [np.frombuffer(places, dtype="<u4") for (places,) in rows]
        weights = [weight(len(places), self._count) for places in postings]
        shared = np.bincount(
            np.concatenate(postings),
            weights=np.repeat(weights, [len(places) for places in postings]),
            minlength=self._count,
        )
        alike = shared / (sum(weights) + self._weight)
        if district is not None:
            alike[(self._district != district) & (self._district != NO_DISTRICT)] = 0
        found = np.flatnonzero(alike)
        if len(found) > most:
            found = found[np.argpartition(alike[found], -most)[-most:]]
        return found[np.argsort(-alike[found], kind="stable")]

    def spelled(self, start: str, *, most: int) -> list[int]:
        """Return places whose initials or whole pinyin begin so, shortest spelling first."""
        end = start[:-1] + chr(ord(start[-1]) + 1)
        rows = self._ask(
            "SELECT place FROM spelling WHERE text >= ? AND text < ? ORDER BY text LIMIT ?",
            (start, end, most),
        )
        return [place for (place,) in rows]

    def places(self, numbers: Iterable[int]) -> list[StoredPlace]:
        """Return these places, in no particular order."""
        wanted = [int(number) for number in numbers]
        rows: Iterable[_Row] = self._ask(_PLACES, [json.dumps(wanted)])
        return [_place(row) for row in rows]

    def houses(self, numbers: Iterable[int]) -> dict[int, dict[str, HouseNumbers]]:
        """Return the houses of these streets and compounds, by their units (号, 栋 …)."""
        wanted = [int(number) for number in numbers]
        found: dict[int, dict[str, HouseNumbers]] = {}
        for place, unit, known, points in self._ask(_HOUSES, [json.dumps(wanted)]):
            found.setdefault(place, {})[unit] = HouseNumbers.from_bytes(known, points)
        return found

    def all_houses(self) -> Iterator[tuple[int, str, HouseNumbers]]:
        """Yield the houses of every street and compound with its number and their unit."""
        for place, unit, known, points in self._ask(_ALL_HOUSES, ()):
            yield place, unit, HouseNumbers.from_bytes(known, points)

    def spots(self) -> Iterator[tuple[int, PlaceKind, Point]]:
        """Yield the number, the kind and the point of every place that is shown."""
        for number, kind, lon, lat in self._ask(_SPOTS, ()):
            yield number, _KINDS[kind], (lon, lat)

    def has_places_in(self, district: int) -> bool:
        """Tell whether any address begins with this district."""
        return district in self._peopled

    def in_district(self, place: int, district: int) -> bool:
        """Tell whether a place's address names this district, or none."""
        return int(self._district[place]) in {district, NO_DISTRICT}

    @cached_property
    def by_said(self) -> dict[str, list[int]]:
        """The numbers of the places that are said so, all of them: for reading many addresses."""
        found: dict[str, list[int]] = {}
        for place, said in self._ask("SELECT id, said FROM place ORDER BY id", ()):
            for form in said.split("\n"):
                found.setdefault(form, []).append(place)
        return found

    def _ask(self, query: str, values: Sequence[object]) -> list[tuple]:  # type: ignore[type-arg]
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def _cells(self, name: str) -> bytes:
        ((packed,),) = self._ask("SELECT packed FROM cells WHERE name = ?", (name,))
        return bytes(packed)

    def _facts(self) -> dict[str, str]:
        try:
            facts = dict(self._ask("SELECT name, value FROM fact", ()))
        except sqlite3.DatabaseError as error:
            raise NotAPlaceFile(f"this is no file of places ({error}): import the city") from error
        if facts.get("version") != str(VERSION) or facts["syllables"].split() != [*all_syllables()]:
            raise NotAPlaceFile("the file of places is of another version: import the city again")
        return facts


def _place(row: _Row) -> StoredPlace:
    number, kind, shown, name, region, address, lon, lat, importance, said, sound = row
    return StoredPlace(
        *(number, _KINDS[kind], bool(shown), name, region, address, (lon, lat), importance),
        *(tuple(said.split("\n")), tuple(sound.split("\n"))),
    )
