"""The slips with which an address reaches the search box, and every name a slip may have meant."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from random import Random
from typing import Final

from pypinyin import lazy_pinyin

_COMMON_ROWS: Final = range(0xB0, 0xD8)
"""GB 2312's first level: the 3,755 characters in daily use."""
_CELLS: Final = range(0xA1, 0xFF)
_GENERIC: Final = (
    *("人民医院", "卫生服务中心", "菜市场", "幼儿园", "停车场", "派出所", "敬老院"),
    *("大道", "横街", "正街", "支路", "花园", "家园", "花苑", "小区", "公寓", "新村", "广场"),
    *("大厦", "小学", "中学", "酒店", "超市", "公园", "路", "街", "巷", "里"),
)
"""What people leave away at the end of a name; the longest that fits counts."""
_SHORT: Final = {
    "人民医院": "人医",
    "卫生服务中心": "卫生中心",
    "菜市场": "菜场",
    "幼儿园": "幼园",
    "小学": "小",
    "中学": "中",
}
"""What people say instead."""
_PHASES: Final = ("一期", "二期", "三期", "东区", "西区")


class Slip(StrEnum):
    """What went wrong between the caller's mouth and the search box."""

    TRANSPOSED = "transposed"
    HOMOPHONE = "homophone"
    MISSING = "missing"
    DOUBLED = "doubled"
    ABBREVIATED = "abbreviated"


class Slips:
    """Makes slips in names, and knows all the names from which a text may have slipped."""

    def __init__(self, names: Iterable[str]) -> None:
        self._alike = _characters_by_sound()
        self._names = frozenset(names)
        self._origins: dict[str, set[str]] = {}
        self._by_sound: dict[tuple[str, ...], set[str]] = {}
        for name in self._names:
            for text in (*_transposed(name), *_missing(name), *_doubled(name), *_short(name)):
                self._origins.setdefault(text, set()).add(name)
            self._by_sound.setdefault(sounds(name), set()).add(name)

    def make(self, name: str, slip: Slip, random: Random) -> str | None:
        """Return `name` with one slip of this sort, or None when it allows none."""
        match slip:
            case Slip.TRANSPOSED:
                choices = _transposed(name)
            case Slip.HOMOPHONE:
                choices = self._homophones(name)
            case Slip.MISSING:
                choices = _missing(name)
            case Slip.DOUBLED:
                choices = _doubled(name)
            case Slip.ABBREVIATED:
                choices = _short(name)
        possible = sorted({text for text in choices if text != name and len(text) > 1})
        return random.choice(possible) if possible else None

    def origins(self, text: str) -> frozenset[str]:
        """Return every name that is `text`, or becomes it by one slip of any sort."""
        found = set(self._origins.get(text, ()))
        if text in self._names:
            found.add(text)
        found.update(
            name for name in self._by_sound.get(sounds(text), ()) if _differ_once(name, text)
        )
        return frozenset(found)

    def _homophones(self, name: str) -> Iterator[str]:
        for place, character in enumerate(name):
            for other in self._alike.get(_sound(character), ()):
                yield name[:place] + other + name[place + 1 :]


def sounds(text: str) -> tuple[str, ...]:
    """Read each character by itself, without tone."""
    return tuple(_sound(character) for character in text)


def _sound(character: str) -> str:
    return lazy_pinyin(character)[0]


def _characters_by_sound() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in _COMMON_ROWS:
        for cell in _CELLS:
            character = bytes((row, cell)).decode("gb2312", errors="ignore")
            if character:
                found.setdefault(_sound(character), []).append(character)
    return found


def _transposed(name: str) -> Iterator[str]:
    for place in range(len(name) - 1):
        yield name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def _missing(name: str) -> Iterator[str]:
    for place in range(len(name)):
        yield name[:place] + name[place + 1 :]


def _doubled(name: str) -> Iterator[str]:
    for place in range(len(name)):
        yield name[: place + 1] + name[place:]


def _short(name: str) -> Iterator[str]:
    """Yield what people say for short: the kind of place left away, or its short form."""
    phase = next((end for end in _PHASES if name.endswith(end)), "")
    whole = name.removesuffix(phase)
    generic = next((end for end in _GENERIC if whole.endswith(end)), "")
    stem = whole.removesuffix(generic)
    if generic and stem:
        yield stem + phase
        if generic in _SHORT:
            yield stem + _SHORT[generic] + phase


def _differ_once(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
