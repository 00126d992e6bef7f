"""Fastest ways by scipy: nothing to prepare, good for networks of some ten thousand arcs."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_matrix

from gis_data.datums import FloatArray
from gis_data.road_arcs import RoadArcs
from gis_data.road_search import NEVER, Path, RoadSearch, Seed, least
from gis_data.stored_positions import IntArray

_UNREACHED: Final = -9999


class ScipyEngine:
    """Keeps the promises of `RoadEngine`."""

    def __init__(self, arcs: RoadArcs) -> None:
        useful = np.flatnonzero(arcs.tail != arcs.head)
        keys = arcs.tail[useful] * arcs.states + arcs.head[useful]
        order = np.argsort(keys, kind="stable")
        self.arcs = useful[order]
        self.keys, self.firsts = np.unique(keys[order], return_index=True)
        self.states = arcs.states

    def search(self, ticks: IntArray) -> "ScipySearch":
        """Return a search with these ticks."""
        return ScipySearch(self, ticks)

    def retire(self, search: RoadSearch) -> None:
        """Let the search go; it holds nothing worth keeping."""


class ScipySearch:
    """Keeps the promises of `RoadSearch`. Of parallel arcs the fastest counts."""

    def __init__(self, engine: ScipyEngine, ticks: IntArray) -> None:
        self._engine = engine
        self._ticks = ticks[engine.arcs]
        costs = np.empty(0)
        if len(engine.arcs):
            costs = np.minimum.reduceat(self._ticks, engine.firsts).astype(np.float64)
        costs[costs >= NEVER] = np.inf
        tails, heads = np.divmod(engine.keys, max(engine.states, 1))
        shape = (engine.states, engine.states)
        self._onwards = csr_matrix((costs, (tails, heads)), shape=shape)
        self._backwards = csr_matrix((costs, (heads, tails)), shape=shape)

    def ticks_to(self, ends: Sequence[Seed], states: IntArray) -> FloatArray:
        """Search backwards from the ends."""
        return _reached(self._backwards, ends)[states]

    def ticks_from(self, starts: Sequence[Seed], states: IntArray) -> FloatArray:
        """Search onwards from the starts."""
        return _reached(self._onwards, starts)[states]

    def table(self, ends: Sequence[Sequence[Seed]], states: IntArray) -> FloatArray:
        """Search backwards from each group of ends."""
        rows = [self.ticks_to(group, states) for group in ends]
        return np.array(rows).reshape(len(ends), len(states))

    def within(self, starts: Sequence[Seed], ticks: float) -> FloatArray:
        """Return the ticks to every state that is reached within some ticks; inf elsewhere."""
        return _reached(self._onwards, starts, limit=ticks)

    def path(self, starts: Sequence[Seed], ends: Sequence[Seed]) -> Path | None:
        """Search backwards from the ends and follow the best start's way."""
        first, last = least(starts), least(ends)
        if not first or not last:
            return None
        ticks, following = csgraph.dijkstra(
            _with_source(self._backwards, last),
            indices=self._engine.states,
            return_predecessors=True,
        )
        start = min(first, key=lambda state: (first[state] + ticks[state], state))
        total = first[start] + ticks[start]
        if not np.isfinite(total):
            return None
        states = _followed(following, start, self._engine.states)
        arcs = tuple(self._arc(a, b) for a, b in pairwise(states))
        return Path(int(total), start, states[-1], arcs)

    def _arc(self, tail: int, head: int) -> int:
        """Return the fastest arc between two states."""
        engine = self._engine
        place = int(np.searchsorted(engine.keys, tail * engine.states + head))
        first = int(engine.firsts[place])
        end = int(engine.firsts[place + 1]) if place + 1 < len(engine.keys) else len(engine.arcs)
        return int(engine.arcs[first + int(self._ticks[first:end].argmin())])


def _with_source(graph: csr_matrix, seeds: dict[int, int]) -> csr_matrix:
    """Add a state from which each seed is as far as it costs to be there."""
    states = graph.shape[0]
    return csr_matrix(
        (
            np.concatenate([graph.data, list(seeds.values())]),
            np.concatenate([graph.indices, list(seeds)]),
            np.concatenate([graph.indptr, [graph.nnz + len(seeds)]]),
        ),
        shape=(states + 1, states + 1),
    )


def _reached(graph: csr_matrix, seeds: Sequence[Seed], *, limit: float = np.inf) -> FloatArray:
    states, found = graph.shape[0], least(seeds)
    if not found:
        return np.full(states, np.inf)
    ticks = csgraph.dijkstra(_with_source(graph, found), indices=states, limit=limit)
    return np.asarray(ticks[:states])


def _followed(following: npt.NDArray[np.int32], start: int, source: int) -> list[int]:
    states = [start]
    while (after := int(following[states[-1]])) not in {source, _UNREACHED}:
        states.append(after)
    return states
