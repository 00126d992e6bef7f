"""What a render process draws: roads where they run, names apart, upright and in their place."""

from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtWidgets import QApplication

from dispatch_console.map.glyphs import Glyphs, Letters
from dispatch_console.map.inks import MapInks
from dispatch_console.map.label_sheet import LabelSheet
from dispatch_console.map.map_frame import MapFrame
from dispatch_console.map.mercator import project_rows, resolution
from dispatch_console.map.prepared_city import PreparedCity
from dispatch_console.map.road_style import RANKS
from dispatch_console.map.shapes import Shapes
from dispatch_console.map.street_names import NamedLine, StreetLines
from dispatch_console.map.tile_painter import TilePainter
from dispatch_console.theme.palette import TOKENS, Theme
from gis_data.area_table import AREA_CLASSES, AreaClass, AreaTable, write_areas
from gis_data.layers import CityLayers
from gis_data.road_table import RoadClass
from tests.console.desk_room import CITY

WIDTH: Final = 900
HEIGHT: Final = 600
FAMILIES: Final = TOKENS.family
OPAQUE: Final = QImage.Format.Format_RGB32
CLEAR: Final = QImage.Format.Format_ARGB32_Premultiplied


@pytest.fixture(scope="module")
def city() -> PreparedCity:
    return PreparedCity.of(CITY)


@pytest.fixture(scope="module")
def layers() -> CityLayers:
    return CityLayers.load(CITY)


def inks(theme: Theme) -> MapInks:
    return MapInks.of((TOKENS.dark if theme is Theme.DARK else TOKENS.light).map)


def frame(zoom: float, *, east: float = 0.0, north: float = 0.0) -> MapFrame:
    """A window so many metres from the city's middle."""
    size = resolution(zoom)
    return MapFrame(east - WIDTH / 2 * size, north + HEIGHT / 2 * size, size, WIDTH, HEIGHT)


def drawn(city: PreparedCity, where: MapFrame, theme: Theme = Theme.DARK) -> QImage:
    image = QImage(WIDTH, HEIGHT, OPAQUE)
    TilePainter(city).paint(image, where, inks(theme))
    return image


@pytest.mark.parametrize("theme", list(Theme))
def test_that_the_main_roads_are_painted_where_they_run(
    city: PreparedCity, layers: CityLayers, theme: Theme
) -> None:
    where = frame(15)
    image = drawn(city, where, theme)
    primary = next(layer for layer in layers.roads if layer.road_class is RoadClass.PRIMARY)

    px = where.px(project_rows(primary.coordinates) - np.array(city.origin))
    inside = px[(px > 4).all(axis=1) & (px[:, 0] < WIDTH - 4) & (px[:, 1] < HEIGHT - 4)]
    ground = inks(theme).ground.name()
    on_ground = [p for p in inside.tolist() if image.pixelColor(*map(int, p)).name() == ground]

    assert len(inside) > 50
    assert on_ground == []


def test_that_a_place_without_anything_is_bare_ground(city: PreparedCity) -> None:
    image = drawn(city, frame(15, east=200_000))

    colours = {image.pixelColor(x, y).name() for x in range(0, WIDTH, 9) for y in range(0, 600, 9)}

    assert colours == {inks(Theme.DARK).ground.name()}


def test_that_a_city_wide_view_leaves_out_the_small_streets(city: PreparedCity) -> None:
    far, near = drawn(city, frame(11.5)), drawn(city, frame(16))
    lanes = inks(Theme.DARK).roads[6].name()

    def has_lanes(image: QImage) -> bool:
        spots = ((x, y) for x in range(0, WIDTH, 2) for y in range(0, HEIGHT, 2))
        return any(image.pixelColor(x, y).name() == lanes for x, y in spots)

    assert not has_lanes(far)
    assert has_lanes(near)


def test_that_a_hole_in_a_lake_stays_open(tmp_path: Path) -> None:
    (tmp_path / "roads.npz").write_bytes((CITY / "roads.npz").read_bytes())
    centre = np.array((114.285, 30.585))
    square = np.array(((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)))
    rings = [centre + square * 0.004, centre + square[::-1] * 0.001, centre + 0.01 + square * 0.001]
    write_areas(
        AreaTable(
            coordinates=np.concatenate(rings),
            rings=np.array((0, 5, 10, 15)),
            offsets=np.array((0, 2, 3)),
            area_class=np.array([AREA_CLASSES.index(AreaClass.WATER)] * 2),
            name=np.array((-1, -1)),
            metres_high=np.zeros(2, dtype=np.int64),
            label_points=np.full((2, 2), np.nan),
            names=(),
        ),
        tmp_path,
    )
    lake = PreparedCity.of(tmp_path)
    where = frame(15)

    painter = TilePainter(lake)
    image = QImage(WIDTH, HEIGHT, OPAQUE)
    painter.paint(image, where, inks(Theme.DARK))
    places = centre + np.array(((0.0031, 0.0027), (0.0004, 0.0003), (0.01, 0.01)))
    px = where.px(project_rows(places) - np.array(lake.origin)).tolist()
    colours = [image.pixelColor(*map(int, spot)).name() for spot in px]

    water = inks(Theme.DARK).water.name()
    assert [colour == water for colour in colours] == [True, False, True]


def named(city: PreparedCity, where: MapFrame, *, sheet: LabelSheet | None = None) -> QImage:
    image = QImage(WIDTH, HEIGHT, CLEAR)
    (sheet or LabelSheet(city, FAMILIES)).paint(image, where, inks(Theme.DARK), canvas=1)
    return image


def street(name: str, *corners: tuple[float, float]) -> StreetLines:
    """One named primary road through the corners, in metres."""
    points = np.array(corners, dtype=float)
    shapes = Shapes.of(points, np.array((0, len(points))), np.array([3]), key=np.array([0]))
    return StreetLines(shapes, (name,), Glyphs(FAMILIES))


def only_line(lines: StreetLines, where: MapFrame) -> NamedLine:
    (line,) = lines.within(where)
    return line


@pytest.mark.parametrize("name", ["示范大道", "示范一路北延长线"])
def test_that_characters_on_a_steep_road_stand_upright_one_below_the_other(
    qapp: QApplication, name: str
) -> None:
    lines = street(name, (0.0, -900.0), (120.0, 900.0))
    line = only_line(lines, frame(15))

    letters = lines.letters(line, line.length / 2, 13)

    assert "".join(letter.letter for letter in letters) == name
    assert {letter.turn for letter in letters} == {0}
    assert [letter.y for letter in letters] == sorted(letter.y for letter in letters)


def test_that_names_read_from_left_to_right_whichever_way_the_line_runs(
    qapp: QApplication,
) -> None:
    lines = street("示范大道", (900.0, 100.0), (-900.0, -100.0))
    line = only_line(lines, frame(15))

    letters = lines.letters(line, line.length / 2, 13)

    assert [letter.x for letter in letters] == sorted(letter.x for letter in letters)
    assert all(abs(letter.turn) < 20 for letter in letters)


def test_that_latin_letters_stand_as_close_as_they_are_wide(qapp: QApplication) -> None:
    lines = street("Riverside Road", (-900.0, 0.0), (900.0, 0.0))
    line = only_line(lines, frame(15))
    glyphs = Glyphs(FAMILIES)

    letters = lines.letters(line, line.length / 2, 13)

    reach = letters[-1].x - letters[0].x
    assert reach < glyphs.width("Riverside Road", 13, bold=False)


def test_that_a_name_is_left_out_where_its_road_bends_or_ends(qapp: QApplication) -> None:
    bent = street("示范大道", (-300.0, 0.0), (0.0, 0.0), (0.0, 300.0))
    short = street("示范大道", (0.0, 0.0), (120.0, 0.0))
    line = only_line(bent, frame(15))

    assert bent.letters(line, line.length / 2, 13) == []
    assert list(short.within(frame(15))) == []


def test_that_no_two_names_touch(city: PreparedCity, monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: list[tuple[float, float]] = []

    def note(_glyphs: Glyphs, _pen: QPainter, _letters: Letters, x: float, y: float) -> None:
        boxes.append((x, y))

    monkeypatch.setattr(Glyphs, "draw", note)

    named(city, frame(15.5))

    assert len(boxes) > 40
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in boxes)
    assert all(np.hypot(a[0] - b[0], a[1] - b[1]) > 8 for a, b in combinations(boxes, 2))


def test_that_names_stay_where_they_are_when_the_map_is_moved(
    city: PreparedCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    spots: list[tuple[str, float, float]] = []
    step = 40

    def note(_glyphs: Glyphs, _pen: QPainter, letters: Letters, x: float, y: float) -> None:
        spots.append((letters.words, round(x, 1), round(y, 1)))

    monkeypatch.setattr(Glyphs, "draw", note)
    sheet = LabelSheet(city, FAMILIES)
    named(city, frame(15.5), sheet=sheet)
    before = [spot for spot in spots if 150 < spot[1] < WIDTH - 150 and 100 < spot[2] < 500]
    spots.clear()

    named(city, frame(15.5, east=step * resolution(15.5)), sheet=sheet)

    moved = {(word, round(x + step), round(y)) for word, x, y in spots}
    near = {(w, x + a, y + b) for w, x, y in moved for a in (-1, 0, 1) for b in (-1, 0, 1)}
    assert len(before) > 20
    assert [spot for spot in before if (spot[0], round(spot[1]), round(spot[2])) not in near] == []


def test_that_both_looks_have_every_ink() -> None:
    for theme in Theme:
        taken = inks(theme)
        assert len(taken.roads) == len(taken.casings) == RANKS
        assert all(colour.isValid() for colour in (*taken.roads, *taken.casings, taken.halo))
