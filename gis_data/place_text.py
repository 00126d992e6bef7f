"""How typed and registered addresses are read: one way of writing, and their parts."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

JUNCTION_SIGNS: Final = "与和跟/&、+"
"""Any of these may stand between two streets; 和 is also part of names."""

MOST_TYPED: Final = 100
"""Longer typed texts are read up to here."""

_READ_AT_MOST: Final = 1_000
_IGNORED: Final = re.compile(r"[\W_]+")
_SIGNS: Final = re.compile(r"[^\w/&、+]+|_+")
_JUNCTION_END: Final = re.compile(r"(?:的?(?:交叉路?口|交汇处|交界处|十字路口|路口|交口))$")
_STREET_END: Final = re.compile(r"(?:路|街|道|巷)$")
_STREET_END_WITHIN: Final = re.compile(r"(?:路|街|道|巷)(?=..)")
_DIGITS: Final = "零〇一二两三四五六七八九"
_UNIT: Final = r"(?P<unit>号楼|号院|号|栋|幢|弄|组|队|hao|h)"
_HOUSE: Final = re.compile(rf"(?P<number>\d{{1,5}})(?!\d){_UNIT}?(?P<rest>.*)$", re.DOTALL)
_WRITTEN: Final = re.compile(rf"(?P<number>[十百{_DIGITS}]{{1,7}}){_UNIT}")
_VALUE: Final = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5} | {
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TIMES: Final = {"十": 10, "百": 100}
_MOST_READINGS: Final = 6


@dataclass(frozen=True, slots=True)
class HouseText:
    """An address as written: a street or compound, a number, its unit (号, 栋 …), what follows."""

    street: str
    number: int
    rest: str
    unit: str = "号"


def normalised(text: str) -> str:
    """Write half-width, lower case, without spaces; of the punctuation junction signs stay.

    Text beyond the first 1,000 characters is not read.
    """
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text[:_READ_AT_MOST])).lower()


def plain(text: str) -> str:
    """Write normalised text without the signs of junctions, as names are compared."""
    return _IGNORED.sub("", text)


def split_house(text: str) -> HouseText | None:
    """Split normalised text at its first number, or return None when it has none."""
    return next(house_readings(text), None)


def house_readings(text: str) -> Iterator[HouseText]:
    """Yield the ways to read normalised text as a street with a number, the likeliest first.

    Numbers are written in digits, or in characters before their unit: 十二号, 一百二十栋. A
    character may belong to the street instead: 建设一路十二号, 建设一号.
    """
    yield from _in_characters(text)
    found = _in_digits(text)
    if found is not None:
        yield found


def split_junction(text: str) -> list[tuple[str, str]]:
    """Return the ways to read normalised text as two streets; the second may be empty.

    Without a sign between them, two streets are read where one ends and another one or the word
    for a junction ends the text: 望星大道建安一路, 望星大道建安一路口.
    """
    whole = _JUNCTION_END.sub("", text)
    by_sign = [
        (whole[:index], whole[index + 1 :])
        for index, character in enumerate(whole)
        if character in JUNCTION_SIGNS and index > 0
    ]
    if not by_sign and (whole != text or _STREET_END.search(text)):
        by_sign = [
            (whole[: end.end()], whole[end.end() :])
            for end in _STREET_END_WITHIN.finditer(whole)
            if end.start() > 0
        ]
    return by_sign[:_MOST_READINGS]


def _in_digits(text: str) -> HouseText | None:
    found = _HOUSE.search(text)
    if found is None or found.start() == 0:
        return None
    unit = {"hao": "号", "h": "号", None: "号"}.get(found["unit"], found["unit"])
    return HouseText(text[: found.start()], int(found["number"]), found["rest"], unit)


def _in_characters(text: str) -> Iterator[HouseText]:
    found = _WRITTEN.search(text)
    if found is None:
        return
    written = found["number"]
    for start in range(len(written)):
        number = _value(written[start:])
        street = text[: found.start() + start]
        if number and street:
            yield HouseText(street, number, text[found.end() :], found["unit"])


def _value(written: str) -> int:
    """Return the number that characters write: 一百二十八, 十二, or digit by digit 一二八."""
    if not set(written) & set(_TIMES):
        return int("".join(str(_VALUE[character]) for character in written))
    total, digit = 0, 0
    for place, character in enumerate(written):
        if character in _TIMES:
            total += (digit or (1 if place == 0 else 0)) * _TIMES[character]
            digit = 0
        else:
            digit = _VALUE[character]
    return total + digit
