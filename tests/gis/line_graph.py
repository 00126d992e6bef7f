"""Road times by igraph, on another model of the network than ours: every lane is a vertex.

From a lane one goes on to every lane that begins where it ends, unless that turn is not allowed.
Nothing of it is shared with the product but the table of roads and the tables of speeds.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import igraph

from gis_data.road_speeds import RoadSpeeds
from gis_data.road_table import RoadTable


@dataclass(frozen=True)
class Spot:
    """A position on an edge, at a share of its length."""

    edge: int
    share: float


Lane = tuple[int, bool]
"""An edge, and whether it is driven as it is drawn."""


class LineGraph:
    """The network of one table of roads."""

    def __init__(self, roads: RoadTable) -> None:
        self._roads = roads
        self._lanes = [
            (edge, forward)
            for edge in range(len(roads))
            for forward in (True, False)
            if forward or not roads.one_way[edge]
        ]
        self._number = {lane: number for number, lane in enumerate(self._lanes)}
        self._graph = igraph.Graph(n=len(self._lanes), edges=list(self._turns()), directed=True)
        self._entered = [turn.target for turn in self._graph.es]

    def _turns(self) -> Iterator[tuple[int, int]]:
        banned = {(a, via, b) for a, via, b in self._roads.no_turns.tolist()}
        leaving: dict[int, list[Lane]] = defaultdict(list)
        for lane in self._lanes:
            leaving[self._first(lane)].append(lane)
        for lane in self._lanes:
            via = self._last(lane)
            for onwards in leaving[via]:
                if (lane[0], via, onwards[0]) not in banned:
                    yield self._number[lane], self._number[onwards]

    def _first(self, lane: Lane) -> int:
        edge, forward = lane
        return int((self._roads.from_node if forward else self._roads.to_node)[edge])

    def _last(self, lane: Lane) -> int:
        return self._first((lane[0], not lane[1]))

    def costs(self, speeds: RoadSpeeds, hour: int, *, siren: bool) -> list[float]:
        """Return the seconds of every edge, by the words of `RoadSpeeds`."""
        found = []
        for edge in range(len(self._roads)):
            kind, sign = int(self._roads.road_class[edge]), int(self._roads.max_kmh[edge])
            kmh = float(speeds.ordinary.values[hour, kind])
            kmh = min(kmh, sign) if sign else kmh
            kmh = kmh * float(speeds.siren.values[hour, kind]) if siren else kmh
            found.append(float(self._roads.metres[edge]) / (min(kmh, speeds.top_kmh) / 3.6))
        return found

    def weights(self, costs: list[float], closed: frozenset[int]) -> list[float]:
        """Return what every turn costs: the lane that is entered by it, which may be closed."""
        lanes = [float("inf") if edge in closed else costs[edge] for edge, _ in self._lanes]
        return [lanes[lane] for lane in self._entered]

    def seconds(
        self, starts: list[Spot], target: Spot, costs: list[float], weights: list[float]
    ) -> list[float]:
        """Return the seconds from each start to a target on another, open edge."""
        into = [self._number[lane] for lane in self._directions(target.edge)]
        out = [self._number[lane] for start in starts for lane in self._directions(start.edge)]
        unique = sorted(set(out))
        rows = self._graph.distances(into, unique, weights=weights, mode="in")
        reached = dict(zip(unique, zip(*rows, strict=True), strict=True))
        return [self._best(start, target, costs, reached) for start in starts]

    def _best(
        self, start: Spot, target: Spot, costs: list[float], reached: dict[int, tuple[float, ...]]
    ) -> float:
        ways = []
        for out in self._directions(start.edge):
            rest = (1 - start.share if out[1] else start.share) * costs[start.edge]
            ends = self._directions(target.edge)
            for into, seconds in zip(ends, reached[self._number[out]], strict=True):
                left = (1 - target.share if into[1] else target.share) * costs[target.edge]
                ways.append(rest + seconds - left)
        return min(ways)

    def _directions(self, edge: int) -> list[Lane]:
        return [lane for lane in ((edge, True), (edge, False)) if lane in self._number]
