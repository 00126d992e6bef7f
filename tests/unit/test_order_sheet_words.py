"""The words of the order sheet: numbers, distances and texts as people read them."""

import pytest

from dispatch_server.adapters.printing.sheet_words import distance, line, minutes, phone


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (None, "—"),
        (0, "0 米"),
        (40.4, "40 米"),
        (999.4, "999 米"),
        (999.6, "1.0 km"),
        (2140, "2.1 km"),
    ],
)
def test_that_a_distance_has_its_unit(metres: float | None, said: str) -> None:
    assert distance(metres) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "—"), (5, "约 1 分钟"), (60, "约 1 分钟"), (391, "约 7 分钟")],
)
def test_that_a_driving_time_is_rounded_up_to_minutes(seconds: float | None, said: str) -> None:
    assert minutes(seconds) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(None, "—"), ("10027164053", "100 2716 4053"), ("02700001234", "02700001234"), ("120", "120")],
)
def test_that_only_mobile_numbers_are_spaced(number: str | None, said: str) -> None:
    assert phone(number) == said


def test_that_separate_lines_become_facts_apart_on_one_line() -> None:
    assert line(" 有高血压 \r\n 已服药  穿红衣 ") == "有高血压　已服药　穿红衣"


def test_that_signs_nobody_can_see_are_dropped() -> None:
    assert line("男\x00 \u202e58岁\ufeff") == "男 58岁"


def test_that_an_empty_text_is_replaced_by_what_says_so() -> None:
    assert line(" \n", missing="不明") == "不明"


def test_that_a_long_run_of_letters_may_be_broken() -> None:
    assert line("a" * 20) == "a" * 16 + "\u200b" + "a" * 4
