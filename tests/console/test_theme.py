"""The look: contrast, signs of the states, style sheets and sounds."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dispatch_console.theme.contrast import contrast, pairs
from dispatch_console.theme.palette import (
    CALLS,
    DARK,
    INCIDENTS,
    LEVELS,
    LIGHT,
    LINKS,
    ORDERS,
    SEATS,
    TOKENS,
    VEHICLES,
    Palette,
    Sign,
)
from dispatch_console.theme.qss import style_sheet
from dispatch_console.theme.sounds import Sound, Sounds
from dispatch_server.contract import states

SOUNDS = Path(__file__).parents[2] / "resources" / "sounds"


def test_that_black_on_white_measures_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


def test_that_every_pair_of_colours_can_be_read() -> None:
    too_weak = [pair for pair in pairs() if pair.ratio < pair.needs]

    assert too_weak == []


@pytest.mark.parametrize(
    ("family", "enum"),
    [
        (ORDERS, states.OrderState),
        (INCIDENTS, states.IncidentState),
        (CALLS, states.CallState),
    ],
)
def test_that_every_state_of_the_contract_has_a_sign(
    family: Mapping[str, Sign], enum: Iterable[StrEnum]
) -> None:
    assert [state for state in enum if state not in family] == []


@pytest.mark.parametrize("family", [ORDERS, INCIDENTS, CALLS, SEATS, VEHICLES, LINKS])
def test_that_no_state_is_told_by_colour_alone(family: Mapping[str, Sign]) -> None:
    assert all(sign.word and (sign.glyph or sign.shape) for sign in family.values())
    assert len({(sign.glyph, sign.shape, sign.full) for sign in family.values()}) == len(family)


@pytest.mark.parametrize("family", [ORDERS, INCIDENTS, CALLS, SEATS, VEHICLES, LINKS])
def test_that_every_hue_named_by_a_state_exists(family: Mapping[str, Sign]) -> None:
    assert {sign.hue for sign in family.values()} <= set(TOKENS.dark.hue)


def test_that_there_are_four_levels() -> None:
    assert list(LEVELS) == [1, 2, 3, 4]


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_that_the_style_sheet_names_no_unknown_colour(palette: Palette) -> None:
    sheet = style_sheet(palette)

    assert palette.hex("bg.panel") in sheet
    assert "{bg." not in sheet
    assert "{text." not in sheet


def test_that_a_machine_without_sound_stays_well(qtbot: QtBot) -> None:
    sounds = Sounds(SOUNDS)

    sounds.start(Sound.RING)
    sounds.once(Sound.NOTICE)

    assert sounds.sounding == {Sound.RING}
    sounds.stop(Sound.RING)
    assert not sounds.sounding


@pytest.mark.parametrize("sound", list(Sound))
def test_that_every_sound_has_its_file(sound: Sound) -> None:
    assert (SOUNDS / f"{sound.value}.wav").stat().st_size > 1000
