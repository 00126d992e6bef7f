"""How well typed text fits a name: by character, by reading, by initials, or with a slip."""

from typing import Final

from rapidfuzz.distance import OSA

from gis_data.pinyin import syllables

_EXACT: Final = 100.0
_START: Final = 95.0
_WHOLE_READING: Final = 94.0
_START_OF_READING: Final = 90.0
_WITHIN: Final = 88.0
_SOUNDS_LIKE: Final = 86.0
_SURROUNDS: Final = 82.0
_LATER_READING: Final = 72.0
_SLIP: Final = 68.0
_A_LETTER_MORE: Final = 0.3
_LEAST_FOR_SLIP: Final = 3
_LEAST_FOR_LATIN_SLIP: Final = 6
_LEAST_SURROUNDED: Final = 3


def fit(text: str, name: str, reading: tuple[str, ...]) -> float:
    """Return 0 to 100: how well normalised `text` fits a name read as `reading`.

    Text may mix characters, syllables and initials: 望星大道, wangxing, wxdd, 望星dd. One wrong,
    missing or exchanged character is forgiven, and any character may be written by another of its
    sound.
    """
    name = name.lower()
    unused = max(0, len(name) - len(text)) * _A_LETTER_MORE
    if text == name:
        return _EXACT
    if name.startswith(text):
        return _START - unused
    if text in name:
        return _WITHIN - unused
    by_reading = _fit_by_reading(text, name, reading)
    if by_reading:
        return by_reading - unused
    if len(name) >= _LEAST_SURROUNDED and name in text:
        return _SURROUNDS
    return _fit_with_slip(text, name, reading)


def _fit_by_reading(text: str, name: str, reading: tuple[str, ...]) -> float:
    if len(text) > 1 and not text.isascii() and _sounds_within(text, reading):
        return _SOUNDS_LIKE
    for start in range(len(name)):
        if text[0] not in (name[start], reading[start][0]):
            continue
        used = _abbreviates(text, name, reading, start)
        if used is not None:
            if start:
                return _LATER_READING
            return _WHOLE_READING if used == len(name) else _START_OF_READING
    return 0.0


def _sounds_within(text: str, reading: tuple[str, ...]) -> bool:
    sound = syllables(text)
    if sound[0] not in reading:
        return False
    return any(
        reading[start : start + len(sound)] == sound
        for start in range(len(reading) - len(sound) + 1)
    )


def _abbreviates(text: str, name: str, reading: tuple[str, ...], at: int) -> int | None:
    """Return where `text` ends in the name when it is made of characters and heads of syllables."""
    if not text:
        return at
    if at == len(name):
        return None
    if text[0] == name[at]:
        return _abbreviates(text[1:], name, reading, at + 1)
    syllable = reading[at]
    for length in range(min(len(syllable), len(text)), 0, -1):
        if syllable.startswith(text[:length]):
            end = _abbreviates(text[length:], name, reading, at + 1)
            if end is not None:
                return end
    return None


def _fit_with_slip(text: str, name: str, reading: tuple[str, ...]) -> float:
    if text.isascii():
        whole = "".join(reading)
        enough = len(text) >= _LEAST_FOR_LATIN_SLIP
        return _SLIP if enough and OSA.distance(text, whole, score_cutoff=1) <= 1 else 0.0
    if len(text) < _LEAST_FOR_SLIP:
        return 0.0
    if not set(text) & set(name):
        return 0.0
    distance = min(
        OSA.distance(text, part, score_cutoff=1)
        for part in (name, name[: len(text)], name[: len(text) + 1])
    )
    return _SLIP if distance <= 1 else 0.0
