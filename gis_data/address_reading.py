"""From an address as a register writes it to a point, or to nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gis_data.datums import Point, distance_m
from gis_data.house_numbers import HouseNumbers
from gis_data.place_record import PlaceKind
from gis_data.place_store import PlaceStore, StoredPlace
from gis_data.place_text import MOST_TYPED, house_readings, normalised, plain, split_junction

_SAME_PLACE_M: Final = 200.0
"""Places of one name that lie closer together than this are one place."""


class Precision(StrEnum):
    """How near to the door a located address is."""

    HOUSE = "house"
    """A house number or a named place."""
    JUNCTION = "junction"
    STREET = "street"
    """Somewhere on the street: at its nearest known number, else in its middle."""
    DISTRICT = "district"


@dataclass(frozen=True)
class Located:
    """Where an address is, how near that is, and the part of the address that told it."""

    point: Point
    precision: Precision
    matched: str


class AddressReader:
    """Reads addresses of one city, largest part first; only names written exactly count.

    A name that stands in several places, none of them told by its district, counts as unknown.
    The first address reads all names into memory: made for registers of a million addresses.
    """

    def __init__(self, store: PlaceStore) -> None:
        self._store = store
        self._places: dict[int, StoredPlace] = {}
        self._known_houses: dict[int, dict[str, HouseNumbers]] = {}

    def locate(self, address: str) -> Located | None:
        """Return where an address is, or None when it matches nothing."""
        rest, regions = self._store.regions.split(normalised(address)[:MOST_TYPED])
        peopled = [number for number in regions if self._store.has_places_in(number)]
        district = peopled[-1] if peopled else None
        return (
            self._crossing(rest, district)
            or self._house(plain(rest), district)
            or self._place(plain(rest), district)
            or self._street(plain(rest), district)
            or self._region(regions)
        )

    def _crossing(self, text: str, district: int | None) -> Located | None:
        for first, second in split_junction(text):
            names = (f"{first}与{second}", f"{second}与{first}")
            found = [place for name in names for place in self._said(name, district)]
            point = _one_point(place.point for place in found)
            if point is not None:
                return Located(point, Precision.JUNCTION, names[0])
        return None

    def _house(self, text: str, district: int | None) -> Located | None:
        for house in house_readings(text):
            found = [
                (place.name, point)
                for place in self._said(house.street, district)
                if (known := self._houses(place).get(house.unit)) is not None
                and (point := known.point(house.number)) is not None
            ]
            point = _one_point(point for _, point in found)
            if point is not None:
                name = f"{found[0][0]}{house.number}{house.unit}"
                return Located(point, Precision.HOUSE, name)
        return None

    def _place(self, text: str, district: int | None) -> Located | None:
        """Find a named place at the front, or behind the street it belongs to."""
        found = self._landmarks_at_start(text, district)
        if not found and (streets := self._streets_at_start(text, district)):
            street = streets[0].name
            house = next((one for one in house_readings(text) if one.street == street), None)
            behind = text.removeprefix(street) if house is None else house.rest
            landmarks = self._landmarks_at_start(behind, district)
            found = [one for one in landmarks if street in one.address]
        point = _one_point(one.point for one in found)
        return None if point is None else Located(point, Precision.HOUSE, found[0].name)

    def _street(self, text: str, district: int | None) -> Located | None:
        streets = self._streets_at_start(text, district)
        if not streets:
            return None
        name = streets[0].name
        house = next((one for one in house_readings(text) if one.street == plain(name)), None)
        known = [(street, self._houses(street).get("号")) for street in streets]
        if house is not None and any(houses for _, houses in known):
            nearest = [
                houses.nearest(house.number, most=1)[0] for _, houses in known if houses is not None
            ]
            nearest.sort(key=lambda found: abs(found[0] - house.number))
            points = [point for number, point in nearest if number == nearest[0][0]]
        else:
            points = [street.point for street in streets if street.is_shown]
        point = _one_point(points)
        return None if point is None else Located(point, Precision.STREET, name)

    def _region(self, regions: list[int]) -> Located | None:
        for number in reversed(regions):
            name = self._store.regions.names[number]
            found = [place for place in self._said(name, None) if place.kind is PlaceKind.DISTRICT]
            if found:
                return Located(found[0].point, Precision.DISTRICT, found[0].name)
        return None

    def _landmarks_at_start(self, text: str, district: int | None) -> list[StoredPlace]:
        apart = {PlaceKind.STREET, PlaceKind.DISTRICT, PlaceKind.JUNCTION, PlaceKind.LOCALITY}
        return self._at_start(text, district, frozenset(set(PlaceKind) - apart))

    def _streets_at_start(self, text: str, district: int | None) -> list[StoredPlace]:
        return self._at_start(text, district, frozenset({PlaceKind.STREET}))

    def _at_start(
        self, text: str, district: int | None, kinds: frozenset[PlaceKind]
    ) -> list[StoredPlace]:
        """Return the places of these kinds with the longest name that the text begins with."""
        for length in range(len(text), 1, -1):
            found = [one for one in self._said(text[:length], district) if one.kind in kinds]
            if found:
                return found
        return []

    def _said(self, text: str, district: int | None) -> list[StoredPlace]:
        numbers = self._store.by_said.get(text, ())
        return [
            self._stored(number)
            for number in numbers
            if district is None or self._store.in_district(number, district)
        ]

    def _stored(self, number: int) -> StoredPlace:
        if number not in self._places:
            (self._places[number],) = self._store.places([number])
        return self._places[number]

    def _houses(self, place: StoredPlace) -> dict[str, HouseNumbers]:
        if place.number not in self._known_houses:
            found = self._store.houses([place.number])
            self._known_houses[place.number] = found.get(place.number, {})
        return self._known_houses[place.number]


def _one_point(points: Iterable[Point]) -> Point | None:
    """Return the point where all of them are, None when they are apart or there is none."""
    first: Point | None = None
    for point in points:
        if first is None:
            first = point
        elif distance_m(first, point) > _SAME_PLACE_M:
            return None
    return first
