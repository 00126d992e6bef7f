"""Road times and routes over a city's network."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_matrix

from gis_data.datums import FloatArray, Point
from gis_data.road_snapping import RoadSnapper, Snapped
from gis_data.road_speeds import RoadSpeeds
from gis_data.road_table import ROAD_CLASSES, IntArray, RoadTable, read_roads

_NOWHERE: Final = -9999
"""What scipy writes where there is no next node."""
_KMH_IN_MS: Final = 3.6


@dataclass(frozen=True)
class RoadTime:
    """How long a drive takes and how far it is, the off-road legs at both ends included."""

    seconds: float
    metres: float


@dataclass(frozen=True)
class Route:
    """The fastest way between two positions, from the first to the last point."""

    points: tuple[Point, ...]
    seconds: float
    metres: float


@dataclass(frozen=True)
class _Drive:
    """A way through the network: the nodes passed, or none when both ends share an edge."""

    nodes: tuple[int, ...]
    seconds: float
    metres: float


@dataclass(frozen=True, eq=False)
class _Arrivals:
    """Seconds from every node to a snapped target, and the next node on the way.

    Row 0 arrives by the start of the target's edge, row 1 by its end.
    """

    target: Snapped
    seconds: FloatArray
    following: npt.NDArray[np.int32]


class RoadNetwork:
    """Answers how long a vehicle needs; directions are kept, parallel roads take the faster."""

    def __init__(self, roads: RoadTable, speeds: RoadSpeeds | None = None) -> None:
        self._roads = roads
        self._speeds = speeds or RoadSpeeds()
        self._snapper = RoadSnapper(roads, limit_m=self._speeds.snap_limit_m)
        by_class = np.array([self._speeds.kmh[road_class] for road_class in ROAD_CLASSES])
        self._edge_seconds = roads.metres / by_class[roads.road_class] * _KMH_IN_MS
        self._nodes = int(max(roads.from_node.max(), roads.to_node.max())) + 1
        self._arc_keys, self._arc_edges = self._fastest_arcs()
        tails, heads = np.divmod(self._arc_keys, self._nodes)
        self._backwards = csr_matrix(
            (self._edge_seconds[self._arc_edges], (heads, tails)), shape=(self._nodes, self._nodes)
        )

    @classmethod
    def load(cls, folder: Path, speeds: RoadSpeeds | None = None) -> Self:
        """Read the network of a city's folder."""
        return cls(read_roads(folder), speeds)

    def times_to(self, target: Point, sources: Sequence[Point]) -> list[RoadTime | None]:
        """Return for each source the time to drive to `target`, or None where no road leads.

        One run of the search serves any number of sources.
        """
        snapped_target, *snapped = self._snapper.snap([target, *sources])
        if snapped_target is None:
            return [None] * len(sources)
        arrivals = self._arrivals(snapped_target)
        return [None if source is None else self._time(source, arrivals) for source in snapped]

    def route(self, start: Point, end: Point) -> Route | None:
        """Return the fastest way from `start` to `end`, or None where no road leads."""
        snapped_start, snapped_end = self._snapper.snap([start, end])
        if snapped_start is None or snapped_end is None:
            return None
        drive = self._drive(snapped_start, self._arrivals(snapped_end))
        if drive is None:
            return None
        time = self._with_legs(drive, snapped_start, snapped_end)
        line = self._line(snapped_start, snapped_end, drive.nodes)
        points = (start, *((float(lon), float(lat)) for lon, lat in line), end)
        return Route(points=points, seconds=time.seconds, metres=time.metres)

    def _fastest_arcs(self) -> tuple[IntArray, IntArray]:
        """Return the keys `tail * nodes + head` in order, and for each the fastest edge."""
        roads = self._roads
        both = np.flatnonzero(~roads.one_way)
        edges = np.concatenate([np.arange(len(roads)), both])
        tails = np.concatenate([roads.from_node, roads.to_node[both]])
        heads = np.concatenate([roads.to_node, roads.from_node[both]])
        useful = tails != heads
        keys, edges = (tails * self._nodes + heads)[useful], edges[useful]
        order = np.lexsort((self._edge_seconds[edges], keys))
        keys, first = np.unique(keys[order], return_index=True)
        return keys, edges[order][first]

    def _arrivals(self, target: Snapped) -> _Arrivals:
        ends = [self._roads.from_node[target.edge], self._roads.to_node[target.edge]]
        seconds, following = csgraph.dijkstra(
            self._backwards, indices=ends, return_predecessors=True
        )
        whole = self._edge_seconds[target.edge]
        seconds[0] += target.fraction * whole
        seconds[1] += np.inf if self._roads.one_way[target.edge] else (1 - target.fraction) * whole
        return _Arrivals(target=target, seconds=seconds, following=following)

    def _time(self, source: Snapped, arrivals: _Arrivals) -> RoadTime | None:
        drive = self._drive(source, arrivals)
        return None if drive is None else self._with_legs(drive, source, arrivals.target)

    def _drive(self, source: Snapped, arrivals: _Arrivals) -> _Drive | None:
        choices = [*self._through_nodes(source, arrivals), *self._along(source, arrivals.target)]
        best = min(choices, key=lambda drive: drive.seconds, default=None)
        return best if best is None or np.isfinite(best.seconds) else None

    def _through_nodes(self, source: Snapped, arrivals: _Arrivals) -> list[_Drive]:
        edge = source.edge
        leaving = [(int(self._roads.to_node[edge]), 1 - source.fraction)]
        if not self._roads.one_way[edge]:
            leaving.append((int(self._roads.from_node[edge]), source.fraction))
        seconds, node, share, way = min(
            (
                float(arrivals.seconds[way, node] + share * self._edge_seconds[edge]),
                node,
                share,
                way,
            )
            for node, share in leaving
            for way in (0, 1)
        )
        if not np.isfinite(seconds):
            return []
        nodes = self._nodes_passed(node, arrivals.following[way])
        target = arrivals.target
        last = target.fraction if way == 0 else 1 - target.fraction
        metres = share * self._roads.metres[edge] + last * self._roads.metres[target.edge]
        metres += sum(self._roads.metres[arc] for arc in self._arcs(nodes))
        return [_Drive(nodes=nodes, seconds=seconds, metres=float(metres))]

    def _along(self, source: Snapped, target: Snapped) -> list[_Drive]:
        if source.edge != target.edge:
            return []
        share = target.fraction - source.fraction
        if self._roads.one_way[source.edge] and share < 0:
            return []
        seconds = abs(share) * self._edge_seconds[source.edge]
        metres = abs(share) * self._roads.metres[source.edge]
        return [_Drive(nodes=(), seconds=float(seconds), metres=float(metres))]

    def _with_legs(self, drive: _Drive, source: Snapped, target: Snapped) -> RoadTime:
        off_road = source.off_road_m + target.off_road_m
        seconds = drive.seconds + off_road / self._speeds.off_road_kmh * _KMH_IN_MS
        return RoadTime(seconds=seconds, metres=drive.metres + off_road)

    def _nodes_passed(self, node: int, following: npt.NDArray[np.int32]) -> tuple[int, ...]:
        nodes = [node]
        while following[nodes[-1]] != _NOWHERE:
            nodes.append(int(following[nodes[-1]]))
        return tuple(nodes)

    def _arcs(self, nodes: Sequence[int]) -> IntArray:
        """Return the edges driven from node to node."""
        passed = np.array(nodes, dtype=np.int64)
        keys = passed[:-1] * self._nodes + passed[1:]
        return self._arc_edges[np.searchsorted(self._arc_keys, keys)]

    def _line(self, source: Snapped, target: Snapped, nodes: Sequence[int]) -> FloatArray:
        if not nodes:
            return self._snapper.part(source.edge, source.fraction, target.fraction)
        leave = 1.0 if self._roads.to_node[source.edge] == nodes[0] else 0.0
        arrive = 0.0 if self._roads.from_node[target.edge] == nodes[-1] else 1.0
        pieces = [self._snapper.part(source.edge, source.fraction, leave)]
        for node, edge in zip(nodes, self._arcs(nodes), strict=False):
            line = self._roads.line(int(edge))
            pieces.append(line if self._roads.from_node[edge] == node else line[::-1])
        pieces.append(self._snapper.part(target.edge, arrive, target.fraction))
        line = np.concatenate(pieces)
        moved = np.any(np.diff(line, axis=0) != 0, axis=1)
        return np.asarray(line[np.flatnonzero(np.concatenate([[True], moved]))])
