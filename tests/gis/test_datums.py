"""Positions between the datums used in China."""

from collections.abc import Callable

import numpy as np
import pytest

from gis_data.datums import (
    GEOD,
    FloatArray,
    bd09_to_gcj02,
    bd09_to_wgs84,
    distance_m,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

CITIES = np.array(
    [(114.3, 30.6), (116.4, 39.9), (121.47, 31.23), (87.6, 43.8), (126.6, 45.8), (113.26, 23.13)]
)
MILLIMETRE = 0.001


def apart(first: FloatArray, second: FloatArray) -> FloatArray:
    return np.asarray(GEOD.inv(first[:, 0], first[:, 1], second[:, 0], second[:, 1])[2])


@pytest.mark.parametrize(
    ("there", "back"),
    [
        (wgs84_to_gcj02, gcj02_to_wgs84),
        (gcj02_to_bd09, bd09_to_gcj02),
        (wgs84_to_bd09, bd09_to_wgs84),
    ],
)
def test_that_going_to_a_datum_and_back_loses_less_than_a_millimetre(
    there: Callable[[FloatArray], FloatArray], back: Callable[[FloatArray], FloatArray]
) -> None:
    assert apart(back(there(CITIES)), CITIES).max() < MILLIMETRE


def test_that_gcj02_lies_some_hundred_metres_from_wgs84_in_every_city() -> None:
    away = apart(wgs84_to_gcj02(CITIES), CITIES)

    assert away.min() > 100
    assert away.max() < 1000


def test_that_a_known_position_is_shifted_as_published() -> None:
    shifted = wgs84_to_gcj02((116.404, 39.915))

    assert shifted == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)


def test_that_one_position_is_shifted_like_a_row_of_many() -> None:
    one = wgs84_to_bd09((114.3, 30.6))

    assert one == pytest.approx(tuple(wgs84_to_bd09(CITIES)[0]))


def test_that_shifting_leaves_the_given_positions_alone() -> None:
    before = CITIES.copy()

    gcj02_to_wgs84(CITIES)

    assert np.array_equal(CITIES, before)


def test_that_distance_is_measured_along_the_ellipsoid() -> None:
    assert distance_m((114.3, 30.6), (114.3, 30.7)) == pytest.approx(11_085.9, abs=1)
