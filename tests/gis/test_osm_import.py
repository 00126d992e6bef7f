"""What becomes of an OpenStreetMap extract: small ones made here, and a real one."""

import csv
import errno
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely

from gis_data import city_writing
from gis_data.area_table import AreaClass, read_areas
from gis_data.city_check import faults
from gis_data.city_folder import CityManifest, city_file, read_manifest
from gis_data.command import main
from gis_data.gazetteer import Gazetteer
from gis_data.importers.osm.importing import ExtractOrder, import_extract
from gis_data.importers.refusals import ImportRefused
from gis_data.layers import CityLayers
from gis_data.line_table import LINE_CLASSES, LineClass
from gis_data.place_schema import FILE_NAME as PLACES_FILE
from gis_data.road_table import ROAD_CLASSES, RoadClass, RoadTable, read_roads
from tests.gis.osm_files import OsmFile, crossing
from tests.testbed.extracts import monaco

MADE_AT = datetime(2026, 1, 2, tzinfo=UTC)


def quietly(what: str, done: int) -> None:
    """Say nothing of the progress."""


def imported(file: Path, folder: Path) -> CityManifest:
    return import_extract(ExtractOrder(file, "小镇", MADE_AT), folder, quietly)


def town(osm: OsmFile, tmp_path: Path) -> Path:
    """Import what was written and return the city's folder."""
    imported(osm.write(tmp_path / "town.osm.pbf"), tmp_path / "town")
    return tmp_path / "town"


def edges_of(roads: RoadTable, street: str) -> list[int]:
    return [edge for edge in range(len(roads)) if roads.streets[int(roads.street[edge])] == street]


def refused(folder: Path) -> list[tuple[str, str]]:
    with city_file(folder, "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["id"], row["reason"]) for row in csv.DictReader(file)]


@dataclass(frozen=True)
class Stored:
    kind: str
    name: str
    address: str


def places(folder: Path) -> list[Stored]:
    with closing(sqlite3.connect(city_file(folder, PLACES_FILE))) as stored:
        rows = stored.execute("SELECT kind, name, address FROM place").fetchall()
    return [Stored(*row) for row in rows]


@pytest.fixture(scope="module")
def monaco_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("monaco")
    imported(monaco(), folder)
    return folder


def test_that_roads_are_cut_where_they_meet(tmp_path: Path) -> None:
    osm = crossing()
    osm.way(11, [], highway="primary")
    osm.ways = [way for way in osm.ways if way[0] not in {11, 12}]
    osm.way(11, [1, 5, 2], highway="primary", name="望星路")

    roads = read_roads(town(osm, tmp_path))

    assert len(roads) == 4
    assert len(edges_of(roads, "望星路")) == 2


@pytest.mark.parametrize(
    ("tags", "one_way", "turned"),
    [
        ({"oneway": "yes"}, True, False),
        ({"oneway": "-1"}, True, True),
        ({"oneway": "no"}, False, False),
        ({"junction": "roundabout"}, True, False),
        ({"junction": "roundabout", "oneway": "-1"}, True, True),
    ],
)
def test_that_the_direction_of_travel_is_kept(
    tmp_path: Path, tags: dict[str, str], one_way: bool, turned: bool
) -> None:
    osm = crossing()
    osm.node(6, 11, 5)
    osm.way(15, [2, 6], highway="tertiary", name="和畅街", **tags)

    roads = read_roads(town(osm, tmp_path))

    (edge,) = edges_of(roads, "和畅街")
    assert bool(roads.one_way[edge]) is one_way
    assert (roads.line(edge)[0].tolist() == [114.311, 30.605]) is turned


@pytest.mark.parametrize(
    ("tags", "driven"),
    [
        ({"access": "private"}, True),
        ({"access": "no"}, False),
        ({"access": "no", "emergency": "yes"}, True),
        ({"motor_vehicle": "no"}, False),
        ({"access": "no", "motor_vehicle": "yes"}, True),
        ({"highway": "pedestrian"}, False),
        ({"highway": "pedestrian", "emergency": "yes"}, True),
        ({"highway": "construction"}, False),
        ({"area": "yes"}, False),
    ],
)
def test_that_an_ambulance_drives_where_it_is_let_in(
    tmp_path: Path, tags: dict[str, str], driven: bool
) -> None:
    osm = crossing()
    osm.node(6, 11, 5)
    osm.way(15, [2, 6], **({"highway": "service", "name": "和畅街"} | tags))

    roads = read_roads(town(osm, tmp_path))

    assert ("和畅街" in roads.streets) is driven


def test_that_bridges_tunnels_limits_and_ferries_are_kept(tmp_path: Path) -> None:
    osm = crossing()
    for number, row in ((6, 4), (7, 8), (8, 12)):
        osm.node(number, 11, row)
    osm.way(15, [2, 6], highway="trunk", bridge="yes", layer="2", maxspeed="60")
    osm.way(16, [6, 7], highway="trunk", tunnel="yes", maxspeed="30 mph")
    osm.way(17, [7, 8], route="ferry", motor_vehicle="yes")
    osm.way(18, [8, 4], route="ferry", name="轮渡")

    folder = town(osm, tmp_path)

    roads, layers = read_roads(folder), CityLayers.load(folder)
    told = {
        (ROAD_CLASSES[kind], level, limit)
        for kind, level, limit in zip(
            roads.road_class.tolist(), roads.layer.tolist(), roads.max_kmh.tolist(), strict=True
        )
    }
    assert {
        (RoadClass.TRUNK, 2, 60),
        (RoadClass.TRUNK, -1, 48),
        (RoadClass.FERRY, 0, 0),
    } <= told
    assert [LINE_CLASSES[kind] for kind in layers.waterways.line_class] == [LineClass.FERRY_LINE]


def bans(roads: RoadTable) -> set[tuple[str, str]]:
    """Return the streets and sides of every banned turn, such as 望星路- to 晨风路+."""

    def side(edge: int) -> str:
        rows = roads.line(edge)
        return roads.streets[int(roads.street[edge])] + ("-" if rows.mean() < 72.45 else "+")

    return {(side(int(first)), side(int(last))) for first, _, last in roads.no_turns}


def test_that_a_forbidden_turn_becomes_a_ban(tmp_path: Path) -> None:
    osm = crossing()
    members = [("w", 11, "from"), ("n", 5, "via"), ("w", 14, "to")]
    osm.relation(21, members, type="restriction", restriction="no_left_turn")

    roads = read_roads(town(osm, tmp_path))

    assert bans(roads) == {("望星路-", "晨风路+")}


def test_that_an_only_turn_bans_all_others(tmp_path: Path) -> None:
    osm = crossing()
    members = [("w", 11, "from"), ("n", 5, "via"), ("w", 12, "to")]
    osm.relation(21, members, type="restriction", restriction="only_straight_on")

    roads = read_roads(town(osm, tmp_path))

    assert bans(roads) == {
        ("望星路-", "望星路-"),
        ("望星路-", "晨风路+"),
        ("望星路-", "晨风路-"),
    }


def test_that_restrictions_that_cannot_be_kept_are_counted(tmp_path: Path) -> None:
    osm = crossing()
    over_a_way = [("w", 11, "from"), ("w", 12, "via"), ("w", 14, "to")]
    osm.relation(21, over_a_way, type="restriction", restriction="no_u_turn")
    elsewhere = [("w", 99, "from"), ("n", 5, "via"), ("w", 14, "to")]
    osm.relation(22, elsewhere, type="restriction", restriction="no_left_turn")
    freed = [("w", 11, "from"), ("n", 5, "via"), ("w", 14, "to")]
    emergency = {"type": "restriction", "restriction": "no_left_turn", "except": "emergency"}
    osm.relation(23, freed, **emergency)

    folder = town(osm, tmp_path)

    assert len(read_roads(folder).no_turns) == 0
    assert refused(folder) == [
        ("r21", "经过路段的转向限制不支持"),
        ("r22", "转向限制的路段不在路网中"),
    ]


def test_that_stranded_roads_are_left_out_and_told(tmp_path: Path) -> None:
    osm = crossing()
    osm.way(19, [osm.node(8, 30, 30), osm.node(9, 31, 30)], highway="service", name="孤岛路")

    folder = town(osm, tmp_path)

    assert "孤岛路" not in read_roads(folder).streets
    assert refused(folder) == [("w19", "与路网不相连的孤立路段")]


def test_that_an_area_keeps_its_hole(tmp_path: Path) -> None:
    osm = crossing()
    outer = [osm.node(30 + i, *at) for i, at in enumerate([(1, 1), (9, 1), (9, 9), (1, 9)])]
    inner = [osm.node(40 + i, *at) for i, at in enumerate([(4, 4), (6, 4), (6, 6), (4, 6)])]
    osm.way(31, [*outer, outer[0]])
    osm.way(32, [*inner, inner[0]])
    members = [("w", 31, "outer"), ("w", 32, "inner")]
    osm.relation(33, members, type="multipolygon", natural="water", name="翠湖")

    areas = read_areas(town(osm, tmp_path))

    (lake,) = areas.of_class(AreaClass.WATER)
    outline, hole = (shapely.Polygon(ring) for ring in areas.polygon(lake))
    assert outline.contains(hole)
    assert areas.name_of(lake) == "翠湖"
    assert not hole.contains(shapely.Point(areas.label_points[lake]))


def test_that_a_ring_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    osm = crossing()
    bow_tie = [osm.node(30 + i, *at) for i, at in enumerate([(1, 1), (5, 5), (5, 1), (1, 5)])]
    osm.way(31, [*bow_tie, bow_tie[0]], building="yes", name="蝴蝶楼")

    folder = town(osm, tmp_path)

    areas = read_areas(folder)
    shapes = [
        shapely.Polygon(areas.polygon(area)[0]) for area in areas.of_class(AreaClass.BUILDING)
    ]
    assert [shape.is_valid for shape in shapes] == [True, True]
    assert read_manifest(folder).counts["mended_areas"] == 1


def test_that_what_lies_outside_the_extract_is_cut_off(tmp_path: Path) -> None:
    osm = crossing()
    osm.way(15, [2, 777, 778], highway="tertiary", name="出界路")
    osm.way(16, [4, osm.node(6, 2, 13), 779], highway="tertiary", name="半截路")

    folder = town(osm, tmp_path)

    assert "出界路" not in read_roads(folder).streets
    assert len(edges_of(read_roads(folder), "半截路")) == 1
    assert read_manifest(folder).counts["cut_ways"] == 2


def test_that_names_numbers_and_kinds_become_places(tmp_path: Path) -> None:
    osm = crossing()
    osm.node(61, 3, 1, amenity="hospital", name="Star Hospital", name_zh="示范医院")
    osm.node(62, 4, 1, addr_street="望星路", addr_housenumber="12")
    osm.node(63, 5, 1, railway="station", name="示范站")
    osm.node(64, 6, 1, shop="mall", name="望\u200b星\n广场")

    found = places(town(osm, tmp_path))

    assert {(place.kind, place.name) for place in found} == {
        ("hospital", "示范医院"),
        ("station", "示范站"),
        ("landmark", "望 星 广场"),
        ("street", "望星路"),
        ("street", "晨风路"),
        ("junction", "晨风路与望星路路口"),
    }


def test_that_a_house_number_is_located(tmp_path: Path) -> None:
    osm = crossing()
    osm.node(62, 4, 1, addr_street="望星路", addr_housenumber="12")

    gazetteer = Gazetteer.load(town(osm, tmp_path))

    located = gazetteer.locate("望星路12号")
    assert located is not None
    assert located.point == pytest.approx((114.304, 30.601), abs=1e-6)


def test_that_a_place_is_told_with_its_district(tmp_path: Path) -> None:
    osm = crossing()
    for number, (west, east), name in ((1, (-20, 1), "江左区"), (2, (1, 20), "江右区")):
        corners = [(west, -20), (east, -20), (east, 20), (west, 20)]
        ring = [osm.node(100 * number + i, *at) for i, at in enumerate(corners)]
        osm.way(50 + number, [*ring, ring[0]])
        members = [("w", 50 + number, "outer")]
        tags = {"type": "boundary", "boundary": "administrative", "admin_level": "6"}
        osm.relation(60 + number, members, name=name, **tags)
    osm.node(61, 5, 5, amenity="school", name="晨曦小学")

    found = {place.name: place.address for place in places(town(osm, tmp_path))}

    assert found["晨曦小学"] == "江右区晨曦小学"
    assert found["江左区"] == "江左区"


def test_that_the_same_file_gives_the_same_bytes(monaco_folder: Path, tmp_path: Path) -> None:
    again = imported(monaco(), tmp_path)

    assert again == read_manifest(monaco_folder)


def test_that_a_real_extract_becomes_a_sound_city(monaco_folder: Path) -> None:
    counts = read_manifest(monaco_folder).counts

    assert faults(monaco_folder) == []
    assert 23_000 < counts["buildings"] < 24_000
    assert 380 < counts["streets"] < 450
    assert counts["banned_turns"] > 40
    assert counts["refused"] == len(refused(monaco_folder))


def test_that_a_real_extract_keeps_its_one_ways_and_levels(monaco_folder: Path) -> None:
    roads = read_roads(monaco_folder)

    assert 0.3 < float(roads.one_way.mean()) < 0.6
    assert (roads.layer > 0).any()
    assert (roads.layer < 0).any()
    assert (roads.metres > 0).all()


def test_that_a_real_hospital_is_found_with_its_name(monaco_folder: Path) -> None:
    found = [place.name for place in places(monaco_folder) if place.kind == "hospital"]

    assert "Centre Cardio Thoracique de Monaco" in found


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_that_half_a_file_is_refused_and_the_old_city_stays(tmp_path: Path, share: float) -> None:
    folder = town(crossing(), tmp_path)
    before = read_manifest(folder)
    whole = monaco().read_bytes()
    part = tmp_path / "part.osm.pbf"
    part.write_bytes(whole[: int(len(whole) * share)])

    with pytest.raises(ImportRefused, match="不是完整的 OpenStreetMap 文件"):
        imported(part, folder)

    assert read_manifest(folder) == before
    assert faults(folder) == []


def test_that_a_file_of_another_kind_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "photo.osm.pbf"
    file.write_bytes(b"\x89PNG\r\n" * 500)

    status = main(["import", str(file), "--out", str(tmp_path / "town")])

    assert status == 1
    assert "不是完整的 OpenStreetMap 文件" in capsys.readouterr().err


def test_that_a_file_without_roads_is_refused(tmp_path: Path) -> None:
    osm = OsmFile()
    osm.node(1, 0, 0, amenity="school", name="晨曦小学")

    with pytest.raises(ImportRefused, match="没有可行驶的道路"):
        town(osm, tmp_path)


def test_that_a_file_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["import", str(tmp_path / "none.osm.pbf"), "--out", str(tmp_path / "town")])

    assert status == 1
    assert "none.osm.pbf" in capsys.readouterr().err


def test_that_a_full_disk_leaves_the_old_city_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = town(crossing(), tmp_path)
    before = read_manifest(folder)
    bigger = crossing()
    bigger.node(61, 3, 1, amenity="school", name="晨曦小学")
    file = bigger.write(tmp_path / "bigger.osm.pbf")

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(city_writing, "_flush", full)
    status = main(["import", str(file), "--out", str(folder)])

    assert status == 1
    assert "磁盘空间不足" in capsys.readouterr().err
    assert read_manifest(folder) == before
    assert faults(folder) == []
    assert not list(folder.glob(".new-*"))


def test_that_the_generation_before_stays_for_those_who_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    files = [crossing(), crossing(), crossing()]
    for number, osm in enumerate(files):
        osm.node(61, 3, number, amenity="school", name="晨曦小学")
        imported(osm.write(tmp_path / f"{number}.osm.pbf"), folder)

    generations = [path.name for path in folder.glob("g-*")]

    assert len(generations) == 2
    assert read_manifest(folder).generation in generations


def test_that_check_finds_a_changed_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = town(crossing(), tmp_path)
    with city_file(folder, "roads.npz").open("ab") as file:
        file.write(b"x")

    status = main(["check", str(folder)])

    assert status == 1
    assert "roads.npz 已被改动或损坏" in capsys.readouterr().out


def test_that_show_tells_source_counts_and_attribution(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = town(crossing(), tmp_path)

    status = main(["show", str(folder)])

    told = capsys.readouterr().out
    assert status == 0
    assert "town.osm.pbf" in told
    assert "OpenStreetMap contributors" in told
    assert "路段：4" in told


def test_that_a_city_that_is_none_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["show", str(tmp_path)])

    assert status == 1
    assert "读不到城市数据清单" in capsys.readouterr().err


def test_that_edges_meet_at_their_junctions_in_a_real_extract(monaco_folder: Path) -> None:
    roads = read_roads(monaco_folder)
    starts, ends = roads.coordinates[roads.offsets[:-1]], roads.coordinates[roads.offsets[1:] - 1]
    nodes = np.concatenate((roads.from_node, roads.to_node))
    points = np.concatenate((starts, ends))
    where = np.zeros((int(nodes.max()) + 1, 2))
    where[nodes] = points

    assert np.abs(where[nodes] - points).max() < 1e-9
