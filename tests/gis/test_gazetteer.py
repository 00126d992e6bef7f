"""Searching places and locating addresses, in a small invented town."""

import pytest

from gis_data.address_reading import Precision
from gis_data.city import DEMO_CITY
from gis_data.gazetteer import Gazetteer
from gis_data.place_file import District, Junction, Landmark, Places, Street
from gis_data.place_record import PlaceKind

TOWN = Places(
    city="示范市",
    districts=(
        District("江左区", ("jiang", "zuo", "qu"), (114.26, 30.57)),
        District("江右区", ("jiang", "you", "qu"), (114.31, 30.57)),
    ),
    streets=(
        Street(
            name="望星大道",
            syllables=("wang", "xing", "da", "dao"),
            district="江左区",
            point=(114.28, 30.58),
            houses={9: (114.281, 30.58), 28: (114.282, 30.58)},
        ),
        Street("清河快速路", ("qing", "he", "kuai", "su", "lu"), "", (114.3, 30.57), {}),
        Street("晨风路", ("chen", "feng", "lu"), "江左区", (114.29, 30.59), {}),
        Street("和畅街", ("he", "chang", "jie"), "江左区", (114.30, 30.59), {1: (114.3, 30.591)}),
    ),
    landmarks=(
        Landmark(
            "长乐花园",
            ("chang", "le", "hua", "yuan"),
            "江左区望星大道28号",
            (114.282, 30.58),
        ),
        Landmark("海棠花园", ("hai", "tang", "hua", "yuan"), "江左区晨风路3号", (114.29, 30.592)),
        Landmark("海棠小学", ("hai", "tang", "xiao", "xue"), "江左区和畅街1号", (114.3, 30.591)),
        Landmark("海棠公寓", ("hai", "tang", "gong", "yu"), "江右区清河快速路1号", (114.31, 30.57)),
        Landmark("CBD大厦", ("C", "B", "D", "da", "sha"), "江右区清河快速路2号", (114.31, 30.57)),
    ),
    junctions=(
        Junction(("望星大道", "晨风路"), "江左区", (114.285, 30.585)),
        Junction(("晨风路", "和畅街"), "江左区", (114.295, 30.59)),
    ),
)


@pytest.fixture
def gazetteer() -> Gazetteer:
    return Gazetteer.of_places(TOWN)


@pytest.mark.parametrize(
    "typed",
    [
        "望星大道",
        "望星",
        "wangxingdadao",
        "wangx",
        "wxdd",
        "wxd",
        "望星dd",
        "ｗｘｄｄ",
        "WXDD",
        "望 星",
    ],
)
def test_that_a_street_is_found_by_characters_pinyin_and_initials(
    gazetteer: Gazetteer, typed: str
) -> None:
    assert gazetteer.search(typed)[0].name == "望星大道"


@pytest.mark.parametrize("typed", ["忘星大道", "望兴大道", "望大星道", "望星道", "望星犬道"])
def test_that_one_wrong_character_is_forgiven(gazetteer: Gazetteer, typed: str) -> None:
    assert gazetteer.search(typed)[0].name == "望星大道"


def test_that_a_character_with_two_readings_is_read_as_in_the_name(gazetteer: Gazetteer) -> None:
    assert [match.name for match in gazetteer.search("clhy")] == ["长乐花园"]
    assert gazetteer.search("zlhy") == []


@pytest.mark.parametrize(
    "typed", ["望星大道28号", "望星大道２８", "wxdd28", "示范市江左区望星大道28号"]
)
def test_that_a_house_number_is_found_on_its_street(gazetteer: Gazetteer, typed: str) -> None:
    best = gazetteer.search(typed)[0]

    assert (best.kind, best.name, best.point) == (
        PlaceKind.HOUSE,
        "望星大道28号",
        (114.282, 30.58),
    )


def test_that_an_unknown_number_is_placed_between_its_neighbours_and_said_to_be(
    gazetteer: Gazetteer,
) -> None:
    found = gazetteer.search("望星大道18号")

    assert [(match.name, match.is_estimated) for match in found[:3]] == [
        ("望星大道18号", True),
        ("望星大道9号", False),
        ("望星大道28号", False),
    ]
    assert 114.281 < found[0].point[0] < 114.282


def test_that_beyond_the_last_number_only_known_ones_are_offered(gazetteer: Gazetteer) -> None:
    names = [match.name for match in gazetteer.search("望星大道300号")]

    assert "望星大道300号" not in names
    assert names.index("望星大道28号") < names.index("望星大道9号")


@pytest.mark.parametrize(
    "typed",
    [
        "望星大道与晨风路",
        "晨风路/望星大道",
        "晨风路和望星大道交叉口",
        "wxdd与cfl",
        "晨风与望星路口",
    ],
)
def test_that_two_streets_find_their_junction(gazetteer: Gazetteer, typed: str) -> None:
    best = gazetteer.search(typed)[0]

    assert (best.kind, best.point) == (PlaceKind.JUNCTION, (114.285, 30.585))


def test_that_a_street_and_an_open_and_offers_all_its_junctions(gazetteer: Gazetteer) -> None:
    kinds = [match.kind for match in gazetteer.search("晨风路与")]

    assert kinds[:2] == [PlaceKind.JUNCTION, PlaceKind.JUNCTION]


def test_that_a_street_whose_name_holds_an_and_is_still_a_street(gazetteer: Gazetteer) -> None:
    assert gazetteer.search("和畅街")[0].name == "和畅街"


def test_that_of_equal_fits_the_nearer_comes_first(gazetteer: Gazetteer) -> None:
    west = gazetteer.search("花园", near=(114.282, 30.58))
    east = gazetteer.search("花园", near=(114.290, 30.592))

    assert west[0].name == "长乐花园"
    assert east[0].name == "海棠花园"


def test_that_a_district_typed_first_leaves_out_the_other_districts(
    gazetteer: Gazetteer,
) -> None:
    assert [match.name for match in gazetteer.search("江右区海棠")] == ["海棠公寓"]
    assert [match.name for match in gazetteer.search("江左区海棠公寓")] == []


def test_that_a_street_through_several_districts_is_found_in_each(gazetteer: Gazetteer) -> None:
    found = [gazetteer.search(f"{district}清河快速路")[0] for district in ("江左区", "江右区")]

    assert [match.address for match in found] == ["清河快速路", "清河快速路"]


@pytest.mark.parametrize("typed", ["cbd", "ＣＢＤ大厦", "cbdds"])
def test_that_latin_letters_in_a_name_are_found_in_either_case(
    gazetteer: Gazetteer, typed: str
) -> None:
    assert gazetteer.search(typed)[0].name == "CBD大厦"


def test_that_no_more_are_returned_than_asked_for(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.search("h", limit=2)) == 2


@pytest.mark.parametrize("typed", ["", "   ", "，。", "不存在的地方", "9", "与", "xyzxyz"])
def test_that_text_that_fits_nothing_finds_nothing(gazetteer: Gazetteer, typed: str) -> None:
    assert gazetteer.search(typed) == []


@pytest.mark.parametrize(
    ("address", "precision", "matched"),
    [
        ("示范市江左区望星大道28号3栋2单元501室", Precision.HOUSE, "望星大道28号"),
        ("江左区望星大道２８号", Precision.HOUSE, "望星大道28号"),
        ("长乐花园3栋501", Precision.HOUSE, "长乐花园"),
        ("望星大道30号长乐花园", Precision.HOUSE, "长乐花园"),
        ("晨风路与望星大道交叉口", Precision.JUNCTION, "晨风路与望星大道"),
        ("望星大道10号", Precision.STREET, "望星大道"),
        ("晨风路", Precision.STREET, "晨风路"),
        ("江左区无名小道", Precision.DISTRICT, "江左区"),
    ],
)
def test_that_an_address_is_located_as_precisely_as_it_is_known(
    gazetteer: Gazetteer, address: str, precision: Precision, matched: str
) -> None:
    located = gazetteer.locate(address)

    assert located is not None
    assert (located.precision, located.matched) == (precision, matched)


def test_that_an_unknown_number_is_placed_at_the_nearest_known_one(gazetteer: Gazetteer) -> None:
    located = gazetteer.locate("望星大道11号")

    assert located is not None
    assert located.point == (114.281, 30.58)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "东望星大道28号",
        "忘星大道28号",
        "外埠县望星大道28号",
        "地址未登记",
        "晨风路旁"[2:],
        "28号",
    ],
)
def test_that_an_address_that_matches_nothing_is_not_guessed(
    gazetteer: Gazetteer, address: str
) -> None:
    assert gazetteer.locate(address) is None


def test_that_a_landmark_on_another_street_does_not_move_the_address(
    gazetteer: Gazetteer,
) -> None:
    located = gazetteer.locate("晨风路长乐花园")

    assert located is not None
    assert (located.precision, located.matched) == (Precision.STREET, "晨风路")


def test_that_every_street_of_the_demonstration_city_is_found_by_its_initials() -> None:
    gazetteer = Gazetteer.load(DEMO_CITY)

    missed = [
        name
        for name, initials in (("望星大道", "wxdd"), ("和畅路", "hcl"), ("沐阳快速路", "myksl"))
        if name not in [match.name for match in gazetteer.search(initials)]
    ]

    assert missed == []
