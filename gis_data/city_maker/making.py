"""Makes a demonstration city's files from an invented town."""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from gis_data.area_table import AreaClass, write_areas
from gis_data.city_folder import CityManifest
from gis_data.city_maker import words
from gis_data.city_maker.grounds import Ground
from gis_data.city_maker.land_use import Use
from gis_data.city_maker.people import write_subscribers
from gis_data.city_maker.places import house_address, place_records, station_names
from gis_data.city_maker.plane import Plane
from gis_data.city_maker.railways import Track, line_table
from gis_data.city_maker.road_rows import road_table
from gis_data.city_maker.sizes import CENTRE, CityPlan
from gis_data.city_maker.street_growth import polygon
from gis_data.city_maker.town import Progress, Town, found_town
from gis_data.city_maker.units import Doors, Hospital, hospital_name, write_units
from gis_data.city_writing import CitySource, replace_city
from gis_data.importers.area_rows import AreaRow, area_table
from gis_data.label_table import LABEL_KINDS, LabelKind, LabelTable, write_labels
from gis_data.line_table import write_lines
from gis_data.place_index import build_place_index
from gis_data.place_schema import FILE_NAME as PLACES_FILE
from gis_data.road_table import RoadTable, write_roads
from gis_data.street_lines import street_lines, write_street_lines

log = logging.getLogger(__name__)

ATTRIBUTION: Final = "示范数据：城市、道路、地点、单位、人员与号码全部虚构"
DEFAULT_SEED: Final = 120
_HOMES: Final = frozenset({Use.ESTATE, Use.TOWERS, Use.VILLAS, Use.OLD_TOWN})
_LABELLED: Final = frozenset({Use.CENTRE, Use.ESTATE, Use.TOWERS, Use.VILLAGE, Use.INDUSTRY})
_UNLABELLED_LAND: Final = frozenset(
    {AreaClass.RESIDENTIAL, AreaClass.COMMERCIAL, AreaClass.INDUSTRIAL}
)


@dataclass(frozen=True)
class Order:
    """Which demonstration city is to be made."""

    plan: CityPlan
    seed: int
    made_at: datetime


def make_city(order: Order, folder: Path, progress: Progress) -> CityManifest:
    """Make a demonstration city and put it in use; the same order gives the same bytes."""
    town = found_town(order.plan, order.seed, progress)
    return replace_city(folder, lambda place: _write(town, order, place, progress))


def _write(town: Town, order: Order, folder: Path, progress: Progress) -> CitySource:
    """Write all files of a town into an empty folder."""
    plane, random = Plane(CENTRE), np.random.default_rng(order.seed + 1)
    progress("道路与图层")
    roads = road_table(
        town.skeleton.net,
        plane,
        street_of_line=town.streets.of_line,
        streets=town.streets.names,
        attribution=ATTRIBUTION,
        random=random,
    )
    write_roads(roads, folder)
    lines = street_lines(roads)
    write_street_lines(lines, roads, folder)
    areas = area_table(_areas(town, plane))
    write_areas(areas, folder)
    tracks = [
        Track(plane.to_sphere(one.rows), one.line_class, one.level, one.name)
        for one in town.railways.tracks
    ]
    write_lines(line_table(tracks), folder)
    write_labels(_labels(town, plane), folder)
    progress("地点索引")
    records = list(place_records(town, plane, roads, lines))
    build_place_index(records, folder / PLACES_FILE)
    progress("分站、医院与用户")
    _write_units(town, plane, roads, folder)
    _write_people(town, roads, folder, random)
    west, south, east, north = shapely.bounds(
        shapely.linestrings(plane.to_sphere(shapely.get_coordinates(town.skeleton.frame)))
    ).tolist()
    return CitySource(
        name=words.CITY,
        bounds=(west, south, east, north),
        attribution=ATTRIBUTION,
        demonstration=True,
        counts=_counts(town, roads, len(areas), len(records)),
        source=f"gis-data demo-city --seed {order.seed}",
        source_sha256="",
        made_at=order.made_at,
    )


def _counts(town: Town, roads: RoadTable, areas: int, places: int) -> dict[str, int]:
    return {
        "roads": len(roads),
        "streets": len(roads.streets),
        "banned_turns": len(roads.no_turns),
        "areas": areas,
        "buildings": len(town.buildings.shapes),
        "houses": len(town.houses.number),
        "places": places,
        "subscribers": town.plan.subscribers,
    }


def _areas(town: Town, plane: Plane) -> list[AreaRow]:
    """Return all areas in WGS-84, clipped to the frame."""
    frame = town.skeleton.frame
    water = [
        Ground(part, AreaClass.WATER, words.RIVERS[0] if place == 0 else "")
        for place, part in enumerate([shapely.intersection(town.skeleton.water, frame)])
    ]
    districts = [
        Ground(shape, AreaClass.DISTRICT, name)
        for name, shape in zip(town.districts.names, town.districts.shapes, strict=True)
    ]
    banks = [
        Ground(polygon(cell), AreaClass.PARK)
        for cell in town.skeleton.cells
        if shapely.intersects(town.skeleton.water, polygon(cell).representative_point())
    ]
    hospitals = [
        Ground(polygon(town.blocks[block].cell).buffer(-6.0), AreaClass.HOSPITAL, name)
        for block, name in zip(town.hospitals, _hospital_names(town), strict=True)
    ]
    schools = [
        Ground(polygon(block.cell).buffer(-6.0), AreaClass.SCHOOL)
        for block in town.blocks
        if block.use is Use.SCHOOL
    ]
    grounds = [*districts, *banks, *town.grounds, *hospitals, *schools, *water]
    shapes = plane.lifted(np.array([one.shape for one in grounds], dtype=np.object_))
    rows = [
        AreaRow(shape, one.area_class, "" if one.area_class in _UNLABELLED_LAND else one.name)
        for one, shape in zip(grounds, shapes, strict=True)
    ]
    high = town.buildings.metres_high.tolist()
    houses = zip(plane.lifted(town.buildings.shapes), high, strict=True)
    rows += [AreaRow(shape, AreaClass.BUILDING, "", round(one)) for shape, one in houses]
    return rows


def _hospital_names(town: Town) -> list[str]:
    """Name the hospitals after the streets that they are on."""
    return [hospital.name for hospital in _hospitals(town)]


def _hospitals(town: Town) -> list[Hospital]:
    middles = [polygon(town.blocks[block].cell).centroid for block in town.hospitals]
    tree = shapely.STRtree(np.asarray(shapely.points(town.houses.points)))
    doors = [int(tree.nearest(middle)) for middle in middles]
    taken: dict[str, Hospital] = {}
    for number, door in enumerate(doors, start=1):
        street = town.streets.names[int(town.houses.street[door])]
        name = hospital_name(number, street)
        place = 2
        while name in taken:
            name = hospital_name(number + place, street)
            place += 1
        taken[name] = Hospital(name, door)
    return list(taken.values())


def _labels(town: Town, plane: Plane) -> LabelTable:
    """Return the names that stand at points: districts, suburbs, stops and well-known places."""
    rows: list[tuple[str, LabelKind, float, np.ndarray]] = []
    middles = shapely.get_coordinates(shapely.point_on_surface(town.districts.shapes))
    rows += [
        (name, LabelKind.DISTRICT, 1.0, where)
        for name, where in zip(town.districts.names, middles, strict=True)
    ]
    suburbs = zip(town.districts.suburbs, town.districts.suburb_points, strict=True)
    rows += [(name, LabelKind.SUBURB, 0.8, where) for name, where in suburbs]
    rows += [(name, LabelKind.STATION, 0.6, where) for name, where in station_names(town)]
    for ground in town.grounds:
        if ground.name and ground.use in _LABELLED:
            where = shapely.get_coordinates(ground.shape.representative_point())[0]
            kind = LabelKind.LOCALITY if ground.use is Use.VILLAGE else LabelKind.LANDMARK
            rows.append((ground.name, kind, min(0.5, ground.shape.area / 400_000), where))
    return LabelTable(
        points=plane.to_sphere(np.array([row[3] for row in rows])),
        kind=np.array([LABEL_KINDS.index(row[1]) for row in rows]),
        importance=np.array([row[2] for row in rows]),
        names=tuple(row[0] for row in rows),
    )


def _write_units(town: Town, plane: Plane, roads: RoadTable, folder: Path) -> None:
    owners = town.districts.name_of(town.houses.points)
    streets = [roads.streets[street] for street in town.houses.street.tolist()]
    numbers = town.houses.number.tolist()
    doors = Doors(
        plane=town.houses.points,
        sphere=plane.to_sphere(town.houses.points),
        streets=streets,
        addresses=[house_address(*one) for one in zip(owners, streets, numbers, strict=True)],
    )
    write_units(folder, plan=town.plan, doors=doors, hospitals=_hospitals(town))


def _write_people(town: Town, roads: RoadTable, folder: Path, random: np.random.Generator) -> None:
    owners = town.districts.name_of(town.houses.points)
    doors = [
        house_address(owner, roads.streets[street], number)
        for owner, street, number in zip(
            owners, town.houses.street.tolist(), town.houses.number.tolist(), strict=True
        )
    ]
    homes = [one for one in town.grounds if one.name and one.use in _HOMES]
    middles = shapely.get_coordinates([one.shape.representative_point() for one in homes])
    compounds = [
        owner + one.name for owner, one in zip(town.districts.name_of(middles), homes, strict=True)
    ]
    write_subscribers(
        folder / "subscribers.csv",
        doors=doors,
        homes=compounds,
        count=town.plan.subscribers,
        random=random,
    )
