"""The projection of the map: there and back again, zooming around a pixel, fitting points."""

import numpy as np
import pytest

from dispatch_console.map.mercator import (
    LEAST_ZOOM,
    MOST_ZOOM,
    View,
    heading,
    project,
    project_rows,
    unproject,
)

WUHAN = (114.2850, 30.5880)
PLACES = [WUHAN, (0.0, 0.0), (-73.98, 40.75), (179.9, -84.0)]


def view(zoom: float = 15.0) -> View:
    """A view of the demonstration city."""
    return View.at(WUHAN, zoom=zoom, width=1920, height=1080)


@pytest.mark.parametrize("place", PLACES)
def test_that_a_position_survives_the_sheet_and_back(place: tuple[float, float]) -> None:
    assert unproject(*project(place)) == pytest.approx(place, abs=1e-9)


@pytest.mark.parametrize("place", PLACES)
def test_that_rows_are_projected_as_single_positions_are(place: tuple[float, float]) -> None:
    assert project_rows(np.array([place]))[0] == pytest.approx(project(place))


def test_that_the_equator_and_greenwich_are_the_origin() -> None:
    assert project((0.0, 0.0)) == pytest.approx((0.0, 0.0), abs=1e-6)


def test_that_the_centre_is_in_the_middle_and_north_is_up() -> None:
    middle = view().px(WUHAN)
    north = view().px((WUHAN[0], WUHAN[1] + 0.001))

    assert middle == pytest.approx((960, 540))
    assert north[0] == pytest.approx(960)
    assert north[1] < 540


@pytest.mark.parametrize("pixel", [(0, 0), (17.5, 1003.25), (1919, 1079)])
def test_that_a_pixel_names_the_position_that_is_drawn_there(pixel: tuple[float, float]) -> None:
    assert view().px(view().point(*pixel)) == pytest.approx(pixel, abs=1e-6)


def test_that_zooming_keeps_what_is_under_the_pointer() -> None:
    before = view().point(300, 200)

    after = view().zoomed(16.5, x=300, y=200)

    assert after.point(300, 200) == pytest.approx(before, abs=1e-9)
    assert after.zoom == 16.5


@pytest.mark.parametrize(("asked", "given"), [(99.0, MOST_ZOOM), (1.0, LEAST_ZOOM)])
def test_that_the_zoom_has_bounds(asked: float, given: float) -> None:
    assert view().zoomed(asked, x=0, y=0).zoom == given


def test_that_a_kilometre_on_the_ground_is_a_kilometre_on_the_scale_bar() -> None:
    kilometre_north = (WUHAN[0], WUHAN[1] + 1000 / 111_000)

    pixels = 540 - view().px(kilometre_north)[1]

    assert pixels * view().ground_metres_per_px == pytest.approx(1000, rel=0.005)


def test_that_fitted_points_lie_inside_the_margins() -> None:
    points = [(114.25, 30.56), (114.32, 30.61), (114.27, 30.60)]

    fitted = view().fitted(points, margins=(100, 150, 350, 50))

    pixels = [fitted.px(point) for point in points]
    assert all(100 <= x <= 1920 - 350 and 150 <= y <= 1080 - 50 for x, y in pixels)


def test_that_a_single_point_is_fitted_without_diving_in() -> None:
    assert view().fitted([WUHAN]).zoom <= 16


def test_that_headings_are_compass_bearings() -> None:
    east = (WUHAN[0] + 0.01, WUHAN[1])
    south = (WUHAN[0], WUHAN[1] - 0.01)

    assert heading(WUHAN, east) == pytest.approx(90)
    assert abs(heading(WUHAN, south)) == pytest.approx(180)
