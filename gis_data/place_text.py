"""How typed and registered addresses are read: one way of writing, and their parts."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

JUNCTION_SIGNS: Final = "与和跟/&、+"
"""Any of these may stand between two streets; 和 is also part of names."""

_IGNORED: Final = re.compile(r"[\s,，.。;；:：()（）\[\]【】#\"'“”‘’·\-—_]+")
_JUNCTION_END: Final = re.compile(r"(?:的?(?:交叉路?口|交汇处|交界处|十字路口|路口|交口))$")
_HOUSE: Final = re.compile(r"^(?P<street>\D+?)(?P<number>\d{1,5})(?:号|hao|h)?(?P<rest>.*)$")


@dataclass(frozen=True)
class HouseText:
    """An address as written: a street, a number and what follows."""

    street: str
    number: int
    rest: str


def normalised(text: str) -> str:
    """Write half-width, lower case, without spaces and punctuation."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).lower()


def split_house(text: str) -> HouseText | None:
    """Split normalised text at its first number, or return None when it has none."""
    found = _HOUSE.match(text)
    if found is None:
        return None
    return HouseText(found["street"], int(found["number"]), found["rest"])


def split_junction(text: str) -> list[tuple[str, str]]:
    """Return every way to read normalised text as two streets; the second may be empty."""
    whole = _JUNCTION_END.sub("", text)
    return [
        (whole[:index], whole[index + 1 :])
        for index, character in enumerate(whole)
        if character in JUNCTION_SIGNS and index > 0
    ]
