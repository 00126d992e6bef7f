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
        last = count - len(_NOWHERE)
        for index, number in enumerate(_numbers(count, random)):
            address = _NOWHERE[index - last] if index >= last else _address(doors, homes, random)
            rows.writerow((number, _name(random), address))


def _numbers(count: int, random: np.random.Generator) -> Iterator[str]:
    """Yield numbers that no exchange gives out: 100 and eight digits, or 000 and four."""
    fixed = min(_MOST_FIXED, int(count * _FIXED_SHARE))
    mobile = random.choice(70_000_000, size=count - fixed, replace=False) + 20_000_000
    yield KNOWN_NUMBER
    others = (f"100{number:08}" for number in mobile.tolist())
    yield from [number for number in others if number != KNOWN_NUMBER][: count - fixed - 1]
    places = random.choice(np.arange(2000, 9000), size=fixed, replace=False)
    yield from (f"000-{number:04}" for number in places.tolist())


def _name(random: np.random.Generator) -> str:
    """Return a surname, 示 or 范, and one more character: a name that nobody has."""
    return _one(SURNAMES, random) + _one("示范", random) + _one(GIVEN_NAMES, random)


def _address(doors: Sequence[str], homes: Sequence[str], random: np.random.Generator) -> str:
    if not homes or random.random() < 0.5:  # noqa: PLR2004 - half of them
        return _one(doors, random)
    block, entrance = int(random.integers(1, 13)), int(random.integers(1, 5))
    door = f"{int(random.integers(1, 19))}0{int(random.integers(1, 5))}"
    return f"{_one(homes, random)}{block}栋{entrance}单元{door}室"


def _one(values: Sequence[str], random: np.random.Generator) -> str:
    return values[int(random.integers(len(values)))]
