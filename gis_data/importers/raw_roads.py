"""Road edges on the way from a foreign file to a city's road table, in metres on a plane."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy.sparse
from scipy.sparse import csgraph

from gis_data.datums import FloatArray
from gis_data.road_table import RoadClass

Node = tuple[float, float]

_PASSING: Final = 2
"""Edges at a node where nothing branches off."""


@dataclass(frozen=True, eq=False)
class RawEdge:
    """One edge between two nodes; travel is in the order of the line when `one_way` holds."""

    line: FloatArray
    road_class: RoadClass
    one_way: bool

    @property
    def start(self) -> Node:
        """The node at which the line begins: its position to the centimetre."""
        return _node(self.line[0])

    @property
    def end(self) -> Node:
        """The node at which the line ends."""
        return _node(self.line[-1])

    @property
    def metres(self) -> float:
        """The length of the line on the plane."""
        return float(np.hypot(*np.diff(self.line, axis=0).T).sum())

    def turned(self) -> "RawEdge":
        """Return the edge with its line in the opposite order; only for two-way edges."""
        return RawEdge(self.line[::-1], self.road_class, self.one_way)


def numbered(edges: Iterable[RawEdge]) -> dict[Node, int]:
    """Give every node a number, in order of appearance."""
    numbers: dict[Node, int] = {}
    for edge in edges:
        numbers.setdefault(edge.start, len(numbers))
        numbers.setdefault(edge.end, len(numbers))
    return numbers


def largest_drivable_part(edges: Sequence[RawEdge]) -> list[RawEdge]:
    """Keep the edges among which every node can be reached from every other.

    Cutting a window out of a city leaves one-way stubs at its rim that lead nowhere; they go.
    """
    numbers = numbered(edges)
    arcs = [(numbers[edge.start], numbers[edge.end]) for edge in edges]
    arcs += [arc[::-1] for edge, arc in zip(edges, arcs, strict=True) if not edge.one_way]
    tails, heads = np.array(arcs).T
    graph = scipy.sparse.coo_matrix((np.ones(len(arcs)), (tails, heads)), shape=[len(numbers)] * 2)
    _, part = csgraph.connected_components(graph, directed=True, connection="strong")
    kept = np.bincount(part).argmax()
    return [
        edge
        for edge in edges
        if part[numbers[edge.start]] == kept and part[numbers[edge.end]] == kept
    ]


def without_passing_nodes(edges: Sequence[RawEdge]) -> list[RawEdge]:
    """Join edges of the same kind wherever a node has nothing but the two of them."""
    at_node: dict[Node, list[int]] = defaultdict(list)
    for index, edge in enumerate(edges):
        at_node[edge.start].append(index)
        at_node[edge.end].append(index)
    waiting = dict.fromkeys(range(len(edges)))
    joined = []
    while waiting:
        index = next(iter(waiting))
        del waiting[index]
        joined.append(_grown(edges, index, at_node, waiting))
    return joined


def _grown(
    edges: Sequence[RawEdge],
    index: int,
    at_node: dict[Node, list[int]],
    waiting: dict[int, None],
) -> RawEdge:
    edge = edges[index]
    while (following := _follower(edges, edge, at_node[edge.end], waiting)) is not None:
        line = np.concatenate([edge.line, following.line[1:]])
        edge = RawEdge(line, edge.road_class, edge.one_way)
    while (preceding := _leader(edges, edge, at_node[edge.start], waiting)) is not None:
        line = np.concatenate([preceding.line, edge.line[1:]])
        edge = RawEdge(line, edge.road_class, edge.one_way)
    return edge


def _follower(
    edges: Sequence[RawEdge], edge: RawEdge, there: list[int], waiting: dict[int, None]
) -> RawEdge | None:
    other = _only_other(edges, edge, there, waiting)
    if other is None:
        return None
    if edges[other].start == edge.end:
        return _taken(edges[other], other, waiting)
    return None if edge.one_way else _taken(edges[other].turned(), other, waiting)


def _leader(
    edges: Sequence[RawEdge], edge: RawEdge, there: list[int], waiting: dict[int, None]
) -> RawEdge | None:
    other = _only_other(edges, edge, there, waiting)
    if other is None:
        return None
    if edges[other].end == edge.start:
        return _taken(edges[other], other, waiting)
    return None if edge.one_way else _taken(edges[other].turned(), other, waiting)


def _only_other(
    edges: Sequence[RawEdge], edge: RawEdge, there: list[int], waiting: dict[int, None]
) -> int | None:
    if len(there) != _PASSING:
        return None
    for other in there:
        same_kind = (
            edges[other].road_class is edge.road_class and edges[other].one_way == edge.one_way
        )
        if other in waiting and same_kind:
            return other
    return None


def _taken(edge: RawEdge, index: int, waiting: dict[int, None]) -> RawEdge:
    del waiting[index]
    return edge


def _node(position: FloatArray) -> Node:
    return round(float(position[0]), 2), round(float(position[1]), 2)
