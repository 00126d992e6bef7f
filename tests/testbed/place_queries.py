"""Queries for the benchmark of the place search, and what counts as a right answer to each.

A garbled query is the spoken part of one address (two in five with its district) in which the name
suffered exactly one slip; the slips come in equal shares. One third of the queries ask for an
address that has a near-twin: a street or landmark of the same stem, or of the same name in another
district, with the same house number. There only the address asked for counts, unless another one
becomes the very same query by one slip of any sort (or none): then the query cannot tell them
apart and either counts. The other two thirds ask for addresses without a near-twin, and their
queries are drawn again when they could have meant anything else: there is one right answer.
Every other query asks for a landmark, although houses are sixteen times as many: at a desk both
are asked for. Slips fall on the name; a number or a district that was misheard is another address.
A clean query is the spoken part as it is written; without its district it fits every address
of that name and number.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.testbed.invented_addresses import InventedAddress
from tests.testbed.spoken_slips import Slip, Slips

SEED: Final = 41_200
_DISTRICT_SHARE: Final = 0.4
_STEM: Final = 2


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """What is typed, and the whole texts of which the first answer must be one."""

    text: str
    right: frozenset[str]
    slip: Slip | None
    is_twin: bool


class PlaceQueries:
    """Draws queries over a list of addresses; the same list gives the same queries."""

    def __init__(self, addresses: Sequence[InventedAddress]) -> None:
        self._addresses = addresses
        self._random = Random(SEED)  # noqa: S311 - the same queries every time, not a secret
        self._landmarks = [one for one in addresses if one.number is None]
        self._by_name: dict[tuple[str, int | None], list[InventedAddress]] = defaultdict(list)
        self._names_by_stem: dict[str, set[str]] = defaultdict(set)
        for one in addresses:
            self._by_name[one.name, one.number].append(one)
        for name in {one.name for one in addresses}:
            self._names_by_stem[name[:_STEM]].add(name)
        self._slips = Slips({one.name for one in addresses})

    def garbled(self, total: int) -> list[PlaceQuery]:
        """Return `total` queries: each sort of slip as often as any other, a third near-twins."""
        kinds = list(Slip)
        return [
            self._garbled(kinds[place % len(kinds)], is_twin=place // len(kinds) % 3 == 0)
            for place in range(total)
        ]

    def clean(self, total: int) -> list[PlaceQuery]:
        """Return `total` queries as the addresses are written, a third of them near-twins."""
        return [self._clean(is_twin=place % 3 == 0) for place in range(total)]

    def _garbled(self, slip: Slip, *, is_twin: bool) -> PlaceQuery:
        for asked in self._drawn(is_twin=is_twin):
            name = self._slips.make(asked.name, slip, self._random)
            if name is None:
                continue
            district = self._district(asked)
            right = self._right(name, asked, district)
            if is_twin or len(right) == 1:
                return PlaceQuery(_said(district, name, asked), right, slip, is_twin)
        raise ValueError("the addresses allow no such query")

    def _clean(self, *, is_twin: bool) -> PlaceQuery:
        asked = next(self._drawn(is_twin=is_twin))
        district = self._district(asked)
        same = self._by_name[asked.name, asked.number]
        right = frozenset(one.text for one in same if district in {"", one.district})
        return PlaceQuery(_said(district, asked.name, asked), right, None, is_twin)

    def _drawn(self, *, is_twin: bool) -> Iterator[InventedAddress]:
        for _ in range(100_000):
            one = self._random.choice(self._addresses)
            if self._random.random() < 1 / 2:
                one = self._random.choice(self._landmarks)
            if self._has_twin(one) == is_twin:
                yield one

    def _has_twin(self, one: InventedAddress) -> bool:
        family = self._names_by_stem[one.name[:_STEM]]
        return any(
            other is not one
            for name in family
            for other in self._by_name.get((name, one.number), ())
        )

    def _district(self, asked: InventedAddress) -> str:
        return asked.district if self._random.random() < _DISTRICT_SHARE else ""

    def _right(self, name: str, asked: InventedAddress, district: str) -> frozenset[str]:
        """Return all addresses that this query may have meant, the one asked for among them."""
        return frozenset(
            one.text
            for origin in self._slips.origins(name)
            for one in self._by_name.get((origin, asked.number), ())
            if district in {"", one.district}
        ) | {asked.text}


def _said(district: str, name: str, asked: InventedAddress) -> str:
    return district + name + ("" if asked.number is None else f"{asked.number}号")
