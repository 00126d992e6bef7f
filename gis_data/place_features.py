"""What a name and a typed text have in common when one of them is garbled.

A feature is a short key: a character, two neighbouring characters in either order, and the same
for their sounds; and two neighbouring initials. Neighbours may have one character between them.
So a character that is wrong, missing, doubled or in the wrong place spoils few of them.
"""

from typing import Final

from gis_data.pinyin import blurred, sound_signs, syllables

MOST_CHARACTERS: Final = 40
"""Longer texts give the features of their beginning."""

IN_JUNCTION: Final = "j"
"""Junctions have features of their own, so that they do not crowd out their streets."""
_REACH: Final = 2


def features(text: str, signs: str, *, prefix: str = "") -> set[str]:
    """Return the features of normalised text whose sounds are written as `sound_signs` does."""
    text, dull = text[:MOST_CHARACTERS], blurred(signs[:MOST_CHARACTERS])
    return {
        *(f"{prefix}c{character}" for character in text),
        *(f"{prefix}p{pair}" for pair in _pairs(text)),
        *(f"{prefix}s{sign}" for sign in dull),
        *(f"{prefix}t{pair}" for pair in _pairs(dull)),
    }


def initial_features(initials: str, *, prefix: str = "") -> set[str]:
    """Return the features of a text's initials: every two that stand side by side."""
    short = initials[:MOST_CHARACTERS]
    return {f"{prefix}n{short[place : place + 2]}" for place in range(len(short) - 1)}


def initials_of(reading: tuple[str, ...]) -> str:
    """Return the first letters of a reading's syllables."""
    return "".join(syllable[:1] for syllable in reading)


def signs_of(text: str) -> str:
    """Return the sounds of typed text, each character read by itself."""
    return sound_signs(syllables(text))


def _pairs(text: str) -> set[str]:
    return {
        min(one, other) + max(one, other)
        for place, one in enumerate(text)
        for other in text[place + 1 : place + 1 + _REACH]
        if one != other
    }
