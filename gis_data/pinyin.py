"""How Chinese characters are read, from a small table that ships with the cities."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).parent / "city" / "pinyin.json"
"""Syllables without tone, each with the characters most often read so."""

_FIRST_SIGN: Final = 0xE000
"""Signs of syllables are taken from the private area, in the table's order."""
_ALIKE_STARTS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"))
_ALIKE_ENDS: Final = (("ang", "an"), ("eng", "en"), ("ing", "in"))


@lru_cache(maxsize=256)
def syllables(text: str) -> tuple[str, ...]:
    """Read `text` aloud: one syllable a Chinese character, and every other character as it is."""
    table = _table()
    return tuple(table.get(character, character) for character in text)


def sound_signs(reading: tuple[str, ...]) -> str:
    """Write a reading with one sign a syllable, so that sounds are compared like characters."""
    signs = _signs()
    return "".join(signs.get(syllable, syllable[:1]) for syllable in reading)


def reading_of(signs: str) -> tuple[str, ...]:
    """Return the syllables of which `sound_signs` made this text."""
    by_sign = _syllable_by_sign()
    return tuple(by_sign.get(sign, sign) for sign in signs)


def blurred(signs: str) -> str:
    """Write sounds that many speakers do not tell apart (zh z, n l, ing in …) with one sign."""
    return signs.translate(_blur())


def all_syllables() -> tuple[str, ...]:
    """Return every syllable of the table, in the order of its signs."""
    return tuple(_by_syllable())


@cache
def _by_syllable() -> dict[str, str]:
    by_syllable: dict[str, str] = json.loads(TABLE.read_text(encoding="utf-8"))
    return by_syllable


@cache
def _table() -> dict[str, str]:
    return {
        character: syllable
        for syllable, characters in _by_syllable().items()
        for character in characters
    }


@cache
def _signs() -> dict[str, str]:
    return {syllable: chr(_FIRST_SIGN + place) for place, syllable in enumerate(_by_syllable())}


@cache
def _syllable_by_sign() -> dict[str, str]:
    return {sign: syllable for syllable, sign in _signs().items()}


@cache
def _blur() -> dict[int, str]:
    signs = _signs()
    return {
        ord(sign): signs.get(_blurred_syllable(syllable), sign) for syllable, sign in signs.items()
    }


def _blurred_syllable(syllable: str) -> str:
    for start, plain in _ALIKE_STARTS:
        if syllable.startswith(start):
            syllable = plain + syllable.removeprefix(start)
            break
    for end, plain in _ALIKE_ENDS:
        if syllable.endswith(end):
            return syllable.removesuffix(end) + plain
    return syllable
