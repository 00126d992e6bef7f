"""Search for places, and from a registered address to a point."""

import heapq
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path
from typing import Final, Self

from gis_data.address_reading import AddressReader, Located
from gis_data.city_folder import city_file
from gis_data.datums import Point, distance_m
from gis_data.house_numbers import HouseNumbers
from gis_data.name_search import Fit, NameSearch
from gis_data.place_file import FILE_NAME as OLD_FILE_NAME
from gis_data.place_file import Places, read_places, records_of
from gis_data.place_index import fill_place_index
from gis_data.place_naming import PlaceNaming
from gis_data.place_record import PlaceKind, PlaceRecord
from gis_data.place_schema import FILE_NAME
from gis_data.place_store import PlaceStore
from gis_data.place_text import (
    MOST_TYPED,
    HouseText,
    house_readings,
    normalised,
    plain,
    split_junction,
)

_NEAR_BONUS: Final = 4.0
_NEAR_M: Final = 2000.0
_IMPORTANCE_BONUS: Final = 2.0
_HOUSE_BONUS: Final = 3.0
_MORE_BEHIND: Final = 2.0
_BETWEEN: Final = 6.0
_OTHER_NUMBER: Final = 20.0
_OTHER_NUMBERS: Final = 2
_STREETS_TRIED: Final = 60
_SURE: Final = 85.0


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place that fits what was typed; a higher score fits better, 100 is exact.

    `is_estimated` says that the house number is not known and the point lies between its
    neighbours.
    """

    kind: PlaceKind
    name: str
    address: str
    point: Point
    score: float
    is_estimated: bool = False


def never() -> bool:
    """Say that a search is still wanted."""
    return False


class Gazetteer:
    """Knows the places of one city; may be asked from several threads.

    A search takes a few milliseconds whatever is typed: it looks closely at no more than a few
    hundred places, however many the city has.
    """

    def __init__(self, store: PlaceStore) -> None:
        self._store = store
        self._names = NameSearch(store)
        self._reader = AddressReader(store)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open the places of a city's folder; `NotAPlaceFile` says what to do when it cannot."""
        file = city_file(folder, FILE_NAME)
        if file.exists() or not city_file(folder, OLD_FILE_NAME).exists():
            return cls(PlaceStore.open(file))
        return cls.of_places(read_places(folder))

    @classmethod
    def of_places(cls, places: Places) -> Self:
        """Make a gazetteer of a few places, in memory."""
        return cls.of_records(records_of(places))

    @classmethod
    def of_records(cls, records: Iterable[PlaceRecord]) -> Self:
        """Make a gazetteer of a few records, in memory."""
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        fill_place_index(records, connection)
        return cls(PlaceStore(connection))

    def close(self) -> None:
        """Let the file go."""
        self._store.close()

    def naming(self) -> PlaceNaming:
        """Read what is needed to name points; takes a second for a city of a million houses."""
        return PlaceNaming(self._store)

    def locate(self, address: str) -> Located | None:
        """Return where a registered address is, or None when it matches nothing.

        Never a guess: a name must stand there as the city's list writes it.
        """
        return self._reader.locate(address)

    def search(
        self,
        text: str,
        *,
        near: Point | None = None,
        limit: int = 8,
        cancelled: Callable[[], bool] = never,
    ) -> list[PlaceMatch]:
        """Return the places that fit what was typed, best first; nothing once `cancelled`.

        Takes characters, pinyin, initials or a mixture, a house number after a street, and two
        streets for their junction; forgives wrong, missing, doubled and exchanged characters and
        characters of the same sound. The more important and the nearer to `near` come first among
        those that fit about as well.
        """
        wanted, district = self._without_region(normalised(text)[:MOST_TYPED])
        best: dict[tuple[str, str], PlaceMatch] = {}
        for match in self._matches(wanted, district):
            if cancelled():
                return []
            key = (match.name, match.address)
            if key not in best or best[key].score < match.score:
                best[key] = match
        if near is not None:
            best = {key: _nearer(match, near) for key, match in best.items()}
        return heapq.nsmallest(
            limit, best.values(), key=lambda match: (-match.score, match.name, match.address)
        )

    def _without_region(self, text: str) -> tuple[str, int | None]:
        """Return the text behind its regions, and the district that the places must be in."""
        rest, regions = self._store.regions.split(text)
        if not plain(rest):
            return text, None
        peopled = [number for number in regions if self._store.has_places_in(number)]
        return rest, peopled[-1] if peopled else None

    def _matches(self, text: str, district: int | None) -> Iterator[PlaceMatch]:
        yield from self._junction_matches(text, district)
        is_sure = False
        for match in self._house_matches(text, district):
            is_sure |= match.kind is PlaceKind.HOUSE and match.score > _SURE
            yield match
        if not is_sure:
            for found in self._names.find(plain(text), district=district):
                if found.place.is_shown:
                    yield _match(found)

    def _junction_matches(self, text: str, district: int | None) -> Iterator[PlaceMatch]:
        for first, second in split_junction(text):
            for found in self._names.junctions(plain(first), plain(second), district=district):
                yield _match(found)

    def _house_matches(self, text: str, district: int | None) -> Iterator[PlaceMatch]:
        for house in house_readings(plain(text)):
            fits = self._names.find(house.street, district=district)[:_STREETS_TRIED]
            houses = self._store.houses(found.place.number for found in fits)
            for found in fits:
                known = houses.get(found.place.number, {}).get(house.unit)
                if known is not None:
                    yield from _houses(found, house, known)
                elif found.place.is_shown:
                    yield _match(found, less=_OTHER_NUMBER)


def _houses(found: Fit, house: HouseText, known: HouseNumbers) -> Iterator[PlaceMatch]:
    """Yield the house asked for; else where it ought to be, and the nearest known ones."""
    score = found.score - (_MORE_BEHIND if house.rest else 0)
    if point := known.point(house.number):
        yield _house(found, house, house.number, point, score=score + _HOUSE_BONUS)
        return
    if point := known.between(house.number):
        match = _house(found, house, house.number, point, score=score - _BETWEEN)
        yield replace(match, is_estimated=True)
    for place, (number, point) in enumerate(known.nearest(house.number, most=_OTHER_NUMBERS)):
        yield _house(found, house, number, point, score=score - _OTHER_NUMBER - place)


def _house(found: Fit, house: HouseText, number: int, point: Point, *, score: float) -> PlaceMatch:
    name = f"{found.place.name}{number}{house.unit}"
    return PlaceMatch(PlaceKind.HOUSE, name, found.place.region + name, point, min(score, 100.0))


def _match(found: Fit, *, less: float = 0.0) -> PlaceMatch:
    place = found.place
    score = found.score - less + _IMPORTANCE_BONUS * place.importance
    return PlaceMatch(place.kind, place.name, place.address, place.point, score)


def _nearer(match: PlaceMatch, near: Point) -> PlaceMatch:
    bonus = _NEAR_BONUS * exp(-distance_m(match.point, near) / _NEAR_M)
    return replace(match, score=match.score + bonus)
