"""The junctions of a road network and the fastest ways between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_matrix

from gis_data.datums import FloatArray
from gis_data.road_snapping import Snapped
from gis_data.road_table import RoadTable
from gis_data.stored_positions import IntArray


@dataclass(frozen=True)
class Door:
    """A way between a place on an edge and the junction at one end of that edge.

    `share` is 0 at the edge's start and 1 at its end; `seconds` and `metres` are the drive between
    door and place, the way beside the road included.
    """

    place: Snapped
    node: int
    share: float
    seconds: float
    metres: float


@dataclass(frozen=True, eq=False)
class Arrivals:
    """From every junction the way to a target: how long, how far, and what comes next.

    `metres` reaches to the last junction, `last`, behind which its door leads to the target.
    """

    seconds: FloatArray
    metres: FloatArray
    following: npt.NDArray[np.int32]
    last: IntArray
    doors: dict[int, Door]

    def nodes_from(self, node: int) -> tuple[int, ...]:
        """Return the junctions passed from a junction that reaches the target to the last one."""
        target = len(self.seconds) - 1
        nodes = [node]
        while (following := int(self.following[nodes[-1]])) != target:
            nodes.append(following)
        return tuple(nodes)


class RoadGraph:
    """Searches from a target backwards, so that one search serves any number of sources."""

    def __init__(self, roads: RoadTable, edge_seconds: FloatArray) -> None:
        self._metres = roads.metres
        self._nodes = int(max(roads.from_node.max(), roads.to_node.max())) + 1
        both = np.flatnonzero(~roads.one_way)
        edges = np.concatenate([np.arange(len(roads)), both])
        tails = np.concatenate([roads.from_node, roads.to_node[both]])
        heads = np.concatenate([roads.to_node, roads.from_node[both]])
        self._keys, self._edges = self._fastest(tails, heads, edges, edge_seconds)
        tails, heads = np.divmod(self._keys, self._nodes)
        self._backwards = csr_matrix(
            (edge_seconds[self._edges], (heads, tails)), shape=(self._nodes, self._nodes)
        )

    def towards(self, doors: Iterable[Door]) -> Arrivals:
        """Search from every junction to the target behind the doors, whichever is best."""
        best: dict[int, Door] = {}
        for door in doors:
            if door.node not in best or door.seconds < best[door.node].seconds:
                best[door.node] = door
        graph = self._backwards
        nodes, target = self._nodes, self._nodes
        with_target = csr_matrix(
            (
                np.concatenate([graph.data, [door.seconds for door in best.values()]]),
                np.concatenate([graph.indices, list(best)]),
                np.concatenate([graph.indptr, [graph.nnz + len(best)]]),
            ),
            shape=(nodes + 1, nodes + 1),
        )
        seconds, following = csgraph.dijkstra(with_target, indices=target, return_predecessors=True)
        metres, last = self._ways(following)
        return Arrivals(seconds=seconds, metres=metres, following=following, last=last, doors=best)

    def edges_driven(self, nodes: Sequence[int]) -> IntArray:
        """Return the edges driven from junction to junction."""
        passed = np.array(nodes, dtype=np.int64)
        keys = passed[:-1] * self._nodes + passed[1:]
        return self._edges[np.searchsorted(self._keys, keys)]

    def _ways(self, following: npt.NDArray[np.int32]) -> tuple[FloatArray, IntArray]:
        """Return for every junction how far the last one is, and which.

        Each round doubles how far every junction looks ahead, so that few rounds do.
        """
        ahead = np.arange(self._nodes)
        on_the_way = (following[:-1] >= 0) & (following[:-1] < self._nodes)
        ahead[on_the_way] = following[:-1][on_the_way]
        metres = np.zeros(self._nodes)
        keys = ahead[on_the_way] + np.flatnonzero(on_the_way) * self._nodes
        metres[on_the_way] = self._metres[self._edges[np.searchsorted(self._keys, keys)]]
        while np.any(ahead != (farther := ahead[ahead])):
            metres += metres[ahead]
            ahead = farther
        return metres, ahead

    def _fastest(
        self, tails: IntArray, heads: IntArray, edges: IntArray, edge_seconds: FloatArray
    ) -> tuple[IntArray, IntArray]:
        """Return a key for every pair of joined junctions, in order, and its fastest edge."""
        useful = np.flatnonzero(tails != heads)
        keys, edges = tails[useful] * self._nodes + heads[useful], edges[useful]
        order = np.lexsort((edge_seconds[edges], keys))
        unique, first = np.unique(keys[order], return_index=True)
        return unique, edges[order][first]
