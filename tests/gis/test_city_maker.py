"""The demonstration city: what it has, that it hangs together, and that it can be made again."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_matrix, csgraph
from shapely.geometry.base import BaseGeometry

from gis_data.area_table import AreaClass, read_areas
from gis_data.city_data import read_city
from gis_data.city_folder import CityManifest, city_file, read_manifest
from gis_data.city_maker.making import Order, make_city
from gis_data.city_maker.sizes import PLANS, CitySize
from gis_data.city_writing import file_sha256
from gis_data.label_table import LABEL_KINDS, LabelKind, read_labels
from gis_data.layers import CityLayers
from gis_data.line_table import LineClass
from gis_data.road_table import RoadClass, read_roads
from gis_data.subscribers import SubscriberRow, read_subscribers

TOWN = replace(
    PLANS[CitySize.SMALL],
    half_width=2100.0,
    half_height=1600.0,
    rings=(800.0,),
    radials=5,
    river_width=200.0,
    core=750.0,
    reach=3000.0,
    districts=2,
    stations=3,
    hospitals=3,
    subscribers=300,
)
MADE_AT = datetime(2026, 1, 2, tzinfo=UTC)


def quietly(what: str) -> None:
    """Say nothing of the progress."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("town")
    make_city(Order(TOWN, 120, MADE_AT), place, quietly)
    return place


def made(folder: Path, seed: int) -> CityManifest:
    return make_city(Order(TOWN, seed, MADE_AT), folder, quietly)


def test_that_the_same_seed_makes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = made(tmp_path, 120)

    assert again == read_manifest(folder)
    assert all(file_sha256(city_file(tmp_path, name)) == sha for name, sha in again.files.items())


def test_that_another_seed_makes_another_city(folder: Path, tmp_path: Path) -> None:
    other = made(tmp_path, 7)

    assert other.files["roads.npz"] != read_manifest(folder).files["roads.npz"]


def test_that_it_is_labelled_as_invented(folder: Path) -> None:
    manifest = read_manifest(folder)

    assert manifest.demonstration
    assert "虚构" in manifest.attribution
    assert "虚构" in CityLayers.load(folder).attribution


def test_that_every_junction_is_reached_from_every_other(folder: Path) -> None:
    roads = read_roads(folder)
    both = ~roads.one_way
    tails = np.concatenate((roads.from_node, roads.to_node[both]))
    heads = np.concatenate((roads.to_node, roads.from_node[both]))
    size = int(heads.max()) + 1

    parts, _ = csgraph.connected_components(
        coo_matrix((np.ones(len(tails)), (tails, heads)), shape=(size, size)),
        directed=True,
        connection="strong",
    )

    assert parts == 1
    assert roads.one_way.any()


def test_that_edges_meet_at_their_junctions(folder: Path) -> None:
    roads = read_roads(folder)
    starts, ends = roads.coordinates[roads.offsets[:-1]], roads.coordinates[roads.offsets[1:] - 1]
    nodes = np.concatenate((roads.from_node, roads.to_node))
    points = np.concatenate((starts, ends))
    where = np.zeros((int(nodes.max()) + 1, 2))
    where[nodes] = points

    assert np.abs(where[nodes] - points).max() < 2e-6


def test_that_roads_over_the_river_are_bridges(folder: Path) -> None:
    roads, areas = read_roads(folder), read_areas(folder)
    river = next(area for area in areas.of_class(AreaClass.WATER) if "江" in areas.name_of(area))
    outline, *holes = areas.polygon(river)
    water = shapely.Polygon(outline, holes).buffer(-2e-4)
    lines = shapely.linestrings(
        roads.coordinates, indices=np.repeat(np.arange(len(roads)), np.diff(roads.offsets))
    )

    over = np.flatnonzero(shapely.intersects(lines, water))

    assert len(over) > 0
    assert (roads.layer[over] == 1).all()


def test_that_the_hierarchy_of_streets_has_names_and_lanes_have_their_streets(
    folder: Path,
) -> None:
    layers = CityLayers.load(folder)

    classes = {layer.road_class for layer in layers.roads}
    names = {line.name for line in layers.streets}
    assert {RoadClass.PRIMARY, RoadClass.SECONDARY, RoadClass.TERTIARY, RoadClass.SERVICE} < classes
    assert "内环路" in names
    assert any(name.endswith("大道") for name in names)
    lanes = {name[:2] for name in names if name.endswith("巷")}
    assert lanes & {name[:2] for name in names if name.endswith("大道")}


def test_that_no_house_stands_on_a_railway_or_in_the_water(folder: Path) -> None:
    layers = CityLayers.load(folder)
    houses = [
        shapely.Polygon(layers.areas.polygon(area)[0])
        for area in layers.areas.of_class(AreaClass.BUILDING)
    ]
    water: list[BaseGeometry] = [
        shapely.Polygon(outline, holes)
        for outline, *holes in map(layers.areas.polygon, layers.areas.of_class(AreaClass.WATER))
    ]
    above = [
        shapely.LineString(layers.railways.line(index))
        for index in range(len(layers.railways))
        if layers.railways.layer[index] > 0
    ]

    assert len(houses) > 500
    assert len(shapely.STRtree(houses).query([*water, *above], predicate="intersects")[0]) == 0


def test_that_areas_are_sound_polygons_and_drawn_from_the_ground_up(folder: Path) -> None:
    areas = read_areas(folder)

    shapes = [
        shapely.Polygon(outline, holes)
        for outline, *holes in (areas.polygon(area) for area in range(len(areas)))
    ]
    assert sum(not shape.is_valid for shape in shapes) <= len(shapes) * 0.001
    assert (np.diff(areas.area_class) >= 0).all()


def test_that_districts_suburbs_and_stops_are_labelled(folder: Path) -> None:
    labels = read_labels(folder)

    kinds = {LABEL_KINDS[kind] for kind in labels.kind.tolist()}
    assert {LabelKind.DISTRICT, LabelKind.SUBURB, LabelKind.STATION} <= kinds


def test_that_underground_lines_run_below_and_railways_above(folder: Path) -> None:
    lines = CityLayers.load(folder).railways

    levels = {
        tuple(LineClass)[kind]: level
        for kind, level in zip(lines.line_class.tolist(), lines.layer.tolist(), strict=True)
    }
    assert levels == {LineClass.RAILWAY: 1, LineClass.SUBWAY: -1}


def test_that_units_belong_together_and_are_invented(folder: Path) -> None:
    city = read_city(folder)

    assert len(city.stations) == 3
    assert {vehicle.station_id for vehicle in city.vehicles} == {
        station.station_id for station in city.stations
    }
    assert all(hospital.name.startswith("示范") for hospital in city.hospitals)
    assert len({station.name for station in city.stations}) == 3


def test_that_no_subscriber_can_be_dialled(folder: Path) -> None:
    rows = list(read_subscribers(city_file(folder, "subscribers.csv")))

    people = [row for row in rows if isinstance(row, SubscriberRow)]
    assert len(people) == len(rows) == 300
    assert all(row.number.startswith(("100", "000")) for row in people)
    assert all(row.name[1] in "示范" for row in people)
