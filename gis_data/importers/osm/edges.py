"""From ways to the edges of a road table: cut where ways meet, stranded pieces left out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from scipy.sparse import coo_matrix, csgraph

from gis_data.datums import GEOD, FloatArray
from gis_data.importers.osm.harvest import FoundRoad, FoundTurn
from gis_data.importers.osm.turns import TurnTable
from gis_data.importers.refusals import ImportRefused, Refusals
from gis_data.road_table import NO_STREET, ROAD_CLASSES, BoolArray, RoadTable
from gis_data.stored_positions import IntArray, rows_of

_LEAST_M: Final = 0.1
"""Two junctions in one place are an edge of no length, which a search would take for none."""
_STRANDED_M: Final = 1000.0
"""Roads that hang together with nothing, shorter than this in all, are left out."""


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Edges as ranges of the concatenated nodes of all ways."""

    starts: IntArray
    ends: IntArray
    way: IntArray


def road_table(
    roads: Sequence[FoundRoad],
    turns: Sequence[FoundTurn],
    *,
    attribution: str,
    refusals: Refusals,
) -> RoadTable:
    """Make the road table of all ways that can be driven."""
    if not roads:
        raise ImportRefused("文件中没有可行驶的道路；请确认选对了文件和范围，原有城市数据未改动")
    refs, rows, first = _nodes(roads)
    pieces = _pieces(refs, first)
    metres = _metres(rows, pieces)
    tails, heads, numbers = _numbered(refs, pieces)
    kept = _hanging_together(tails, heads, metres)
    for way in sorted(set(pieces.way[~kept].tolist())):
        refusals.add("way", f"w{roads[way].way_id}", "与路网不相连的孤立路段")
    pieces = _Pieces(pieces.starts[kept], pieces.ends[kept], pieces.way[kept])
    tails, heads, numbers = _numbered(refs, pieces)
    ways = [roads[way] for way in pieces.way.tolist()]
    names = tuple(sorted({way.name for way in ways if way.name}))
    number = {name: index for index, name in enumerate(names)} | {"": NO_STREET}
    bounds = np.column_stack((pieces.starts, pieces.ends)).ravel()
    picked = rows_of(bounds, np.arange(len(ways)) * 2)
    table = TurnTable(np.array([way.way_id for way in ways], dtype=np.int64), tails, heads)
    return RoadTable(
        coordinates=rows[picked],
        offsets=np.concatenate(([0], np.cumsum(pieces.ends - pieces.starts))).astype(np.int64),
        from_node=tails,
        to_node=heads,
        road_class=_ints([ROAD_CLASSES.index(way.way.road_class) for way in ways]),
        one_way=np.array([way.way.one_way for way in ways], dtype=np.bool_),
        street=_ints([number[way.name] for way in ways]),
        metres=metres[kept],
        layer=_ints([way.way.level for way in ways]),
        max_kmh=_ints([way.way.max_kmh for way in ways]),
        no_turns=table.rows(turns, numbers, refusals),
        streets=names,
        attribution=attribution,
    )


def street_aliases(roads: Sequence[FoundRoad]) -> dict[str, tuple[str, ...]]:
    """Return what else people call every street that has other names."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for road in roads:
        if road.name and road.aliases:
            found[road.name].update(dict.fromkeys(road.aliases))
    return {name: tuple(aliases) for name, aliases in found.items()}


def _ints(values: Sequence[int]) -> IntArray:
    return np.array(values, dtype=np.int64)


def _nodes(roads: Sequence[FoundRoad]) -> tuple[IntArray, FloatArray, IntArray]:
    """Return the nodes of all ways as they are driven, where they lie, and where ways begin."""
    counts = [len(road.refs) for road in roads]
    first = np.cumsum([0, *counts], dtype=np.int64)
    refs = np.fromiter((ref for road in roads for ref in road.refs), np.int64, int(first[-1]))
    rows = shapely.get_coordinates(shapely.from_wkb([road.wkb for road in roads]))
    order = np.arange(len(refs))
    for way in np.flatnonzero([road.way.turned for road in roads]).tolist():
        order[first[way] : first[way + 1]] = order[first[way] : first[way + 1]][::-1]
    refs, rows = refs[order], rows[order]
    fresh = np.ones(len(refs), dtype=np.bool_)
    fresh[1:] = refs[1:] != refs[:-1]
    fresh[first[:-1]] = True
    gone = np.concatenate(([0], np.cumsum(~fresh)))
    return refs[fresh], np.asarray(rows[fresh]), first - gone[first]


def _pieces(refs: IntArray, first: IntArray) -> _Pieces:
    """Cut the ways at every node that is an end of a way or is passed twice."""
    _, inverse, counts = np.unique(refs, return_inverse=True, return_counts=True)
    cut = counts[inverse] > 1
    cut[first[:-1]] = True
    cut[first[1:] - 1] = True
    places = np.flatnonzero(cut)
    way = np.searchsorted(first, places, side="right") - 1
    same = (way[1:] == way[:-1]) & (places[1:] > places[:-1])
    return _Pieces(places[:-1][same], places[1:][same] + 1, way[:-1][same])


def _metres(rows: FloatArray, pieces: _Pieces) -> FloatArray:
    lon, lat = rows.T
    steps = np.zeros(len(rows) + 1)
    steps[1:-1] = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    along = np.cumsum(steps)
    return np.maximum(along[pieces.ends - 1] - along[pieces.starts], _LEAST_M)


def _numbered(refs: IntArray, pieces: _Pieces) -> tuple[IntArray, IntArray, dict[int, int]]:
    """Return the edges' nodes, numbered without gaps, and the number of every node in the file."""
    ends = np.concatenate((refs[pieces.starts], refs[pieces.ends - 1]))
    nodes, numbers = np.unique(ends, return_inverse=True)
    tails, heads = numbers.astype(np.int64).reshape(2, -1)
    return tails, heads, {ref: number for number, ref in enumerate(nodes.tolist())}


def _hanging_together(tails: IntArray, heads: IntArray, metres: FloatArray) -> BoolArray:
    """Tell which edges belong to a network of some size; the others strand whoever starts there."""
    size = int(max(tails.max(), heads.max())) + 1
    graph = coo_matrix((np.ones(len(tails)), (tails, heads)), shape=(size, size))
    _, part = csgraph.connected_components(graph, directed=False)
    lengths = np.bincount(part[tails], weights=metres)
    whole = (lengths >= _STRANDED_M) | (lengths == lengths.max())
    return np.asarray(whole[part[tails]], dtype=np.bool_)
