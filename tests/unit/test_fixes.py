"""Which positions are believed."""

from math import inf, nan

import pytest

from dispatch_server.domain.fixes import (
    FilterLimits,
    JumpFilter,
    Seen,
    grown,
    metres_between,
    passes,
    rejection_of,
)

NOW = 1_795_000_000_000
PLACE = (114.3, 30.6)
CITY = grown((114.0, 30.4, 114.6, 30.8), 100_000)
LIMITS = FilterLimits(area=CITY, fastest_mps=55.0, slack_m=150.0, agreeing=3)


@pytest.mark.parametrize(
    ("point", "at", "why"),
    [
        (PLACE, NOW, ""),
        ((0.0, 0.0), NOW, "null-island"),
        ((0.4, -0.3), NOW, "null-island"),
        ((nan, 30.6), NOW, "not-finite"),
        ((114.3, inf), NOW, "not-finite"),
        ((30.6, 114.3), NOW, "swapped"),
        ((114.3, 95.0), NOW, "off-earth"),
        ((2.3, 48.9), NOW, "far-away"),
        (PLACE, 0, "clock"),
        (PLACE, NOW + 2 * 86_400_000, "clock"),
    ],
)
def test_that_a_position_that_cannot_be_right_is_named(
    point: tuple[float, float], at: int, why: str
) -> None:
    assert rejection_of(point, at, now_ms=NOW, area=CITY) == why


def test_that_a_clock_ten_minutes_wrong_is_no_reason_to_disbelieve_a_place() -> None:
    for wrong in (-600_000, 600_000):
        assert rejection_of(PLACE, NOW + wrong, now_ms=NOW, area=CITY) == ""


def drive(*fixes: tuple[float, float]) -> list[bool]:
    """Say which of some fixes (seconds, degrees east of the place) are believed."""
    filtered = JumpFilter()
    return [
        passes(filtered, Seen(at, (PLACE[0] + east, PLACE[1])), LIMITS, accuracy=5.0)
        for at, east in fixes
    ]


def test_that_a_jump_is_not_believed_and_the_way_goes_on() -> None:
    assert drive((0, 0), (1, 0.0001), (2, 0.1), (3, 0.0003)) == [True, True, False, True]


def test_that_the_filter_lets_itself_out_after_fixes_that_agree() -> None:
    assert drive((0, 0), (1, 0.1), (2, 0.1001), (3, 0.1002), (4, 0.1003)) == [
        True,
        False,
        False,
        True,
        True,
    ]


def test_that_jumps_that_do_not_agree_never_count_together() -> None:
    assert drive((0, 0), (1, 0.1), (2, -0.1), (3, 0.2), (4, -0.2)) == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_that_far_is_near_enough_after_a_long_silence() -> None:
    assert drive((0, 0), (3_600, 0.5)) == [True, True]


def test_that_what_comes_late_is_not_judged() -> None:
    assert drive((10, 0), (5, 0.1), (11, 0.0001)) == [True, True, True]


def test_that_a_tenth_of_a_degree_is_as_long_as_it_is() -> None:
    assert metres_between((114.3, 30.6), (114.4, 30.6)) == pytest.approx(9_571, abs=10)
