"""The files of a city: what is written is read again, and what is asked for is found."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from gis_data.area_table import AREA_CLASSES, NO_NAME, AreaClass, AreaTable, read_areas, write_areas
from gis_data.boxes import BoxIndex, touching
from gis_data.city_folder import (
    MANIFEST,
    CityFolderError,
    CityManifest,
    city_file,
    manifest_text,
    read_manifest,
)
from gis_data.label_table import LABEL_KINDS, LabelKind, LabelTable, read_labels, write_labels
from gis_data.line_table import (
    LINE_CLASSES,
    RAILWAYS,
    LineClass,
    LineTable,
    read_lines,
    write_lines,
)
from gis_data.road_table import read_roads, write_roads
from gis_data.street_lines import read_street_lines, street_lines, write_street_lines
from tests.gis.grids import Piece, network

MANIFEST_OF_A_TOWN = CityManifest(
    name="小镇",
    bounds=(114.0, 30.0, 114.5, 30.5),
    attribution="made for a test",
    demonstration=True,
    counts={"edges": 3},
    source="town.osm.pbf",
    source_sha256="ab" * 32,
    made_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    files={"roads.npz": "cd" * 32},
    generation="g-1",
)


def lake_with_an_island_and_a_house() -> AreaTable:
    """A lake that carries its name, the hole of its island, and a nameless building."""
    lake = [(114.0, 30.0), (114.1, 30.0), (114.1, 30.1), (114.0, 30.1), (114.0, 30.0)]
    island = [(114.04, 30.04), (114.06, 30.04), (114.05, 30.06), (114.04, 30.04)]
    house = [(114.2, 30.2), (114.201, 30.2), (114.201, 30.201), (114.2, 30.2)]
    return AreaTable(
        coordinates=np.array(lake + island + house),
        rings=np.array([0, 5, 9, 13]),
        offsets=np.array([0, 2, 3]),
        area_class=np.array(
            [AREA_CLASSES.index(AreaClass.WATER), AREA_CLASSES.index(AreaClass.BUILDING)]
        ),
        name=np.array([0, NO_NAME]),
        metres_high=np.array([0, 18]),
        label_points=np.array([[114.02, 30.02], [np.nan, np.nan]]),
        names=("翠湖",),
    )


def a_river_and_a_railway() -> LineTable:
    return LineTable(
        coordinates=np.array([(114.0, 30.0), (114.1, 30.1), (114.2, 30.1), (114.0, 30.2)]),
        offsets=np.array([0, 2, 4]),
        line_class=np.array(
            [LINE_CLASSES.index(LineClass.RIVER), LINE_CLASSES.index(LineClass.RAILWAY)]
        ),
        layer=np.array([0, 1]),
        name=np.array([0, NO_NAME]),
        names=("清河",),
    )


def test_that_roads_keep_their_bans_levels_and_limits(tmp_path: Path) -> None:
    plain = network(Piece((0, 0), (1, 0)), Piece((1, 0), (1, 1)), Piece((1, 0), (2, 0)))
    roads = type(plain)(
        **{
            **plain.__dict__,
            "layer": np.array([1, 0, -1]),
            "max_kmh": np.array([60, 0, 120]),
            "no_turns": np.array([[0, 1, 2]]),
        }
    )

    write_roads(roads, tmp_path)

    again = read_roads(tmp_path)
    assert again.layer.tolist() == [1, 0, -1]
    assert again.max_kmh.tolist() == [60, 0, 120]
    assert again.no_turns.tolist() == [[0, 1, 2]]


def test_that_areas_written_and_read_are_the_same(tmp_path: Path) -> None:
    areas = lake_with_an_island_and_a_house()

    write_areas(areas, tmp_path)

    again = read_areas(tmp_path)
    assert [ring.tolist() for ring in again.polygon(0)] == [
        ring.tolist() for ring in areas.polygon(0)
    ]
    assert (again.name_of(0), again.name_of(1)) == ("翠湖", "")
    assert again.labelled().tolist() == [0]
    assert again.label_points[0].tolist() == [114.02, 30.02]
    assert again.metres_high.tolist() == [0, 18]


def test_that_the_areas_of_a_class_and_in_a_box_are_found() -> None:
    areas = lake_with_an_island_and_a_house()

    assert list(areas.of_class(AreaClass.BUILDING)) == [1]
    assert list(areas.of_class(AreaClass.PARK)) == []
    assert areas.within((114.05, 30.05, 114.06, 30.06)).tolist() == [0]
    assert areas.within((113.0, 30.0, 115.0, 31.0)).tolist() == [0, 1]


def test_that_lines_written_and_read_are_the_same(tmp_path: Path) -> None:
    lines = a_river_and_a_railway()

    write_lines(lines, tmp_path)

    again = read_lines(tmp_path)
    assert np.array_equal(again.coordinates, lines.coordinates)
    assert (again.name_of(0), again.layer.tolist()) == ("清河", [0, 1])


def test_that_railways_are_told_from_waterways() -> None:
    railways = a_river_and_a_railway().only(RAILWAYS)

    assert len(railways) == 1
    assert railways.line(0).tolist() == [[114.2, 30.1], [114.0, 30.2]]


def test_that_labels_come_back_with_the_most_important_first(tmp_path: Path) -> None:
    station, district = LABEL_KINDS.index(LabelKind.STATION), LABEL_KINDS.index(LabelKind.DISTRICT)
    labels = LabelTable(
        points=np.array([(114.0, 30.0), (114.1, 30.1)]),
        kind=np.array([station, district]),
        importance=np.array([0.25, 0.75]),
        names=("北站", "江左区"),
    )

    write_labels(labels, tmp_path)

    again = read_labels(tmp_path)
    assert again.names == ("江左区", "北站")
    assert again.kind.tolist() == [district, station]
    assert again.within((113.9, 29.9, 114.05, 30.05)).tolist() == [1]


def test_that_street_lines_are_read_instead_of_joined_anew(tmp_path: Path) -> None:
    roads = network(
        Piece((0, 0), (1, 0), street="望星路"),
        Piece((1, 0), (2, 0), street="望星路"),
        Piece((1, 0), (1, 1), street="晨风路"),
    )
    joined = street_lines(roads)

    write_street_lines(joined, roads, tmp_path)

    again = read_street_lines(tmp_path, roads)
    assert [(line.name, line.road_class, line.coordinates.tolist()) for line in again] == [
        (line.name, line.road_class, np.round(line.coordinates, 6).tolist()) for line in joined
    ]


def test_that_a_city_of_roads_alone_has_no_areas_lines_and_labels(tmp_path: Path) -> None:
    assert (len(read_areas(tmp_path)), len(read_lines(tmp_path)), len(read_labels(tmp_path))) == (
        (0, 0, 0)
    )


def test_that_many_boxes_are_searched_as_few_are() -> None:
    corners = np.random.default_rng(7).uniform(0, 1, (6000, 2))
    boxes = np.hstack((corners, corners + 0.01))

    found = BoxIndex(boxes).touching((0.2, 0.2, 0.4, 0.3))

    assert found.tolist() == touching(boxes, (0.2, 0.2, 0.4, 0.3)).tolist()
    assert len(found) > 100


def test_that_a_manifest_written_and_read_is_the_same(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(manifest_text(MANIFEST_OF_A_TOWN), "utf-8")

    assert read_manifest(tmp_path) == MANIFEST_OF_A_TOWN


def test_that_the_generation_in_use_goes_before_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(manifest_text(MANIFEST_OF_A_TOWN), "utf-8")
    (tmp_path / "g-1").mkdir()
    for path in (tmp_path / "roads.npz", tmp_path / "g-1" / "roads.npz", tmp_path / "own.json"):
        path.touch()

    assert city_file(tmp_path, "roads.npz") == tmp_path / "g-1" / "roads.npz"
    assert city_file(tmp_path, "own.json") == tmp_path / "own.json"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "已损坏"),
        ("[]", "已损坏"),
        ('{"format_version": 1}', "已损坏"),
        ('{"format_version": 99}', "格式版本为 99"),
    ],
)
def test_that_a_broken_manifest_is_told_in_words(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / MANIFEST).write_text(text, "utf-8")

    with pytest.raises(CityFolderError, match=told):
        read_manifest(tmp_path)
