"""From an address as a register writes it to a point, or to nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from gis_data.datums import Point
from gis_data.place_file import Landmark, Places, Street
from gis_data.place_text import normalised, split_house, split_junction


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
    """Reads addresses of one city, largest part first; only names written exactly count."""

    def __init__(self, places: Places) -> None:
        self.streets = {street.name: street for street in places.streets}
        self._city = places.city
        self._districts = {district.name: district for district in places.districts}
        self._landmarks = {landmark.name: landmark for landmark in places.landmarks}
        self._crossings = {
            frozenset(junction.streets): junction.point for junction in places.junctions
        }

    def without_region(self, text: str) -> tuple[str, str]:
        """Take city and district off the front of normalised text; return the rest and district."""
        text = text.removeprefix(self._city)
        district = _longest_start(text, self._districts)
        return text.removeprefix(district), district

    def may_be_in(self, address: str, district: str) -> bool:
        """Tell whether an address names this district, or none; without a district any may be."""
        return not district or _longest_start(address, self._districts) in {district, ""}

    def locate(self, address: str) -> Located | None:
        """Return where an address is, or None when it matches nothing."""
        rest, district = self.without_region(normalised(address))
        return (
            self._crossing(rest)
            or self._house(rest)
            or self._place(rest)
            or self._street(rest)
            or self._district(district)
        )

    def _crossing(self, text: str) -> Located | None:
        for first, second in split_junction(text):
            point = self._crossings.get(frozenset((first, second)))
            if point is not None:
                return Located(point, Precision.JUNCTION, f"{first}与{second}")
        return None

    def _house(self, text: str) -> Located | None:
        house = split_house(text)
        street = None if house is None else self.streets.get(house.street)
        if house is None or street is None or house.number not in street.houses:
            return None
        return Located(
            street.houses[house.number], Precision.HOUSE, f"{street.name}{house.number}号"
        )

    def _place(self, text: str) -> Located | None:
        """Find a named place at the front, or behind the street it belongs to."""
        name = _longest_start(text, self._landmarks)
        if not name:
            street = self._street_at_start(text)
            house = split_house(text)
            behind = text.removeprefix(street.name) if street else ""
            if house is not None and street is not None and house.street == street.name:
                behind = house.rest
            name = _longest_start(behind, self._landmarks)
            if street is None or not name or street.name not in self._landmarks[name].address:
                return None
        landmark: Landmark = self._landmarks[name]
        return Located(landmark.point, Precision.HOUSE, landmark.name)

    def _street(self, text: str) -> Located | None:
        street = self._street_at_start(text)
        if street is None:
            return None
        house = split_house(text)
        point = street.point
        if house is not None and house.street == street.name and street.houses:
            number = house.number
            point = street.houses[min(street.houses, key=lambda known: abs(known - number))]
        return Located(point, Precision.STREET, street.name)

    def _street_at_start(self, text: str) -> Street | None:
        return self.streets.get(_longest_start(text, self.streets))

    def _district(self, name: str) -> Located | None:
        if name not in self._districts:
            return None
        return Located(self._districts[name].point, Precision.DISTRICT, name)


def _longest_start(text: str, names: Iterable[str]) -> str:
    """Return the longest of the names with which `text` begins, or nothing."""
    return max((name for name in names if text.startswith(name)), key=len, default="")
