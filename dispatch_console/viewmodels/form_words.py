"""The choices of what the form asks, with their keys; the words are the contract's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from dispatch_server.contract.details import Details, Lift, Sex
from dispatch_server.contract.words import (
    BREATHING_WORDS,
    CANCEL_WORDS,
    CONSCIOUSNESS_WORDS,
    LEVEL_WORDS,
    LIFT_WORDS,
    NEED_WORDS,
    SEX_WORDS,
)

V = TypeVar("V", bound=str)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer the form offers: its value, its word and its key."""

    value: str
    word: str
    key: str


def _numbered(words: Mapping[V, str]) -> tuple[Option, ...]:
    return tuple(
        Option(str(value), word, str(place)) for place, (value, word) in enumerate(words.items(), 1)
    )


SEX_OPTIONS: Final = (
    Option(Sex.MALE, SEX_WORDS[Sex.MALE], "M"),
    Option(Sex.FEMALE, SEX_WORDS[Sex.FEMALE], "F"),
    Option(Sex.UNKNOWN, "不明", "U"),
)
LIFT_OPTIONS: Final = (
    Option(Lift.YES, LIFT_WORDS[Lift.YES], "Y"),
    Option(Lift.NO, LIFT_WORDS[Lift.NO], "N"),
    Option(Lift.UNKNOWN, "不明", "U"),
)
CONSCIOUSNESS_OPTIONS: Final = _numbered(CONSCIOUSNESS_WORDS)
BREATHING_OPTIONS: Final = _numbered(BREATHING_WORDS)
NEED_OPTIONS: Final = _numbered(NEED_WORDS)
CANCEL_OPTIONS: Final = _numbered(CANCEL_WORDS)
LEVEL_OPTIONS: Final = tuple(
    Option(str(level.value), word, str(level.value)) for level, word in LEVEL_WORDS.items()
)


def patient_words(details: Details) -> str:
    """Write who is ill, in a few words: 男 58, or 3 人."""
    sex = SEX_WORDS.get(details.sex, "") if details.sex not in {None, Sex.UNKNOWN} else ""
    age = str(details.age) if details.age is not None else ""
    count = f"{details.patient_count} 人" if details.patient_count > 1 else ""
    return " ".join(part for part in (count, sex, age) if part)
