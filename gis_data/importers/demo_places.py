"""Invented districts, house numbers, landmarks and junctions along the demonstration streets."""

from collections import defaultdict
from itertools import combinations
from random import Random
from typing import Final

import numpy as np
import shapely
from pypinyin import lazy_pinyin

from gis_data.datums import FloatArray, Point, distance_m
from gis_data.importers.invented_names import PLACE_KINDS, PLACE_WORDS
from gis_data.place_file import District, Junction, Landmark, Places, Street
from gis_data.road_table import NO_STREET, RoadClass, RoadTable
from gis_data.street_lines import StreetLine, street_lines

CITY: Final = "示范市"
LANDMARKS: Final = 180
_DISTRICTS: Final = (
    ("江左区", (114.262, 30.570)),
    ("云台区", (114.275, 30.602)),
    ("江右区", (114.315, 30.575)),
)
_NORTHERN: Final = 30.585
_RIVER: Final = np.array([[30.55, 114.281], [30.58, 114.290], [30.60, 114.309], [30.62, 114.324]])
"""About where the river's middle lies: longitude over latitude."""
_DEGREE_M: Final = 111_195.0
_SPACING_M: Final = 80.0
_NUMBERS_A_METRE: Final = 1 / 10.0
_BESIDE_M: Final = 18.0
_ACROSS_M: Final = 45.0
_SETTLED_M: Final = 150.0
_SAME_JUNCTION_M: Final = 150.0


def make_places(roads: RoadTable, random: Random) -> Places:
    """Invent the places of the demonstration city; the same `random` gives the same places."""
    streets = _streets(roads)
    return Places(
        city=CITY,
        districts=tuple(
            District(name, tuple(lazy_pinyin(name)), point) for name, point in _DISTRICTS
        ),
        streets=streets,
        landmarks=tuple(_landmarks(streets, random)),
        junctions=tuple(_junctions(roads)),
    )


def district_of(point: Point) -> str:
    """Name the invented district in which a point lies."""
    if point[0] > float(np.interp(point[1], _RIVER[:, 0], _RIVER[:, 1])):
        return "江右区"
    return "云台区" if point[1] > _NORTHERN else "江左区"


def _streets(roads: RoadTable) -> tuple[Street, ...]:
    lines: dict[str, list[StreetLine]] = defaultdict(list)
    for line in street_lines(roads):
        lines[line.name].append(line)
    edges = shapely.STRtree([shapely.LineString(roads.line(edge)) for edge in range(len(roads))])
    found = []
    for name in roads.streets:
        own = np.flatnonzero(roads.street == roads.streets.index(name))
        middle = _metre_by_metre(lines[name][0])
        point = (float(middle[len(middle) // 2, 0]), float(middle[len(middle) // 2, 1]))
        houses = {
            number: place
            for number, place in _houses(lines[name]).items()
            if _is_settled(place, edges, set(own.tolist()))
        }
        districts = {district_of((lon, lat)) for lon, lat in middle.tolist()}
        district = districts.pop() if len(districts) == 1 else ""
        found.append(Street(name, tuple(lazy_pinyin(name)), district, point, houses))
    return tuple(found)


def _houses(lines: list[StreetLine]) -> dict[int, Point]:
    """Give numbers along a street's longest line: odd ones on its left, even ones on its right."""
    longest = lines[0]
    if longest.road_class in {RoadClass.MOTORWAY, RoadClass.TRUNK}:
        return {}
    divided = len(lines) > 1 and lines[1].metres > longest.metres / 2
    line = _metre_by_metre(longest)
    houses = {}
    for metre in range(int(_SPACING_M / 2), len(line) - 1, int(_SPACING_M)):
        number = 2 * round(metre * _NUMBERS_A_METRE / 2)
        houses[number + 1] = _beside(line, metre, _ACROSS_M if divided else _BESIDE_M)
        houses[number + 2] = _beside(line, metre, -_BESIDE_M)
    return houses


def _metre_by_metre(street: StreetLine) -> FloatArray:
    shape = shapely.LineString(street.coordinates)
    shares = np.linspace(0, 1, max(2, int(street.metres) + 1))
    return np.asarray(
        shapely.get_coordinates(shapely.line_interpolate_point(shape, shares, normalized=True))
    )


def _beside(line: FloatArray, metre: int, left_m: float) -> Point:
    lon, lat = line[metre]
    narrow = np.cos(np.radians(lat))
    east, north = (line[metre + 1] - line[metre - 1]) * np.array([narrow, 1.0])
    length = max(float(np.hypot(east, north)), 1e-12)
    aside = left_m / _DEGREE_M / length
    return round(float(lon - north * aside / narrow), 6), round(float(lat + east * aside), 6)


def _is_settled(point: Point, edges: shapely.STRtree, own: set[int]) -> bool:
    """Tell whether another road is near: no house stands on a bridge."""
    near = edges.query(shapely.Point(point), predicate="dwithin", distance=_SETTLED_M / _DEGREE_M)
    return any(edge not in own for edge in near.tolist())


def _landmarks(streets: tuple[Street, ...], random: Random) -> list[Landmark]:
    names = [word + kind for word in PLACE_WORDS for kind in PLACE_KINDS]
    doors = [
        (street, number) for street in streets for number in street.houses if len(street.houses) > 1
    ]
    found = []
    for name, (street, number) in zip(
        random.sample(names, LANDMARKS), random.sample(doors, LANDMARKS), strict=True
    ):
        point = street.houses[number]
        address = f"{district_of(point)}{street.name}{number}号"
        found.append(Landmark(name, tuple(lazy_pinyin(name)), address, point))
    return sorted(found, key=lambda landmark: landmark.syllables)


def _junctions(roads: RoadTable) -> list[Junction]:
    streets_at: dict[int, set[int]] = defaultdict(set)
    position: dict[int, Point] = {}
    for edge in range(len(roads)):
        line = roads.line(edge)
        for node, end in ((roads.from_node[edge], line[0]), (roads.to_node[edge], line[-1])):
            position[int(node)] = (float(end[0]), float(end[1]))
            if roads.street[edge] != NO_STREET:
                streets_at[int(node)].add(int(roads.street[edge]))
    meeting: dict[tuple[int, int], list[Point]] = defaultdict(list)
    for node, streets in streets_at.items():
        for first, second in combinations(sorted(streets), 2):
            meeting[first, second].append(position[node])
    found = []
    for (first, second), points in sorted(meeting.items()):
        point = _middle(points)
        names = (roads.streets[first], roads.streets[second])
        found.append(Junction(names, district_of(point), point))
    return found


def _middle(points: list[Point]) -> Point:
    """Return the middle of the points about the first: one junction of several carriageways."""
    near = [point for point in points if distance_m(points[0], point) < _SAME_JUNCTION_M]
    lon, lat = np.mean(near, axis=0)
    return round(float(lon), 6), round(float(lat), 6)
