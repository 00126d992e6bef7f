"""The junctions of a road network and the fastest ways between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_matrix

from gis_data.datums import FloatArray
from gis_data.road_snapping import Snapped
from gis_data.road_table import IntArray, RoadTable


@dataclass(frozen=True)
class Door:
    """A way between a place on an edge and the junction at one end of that edge.

    `share` is 0 at the edge's start and 1 at its end; `seconds` is the drive between door and
    place, the way beside the road included.
    """

    place: Snapped
    node: int
    share: float
    seconds: float


@dataclass(frozen=True, eq=False)
class Arrivals:
    """From every junction the seconds to a target, and the junction that comes next."""

    seconds: FloatArray
    following: npt.NDArray[np.int32]
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
        return Arrivals(seconds=seconds, following=following, doors=best)

    def edges_driven(self, nodes: Sequence[int]) -> IntArray:
        """Return the edges driven from junction to junction."""
        passed = np.array(nodes, dtype=np.int64)
        keys = passed[:-1] * self._nodes + passed[1:]
        return self._edges[np.searchsorted(self._keys, keys)]

    def _fastest(
        self, tails: IntArray, heads: IntArray, edges: IntArray, edge_seconds: FloatArray
    ) -> tuple[IntArray, IntArray]:
        """Return a key for every pair of joined junctions, in order, and its fastest edge."""
        useful = np.flatnonzero(tails != heads)
        keys, edges = tails[useful] * self._nodes + heads[useful], edges[useful]
        order = np.lexsort((edge_seconds[edges], keys))
        unique, first = np.unique(keys[order], return_index=True)
        return unique, edges[order][first]
