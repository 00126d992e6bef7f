"""The network as arcs between states, so that a search can obey turns that are not allowed.

A state is a junction, or the arrival at a junction by one road from which some turn is not allowed:
such an arrival has its own arcs onwards, without the forbidden ones. There are few of them, so that
the search is hardly larger than one without turns. Turning round at a junction is allowed.
"""

from dataclasses import dataclass

import numpy as np

from gis_data.datums import FloatArray
from gis_data.road_table import RoadTable
from gis_data.stored_positions import IntArray


@dataclass(frozen=True, eq=False)
class RoadArcs:
    """Arc `i` leads from state `tail[i]` to state `head[i]`, along `lane[i]`.

    A lane is an edge in one direction: lane `e` is edge `e` as it is drawn, `opposite[e]` the lane
    against it, or -1 on a one-way road; `edge[lane]` is a lane's edge. Lanes are the first arcs.
    """

    tail: IntArray
    head: IntArray
    lane: IntArray
    edge: IntArray
    opposite: IntArray
    position: FloatArray
    """`(lon, lat)` of every state."""
    _by_lane: IntArray
    _lane_starts: IntArray

    @property
    def states(self) -> int:
        """How many states there are."""
        return len(self.position)

    @property
    def edges(self) -> int:
        """How many edges the network has."""
        return len(self.opposite)

    def tails(self, lane: int) -> IntArray:
        """Return the states from which a lane may be entered."""
        arcs = self._by_lane[self._lane_starts[lane] : self._lane_starts[lane + 1]]
        return self.tail[arcs]

    def is_forward(self, lane: int) -> bool:
        """Tell whether a lane runs as its edge is drawn."""
        return lane < self.edges


def arcs_of(roads: RoadTable) -> RoadArcs:
    """Return the arcs of a network; bans that name no turn of it are passed over."""
    both = np.flatnonzero(~roads.one_way)
    edges = len(roads)
    opposite = np.full(edges, -1, dtype=np.int64)
    opposite[both] = edges + np.arange(len(both))
    edge = np.concatenate([np.arange(edges), both]).astype(np.int64)
    tail = np.concatenate([roads.from_node, roads.to_node[both]])
    head = np.concatenate([roads.to_node, roads.from_node[both]])
    position = _positions(roads)
    bans = _bans(roads, opposite, tail, head)
    via = head[np.array(list(bans), dtype=np.int64)]
    own = len(position) + np.arange(len(bans))
    copied_tail, copied_lane = _onwards(list(bans.values()), via, own, tail)
    head[np.array(list(bans), dtype=np.int64)] = own
    lane = np.concatenate([np.arange(len(edge)), copied_lane]).astype(np.int64)
    order = np.argsort(lane, kind="stable")
    return RoadArcs(
        tail=np.concatenate([tail, copied_tail]).astype(np.int64),
        head=head[lane],
        lane=lane,
        edge=edge,
        opposite=opposite,
        position=np.concatenate([position, position[via]]),
        _by_lane=order,
        _lane_starts=np.searchsorted(lane[order], np.arange(len(edge) + 1)),
    )


def _positions(roads: RoadTable) -> FloatArray:
    if not len(roads):
        return np.empty((0, 2))
    found = np.zeros((int(max(roads.from_node.max(), roads.to_node.max())) + 1, 2))
    found[roads.from_node] = roads.coordinates[roads.offsets[:-1]]
    found[roads.to_node] = roads.coordinates[roads.offsets[1:] - 1]
    return found


def _bans(
    roads: RoadTable, opposite: IntArray, tail: IntArray, head: IntArray
) -> dict[int, set[int]]:
    """Return the lanes after which some turn is not allowed, each with what it must not take."""
    found: dict[int, set[int]] = {}
    for from_edge, via, to_edge in roads.no_turns.tolist():
        if not (0 <= from_edge < len(roads) and 0 <= to_edge < len(roads)):
            continue
        outs = {lane for lane in _lanes(to_edge, opposite) if tail[lane] == via}
        for lane in _lanes(from_edge, opposite):
            if head[lane] == via and outs:
                found.setdefault(lane, set()).update(outs)
    return found


def _lanes(edge: int, opposite: IntArray) -> tuple[int, ...]:
    against = int(opposite[edge])
    return (edge,) if against < 0 else (edge, against)


def _onwards(
    forbidden: list[set[int]], via: IntArray, own: IntArray, tail: IntArray
) -> tuple[list[int], list[int]]:
    """Return the copied arcs by which arrivals with a state of their own go on."""
    order = np.argsort(tail, kind="stable")
    starts = np.searchsorted(tail[order], via)
    ends = np.searchsorted(tail[order], via, side="right")
    tails, lanes = [], []
    for state, start, end, banned in zip(own.tolist(), starts, ends, forbidden, strict=True):
        allowed = [lane for lane in order[start:end].tolist() if lane not in banned]
        lanes += allowed
        tails += [state] * len(allowed)
    return tails, lanes
