"""From a line on the map to the roads under it, and the stretch of a street between two places."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from scipy.sparse import csgraph, csr_matrix

from gis_data.datums import FloatArray, Point
from gis_data.road_grid import DEGREE_M
from gis_data.road_table import NO_STREET, RoadTable
from gis_data.stored_positions import IntArray

BESIDE_M: Final = 12.0
"""So far from a road a line may be drawn and still mean it; half a wide road, less than the gap
to its other carriageway."""
_LEAST_M: Final = 30.0
_LEAST_SHARE: Final = 0.5
_END_M: Final = 400.0
"""So far from a street its end may be pointed at."""


class RoadLines:
    """The roads as lines on a plane in metres."""

    def __init__(self, roads: RoadTable) -> None:
        self._roads = roads
        latitude = float(roads.coordinates[:, 1].mean()) if len(roads) else 0.0
        self._scale = np.array([DEGREE_M * np.cos(np.radians(latitude)), DEGREE_M])
        self._lines = shapely.linestrings(
            roads.coordinates * self._scale,
            indices=np.repeat(np.arange(len(roads)), np.diff(roads.offsets)),
        )
        self._tree = shapely.STRtree(self._lines)

    def under(self, line: Sequence[Point]) -> tuple[int, ...]:
        """Return the edges along which a line is drawn; a road that it only crosses is not meant.

        An edge counts when half of it, or 30 metres, lie beside the line; a line of one point
        means the nearest road.
        """
        drawn = self._on_plane(line)
        if not len(drawn) or not len(self._roads):
            return ()
        if len(np.unique(drawn, axis=0)) == 1:
            nearest = self._tree.query_nearest(
                shapely.Point(drawn[0]), max_distance=BESIDE_M, all_matches=False
            )
            return tuple(int(edge) for edge in nearest)
        band = shapely.LineString(drawn).buffer(BESIDE_M, cap_style="flat", quad_segs=4)
        edges = self._tree.query(band, predicate="intersects")
        beside = shapely.length(shapely.intersection(self._lines[edges], band))
        whole = shapely.length(self._lines[edges])
        meant = beside >= np.minimum(whole * _LEAST_SHARE, np.maximum(_LEAST_M, 3 * BESIDE_M))
        return tuple(sorted(int(edge) for edge in edges[meant & (beside > 0)]))

    def stretch(self, start: Point, end: Point) -> tuple[str, tuple[Point, ...]] | None:
        """Return a street's name and its line between two places, or None where it has no such.

        The street is the named one nearest to both places; its ends are the junctions nearest to
        them. Directions do not matter: a street is closed for both.
        """
        street = self._street_near(start, end)
        if street is None:
            return None
        edges = np.flatnonzero(self._roads.street == street)
        nodes, joined = self._joined(edges)
        first, last = (self._nearest_node(nodes, edges, place) for place in (start, end))
        if first == last:
            return None
        _, before = csgraph.dijkstra(
            joined, directed=False, indices=first, return_predecessors=True
        )
        passed = [last]
        while (previous := int(before[passed[-1]])) >= 0:
            passed.append(previous)
        if passed[-1] != first:
            return None
        driven = self._edges_between(edges, nodes[np.array(passed[::-1])])
        return self._roads.streets[street], _points(np.concatenate(driven))

    def _street_near(self, start: Point, end: Point) -> int | None:
        """Return the named street with the least distance to both places together."""
        ends = [shapely.Point(place) for place in self._on_plane([start, end])]
        named = self._roads.street != NO_STREET
        reached: list[dict[int, float]] = []
        for place in ends:
            edges = self._tree.query(place, predicate="dwithin", distance=_END_M)
            edges = edges[named[edges]]
            away: dict[int, float] = {}
            far = shapely.distance(self._lines[edges], place)
            for street, metres in zip(self._roads.street[edges].tolist(), far, strict=True):
                away[street] = min(float(metres), away.get(street, np.inf))
            reached.append(away)
        both = {one: reached[0][one] + reached[1][one] for one in reached[0] if one in reached[1]}
        return min(both, key=lambda street: both[street], default=None)

    def _joined(self, edges: IntArray) -> tuple[IntArray, csr_matrix]:
        """Return the junctions of a street and a graph of them by length."""
        tails, heads = self._roads.from_node[edges], self._roads.to_node[edges]
        nodes, which = np.unique(np.concatenate([tails, heads]), return_inverse=True)
        rows, columns = which[: len(edges)], which[len(edges) :]
        order = np.argsort(-self._roads.metres[edges], kind="stable")
        graph = csr_matrix((len(nodes), len(nodes))).tolil()
        for at in order.tolist():
            graph[rows[at], columns[at]] = float(self._roads.metres[edges[at]])
        return nodes, graph.tocsr()

    def _nearest_node(self, nodes: IntArray, edges: IntArray, place: Point) -> int:
        positions = np.empty((len(nodes), 2))
        first = self._roads.coordinates[self._roads.offsets[edges]]
        last = self._roads.coordinates[self._roads.offsets[edges + 1] - 1]
        positions[np.searchsorted(nodes, self._roads.from_node[edges])] = first
        positions[np.searchsorted(nodes, self._roads.to_node[edges])] = last
        away = (positions - np.array(place)) * self._scale
        return int(np.hypot(away[:, 0], away[:, 1]).argmin())

    def _edges_between(self, edges: IntArray, passed: IntArray) -> list[FloatArray]:
        lines = []
        for tail, head in zip(passed.tolist(), passed.tolist()[1:], strict=False):
            tails, heads = self._roads.from_node[edges], self._roads.to_node[edges]
            onwards = edges[(tails == tail) & (heads == head)].tolist()
            back = edges[(tails == head) & (heads == tail)].tolist()
            best = min([*onwards, *back], key=lambda edge: float(self._roads.metres[edge]))
            line = self._roads.line(best)
            lines.append(line if best in onwards else line[::-1])
        return lines

    def _on_plane(self, line: Sequence[Point]) -> FloatArray:
        found = np.array(line, dtype=np.float64).reshape(-1, 2)
        return np.asarray(found[np.isfinite(found).all(axis=1)] * self._scale)


def _points(line: FloatArray) -> tuple[Point, ...]:
    moved = np.any(np.diff(line, axis=0, prepend=np.nan) != 0, axis=1)
    return tuple((float(lon), float(lat)) for lon, lat in line[moved])
