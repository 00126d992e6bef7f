"""The region with which an address begins: province, city, district."""

from collections.abc import Iterable
from typing import Final

_AROUND: Final = ("省", "市", "自治区")
_LONGEST_AROUND: Final = 14


class Regions:
    """Takes the names of regions off the front of addresses and typed texts."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        """Each region's number is its place here."""
        self._numbers = {name: number for number, name in enumerate(self.names)}
        self._lengths = sorted({len(name) for name in self.names}, reverse=True)

    def split(self, text: str) -> tuple[str, list[int]]:
        """Return what follows the regions at the front of normalised text, and their numbers.

        A province or city that is not listed is taken off too where a listed one follows it.
        """
        found: list[int] = []
        while (name := self._at_start(text)) or not found:
            if not name:
                start = self._start_of_listed(text)
                if not start:
                    break
                text = text[start:]
                continue
            found.append(self._numbers[name])
            text = text[len(name) :]
        return text, found

    def _at_start(self, text: str) -> str:
        starts = (text[:length] for length in self._lengths)
        return next((start for start in starts if start in self._numbers), "")

    def _start_of_listed(self, text: str) -> int:
        return next(
            (
                place
                for place in range(1, min(_LONGEST_AROUND, len(text)))
                if text[:place].endswith(_AROUND) and self._at_start(text[place:])
            ),
            0,
        )
