"""Invented subscribers of the demonstration city, with numbers that nobody can dial."""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

from gis_data.importers.demo_places import district_of
from gis_data.importers.invented_names import DWELLING_KINDS, GIVEN_NAMES, SURNAMES
from gis_data.place_file import Places

SUBSCRIBERS: Final = 2000
KNOWN_NUMBER: Final = "10027164053"
"""The first row's number, for demonstrations and tests that need one known caller."""
_FIXED_LINES: Final = 400
_NOWHERE: Final = (
    "外埠县无名村三组",
    "示范外镇水库旁",
    "无门牌工棚",
    "地址未登记",
    "江心洲临时板房",
    "示范外县天边公社8号",
)
"""Addresses that match nothing, on purpose."""


def write_subscribers(places: Places, folder: Path, random: Random) -> None:
    """Write the subscriber register."""
    addresses = _addresses(places)
    with (folder / "subscribers.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("number", "name", "address"))
        for index, number in enumerate(_numbers(random)):
            name = random.choice(SURNAMES) + random.choice("示范") + random.choice(GIVEN_NAMES)
            nowhere = index - (SUBSCRIBERS - len(_NOWHERE))
            address = _NOWHERE[nowhere] if nowhere >= 0 else _address(addresses, random)
            rows.writerow((number, name, address))


def _numbers(random: Random) -> Iterator[str]:
    yield KNOWN_NUMBER
    mobile = random.sample(range(20_000_000, 90_000_000), SUBSCRIBERS - _FIXED_LINES - 1)
    yield from (f"100{number:08}" for number in mobile if f"100{number:08}" != KNOWN_NUMBER)
    yield from (f"000-{number:04}" for number in random.sample(range(2000, 9000), _FIXED_LINES))


def _addresses(places: Places) -> tuple[list[str], list[str]]:
    """Return the doors on streets and the compounds in which people live."""
    doors = [
        f"{district_of(point)}{street.name}{number}号"
        for street in places.streets
        for number, point in street.houses.items()
    ]
    compounds = [
        landmark.address + landmark.name
        for landmark in places.landmarks
        if any(landmark.name.endswith(kind) for kind in DWELLING_KINDS)
    ]
    return doors, compounds


def _address(addresses: tuple[list[str], list[str]], random: Random) -> str:
    doors, compounds = addresses
    if random.random() < 1 / 2:
        return random.choice(doors)
    block, entrance = random.randint(1, 12), random.randint(1, 4)
    door = f"{random.randint(1, 18)}0{random.randint(1, 4)}"
    return f"{random.choice(compounds)}{block}栋{entrance}单元{door}室"
