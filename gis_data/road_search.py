"""What a search over the network promises, whichever library does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from gis_data.datums import FloatArray
from gis_data.road_arcs import RoadArcs
from gis_data.stored_positions import IntArray

TICKS_A_SECOND: Final = 10_000
"""Times are whole ticks inside, so that every engine adds them up to the same sum."""
NEVER: Final = 2**31 - 1
"""The ticks of an arc that cannot be driven; sums stay below it, which is 59 hours."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A state from which a search begins, or at which it ends, and what it costs to be there."""

    state: int
    ticks: int


@dataclass(frozen=True, slots=True)
class Path:
    """The fastest of all ways from one of several states to another of several."""

    ticks: int
    start: int
    end: int
    arcs: tuple[int, ...]


class RoadSearch(Protocol):
    """Finds fastest ways over arcs of fixed cost; one question at a time."""

    def ticks_to(self, ends: Sequence[Seed], states: IntArray) -> FloatArray:
        """Return the ticks from each state to the nearest end; inf where no way leads."""
        ...

    def ticks_from(self, starts: Sequence[Seed], states: IntArray) -> FloatArray:
        """Return the ticks from the nearest start to each state; inf where no way leads."""
        ...

    def path(self, starts: Sequence[Seed], ends: Sequence[Seed]) -> Path | None:
        """Return the fastest way from any start to any end, or None."""
        ...

    def table(self, ends: Sequence[Sequence[Seed]], states: IntArray) -> FloatArray:
        """Return `ticks_to` for each of many groups of ends, a row for each."""
        ...


class RoadEngine(Protocol):
    """Makes searches over one network, each for another set of costs."""

    def search(self, ticks: IntArray) -> RoadSearch:
        """Return a search with these ticks of every arc, `NEVER` where it cannot be driven."""
        ...

    def retire(self, search: RoadSearch) -> None:
        """Take back a search that nobody uses any more, to reuse what it holds."""
        ...


def least(seeds: Sequence[Seed]) -> dict[int, int]:
    """Return the states of seeds with the least ticks of each."""
    found: dict[int, int] = {}
    for seed in seeds:
        if seed.ticks < found.get(seed.state, NEVER):
            found[seed.state] = seed.ticks
    return found


def arc_ticks(arcs: RoadArcs, edge_ticks: IntArray) -> IntArray:
    """Return the ticks of every arc from those of its edge."""
    return edge_ticks[arcs.edge[arcs.lane]]
