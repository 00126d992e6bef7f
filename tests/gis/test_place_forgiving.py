"""What the search forgives, and what it does with texts that nobody should type."""

import random
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gis_data.gazetteer import Gazetteer
from gis_data.place_index import build_place_index
from gis_data.place_record import PlaceKind, PlaceRecord
from gis_data.place_schema import FILE_NAME
from gis_data.place_store import NotAPlaceFile

HERE = (114.3, 30.6)


def house(street: str, number: int, *, district: str = "江左区") -> PlaceRecord:
    name = f"{street}{number}号"
    point = (114.3 + number / 10_000, 30.6)
    return PlaceRecord(PlaceKind.HOUSE, name, district + name, point)


RECORDS = (
    PlaceRecord(PlaceKind.DISTRICT, "江左区", "江左区", HERE),
    PlaceRecord(PlaceKind.DISTRICT, "江右区", "江右区", HERE),
    *(house("建安一路", number) for number in (12, 28)),
    *(house("建安二路", number) for number in (12, 30)),
    house("望星大道", 12, district="江右区"),
    PlaceRecord(
        *(PlaceKind.HOSPITAL, "示范市第三人民医院", "江左区建安一路28号示范市第三人民医院", HERE),
        aliases=("三医院", "康复医院"),
        importance=0.8,
    ),
    PlaceRecord(PlaceKind.LANDMARK, "紫荆花园", "江左区建安二路30号紫荆花园", HERE),
    PlaceRecord(PlaceKind.LANDMARK, "紫荆花苑", "江右区望星大道12号紫荆花苑", HERE),
    PlaceRecord(PlaceKind.HOUSE, "紫荆花园3栋", "江左区建安二路30号紫荆花园3栋", (114.31, 30.61)),
    PlaceRecord(PlaceKind.JUNCTION, "建安一路与望星大道路口", "建安一路与望星大道路口", HERE),
)


@pytest.fixture
def gazetteer() -> Iterator[Gazetteer]:
    made = Gazetteer.of_records(RECORDS)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("安建一路12号", "建安一路12号"),
        ("健安二路12号", "建安二路12号"),
        ("建安安一路12号", "建安一路12号"),
        ("建二路12", "建安二路12号"),
        ("建安一路十二号", "建安一路12号"),
        ("建安一路２８号", "建安一路28号"),
        ("建安一路二十八号3单元", "建安一路28号"),
        ("jianaanyilu12", "建安一路12号"),
        ("jayl28", "建安一路28号"),
        ("江左区建安二路30号", "建安二路30号"),
        ("湖北省示范市江左区建安二路30号", "建安二路30号"),
        ("紫荆花园三栋", "紫荆花园3栋"),
        ("紫荆花园3栋2单元", "紫荆花园3栋"),
        ("紫晶花苑", "紫荆花苑"),
        ("第三医院", "示范市第三人民医院"),
        ("康复医院", "示范市第三人民医院"),
        ("kfyy", "示范市第三人民医院"),
        ("望星大道建安一路口", "建安一路与望星大道路口"),
        ("健安一路与望星道", "建安一路与望星大道路口"),
        ("建安一路 望星大道", "建安一路与望星大道路口"),
    ],
)
def test_that_what_was_meant_comes_first(gazetteer: Gazetteer, typed: str, name: str) -> None:
    assert gazetteer.search(typed)[0].name == name


def test_that_a_street_known_by_its_houses_alone_is_found(gazetteer: Gazetteer) -> None:
    best = gazetteer.search("建安一路")[0]

    assert (best.kind, best.name) == (PlaceKind.STREET, "建安一路")


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            " ",
            "\0\x1b\x07",
            "🚑🚑🚑",
            "'; DROP TABLE place;--",
            '"* OR (NEAR',
            "%_%",
            "\ud800",
        ),
        *("望" * 10_000, "9" * 10_000, "与" * 10_000, "a" * 10_000, "１" * 10_000 + "号"),
        *("路与" * 5_000, "一百" * 5_000 + "号", "号" * 500, "江左区" * 3_000, "\N{MIDDLE DOT}"),
    ],
)
def test_that_no_text_breaks_the_search(gazetteer: Gazetteer, typed: str) -> None:
    assert len(gazetteer.search(typed)) <= 8
    gazetteer.locate(typed)


def test_that_random_texts_do_not_break_the_search(gazetteer: Gazetteer) -> None:
    letters = "建安一路二十号与望星大道江左区12３a-h '\"*%\n\0🚑紫荆花园栋"
    draw = random.Random(120)  # noqa: S311 - the same texts every time, not a secret

    for _ in range(300):
        gazetteer.search("".join(draw.choices(letters, k=draw.randint(0, 30))), near=HERE)


def test_that_a_cancelled_search_gives_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.search("建安一路12号", cancelled=lambda: True) == []


def test_that_several_threads_may_search_at_once(gazetteer: Gazetteer) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(gazetteer.search, ["建安一路12号", "紫荆花苑"] * 40))

    assert {matches[0].name for matches in found} == {"建安一路12号", "紫荆花苑"}


def test_that_of_equal_fits_the_more_important_comes_first() -> None:
    twins = [
        PlaceRecord(PlaceKind.LANDMARK, "同心桥东", "同心桥东", HERE),
        PlaceRecord(PlaceKind.LANDMARK, "同心桥西", "同心桥西", HERE, importance=0.9),
    ]

    assert Gazetteer.of_records(twins).search("同心桥")[0].name == "同心桥西"


def test_that_an_address_in_one_of_two_places_is_not_guessed() -> None:
    gazetteer = Gazetteer.of_records(
        [
            *RECORDS[:2],
            house("解放路", 9),
            PlaceRecord(PlaceKind.HOUSE, "解放路9号", "江右区解放路9号", (114.9, 30.1)),
        ]
    )

    located = gazetteer.locate("江右区解放路9号")

    assert gazetteer.locate("解放路9号") is None
    assert located is not None
    assert located.point == (114.9, 30.1)


def test_that_a_built_file_answers_like_the_records(tmp_path: Path, gazetteer: Gazetteer) -> None:
    build_place_index(RECORDS, tmp_path / FILE_NAME)

    opened = Gazetteer.load(tmp_path)

    assert opened.search("健安二路12号") == gazetteer.search("健安二路12号")
    opened.close()


def test_that_a_file_of_another_kind_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    file.write_bytes(b"nothing of the kind" * 100)

    with pytest.raises(NotAPlaceFile, match="import the city"):
        Gazetteer.load(tmp_path)


def test_that_a_file_of_another_version_says_what_to_do(tmp_path: Path) -> None:
    build_place_index(RECORDS, tmp_path / FILE_NAME)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("UPDATE fact SET value = '0' WHERE name = 'version'")
    connection.commit()
    connection.close()

    with pytest.raises(NotAPlaceFile, match="again"):
        Gazetteer.load(tmp_path)
