"""Finds the places whose names fit a typed text, with what each fit is worth."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gis_data.pinyin import all_syllables, reading_of, sound_signs, syllables
from gis_data.place_features import (
    IN_JUNCTION,
    features,
    initial_features,
    initials_of,
    signs_of,
)
from gis_data.place_likeness import costs
from gis_data.place_ranking import fit
from gis_data.place_store import PlaceStore, StoredPlace
from gis_data.place_text import normalised, plain

_BEST: Final = 100.0
_A_SLIP: Final = 22.0
_CANDIDATES: Final = 120
_SPELLED: Final = 100
_LATIN: Final = re.compile("[a-z]+")
_LEAST_ALLOWED: Final = 0.75
_ALLOWED_FOR_ONE: Final = 0.45
_ALLOWED_A_CHARACTER: Final = 0.34
_MOST_ALLOWED: Final = 2.0


@dataclass(frozen=True, slots=True)
class Fit:
    """A place and how well it fits, 100 being exact."""

    place: StoredPlace
    score: float


class NameSearch:
    """Searches names; every question looks at no more than 220 places closely."""

    def __init__(self, store: PlaceStore) -> None:
        self._store = store

    def find(self, typed: str, *, district: int | None) -> list[Fit]:
        """Return the places that fit plain text without its region, best first."""
        if not typed:
            return []
        numbers = self._numbers(typed, district)
        places = self._store.places(numbers)
        scores = self._scores(typed, places)
        found = [Fit(place, scores[place.number]) for place in places if place.number in scores]
        return sorted(found, key=lambda one: (-one.score, one.place.name, one.place.address))

    def junctions(self, first: str, second: str, *, district: int | None) -> list[Fit]:
        """Return the junctions of two streets; an empty second one stands for any."""
        keys = _typed_keys(first, prefix=IN_JUNCTION) | _typed_keys(second, prefix=IN_JUNCTION)
        numbers = self._store.candidates(keys, district=district, most=_CANDIDATES)
        places = [place for place in self._store.places(numbers) if "与" in place.said[0]]
        if not places:
            return []
        sides = [place.said[0].partition("与")[::2] for place in places]
        sounds = [place.sound[0].partition(signs_of("与"))[::2] for place in places]
        found = []
        for way in ((0, 1), (1, 0)):
            one, other = (
                _name_scores(text, [side[at] for side in sides], [sound[at] for sound in sounds])
                for text, at in zip((first, second), way, strict=True)
            )
            found.append([min(pair) for pair in zip(one, other, strict=True)])
        return sorted(
            (
                Fit(place, max(scores))
                for place, *scores in zip(places, *found, strict=True)
                if max(scores) > 0
            ),
            key=lambda one: (-one.score, one.place.name, one.place.address),
        )

    def _numbers(self, typed: str, district: int | None) -> list[int]:
        keys = _typed_keys(typed)
        found = self._store.candidates(keys, district=district, most=_CANDIDATES).tolist()
        latin = _LATIN.match(typed)
        if latin is not None:
            spelled = self._store.spelled(latin[0], most=_SPELLED)
            found += [
                place
                for place in spelled
                if district is None or self._store.in_district(place, district)
            ]
        return list(dict.fromkeys(found))

    def _scores(self, typed: str, places: Sequence[StoredPlace]) -> dict[int, float]:
        """Return the best score of each place over all its names, with and without its region."""
        owners, names, sounds = [], [], []
        for place in places:
            for name, sound in self._forms(typed, place):
                owners.append(place.number)
                names.append(name)
                sounds.append(sound)
        best: dict[int, float] = {}
        for owner, score in zip(owners, _name_scores(typed, names, sounds), strict=True):
            if score > best.get(owner, 0.0):
                best[owner] = score
        return best

    def _forms(self, typed: str, place: StoredPlace) -> Iterator[tuple[str, str]]:
        yield from zip(place.said, place.sound, strict=True)
        if not place.region or len(typed) <= len(place.said[0]):
            return
        region = plain(normalised(place.region))
        rest, _ = self._store.regions.split(region)
        for before in dict.fromkeys((region, rest)):
            if before and set(typed[:2]) & set(before):
                yield before + place.said[0], signs_of(before) + place.sound[0]


def _name_scores(typed: str, names: Sequence[str], sounds: Sequence[str]) -> list[float]:
    """Return for each name how well plain text fits, 0 where it does not."""
    if not typed:
        return [_BEST - _A_SLIP * _LEAST_ALLOWED / 2] * len(names)
    if not names:
        return []
    most = _allowed(typed)
    by_shape = [
        _BEST - _A_SLIP * float(cost) if cost <= most else 0.0
        for cost in costs(typed, signs_of(typed), names, sounds)
    ]
    if _LATIN.search(typed) is None:
        return by_shape
    return [
        max(score, fit(typed, name, reading_of(sound)))
        for score, name, sound in zip(by_shape, names, sounds, strict=True)
    ]


def _allowed(typed: str) -> float:
    if len(typed) == 1:
        return _ALLOWED_FOR_ONE
    return min(_MOST_ALLOWED, max(_LEAST_ALLOWED, _ALLOWED_A_CHARACTER * len(typed)))


def _typed_keys(typed: str, *, prefix: str = "") -> set[str]:
    """Return the features of what was typed: characters, whole syllables, initials."""
    if not typed:
        return set()
    keys = features(typed, signs_of(typed), prefix=prefix)
    if _LATIN.search(typed) is not None:
        read = _spelled_out(typed)
        keys |= features("", sound_signs(read), prefix=prefix)
        keys |= initial_features(initials_of(read), prefix=prefix)
        keys |= initial_features(initials_of(syllables(typed)), prefix=prefix)
    return keys


def _spelled_out(typed: str) -> tuple[str, ...]:
    """Read typed letters as syllables, the longest first: wangxingdd is wang, xing, d, d."""
    known, longest = frozenset(all_syllables()), max(map(len, all_syllables()))
    found: list[str] = []
    place = 0
    while place < len(typed):
        size = next((n for n in range(longest, 1, -1) if typed[place : place + n] in known), 1)
        piece = typed[place : place + size]
        found += syllables(piece) if size == 1 else (piece,)
        place += size
    return tuple(found)
