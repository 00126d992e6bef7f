"""The places of an invented town as the lists of `places.json`."""

from collections import defaultdict
from collections.abc import Sequence

from gis_data.city_maker import words
from gis_data.city_maker.town import Town
from gis_data.datums import Point
from gis_data.pinyin import syllables
from gis_data.place_file import District, Junction, Landmark, Places, Street
from gis_data.place_record import PlaceKind, PlaceRecord
from gis_data.road_table import RoadTable


def places_of(town: Town, records: Sequence[PlaceRecord], roads: RoadTable) -> Places:
    """Return the records as lists of districts, streets with their houses, places and junctions."""
    of_kind: dict[PlaceKind, list[PlaceRecord]] = defaultdict(list)
    for record in records:
        of_kind[record.kind].append(record)
    houses: dict[str, dict[int, Point]] = defaultdict(dict)
    numbered = zip(town.houses.street.tolist(), town.houses.number.tolist(), strict=True)
    for (street, number), record in zip(numbered, of_kind[PlaceKind.HOUSE], strict=True):
        houses[roads.streets[street]][number] = record.point
    named = [
        one
        for kind in (PlaceKind.LANDMARK, PlaceKind.LOCALITY, PlaceKind.STATION)
        for one in of_kind[kind]
    ]
    meetings = zip(town.meetings, of_kind[PlaceKind.JUNCTION], strict=True)
    return Places(
        city=words.CITY,
        districts=tuple(
            District(one.name, syllables(one.name), one.point)
            for one in of_kind[PlaceKind.DISTRICT]
        ),
        streets=tuple(
            Street(one.name, syllables(one.name), "", one.point, houses[one.name])
            for one in of_kind[PlaceKind.STREET]
        ),
        landmarks=tuple(
            Landmark(one.name, syllables(one.name), one.address, one.point) for one in named
        ),
        junctions=tuple(
            Junction(
                (roads.streets[meeting.streets[0]], roads.streets[meeting.streets[1]]),
                one.address[: one.address.find(one.name)],
                one.point,
            )
            for meeting, one in meetings
        ),
    )
