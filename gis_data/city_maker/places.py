"""The places of an invented town as the search index takes them."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import shapely

from gis_data.city_maker import words
from gis_data.city_maker.land_use import Use
from gis_data.city_maker.plane import Plane
from gis_data.city_maker.town import Town
from gis_data.datums import FloatArray, Point
from gis_data.place_record import PlaceKind, PlaceRecord
from gis_data.road_table import ROAD_CLASSES, RoadTable
from gis_data.street_lines import StreetLine

_IMPORTANCE: Final = {
    Use.CAMPUS: 0.6,
    Use.PARK: 0.5,
    Use.LAKE: 0.6,
    Use.CENTRE: 0.5,
    Use.SCHOOL: 0.35,
    Use.INDUSTRY: 0.3,
}
_ORDINARY: Final = 0.25


def place_records(
    town: Town, plane: Plane, roads: RoadTable, lines: tuple[StreetLine, ...]
) -> Iterator[PlaceRecord]:
    """Yield all places of the town, the greater kinds first."""
    yield from _districts(town, plane)
    yield from _streets(town, plane, lines)
    yield from _landmarks(town, plane)
    yield from _stops(town, plane)
    yield from _junctions(town, plane, roads)
    yield from _houses(town, plane, roads)


def house_address(district: str, street: str, number: int) -> str:
    """Write the address of a house."""
    return f"{district}{street}{number}号"


def _districts(town: Town, plane: Plane) -> Iterator[PlaceRecord]:
    middles = shapely.get_coordinates(shapely.point_on_surface(town.districts.shapes))
    for name, point in zip(town.districts.names, _points(middles, plane), strict=True):
        yield PlaceRecord(PlaceKind.DISTRICT, name, words.CITY + name, point, (), 1.0)
    where = town.districts.suburb_points
    owners = town.districts.name_of(where)
    for name, owner, point in zip(
        town.districts.suburbs, owners, _points(where, plane), strict=True
    ):
        yield PlaceRecord(PlaceKind.LOCALITY, name, owner + name, point, (), 0.7)


def _streets(town: Town, plane: Plane, lines: tuple[StreetLine, ...]) -> Iterator[PlaceRecord]:
    """Yield every street once: its longest line's middle, the greater classes as known better."""
    seen: set[str] = set()
    longest = [line for line in lines if not (line.name in seen or seen.add(line.name))]  # type: ignore[func-returns-value]
    middles = np.array([line.coordinates[len(line.coordinates) // 2] for line in longest])
    owners = town.districts.name_of(plane.to_plane(middles))
    for line, owner, point in zip(longest, owners, middles.tolist(), strict=True):
        rank = ROAD_CLASSES.index(line.road_class)
        importance = max(0.2, 0.8 - 0.1 * rank)
        whole = (round(point[0], 6), round(point[1], 6))
        yield PlaceRecord(PlaceKind.STREET, line.name, owner + line.name, whole, (), importance)


def _landmarks(town: Town, plane: Plane) -> Iterator[PlaceRecord]:
    named = [one for one in town.grounds if one.name and one.use is not None]
    middles = shapely.get_coordinates(shapely.point_on_surface([one.shape for one in named]))
    owners = town.districts.name_of(middles)
    for ground, owner, point in zip(named, owners, _points(middles, plane), strict=True):
        kind = PlaceKind.LOCALITY if ground.use is Use.VILLAGE else PlaceKind.LANDMARK
        importance = _IMPORTANCE.get(ground.use, _ORDINARY) if ground.use else _ORDINARY
        yield PlaceRecord(kind, ground.name, owner + ground.name, point, (), importance)


def _stops(town: Town, plane: Plane) -> Iterator[PlaceRecord]:
    for name, where in station_names(town):
        (owner,) = town.districts.name_of(where[None])
        (point,) = _points(where[None], plane)
        yield PlaceRecord(PlaceKind.STATION, name, owner + name, point, (), 0.6)


def station_names(town: Town) -> list[tuple[str, FloatArray]]:
    """Name railway stations after the city, and stops after the greater street nearest to them."""
    found = [
        (f"示范{'东西南北'[place % 4] if place else ''}站", where)
        for place, where in enumerate(town.railways.stations)
    ]
    stops = town.railways.stops
    if len(stops) == 0:
        return found
    net, names = town.skeleton.net, town.streets
    great = [
        index
        for index, line in enumerate(net.lines)
        if names.of_line[index] >= 0 and line.metres > 150  # noqa: PLR2004 - worth naming after
    ]
    tree = shapely.STRtree([shapely.LineString(net.lines[index].rows) for index in great])
    asked, near = tree.query_nearest(shapely.points(stops), all_matches=False)
    taken: set[str] = set()
    for stop, line in zip(asked.tolist(), near.tolist(), strict=True):
        name = names.names[int(names.of_line[great[line]])] + "站"
        if name not in taken:
            taken.add(name)
            found.append((name, stops[stop]))
    return found


def _junctions(town: Town, plane: Plane, roads: RoadTable) -> Iterator[PlaceRecord]:
    where = np.array([one.point for one in town.meetings]).reshape(-1, 2)
    owners = town.districts.name_of(where)
    for one, owner, point in zip(town.meetings, owners, _points(where, plane), strict=True):
        first, second = (roads.streets[street] for street in one.streets)
        name = f"{first}与{second}路口"
        yield PlaceRecord(PlaceKind.JUNCTION, name, owner + name, point, (), 0.1)


def _houses(town: Town, plane: Plane, roads: RoadTable) -> Iterator[PlaceRecord]:
    houses = town.houses
    owners = town.districts.name_of(houses.points)
    points = _points(houses.points, plane)
    for street, number, owner, point in zip(
        houses.street.tolist(), houses.number.tolist(), owners, points, strict=True
    ):
        name = f"{roads.streets[street]}{number}号"
        yield PlaceRecord(PlaceKind.HOUSE, name, owner + name, point)


def _points(rows: FloatArray, plane: Plane) -> list[Point]:
    return [(round(lon, 6), round(lat, 6)) for lon, lat in plane.to_sphere(rows).tolist()]
