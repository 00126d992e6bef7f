"""Names for the streets: words of their district, and lanes after the street they leave."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gis_data.city_maker import words
from gis_data.city_maker.street_net import StreetLine, StreetNet
from gis_data.datums import FloatArray
from gis_data.road_table import NO_STREET, RoadClass
from gis_data.stored_positions import IntArray

_STRAIGHT_ON: Final = -0.93
_SUFFIXES: Final = {
    RoadClass.MOTORWAY: ("快速路",),
    RoadClass.TRUNK: ("大道",),
    RoadClass.PRIMARY: ("大道", "大道", "大街"),
    RoadClass.SECONDARY: ("路", "路", "路", "大街"),
    RoadClass.TERTIARY: ("路", "路", "街"),
}
_SIDED_SHARE: Final = 0.22
_LANE_SHARE: Final = 0.55
_ORDINALS: Final = len(words.ORDINALS)


@dataclass(frozen=True, eq=False)
class StreetNames:
    """The names, and for every line which of them it bears, or `NO_STREET`."""

    names: tuple[str, ...]
    of_line: IntArray


def name_streets(
    net: StreetNet,
    *,
    kinds: Sequence[str],
    district_of: IntArray,
    random: np.random.Generator,
) -> StreetNames:
    """Name the streets; `kinds` says what the first streets are, `district_of` where lines lie."""
    groups = _groups(net)
    members: dict[int, list[int]] = defaultdict(list)
    for line, group in groups.items():
        members[group].append(line)
    register = _Register(len(words.DISTRICTS), random)
    base_of: dict[int, str] = {}
    name_of: dict[int, str] = {}
    for group in sorted(members, key=lambda one: min(members[one])):
        lines = members[group]
        name = _name(net, lines, kinds, register, district_of=district_of, bases=base_of)
        if name is None:
            continue
        name_of[group] = name
        for line in lines:
            base_of[line] = register.base(name)
    names = tuple(dict.fromkeys(name_of.values()))
    number = {name: index for index, name in enumerate(names)}
    of_line = np.full(len(net.lines), NO_STREET, dtype=np.int64)
    for line, group in groups.items():
        if group in name_of:
            of_line[line] = number[name_of[group]]
    return StreetNames(names, of_line)


class _Register:
    """Hands out names, none of them twice; every district has words of its own."""

    def __init__(self, districts: int, random: np.random.Generator) -> None:
        self._random = random
        self._districts = districts
        self._next = Counter[int]()
        self._taken: set[str] = set()
        self._lanes = Counter[str]()
        self._bases: dict[str, str] = {}

    def base(self, name: str) -> str:
        """Return the word at the head of a name that was handed out."""
        return self._bases.get(name, "")

    def take(self, name: str, base: str) -> str | None:
        """Hand out a certain name, unless somebody has it."""
        if name in self._taken:
            return None
        self._taken.add(name)
        self._bases[name] = base
        return name

    def great(self, road_class: RoadClass, district: int) -> str:
        """Hand out a name for a greater street; sided names share a word with another."""
        suffixes = _SUFFIXES[road_class]
        while True:
            used = self._next[district]
            suffix = suffixes[int(self._random.integers(len(suffixes)))]
            old = used > 2 and self._random.random() < _SIDED_SHARE  # noqa: PLR2004
            place = int(self._random.integers(used)) if old else used
            rounds, word = divmod(district + place * self._districts, len(words.WORDS))
            base = words.WORDS[word]
            number = words.ORDINALS[(rounds - 1) % _ORDINALS] if rounds else ""
            side = words.SIDES[int(self._random.integers(len(words.SIDES)))] if old else ""
            self._next[district] += not old
            if (name := self.take(base + number + side + suffix, base)) is not None:
                return name

    def lane(self, base: str) -> str:
        """Hand out a name for a lane off a street: its word, a number and a kind of lane."""
        while True:
            count = self._lanes[base]
            self._lanes[base] += 1
            kind = words.LANES[(count // _ORDINALS) % len(words.LANES)]
            more = count // (_ORDINALS * len(words.LANES))
            tens = ("", "上", "下", "前", "后", "内", "外")[more % 7]
            name = base + tens + words.ORDINALS[count % _ORDINALS] + kind
            if (taken := self.take(name, base)) is not None:
                return taken


def _name(
    net: StreetNet,
    lines: Sequence[int],
    kinds: Sequence[str],
    register: _Register,
    *,
    district_of: IntArray,
    bases: dict[int, str],
) -> str | None:
    first = net.lines[lines[0]]
    road_class, district = first.road_class, int(district_of[lines[0]])
    if road_class is None:
        return None
    kind = kinds[first.street] if 0 <= first.street < len(kinds) else ""
    if kind.startswith("ring"):
        return register.take(words.RINGS[int(kind[4:]) - 1], words.RINGS[int(kind[4:]) - 1][:2])
    if kind == "bank":
        free = (register.take(name, name[:2]) for name in words.BANKS)
        found = next((name for name in free if name is not None), None)
        return found or register.great(RoadClass.SECONDARY, district)
    if road_class in _SUFFIXES:
        return register.great(road_class, district)
    longest = max(net.lines[line].metres for line in lines)
    if road_class is RoadClass.SERVICE or _chance(longest, lines[0]) > _LANE_SHARE:
        return None
    parents = (bases[host] for host in first.hosts if host in bases)
    return register.lane(next(parents, words.WORDS[district % len(words.WORDS)]))


def _chance(metres: float, line: int) -> float:
    """Return a number from 0 to 1 that is always the same for a line; long ones get a low one."""
    return (line * 0.618034) % 1.0 * (1.0 if metres < 400.0 else 0.5)  # noqa: PLR2004


def _groups(net: StreetNet) -> dict[int, int]:
    """Return for every line its street: lines of one class that go straight on are one."""
    group = {line: line for line, one in enumerate(net.lines) if one.road_class is not None}
    by_street: dict[int, int] = {}
    ending: dict[int, list[tuple[int, FloatArray]]] = defaultdict(list)
    for index in group:
        line = net.lines[index]
        if line.street >= 0:
            _unite(group, index, by_street.setdefault(line.street, index))
        if line.junctions:
            ending[line.junctions[0][1]].append((index, _heading(line, 0)))
            ending[line.junctions[-1][1]].append((index, _heading(line, -1)))
    for met in ending.values():
        for i, (first, outward) in enumerate(met):
            for second, other in met[i + 1 :]:
                same = net.lines[first].road_class is net.lines[second].road_class
                if same and float(outward @ other) < _STRAIGHT_ON:
                    _unite(group, first, second)
    return {line: _root(group, line) for line in group}


def _heading(line: StreetLine, end: int) -> FloatArray:
    """Return the direction from an end of a line into it."""
    step = line.rows[1] - line.rows[0] if end == 0 else line.rows[-2] - line.rows[-1]
    return np.asarray(step / max(float(np.hypot(*step)), 1e-9))


def _root(group: dict[int, int], line: int) -> int:
    while group[line] != line:
        group[line] = group[group[line]]
        line = group[line]
    return line


def _unite(group: dict[int, int], first: int, second: int) -> None:
    low, high = sorted((_root(group, first), _root(group, second)))
    group[high] = low
