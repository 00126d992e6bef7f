"""A city made ready for drawing: what lies where, and the files that are kept of it."""

from pathlib import Path
from shutil import copyfile
from typing import Final

import numpy as np
import pytest
from PyQt6.QtGui import QImage

from dispatch_console.map.mercator import View
from dispatch_console.map.prepared_city import PreparedCity
from dispatch_console.map.render_messages import (
    Draw,
    Drawn,
    Faulted,
    OpenCity,
    Ready,
    decode,
    encode,
)
from dispatch_console.map.shapes import Shapes
from dispatch_console.map.tile_cache import TileCache
from dispatch_console.map.tile_grid import Cells, Level, TileKey, level_of
from gis_data.city import DEMO_CITY
from gis_data.city_data import read_city
from gis_data.label_table import LABEL_KINDS, LabelKind, LabelTable, write_labels

DRAW: Final = Draw(7, "tile", "dark", 1.5, -2.5, 0.597, 512, 512, 1.25, 4096)


def lines(count: int = 500) -> Shapes:
    random = np.random.default_rng(5)
    lengths = random.integers(2, 9, count)
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    starts = np.repeat(random.uniform(-9_000, 9_000, (count, 2)), lengths, axis=0)
    points = starts + random.normal(0, 120, (int(offsets[-1]), 2))
    return Shapes.of(points, offsets, random.integers(0, 4, count))


def test_that_a_box_finds_exactly_the_shapes_that_touch_it() -> None:
    shapes = lines()
    random = np.random.default_rng(6)

    for west, south, size in random.uniform(-9_000, 9_000, (50, 3)):
        box = (west, south, west + abs(size) / 4, south + abs(size) / 4)
        low, high = shapes.boxes[:, :2], shapes.boxes[:, 2:]
        touching = (low <= box[2:]).all(axis=1) & (high >= box[:2]).all(axis=1)
        assert sorted(shapes.within(box).tolist()) == np.flatnonzero(touching).tolist()


def test_that_shapes_keep_their_points_and_their_key() -> None:
    points = np.array(((0, 0), (1, 0), (900, 900), (901, 905), (902, 900)), dtype=float)
    shapes = Shapes.of(points, np.array((0, 2, 2, 5)), np.array((1, 2, 3)))

    gathered, ends = shapes.gather(np.arange(len(shapes)))

    by_key = {
        int(shapes.key[n]): gathered[ends[n] : ends[n + 1]].tolist() for n in range(len(shapes))
    }
    assert by_key == {0: points[:2].tolist(), 2: points[2:].tolist()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    city = tmp_path / "city"
    city.mkdir()
    copyfile(DEMO_CITY / "roads.npz", city / "roads.npz")
    return city


def test_that_the_kept_files_say_the_same_as_the_city(folder: Path, tmp_path: Path) -> None:
    made = PreparedCity.of(folder)

    PreparedCity.kept(folder, tmp_path / "cache")
    kept = PreparedCity.kept(folder, tmp_path / "cache")

    assert kept.origin == made.origin
    assert kept.street_names == made.street_names
    assert all(
        np.array_equal(kept.levels[n].points, made.levels[n].points)
        for n in range(len(made.levels))
    )
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_that_a_changed_city_is_prepared_anew_and_old_ones_go(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"

    for number in range(6):
        copyfile(DEMO_CITY / "roads.npz", folder / "roads.npz")
        (folder / "labels.npz").unlink(missing_ok=True)
        (folder / "city.json").unlink(missing_ok=True)
        renamed = folder.rename(tmp_path / f"city{number}")
        PreparedCity.kept(renamed, cache)
        folder = renamed

    assert len(list(cache.iterdir())) == 3


def test_that_a_cache_that_cannot_be_written_costs_only_time(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "cache"
    blocked.write_text("a file where a folder should be", "utf-8")

    city = PreparedCity.kept(folder, blocked)

    assert len(city.streets) > 0


@pytest.mark.parametrize(
    "message",
    [
        DRAW,
        OpenCity("a", "b", {"dark": {"ground": "#000000"}}, ["Noto Sans CJK SC"]),
        Ready(12.5),
        Drawn(7, 3.25),
        Faulted(0, "读不到"),
    ],
)
def test_that_a_message_arrives_as_it_was_sent(message: OpenCity | Draw | Ready | Drawn) -> None:
    line = encode(message)

    assert decode(line) == message
    assert line.count(b"\n") == 1


@pytest.mark.parametrize("line", [b"", b"{}", b"nonsense\n", b'{"is": "Draw"}', b"[1]", b'"Draw"'])
def test_that_any_other_line_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"message|JSON|Expecting"):
        decode(line)


@pytest.mark.parametrize("zoom", [10.0, 13.25, 15.1, 19.0])
def test_that_the_tiles_under_a_view_cover_it(zoom: float) -> None:
    view = View.at((114.3, 30.6), zoom=zoom, width=1000, height=700)
    level = level_of(view, look="dark", ratio=1.0)

    corners = [key.corner for key in Cells.under(level, view)]

    west, north = min(east for east, _ in corners), max(up for _, up in corners)
    east = max(one for one, _ in corners) + level.side_m
    south = min(up for _, up in corners) - level.side_m
    half_wide, half_high = 500 * view.metres_per_px, 350 * view.metres_per_px
    assert west <= view.east - half_wide
    assert east >= view.east + half_wide
    assert north >= view.north + half_high
    assert south <= view.north - half_high


def test_that_the_cache_keeps_to_its_bound_and_what_was_looked_at() -> None:
    def picture() -> QImage:
        return QImage(64, 64, QImage.Format.Format_RGB32)

    cache = TileCache(most_bytes=4 * 64 * 64 * 4)
    keys = [TileKey(Level("dark", 1.0, quarter), 0, 0) for quarter in range(6)]
    for key in keys[:4]:
        cache.put(key, picture())
    cache.get(keys[0])

    for key in keys[4:]:
        cache.put(key, picture())

    assert [key in cache for key in keys] == [True, False, False, True, True, True]
    assert cache.bytes <= 4 * 64 * 64 * 4
    assert {level.quarter for level in cache.levels("dark", 1.0)} == {0, 3, 4, 5}


def test_that_a_hospital_with_a_sign_is_not_named_twice(folder: Path) -> None:
    for name in ("hospitals.json", "stations.json", "vehicles.json"):
        copyfile(DEMO_CITY / name, folder / name)
    known = read_city(folder).hospitals[0].name
    points = np.array(((114.28, 30.58), (114.29, 30.59)))
    kinds = np.full(2, LABEL_KINDS.index(LabelKind.HOSPITAL))
    write_labels(LabelTable(points, kinds, np.ones(2), (known, "示范诊所")), folder)

    city = PreparedCity.of(folder)

    assert city.places.names == ("示范诊所",)


def test_that_a_block_holds_just_the_tiles_it_yields() -> None:
    level = Level("dark", 1.0, 60)
    block = Cells(level, west=3, north=-2, east=5, south=1)

    assert all(key in block for key in block)
    assert sum(key in block for key in block.wider(2)) == block.count
    assert TileKey(Level("light", 1.0, 60), 4, 0) not in block
