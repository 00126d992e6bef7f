"""How much it takes to turn a typed text into a name: by character, by sound, by leaving away."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, LCSseq
from rapidfuzz.process import cdist

from gis_data.pinyin import blurred

Costs = npt.NDArray[np.float64]
"""0 is the same; 1 is one wrong character; a slip that people often make costs about a half."""

_SHAPE: Final = 0.5
"""A wrong character of the right sound."""
_SOUND: Final = 0.3
"""A sound of the same blurred kind (zh for z)."""
_BLURRED: Final = 0.2
"""A character of quite another sound costs all three."""
_EXCHANGED: Final = 0.55
_REPEATED: Final = 0.45
_TWO_EXCHANGED: Final = 2
_REPEATS: Final = re.compile(r"(.)\1+")
_BEGUN: Final = 0.12
_WITHIN: Final = 0.3
_LEFT_AWAY: Final = 0.3
_A_CHARACTER: Final = 0.03
_A_GAP: Final = 0.12
_SURROUNDED: Final = 0.75
_LEAST_SURROUNDED: Final = 3


def costs(typed: str, signs: str, names: Sequence[str], sounds: Sequence[str]) -> Costs:
    """Return for every name what it costs to have meant it by this text.

    All are normalised; `signs` and `sounds` write what they sound like, a sign a character.
    """
    whole = _edited(typed, signs, names, sounds)
    size = len(typed)
    begun = _edited(typed, signs, [n[:size] for n in names], [s[:size] for s in sounds])
    longer = np.array([max(0, len(name) - size) for name in names], dtype=np.float64)
    begun += np.where(longer > 0, _BEGUN + _A_CHARACTER * longer, 0)
    found: Costs = np.minimum.reduce(
        [
            *(whole, begun, _slipped(typed, names), _shortened(typed, names, longer)),
            _surrounded(typed, names),
        ]
    )
    return found


def _edited(typed: str, signs: str, names: Sequence[str], sounds: Sequence[str]) -> Costs:
    shape = _distances(typed, names)
    sound = _distances(signs, sounds)
    dull = _distances(blurred(signs), [blurred(sound) for sound in sounds])
    return _SHAPE * shape + _SOUND * sound + _BLURRED * dull


def _distances(text: str, others: Sequence[str]) -> Costs:
    found = cdist([text], others, scorer=OSA.distance, dtype=np.int32)[0]
    return np.asarray(found, dtype=np.float64)


def _slipped(typed: str, names: Sequence[str]) -> Costs:
    """Cost where nothing but the order of neighbours or a repeated character differs."""
    letters, once = sorted(typed), _REPEATS.sub(r"\1", typed)
    return np.array([_slip(typed, letters, once, name) for name in names])


def _slip(typed: str, letters: Sequence[str], once: str, name: str) -> float:
    if len(name) == len(typed):
        is_exchanged = sorted(name) == letters and _apart(typed, name) == _TWO_EXCHANGED
        return _EXCHANGED if is_exchanged else np.inf
    is_repeated = name[:1] == once[:1] and once == _REPEATS.sub(r"\1", name)
    return _REPEATED if is_repeated else np.inf


def _apart(typed: str, name: str) -> int:
    return sum(one != other for one, other in zip(typed, name, strict=True))


def _shortened(typed: str, names: Sequence[str], longer: Costs) -> Costs:
    """Cost where the text is the name with characters left away."""
    kept = np.asarray(cdist([typed], names, scorer=LCSseq.similarity, dtype=np.int32)[0])
    is_short = (kept == len(typed)) & (longer > 0)
    return np.array(
        [
            _shortening(typed, name, more) if short else np.inf
            for name, more, short in zip(names, longer, is_short, strict=True)
        ]
    )


def _shortening(typed: str, name: str, longer: float) -> float:
    if typed in name:
        return (_BEGUN if name.startswith(typed) else _WITHIN) + _A_CHARACTER * longer
    gaps, place = 0, -1
    for character in typed:
        found = name.find(character, place + 1)
        gaps += found != place + 1 and place >= 0
        place = found
    return _LEFT_AWAY + _A_GAP * max(0, gaps - 1) + _A_CHARACTER * longer


def _surrounded(typed: str, names: Sequence[str]) -> Costs:
    """Cost where the text says the name and something more."""
    return np.array(
        [
            _SURROUNDED - _A_CHARACTER * len(name)
            if len(name) >= _LEAST_SURROUNDED and name in typed and name != typed
            else np.inf
            for name in names
        ]
    )
