"""What becomes of other map makers' layers: formats, fields, datums, encodings, refusals."""

import csv
import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from gis_data.area_table import AreaClass, read_areas
from gis_data.city_check import faults
from gis_data.city_folder import CityManifest, city_file, read_manifest
from gis_data.command import main
from gis_data.datums import FloatArray, distance_m, wgs84_to_bd09, wgs84_to_gcj02
from gis_data.gazetteer import Gazetteer
from gis_data.importers.layers.datum_border import Datum
from gis_data.importers.layers.importing import LayerOrder, import_layers
from gis_data.importers.layers.layer_mapping import read_mapping
from gis_data.importers.layers.text_encoding import is_garbled
from gis_data.importers.refusals import ImportRefused
from gis_data.road_table import ROAD_CLASSES, RoadClass, RoadTable, read_roads

ROOT = Path(__file__).resolve().parents[2]
MADE_AT = datetime(2026, 1, 2, tzinfo=UTC)
WEST, SOUTH, STEP = 114.30, 30.60, 0.004
ORDINALS = "一二三四五"
STREETS = len(ORDINALS)
MAPPING = """
name = "小镇"
attribution = "示范测绘院"
[[layers]]
kind = "roads"
fields = { class = "dengji", name = "mingcheng", one_way = "danxing" }
values.class = { "主干路" = "primary", "支路" = "tertiary", "步行街" = "" }
"""


def quietly(what: str, done: int) -> None:
    """Say nothing of the progress."""


def streets() -> geopandas.GeoDataFrame:
    """Return a grid of streets that share their crossings' vertices, in WGS-84."""
    along = np.arange(STREETS) * STEP
    rows = []
    for number, ordinal in enumerate(ORDINALS):
        east = np.column_stack((WEST + along, np.full(STREETS, SOUTH + number * STEP)))
        north = np.column_stack((np.full(STREETS, WEST + number * STEP), SOUTH + along))
        rows.append(("主干路", f"望星{ordinal}路", "", shapely.LineString(east)))
        rows.append(("支路", f"晨风{ordinal}路", "FT" if number == 0 else "", _line(north)))
    rows.append(("步行街", "走走街", "", _line(np.array([[WEST, SOUTH], [WEST, SOUTH - STEP]]))))
    kinds, names, ways, lines = zip(*rows, strict=True)
    return geopandas.GeoDataFrame(
        {"dengji": kinds, "mingcheng": names, "danxing": ways},
        geometry=list(lines),
        crs="EPSG:4326",
    )


def shifted(frame: geopandas.GeoDataFrame, datum: Datum) -> geopandas.GeoDataFrame:
    """Return the frame with positions of a Chinese datum that claims to be WGS-84."""
    change = {Datum.GCJ02: wgs84_to_gcj02, Datum.BD09: wgs84_to_bd09}[datum]
    shapes = shapely.transform(np.array(frame.geometry.array), change)
    return frame.set_geometry(geopandas.GeoSeries(list(shapes), crs="EPSG:4326"))


def _line(rows: FloatArray) -> shapely.LineString:
    return shapely.LineString(rows)


def order_of(file: Path, mapping: str = MAPPING) -> LayerOrder:
    """Order the import of a file, with a city beside it to compare with if there is one."""
    path = file.parent / "mapping.toml"
    path.write_text(mapping, "utf-8")
    return LayerOrder(file, path, MADE_AT, compared=file.parent / "town", datum=Datum.WGS84)


def imported(order: LayerOrder) -> CityManifest:
    return import_layers(order, order.file.parent / "town", quietly)


def written(frame: geopandas.GeoDataFrame, file: Path, encoding: str = "") -> Path:
    """Write a frame in the format that the file's name says."""
    if file.suffix == ".parquet":
        frame.to_parquet(file)
    elif encoding:
        frame.to_file(file, encoding=encoding)
    else:
        frame.to_file(file)
    return file


def corner(roads: RoadTable) -> tuple[float, float]:
    west, south = roads.coordinates.min(axis=0).tolist()
    return west, south


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the town as a right import made it; it is only read."""
    folder = tmp_path_factory.mktemp("known")
    imported(order_of(written(streets(), folder / "roads.gpkg")))
    return folder / "town"


@pytest.mark.parametrize("name", ["roads.gpkg", "roads.shp", "roads.geojson", "roads.parquet"])
def test_that_every_format_gives_the_same_roads(name: str, known: Path, tmp_path: Path) -> None:
    file = written(streets(), tmp_path / name, "gb18030" if name.endswith("shp") else "")

    manifest = imported(order_of(file))

    town, expected = read_roads(tmp_path / "town"), read_roads(known)
    assert manifest.counts["roads"] == 2 * STREETS * (STREETS - 1)
    assert manifest.counts["not_for_vehicles"] == 1
    assert town.streets == expected.streets
    assert np.array_equal(town.coordinates, expected.coordinates)
    assert int(town.one_way.sum()) == STREETS - 1
    assert manifest.attribution == "示范测绘院"
    assert faults(tmp_path / "town") == []


def test_that_classes_follow_the_words_of_the_mapping(known: Path) -> None:
    roads = read_roads(known)

    classes = {
        roads.street_name(edge): ROAD_CLASSES[int(roads.road_class[edge])]
        for edge in range(len(roads))
    }
    assert classes["望星一路"] is RoadClass.PRIMARY
    assert classes["晨风一路"] is RoadClass.TERTIARY


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_that_a_named_datum_is_converted_at_the_border(
    datum: Datum, known: Path, tmp_path: Path
) -> None:
    file = written(shifted(streets(), datum), tmp_path / "roads.gpkg")
    order = replace(order_of(file), datum=datum, compared=known)

    manifest = imported(order)

    assert distance_m(corner(read_roads(tmp_path / "town")), (WEST, SOUTH)) < 0.5
    assert manifest.counts["apart_m"] == 0


def test_that_the_projection_of_the_file_is_respected(tmp_path: Path) -> None:
    file = written(streets().to_crs("EPSG:4547"), tmp_path / "roads.gpkg")

    imported(replace(order_of(file), datum=Datum.CGCS2000))

    assert distance_m(corner(read_roads(tmp_path / "town")), (WEST, SOUTH)) < 0.5


@pytest.mark.parametrize("meant", [Datum.GCJ02, Datum.BD09])
def test_that_a_wrong_datum_is_told_with_the_one_that_fits(
    meant: Datum, known: Path, tmp_path: Path
) -> None:
    file = written(shifted(streets(), meant), tmp_path / "roads.gpkg")

    with pytest.raises(ImportRefused, match=f"--datum {meant}"):
        imported(replace(order_of(file), compared=known))

    assert not (tmp_path / "town" / "city.json").exists()


def test_that_a_datum_can_be_insisted_on(known: Path, tmp_path: Path) -> None:
    file = written(shifted(streets(), Datum.GCJ02), tmp_path / "roads.gpkg")

    imported(replace(order_of(file), compared=known, trusted=True))

    assert distance_m(corner(read_roads(tmp_path / "town")), (WEST, SOUTH)) > 300


def test_that_the_datum_must_be_named(tmp_path: Path) -> None:
    file = written(streets(), tmp_path / "roads.gpkg")

    with pytest.raises(ImportRefused, match="--datum"):
        imported(replace(order_of(file), datum=None))


def test_that_gcj02_outside_china_is_refused(tmp_path: Path) -> None:
    frame = streets()
    frame.geometry = frame.translate(xoff=-107)
    file = written(frame, tmp_path / "roads.gpkg")

    with pytest.raises(ImportRefused, match="中国以外"):
        imported(replace(order_of(file), datum=Datum.GCJ02))


def test_that_metres_without_a_reference_system_are_refused(tmp_path: Path) -> None:
    file = written(streets().to_crs("EPSG:4547"), tmp_path / "roads.shp", "utf-8")
    file.with_suffix(".prj").unlink()

    with pytest.raises(ImportRefused, match="没有说明坐标系"):
        imported(order_of(file))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_that_a_shapefile_without_cpg_is_read_by_its_bytes(encoding: str, tmp_path: Path) -> None:
    file = written(streets(), tmp_path / "roads.shp", encoding)
    file.with_suffix(".cpg").unlink()

    imported(order_of(file))

    assert "望星一路" in read_roads(tmp_path / "town").streets


@pytest.mark.parametrize(
    ("written_in", "claimed", "told"),
    [("gb18030", "UTF-8", "gb18030"), ("utf-8", "936", "utf-8"), ("gb18030", "88591", "不认识")],
)
def test_that_a_cpg_that_lies_is_told(
    written_in: str, claimed: str, told: str, tmp_path: Path
) -> None:
    file = written(streets(), tmp_path / "roads.shp", written_in)
    file.with_suffix(".cpg").write_text(claimed, "ascii")

    with pytest.raises(ImportRefused, match=told):
        imported(order_of(file))


def test_that_geojson_in_gb18030_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "roads.geojson"
    file.write_text(streets().to_json(ensure_ascii=False), "gb18030")

    with pytest.raises(ImportRefused, match="UTF-8"):
        imported(order_of(file))


@pytest.mark.parametrize(
    ("name", "garbled"),
    [
        ("望星路".encode().decode("latin-1"), True),
        ("望星路".encode().decode("gb18030", "replace"), True),
        ("望星路".encode("gb18030").decode("latin-1"), True),
        ("锟斤拷锟斤拷", True),
        ("望星路", False),
        ("Rue de la Liberté", False),
        ("联通大厦", False),
    ],
)
def test_that_garbled_names_are_known(name: str, *, garbled: bool) -> None:
    assert is_garbled(name) is garbled


def test_that_names_garbled_before_are_refused(tmp_path: Path) -> None:
    frame = streets()
    frame["mingcheng"] = [name.encode().decode("latin-1") for name in frame["mingcheng"]]
    file = written(frame, tmp_path / "roads.gpkg")

    with pytest.raises(ImportRefused, match="乱码"):
        imported(order_of(file))


def test_that_areas_lines_and_places_come_from_layers_of_their_own(tmp_path: Path) -> None:
    file = written(streets(), tmp_path / "town.gpkg")
    block = shapely.box(WEST + 0.001, SOUTH + 0.001, WEST + 0.002, SOUTH + 0.002)
    geopandas.GeoDataFrame({"gao": [24.0]}, geometry=[block], crs=4326).to_file(file, layer="fw")
    rail = shapely.LineString([(WEST, SOUTH + 0.003), (WEST + 0.01, SOUTH + 0.003)])
    geopandas.GeoDataFrame({"n": ["东西线"]}, geometry=[rail], crs=4326).to_file(file, layer="tl")
    points = geopandas.GeoDataFrame(
        {
            "lei": ["医院", "门牌", "怪"],
            "n": ["示范新医院", "", "怪处"],
            "lu": ["", "望星一路", ""],
        },
        geometry=[shapely.Point(WEST + 0.001, SOUTH + k / 1000) for k in range(3)],
        crs=4326,
    ).assign(hao=["", "12", ""])
    written(points, tmp_path / "dm.geojson")
    mapping = (
        MAPPING.replace('kind = "roads"', 'kind = "roads"\nlayer = "town"')
        + """
[[layers]]
kind = "areas"
layer = "fw"
fields = { metres_high = "gao" }
constants = { class = "building" }
[[layers]]
kind = "lines"
layer = "tl"
fields = { name = "n" }
constants = { class = "railway" }
[[layers]]
kind = "places"
file = "dm.geojson"
fields = { class = "lei", name = "n", street = "lu", number = "hao" }
values.class = { "医院" = "hospital", "门牌" = "house" }
"""
    )

    manifest = imported(order_of(file, mapping))

    town = tmp_path / "town"
    areas = read_areas(town)
    with closing(Gazetteer.load(town)) as gazetteer:
        found = [gazetteer.search(asked)[0].name for asked in ("示范新医院", "望星一路12号")]
    assert [int(areas.metres_high[area]) for area in areas.of_class(AreaClass.BUILDING)] == [24]
    assert manifest.counts["lines"] == 1
    assert found == ["示范新医院", "望星一路12号"]
    assert refusals(town) == [("dm.geojson#3", "不认识的类别 怪")]
    assert manifest.source == "town.gpkg、dm.geojson"


def refusals(folder: Path) -> list[tuple[str, str]]:
    with city_file(folder, "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["id"], row["reason"]) for row in csv.DictReader(file)]


def test_that_a_bridge_does_not_meet_the_road_below(tmp_path: Path) -> None:
    middle = (WEST + STEP, SOUTH)
    frame = geopandas.GeoDataFrame(
        {"dengji": ["primary", "primary"], "ceng": [0, 1]},
        geometry=[
            shapely.LineString([(WEST, SOUTH), middle, (WEST + 4 * STEP, SOUTH)]),
            shapely.LineString([(middle[0], SOUTH - 3 * STEP), middle, (middle[0], SOUTH + STEP)]),
        ],
        crs=4326,
    )
    mapping = '[[layers]]\nkind = "roads"\nfields = { class = "dengji", level = "ceng" }\n'

    imported(order_of(written(frame, tmp_path / "roads.gpkg"), mapping))

    assert len(read_roads(tmp_path / "town")) == 2


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        (MAPPING.replace("dengji", "leixing"), "没有字段 leixing；文件中有：dengji"),
        (MAPPING.replace("one_way", "oneway"), "不认识的字段 oneway"),
        (MAPPING.replace('"roads"', '"streets"'), "应为 roads"),
        ("name = 'x'", "没有任何"),
        ("name = ", "TOML"),
        (MAPPING + 'layer = "no"', "TOML|读不出来|layer"),
    ],
)
def test_that_a_mapping_that_does_not_fit_is_told(mapping: str, told: str, tmp_path: Path) -> None:
    file = written(streets(), tmp_path / "roads.gpkg")

    with pytest.raises(ImportRefused, match=told):
        imported(order_of(file, mapping))


@pytest.mark.parametrize("name", ["roads.gpkg", "roads.shp", "roads.geojson", "roads.parquet"])
def test_that_half_a_file_is_refused_and_the_old_city_stays(
    name: str, known: Path, tmp_path: Path
) -> None:
    file = written(streets(), tmp_path / name)
    imported(order_of(file))
    before = read_manifest(tmp_path / "town")
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 3])

    with pytest.raises(ImportRefused):
        imported(order_of(file))

    assert read_manifest(tmp_path / "town") == before


def test_that_lists_and_missing_values_are_read(tmp_path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"dengji": "primary", "mingcheng": name, "bie": others, "xiansu": speed},
            "geometry": {
                "type": "LineString",
                "coordinates": [[WEST, SOUTH + k], [WEST + 0.02, SOUTH + k]],
            },
        }
        for k, name, others, speed in (
            (0.0, "望星路", ["望星大街", "老街"], 40),
            (0.01, None, None, None),
        )
    ]
    file = tmp_path / "roads.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    fields = 'class = "dengji", name = "mingcheng", aliases = "bie", max_kmh = "xiansu"'

    imported(order_of(file, f'[[layers]]\nkind = "roads"\nfields = {{ {fields} }}\n'))

    roads = read_roads(tmp_path / "town")
    with closing(Gazetteer.load(tmp_path / "town")) as gazetteer:
        found = gazetteer.search("望星大街")[0].name
    assert (roads.streets, roads.max_kmh.tolist()) == (("望星路",), [40, 0])
    assert found == "望星路"


def test_that_the_command_imports_a_layer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(streets(), tmp_path / "roads.gpkg")
    order = order_of(file)
    given = ["import", str(file), "--out", str(tmp_path / "town"), "--layer", "roads"]

    without = main(given)
    done = main([*given, "--mapping", str(order.mapping), "--datum", "wgs84"])

    told = capsys.readouterr()
    assert (without, done) == (1, 0)
    assert "--mapping" in told.err
    assert "路段：40" in told.out


def test_that_the_example_mapping_can_be_read() -> None:
    mapping = read_mapping(ROOT / "resources" / "city-mapping.example.toml")

    assert mapping.datum is Datum.CGCS2000
    assert len(mapping.layers) == 5


def test_that_a_killed_import_leaves_the_old_city_in_use(known: Path, tmp_path: Path) -> None:
    file = written(streets(), tmp_path / "roads.gpkg")
    imported(order_of(file))
    before = read_manifest(tmp_path / "town")
    frame = streets()
    frame["mingcheng"] = frame["mingcheng"] + "新"
    order = order_of(written(frame, file))
    program = subprocess.Popen(  # noqa: S603 - a program of ours
        [sys.executable, "-m", "tests.gis.import_until_places", *map(str, (file, order.mapping))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert program.stdout is not None
    reached = json.loads(program.stdout.readline())
    os.kill(program.pid, signal.SIGKILL)
    program.wait(timeout=30)
    program.stdout.close()
    assert program.stdin is not None
    program.stdin.close()

    again = imported(order)

    assert reached == {"writing": True, "unfinished": 1}
    assert faults(tmp_path / "town") == []
    assert again.generation != before.generation
    assert "望星一路新" in read_roads(tmp_path / "town").streets
