"""Naming points of the map by the houses and places of a city."""

import pytest

from gis_data.datums import Point
from gis_data.gazetteer import Gazetteer
from gis_data.place_naming import PlaceNaming
from gis_data.place_record import PlaceKind, PlaceRecord


def house(number: int, lon: float, lat: float = 30.6) -> PlaceRecord:
    """A house of one street."""
    return PlaceRecord(
        PlaceKind.HOUSE, f"望星大道{number}号", f"示范区望星大道{number}号", (lon, lat)
    )


@pytest.fixture(scope="module")
def naming() -> PlaceNaming:
    hospital = PlaceRecord(PlaceKind.HOSPITAL, "示范第一医院", "示范区晨风路1号", (114.31, 30.61))
    street = PlaceRecord(PlaceKind.STREET, "望星大道", "示范区望星大道", (114.3005, 30.6))
    records = [street, house(12, 114.3), house(14, 114.301), hospital]
    return Gazetteer.of_records(records).naming()


@pytest.mark.parametrize(
    ("point", "words"),
    [
        ((114.30002, 30.6), "示范区望星大道12号"),
        ((114.3, 30.6004), "示范区望星大道12号附近"),
        ((114.3009, 30.60005), "示范区望星大道14号"),
        ((114.301, 30.602), "示范区望星大道14号附近"),
        ((114.31, 30.61), "示范区晨风路1号 示范第一医院"),
        ((114.312, 30.611), "示范区晨风路1号 示范第一医院附近"),
        ((114.4, 30.7), ""),
    ],
)
def test_that_a_point_is_named_by_what_stands_there(
    naming: PlaceNaming, point: Point, words: str
) -> None:
    assert naming.name(point) == words


def test_that_a_city_without_places_names_nothing() -> None:
    naming = Gazetteer.of_records([]).naming()

    assert naming.name((114.3, 30.6)) == ""
