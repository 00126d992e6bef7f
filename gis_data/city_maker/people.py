"""Invented subscribers of a town, with numbers that nobody can dial."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from gis_data.importers.invented_names import GIVEN_NAMES, SURNAMES

KNOWN_NUMBER: Final = "10027164053"
"""The first row's number, for demonstrations and tests that need one known caller."""
_FIXED_SHARE: Final = 0.2
_MOST_FIXED: Final = 6000
_NOWHERE: Final = (
    "外埠县无名村三组",
    "示范外镇水库旁",
    "无门牌工棚",
    "地址未登记",
    "江心洲临时板房",
    "示范外县天边公社8号",
)
"""Addresses that match nothing, on purpose."""


def write_subscribers(
    file: Path,
    *,
    doors: Sequence[str],
    homes: Sequence[str],
    count: int,
    random: np.random.Generator,
) -> None:
    """Write a register: half live at a street and number, half in a compound of `homes`."""
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("number", "name", "address"))
        addresses = [*_addresses(doors, homes, count - len(_NOWHERE), random), *_NOWHERE]
        rows.writerows(zip(_numbers(count, random), _names(count, random), addresses, strict=True))


def _numbers(count: int, random: np.random.Generator) -> Iterator[str]:
    """Yield numbers that no exchange gives out: 100 and eight digits, or 000 and four."""
    fixed = min(_MOST_FIXED, int(count * _FIXED_SHARE))
    mobile = random.choice(70_000_000, size=count - fixed, replace=False) + 20_000_000
    yield KNOWN_NUMBER
    others = (f"100{number:08}" for number in mobile.tolist())
    yield from [number for number in others if number != KNOWN_NUMBER][: count - fixed - 1]
    places = random.choice(np.arange(2000, 9000), size=fixed, replace=False)
    yield from (f"000-{number:04}" for number in places.tolist())


def _names(count: int, random: np.random.Generator) -> Iterator[str]:
    """Yield a surname, 示 or 范, and one more character each: names that nobody has."""
    parts = (_some(SURNAMES, count, random), _some("示范", count, random))
    return map("".join, zip(*parts, _some(GIVEN_NAMES, count, random), strict=True))


def _addresses(
    doors: Sequence[str], homes: Sequence[str], count: int, random: np.random.Generator
) -> Iterator[str]:
    """Yield doors on streets and, as often, doors in compounds."""
    in_compound = (random.random(count) < 0.5 if homes else np.zeros(count)).tolist()  # noqa: PLR2004
    compounds = _some(homes or doors, count, random)
    numbers = random.integers((1, 1, 1, 1), (13, 5, 19, 5), (count, 4)).tolist()
    for inside, door, home, (block, entrance, floor, flat) in zip(
        in_compound, _some(doors, count, random), compounds, numbers, strict=True
    ):
        yield f"{home}{block}栋{entrance}单元{floor}0{flat}室" if inside else door


def _some(values: Sequence[str], count: int, random: np.random.Generator) -> list[str]:
    """Choose so many values, each as likely as any other."""
    return [values[place] for place in random.integers(len(values), size=count).tolist()]
