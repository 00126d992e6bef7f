"""From the named and numbered things of an extract to places for search and labels for the map."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from gis_data.datums import FloatArray, Point
from gis_data.importers.osm.grounds import Grounds
from gis_data.importers.osm.harvest import FoundPlace
from gis_data.importers.osm.name_rules import has_hanzi
from gis_data.label_table import LABEL_KINDS, LabelKind, LabelTable
from gis_data.place_record import PlaceKind, PlaceRecord
from gis_data.road_table import NO_STREET, ROAD_CLASSES, RoadTable
from gis_data.street_lines import StreetLine

_SAME_JUNCTION_DEGREES: Final = 0.0014
"""Meetings of two streets nearer than about 150 metres are one junction."""
_LABELS: Final = {
    PlaceKind.HOSPITAL: LabelKind.HOSPITAL,
    PlaceKind.STATION: LabelKind.STATION,
    PlaceKind.LANDMARK: LabelKind.LANDMARK,
    PlaceKind.LOCALITY: LabelKind.LOCALITY,
    PlaceKind.DISTRICT: LabelKind.DISTRICT,
}
_LABELS_BY_WORD: Final = {
    "city": LabelKind.CITY,
    "town": LabelKind.TOWN,
    "suburb": LabelKind.SUBURB,
    "quarter": LabelKind.SUBURB,
    "neighbourhood": LabelKind.SUBURB,
}


class PlaceRows:
    """Makes the places of one extract; `grounds` says where areas and districts lie."""

    def __init__(self, places: Sequence[FoundPlace], grounds: Grounds) -> None:
        flat = [index for index, place in enumerate(places) if place.point is None]
        nowhere = (np.nan, np.nan)
        points = np.array([place.point or nowhere for place in places]).reshape(-1, 2)
        points[np.array(flat, dtype=np.int64)] = grounds.middles(
            [places[index].area for index in flat]
        )
        sound = np.flatnonzero(np.isfinite(points[:, 0]))
        self._places = [places[index] for index in sound.tolist()]
        self._points = points[sound]
        self._grounds = grounds

    def records(
        self,
        roads: RoadTable,
        lines: Sequence[StreetLine],
        aliases: Mapping[str, tuple[str, ...]],
    ) -> Iterator[PlaceRecord]:
        """Yield all places, districts first and houses last."""
        yield from self._districts()
        owners = self._grounds.district_names(self._points)
        yield from self._named(owners)
        yield from self._streets(lines, aliases)
        yield from self._junctions(roads)
        yield from self._houses(owners)

    def labels(self) -> LabelTable:
        """Return the names of points that the map shows; areas carry their own."""
        chosen = [
            index
            for index, place in enumerate(self._places)
            if place.kind in _LABELS and place.name
        ]
        rows = [self._places[index] for index in chosen]
        kinds = [_LABELS_BY_WORD.get(row.word) or _LABELS[row.kind] for row in rows if row.kind]
        return LabelTable(
            points=self._points[np.array(chosen, dtype=np.int64)],
            kind=np.array([LABEL_KINDS.index(kind) for kind in kinds], dtype=np.int64),
            importance=np.array([row.importance for row in rows], dtype=np.float64),
            names=tuple(row.name for row in rows),
        )

    def _districts(self) -> Iterator[PlaceRecord]:
        if not self._grounds.districts:
            return
        middles = self._grounds.middles(self._grounds.districts)
        for name, middle in zip(self._grounds.names, middles, strict=True):
            yield PlaceRecord(PlaceKind.DISTRICT, name, name, _point(middle), (), 1.0)

    def _named(self, owners: Sequence[str]) -> Iterator[PlaceRecord]:
        """Yield what has a name and a kind; districts that an area gave already are left out."""
        known = set(self._grounds.names)
        for place, owner, row in zip(self._places, owners, self._points, strict=True):
            if place.kind is None or (place.kind is PlaceKind.DISTRICT and place.name in known):
                continue
            where = _house(place) if place.number and place.street else place.name
            address = owner + where if owner != place.name else owner
            yield PlaceRecord(
                place.kind, place.name, address, _point(row), place.aliases, place.importance
            )

    def _streets(
        self, lines: Sequence[StreetLine], aliases: Mapping[str, tuple[str, ...]]
    ) -> Iterator[PlaceRecord]:
        """Yield every street once, in the middle of its longest line."""
        longest: dict[str, StreetLine] = {}
        for line in lines:
            longest.setdefault(line.name, line)
        middles = np.array(
            [line.coordinates[len(line.coordinates) // 2] for line in longest.values()]
        ).reshape(-1, 2)
        owners = self._grounds.district_names(middles)
        for (name, line), owner, row in zip(longest.items(), owners, middles, strict=True):
            importance = max(0.2, 0.8 - 0.1 * ROAD_CLASSES.index(line.road_class))
            others = aliases.get(name, ())
            yield PlaceRecord(PlaceKind.STREET, name, owner + name, _point(row), others, importance)

    def _junctions(self, roads: RoadTable) -> Iterator[PlaceRecord]:
        found = meetings(roads)
        middles = np.array([row for _, row in found]).reshape(-1, 2)
        owners = self._grounds.district_names(middles)
        for ((first, second), row), owner in zip(found, owners, strict=True):
            name = f"{roads.streets[first]}与{roads.streets[second]}路口"
            yield PlaceRecord(PlaceKind.JUNCTION, name, owner + name, _point(row), (), 0.1)

    def _houses(self, owners: Sequence[str]) -> Iterator[PlaceRecord]:
        """Yield every house number once for its street and district."""
        seen: set[str] = set()
        for place, owner, row in zip(self._places, owners, self._points, strict=True):
            if not place.number or not place.street:
                continue
            name = _house(place)
            if owner + name not in seen:
                seen.add(owner + name)
                yield PlaceRecord(PlaceKind.HOUSE, name, owner + name, _point(row))


def meetings(roads: RoadTable) -> list[tuple[tuple[int, int], FloatArray]]:
    """Return every two named streets that meet, and the middle of where they first do."""
    ends = np.concatenate((roads.offsets[:-1], roads.offsets[1:] - 1))
    nodes = np.concatenate((roads.from_node, roads.to_node))
    streets = np.concatenate((roads.street, roads.street))
    named = np.flatnonzero(streets != NO_STREET)
    at_node: dict[int, dict[int, int]] = defaultdict(dict)
    for place, node, street in zip(
        named.tolist(), nodes[named].tolist(), streets[named].tolist(), strict=True
    ):
        at_node[node][street] = place
    points: dict[tuple[int, int], list[int]] = defaultdict(list)
    for _, met in sorted(at_node.items()):
        for first, second in combinations(sorted(met), 2):
            points[first, second].append(met[first])
    return [
        (pair, _middle(roads.coordinates[ends[places]])) for pair, places in sorted(points.items())
    ]


def _middle(rows: FloatArray) -> FloatArray:
    near = np.abs(rows - rows[0]).max(axis=1) < _SAME_JUNCTION_DEGREES
    return np.asarray(rows[near].mean(axis=0))


def _house(place: FoundPlace) -> str:
    """Write a house as people say it: street and number, with 号 where that is the custom."""
    number = place.number.split(";")[0].strip()
    if not has_hanzi(place.street):
        return f"{place.street} {number}"
    return place.street + (number if number.endswith("号") else number + "号")


def _point(row: FloatArray) -> Point:
    return round(float(row[0]), 6), round(float(row[1]), 6)
