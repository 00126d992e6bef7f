"""What the map draws, and the files that the demonstration city consists of."""

from pathlib import Path

import numpy as np
import pytest

from gis_data.city import DEMO_CITY
from gis_data.city_data import VehicleKind, read_city
from gis_data.layers import DRAWING_ORDER, CityLayers
from gis_data.place_file import Landmark, Places, read_places, write_places
from gis_data.road_table import RoadClass, read_roads, write_roads
from gis_data.street_lines import street_lines
from tests.gis.grids import Piece, network


@pytest.fixture(scope="module")
def layers() -> CityLayers:
    return CityLayers.load(DEMO_CITY)


def test_that_greater_roads_are_drawn_after_lesser_ones(layers: CityLayers) -> None:
    places = [DRAWING_ORDER.index(layer.road_class) for layer in layers.roads]

    assert places == sorted(places)
    assert set(DRAWING_ORDER) == set(RoadClass)


def test_that_culling_leaves_out_exactly_what_lies_wholly_outside(layers: CityLayers) -> None:
    west, south, east, north = box = (114.26, 30.57, 114.28, 30.58)

    for layer in layers.roads:
        shown = set(layer.within(box).tolist())
        for index in range(len(layer)):
            low, high = layer.line(index).min(axis=0), layer.line(index).max(axis=0)
            outside = high[0] < west or low[0] > east or high[1] < south or low[1] > north
            assert (index in shown) is not bool(outside)


def test_that_the_source_of_the_map_is_named(layers: CityLayers) -> None:
    assert "© OpenStreetMap contributors" in layers.attribution
    assert "ODbL" in layers.attribution
    assert "虚构" in layers.attribution


def test_that_every_street_keeps_its_whole_length_for_labels(layers: CityLayers) -> None:
    roads = read_roads(DEMO_CITY)

    drawn = sum(street.metres for street in layers.streets)

    assert drawn == pytest.approx(float(roads.metres[roads.street >= 0].sum()), rel=1e-3)
    assert {street.name for street in layers.streets} == set(roads.streets)


def test_that_the_pieces_of_a_straight_street_become_one_line() -> None:
    roads = network(
        Piece((2, 0), (1, 0), street="望星路"),
        Piece((2, 0), (3, 0), street="望星路"),
        Piece((0, 0), (1, 0), street="望星路"),
        Piece((1, 0), (1, 2), street="晨风路"),
    )

    lines = street_lines(roads)

    assert sorted((line.name, len(line.coordinates)) for line in lines) == [
        ("晨风路", 2),
        ("望星路", 4),
    ]


def test_that_a_street_does_not_turn_back_on_itself() -> None:
    roads = network(
        Piece((0, 0), (4, 0), one_way=True, street="望星路"),
        Piece((4, 0), (0, 1), one_way=True, street="望星路"),
    )

    assert len(street_lines(roads)) == 2


def test_that_a_road_file_written_and_read_is_the_same(tmp_path: Path) -> None:
    roads = read_roads(DEMO_CITY)

    write_roads(roads, tmp_path)

    again = read_roads(tmp_path)
    assert np.array_equal(again.coordinates, roads.coordinates)
    assert np.array_equal(again.street, roads.street)
    assert (again.streets, again.attribution) == (roads.streets, roads.attribution)


def test_that_a_name_without_a_stored_reading_is_read_from_the_table(tmp_path: Path) -> None:
    landmark = Landmark("3号楼A座", (), "晨风路1号", (114.3, 30.6))
    places = Places(city="", districts=(), streets=(), landmarks=(landmark,), junctions=())

    write_places(places, tmp_path)

    assert read_places(tmp_path).landmarks[0].syllables == ("3", "hao", "lou", "A", "zuo")


def test_that_the_demonstration_city_has_units_that_belong_together() -> None:
    city = read_city(DEMO_CITY)

    stations = {station.station_id for station in city.stations}
    assert (len(city.stations), len(city.vehicles), len(city.hospitals)) == (6, 12, 6)
    assert {vehicle.station_id for vehicle in city.vehicles} == stations
    assert {vehicle.kind for vehicle in city.vehicles} == set(VehicleKind)


def test_that_the_demonstration_city_stays_small() -> None:
    size = sum(path.stat().st_size for path in DEMO_CITY.parent.rglob("*") if path.is_file())

    assert size < 2_500_000
