"""Which places have which feature, gathered while an index is built."""

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

U4: Final = "I"


class Postings:
    """Gathers the features of places that come in rising numbers."""

    def __init__(self) -> None:
        self._places: dict[str, array[int]] = defaultdict(lambda: array(U4))

    def add(self, place: int, keys: Iterable[str]) -> None:
        """Note that a place has these features, which must be different ones."""
        for key in keys:
            self._places[key].append(place)

    def packed(self) -> Iterator[tuple[str, bytes]]:
        """Yield every feature with its places."""
        for key, places in self._places.items():
            yield key, np.frombuffer(places, dtype=np.uint32).astype("<u4").tobytes()

    def weights(self, count: int) -> npt.NDArray[np.float32]:
        """Return for every one of `count` places how much its features weigh together."""
        total = np.zeros(count, dtype=np.float32)
        for places in self._places.values():
            total[np.frombuffer(places, dtype=np.uint32)] += weight(len(places), count)
        return total


def weight(having: int, count: int) -> float:
    """Return how much a feature tells that `having` of `count` places have: a rare one much."""
    return math.log1p(count / max(1, having))
