"""What the driver is told, what a line closes, what is reached, and the centre's own speeds."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from gis_data.city import DEMO_CITY
from gis_data.road_closing import RoadLines
from gis_data.road_guidance import length, sentences
from gis_data.road_snapping import Start
from gis_data.road_speed_file import SpeedFileFault, read_speeds, write_speeds
from gis_data.road_speeds import RoadSpeeds
from gis_data.road_table import RoadClass, read_roads
from gis_data.roads import RoadNetwork, Route
from tests.gis.grids import Piece, at, network

TOWN = network(
    Piece((0, 0), (3, 0), street="示范大道"),
    Piece((3, 0), (6, 0), street="示范大道"),
    Piece((3, 0), (3, 2), street="示范一路"),
    Piece((3, 2), (5, 2), RoadClass.SERVICE),
    Piece((3, 0), (3, -2), street="示范二路"),
)


def told(start: tuple[float, float], end: tuple[float, float]) -> list[str]:
    route = RoadNetwork(TOWN).route(at(*start), at(*end))
    assert isinstance(route, Route)
    return sentences(route.steps, before_m=route.before_m, after_m=route.after_m)


def test_that_a_left_turn_and_its_streets_are_told() -> None:
    assert told((0, 0), (3, 1)) == [
        "向东出发，沿示范大道 580 米，左转进入示范一路",
        "沿示范一路 220 米，到达",
    ]


def test_that_a_right_turn_is_told_and_the_straight_way_is_one_line() -> None:
    assert told((0, 0), (3, -1))[0].endswith("右转进入示范二路")
    assert told((0, 0), (6, 0)) == ["向东出发，沿示范大道 1.2 公里，到达"]


def test_that_a_nameless_road_is_called_by_its_kind() -> None:
    assert told((3, 0.5), (5, 2))[0].endswith("右转进入内部道路")


def test_that_a_way_beside_the_road_is_told() -> None:
    assert told((0, 0), (5, 0.5))[-1] == "目的地离道路约 110 米，驶离道路进入"


@pytest.mark.parametrize(
    ("metres", "words"), [(3, "10 米"), (348, "350 米"), (996, "1.0 公里"), (1234, "1.2 公里")]
)
def test_that_a_length_is_told_as_people_say_it(metres: float, words: str) -> None:
    assert length(metres) == words


def test_that_a_line_along_a_street_means_its_roads_and_no_side_street() -> None:
    lines = RoadLines(TOWN)

    assert lines.under([at(0.2, 0.02), at(5.8, -0.02)]) == (0, 1)
    assert lines.under([at(3, 0.5), at(3, 1.9)]) == (2,)
    assert lines.under([at(1, 0)]) == (0,)


@pytest.mark.parametrize("line", [[], [at(1, 1)], [at(0, 5), at(6, 5)], [(float("nan"), 1.0)]])
def test_that_a_line_beside_every_road_means_none(line: list[tuple[float, float]]) -> None:
    assert RoadLines(TOWN).under(line) == ()


def test_that_a_street_is_found_between_two_places_on_it() -> None:
    lines = RoadLines(TOWN)

    found = lines.stretch(at(0.3, 0), at(5.5, 0.1))

    assert found is not None
    street, line = found
    assert street == "示范大道"
    assert line[0] == pytest.approx(at(0, 0))
    assert line[-1] == pytest.approx(at(6, 0))
    assert lines.under(line) == (0, 1)
    assert lines.stretch(at(0, 0), at(4.5, 2)) is None


def test_that_every_road_of_the_city_is_closed_by_its_own_line() -> None:
    roads = read_roads(DEMO_CITY)
    lines = RoadLines(roads)

    missed = [
        edge
        for edge in range(0, len(roads), 40)
        if edge not in lines.under([(float(x), float(y)) for x, y in roads.line(edge)])
    ]

    assert missed == []


def test_that_reach_grows_with_the_minutes_and_holds_what_is_reached() -> None:
    ground = RoadNetwork.load(DEMO_CITY)
    start = (114.285, 30.585)
    far = [(float(x), float(y)) for x, y in ground.roads.coordinates[::97]]
    seconds = np.array([float(ground.seconds_to(one, [Start(start)])[0]) for one in far])

    four, eight = ground.reach(start, [8, 4])

    assert (four.minutes, eight.minutes) == (4, 8)
    assert four.area.is_valid
    assert eight.area.buffer(1e-4).covers(four.area)
    points = shapely.points(far)
    inside = shapely.contains(four.area, points)
    assert inside[seconds < 200].mean() > 0.95
    assert inside[seconds > 330].mean() < 0.05


def test_that_speeds_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "speeds.csv"
    write_speeds(RoadSpeeds(), file)

    found = read_speeds(file)

    assert np.allclose(found.ordinary.values, RoadSpeeds().ordinary.values, rtol=1e-4)
    assert np.allclose(found.siren.values, RoadSpeeds().siren.values, rtol=1e-4)
    assert found.ordinary.source == RoadSpeeds().ordinary.source


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("kmh,1,0,", "kmh,8,0,", "line 4"),
        ("kmh,1,0,", "kmh,x,0,", "line 4"),
        ("kmh,1,0,80.5", "kmh,1,0,-5", "line 4"),
        ("kmh,1,0,80.5", "kmh,1,0,nan", "line 4"),
        ("kmh,1,0,80.5", "kmh,1,0,fast", "line 4"),
        ("kmh,1,0,80.5", "kmh,1,0,80.5,1", "line 4"),
        ("motorway,", "motorways,", "heading"),
        ("kmh,7,23,", "kmh,7,22,", "167 hours"),
    ],
)
def test_that_a_faulty_speed_file_is_refused_with_its_line(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    file = tmp_path / "speeds.csv"
    write_speeds(RoadSpeeds(), file)
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")

    with pytest.raises(SpeedFileFault, match=said):
        read_speeds(file)


def test_that_a_speed_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpeedFileFault, match="cannot be read"):
        read_speeds(tmp_path / "none.csv")
