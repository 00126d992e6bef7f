"""The printed map."""

from xml.etree import ElementTree as ET

import pytest

from gis_data.city import DEMO_CITY
from gis_data.datums import Point
from gis_data.layers import CityLayers
from gis_data.picture import sheet_svg
from gis_data.picture_frame import PictureFrame
from gis_data.roads import RoadNetwork

SCENE: Point = (114.260652, 30.582346)
MEETING_POINT: Point = (114.261552, 30.581946)
STATION: Point = (114.2751, 30.5821)


@pytest.fixture(scope="module")
def layers() -> CityLayers:
    return CityLayers.load(DEMO_CITY)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - a picture of our own


def texts(svg: str) -> list[str]:
    return [element.text for element in parsed(svg).iter() if element.text]


def test_that_the_picture_is_svg_of_the_size_asked_for(layers: CityLayers) -> None:
    root = parsed(sheet_svg(layers, scene=SCENE, width_mm=150, height_mm=90))

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (root.get("width"), root.get("height")) == ("150mm", "90mm")
    assert root.get("font-family") == "Noto Sans CJK SC"


def test_that_the_picture_names_the_places_of_the_order_the_streets_and_the_source(
    layers: CityLayers,
) -> None:
    route = RoadNetwork.load(DEMO_CITY).route(STATION, MEETING_POINT)
    assert route is not None

    shown = texts(
        sheet_svg(
            layers,
            scene=SCENE,
            meeting_point=MEETING_POINT,
            station=STATION,
            route=route.points,
        )
    )

    assert {"现场", "等车点", "出车站", "北", "揽月大道", layers.attribution} <= set(shown)
    assert any(text.endswith((" 米", " 公里")) for text in shown)


def test_that_what_an_order_lacks_is_not_drawn(layers: CityLayers) -> None:
    shown = texts(sheet_svg(layers, scene=SCENE))

    assert "现场" in shown
    assert not {"等车点", "出车站"} & set(shown)


def test_that_every_point_of_the_order_is_on_the_paper_with_a_margin() -> None:
    points = [SCENE, MEETING_POINT, (114.2351, 30.6179)]

    frame = PictureFrame.around(
        points, width_mm=180, height_mm=100, within=(114.2347, 30.549, 114.334, 30.6209)
    )

    for point in points:
        x, y = frame.place(point)
        assert 20 < x < 160
        assert 11 < y < 89


def test_that_near_points_do_not_make_a_map_of_one_yard() -> None:
    frame = PictureFrame.around(
        [SCENE], width_mm=180, height_mm=100, within=(114.2, 30.5, 114.4, 30.7)
    )

    assert frame.metres_per_mm * 100 == pytest.approx(600)


def test_that_a_scene_off_the_map_still_gives_a_picture(layers: CityLayers) -> None:
    assert "现场" in texts(sheet_svg(layers, scene=(115.0, 31.0)))
