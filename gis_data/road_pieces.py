"""Which roads belong to cut-off pieces of a network, as yards and slips of the data do."""

from typing import Final

import numpy as np
from scipy.sparse import csgraph, csr_matrix

from gis_data.road_arcs import RoadArcs
from gis_data.road_table import BoolArray, RoadTable

ISLAND_M: Final = 5_000.0
"""A piece with more road than this is an island of its own and no slip."""


def cut_off(roads: RoadTable, arcs: RoadArcs) -> BoolArray:
    """Return for every edge whether it belongs to a small piece that cannot be entered and left.

    Within a piece every junction can be reached from every other.
    """
    if not len(roads):
        return np.zeros(0, dtype=np.bool_)
    shape = (arcs.states, arcs.states)
    graph = csr_matrix((np.ones(len(arcs.tail)), (arcs.tail, arcs.head)), shape=shape)
    _, piece = csgraph.connected_components(graph, directed=True, connection="strong")
    tail, head = piece[arcs.tail[: len(roads)]], piece[arcs.head[: len(roads)]]
    inside = tail == head
    metres = np.bincount(tail[inside], roads.metres[inside], minlength=int(piece.max()) + 1)
    small = metres < min(ISLAND_M, float(metres.max()))
    return np.asarray(~inside | small[tail])
