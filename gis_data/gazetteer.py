"""Search for places, and from a registered address to a point."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp
from pathlib import Path
from typing import Final, Self

from gis_data.address_reading import AddressReader, Located
from gis_data.datums import Point, distance_m
from gis_data.place_file import Junction, Places, Street, read_places
from gis_data.place_ranking import fit
from gis_data.place_record import PlaceKind
from gis_data.place_text import normalised, split_house, split_junction

_NEAR_BONUS: Final = 4.0
_NEAR_M: Final = 2000.0
_ANY_JUNCTION: Final = 90.0
_HOUSE_BONUS: Final = 3.0
_OTHER_NUMBER: Final = 20.0
_OTHER_NUMBERS: Final = 2
_STREETS_TRIED: Final = 5
_LONGEST_TEXT: Final = 100


@dataclass(frozen=True)
class PlaceMatch:
    """A place that fits what was typed; a higher score fits better, 100 is exact."""

    kind: PlaceKind
    name: str
    address: str
    point: Point
    score: float


class Gazetteer:
    """Knows the places of one city.

    Every search looks through all names, about 5 ms for a thousand of them. House numbers are
    looked up, so their count does not matter.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._reader = AddressReader(places)
        self._junctions: dict[str, list[Junction]] = {}
        for junction in places.junctions:
            for street in junction.streets:
                self._junctions.setdefault(street, []).append(junction)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the places of a city's folder."""
        return cls(read_places(folder))

    def locate(self, address: str) -> Located | None:
        """Return where a registered address is, or None when it matches nothing.

        Never a guess: a name must stand there as the city's list writes it.
        """
        return self._reader.locate(address)

    def search(self, text: str, *, near: Point | None = None, limit: int = 8) -> list[PlaceMatch]:
        """Return the places that fit what was typed, best first.

        Takes characters, pinyin, initials or a mixture, a house number after a street, and two
        streets for their junction; forgives one slip. Of equals, the nearer to `near` comes first.
        """
        wanted, district = self._reader.without_region(normalised(text)[:_LONGEST_TEXT])
        if not wanted:
            wanted, district = district, ""
        if not wanted:
            return []
        best: dict[tuple[str, str], PlaceMatch] = {}
        for match in self._matches(wanted):
            key = (match.name, match.address)
            if not self._reader.may_be_in(match.address, district):
                continue
            if key not in best or best[key].score < match.score:
                best[key] = match
        if near is not None:
            best = {key: _nearer(match, near) for key, match in best.items()}
        return heapq.nsmallest(limit, best.values(), key=lambda match: (-match.score, match.name))

    def _matches(self, text: str) -> Iterator[PlaceMatch]:
        yield from self._junction_matches(text)
        yield from self._house_matches(text)
        yield from self._name_matches(text)

    def _name_matches(self, text: str) -> Iterator[PlaceMatch]:
        for street in self._places.streets:
            if score := fit(text, street.name, street.syllables):
                address = street.district + street.name
                yield PlaceMatch(PlaceKind.STREET, street.name, address, street.point, score)
        for landmark in self._places.landmarks:
            if score := fit(text, landmark.name, landmark.syllables):
                yield PlaceMatch(
                    PlaceKind.LANDMARK, landmark.name, landmark.address, landmark.point, score
                )
        for district in self._places.districts:
            if score := fit(text, district.name, district.syllables):
                yield PlaceMatch(
                    PlaceKind.DISTRICT, district.name, district.name, district.point, score
                )

    def _house_matches(self, text: str) -> Iterator[PlaceMatch]:
        house = split_house(text)
        if house is None:
            return
        for score, street in self._fitting_streets(house.street):
            if house.number in street.houses:
                yield _house(street, house.number, score + _HOUSE_BONUS)
                continue
            others = sorted(street.houses, key=lambda number: (abs(number - house.number), number))
            for place, number in enumerate(others[:_OTHER_NUMBERS]):
                yield _house(street, number, score - _OTHER_NUMBER - place)

    def _junction_matches(self, text: str) -> Iterator[PlaceMatch]:
        for first, second in split_junction(text):
            for score, street in self._fitting_streets(first):
                for junction in self._junctions.get(street.name, ()):
                    other = self._other_street(junction, street)
                    other_score = (
                        fit(second, other.name, other.syllables) if second else _ANY_JUNCTION
                    )
                    if other_score:
                        yield _crossing(junction, street, other, min(score, other_score))

    def _other_street(self, junction: Junction, street: Street) -> Street:
        first, second = junction.streets
        return self._reader.streets[second if first == street.name else first]

    def _fitting_streets(self, text: str) -> Sequence[tuple[float, Street]]:
        fits = (
            (score, street)
            for street in self._places.streets
            if (score := fit(text, street.name, street.syllables))
        )
        return heapq.nlargest(_STREETS_TRIED, fits, key=lambda found: found[0])


def _house(street: Street, number: int, score: float) -> PlaceMatch:
    name = f"{street.name}{number}号"
    return PlaceMatch(
        PlaceKind.HOUSE, name, street.district + name, street.houses[number], min(score, 100.0)
    )


def _crossing(junction: Junction, street: Street, other: Street, score: float) -> PlaceMatch:
    name = f"{street.name}与{other.name}路口"
    return PlaceMatch(PlaceKind.JUNCTION, name, junction.district + name, junction.point, score)


def _nearer(match: PlaceMatch, near: Point) -> PlaceMatch:
    bonus = _NEAR_BONUS * exp(-distance_m(match.point, near) / _NEAR_M)
    return replace(match, score=match.score + bonus)
