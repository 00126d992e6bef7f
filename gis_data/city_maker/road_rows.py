"""From the grown street network to the city's road table."""

from collections import defaultdict
from itertools import islice, permutations
from typing import Final

import numpy as np
from scipy.sparse import coo_matrix, csgraph

from gis_data.city_maker.plane import Plane
from gis_data.city_maker.street_net import StreetNet
from gis_data.datums import GEOD, FloatArray
from gis_data.road_table import ROAD_CLASSES, BoolArray, RoadClass, RoadTable
from gis_data.stored_positions import IntArray

_MAX_KMH: Final = {
    RoadClass.MOTORWAY: 80,
    RoadClass.TRUNK: 70,
    RoadClass.PRIMARY: 60,
    RoadClass.SECONDARY: 50,
    RoadClass.TERTIARY: 40,
    RoadClass.RESIDENTIAL: 30,
    RoadClass.SERVICE: 15,
}
_ONE_WAY_CHANCE: Final = {RoadClass.TERTIARY: 0.1, RoadClass.RESIDENTIAL: 0.07}
_BANNED_SHARE: Final = 0.2
"""Of the crossings of greater streets: one left turn is forbidden there."""
_CROSSING: Final = 4
_LEFT: Final = 0.7
"""Least sine of the angle of a left turn."""
_BUSY: Final = frozenset({RoadClass.TRUNK, RoadClass.PRIMARY, RoadClass.SECONDARY})
_ROUNDS: Final = 20


def road_table(
    net: StreetNet,
    plane: Plane,
    *,
    street_of_line: IntArray,
    streets: tuple[str, ...],
    attribution: str,
    random: np.random.Generator,
) -> RoadTable:
    """Cut every street at its junctions; some lesser streets become one-way."""
    lines, pieces, ends = _edges(net)
    _, numbers = np.unique(ends.ravel(), return_inverse=True)
    from_node, to_node = numbers.reshape(-1, 2).T
    offsets = np.cumsum([0, *(len(piece) for piece in pieces)], dtype=np.int64)
    coordinates = plane.to_sphere(np.concatenate(pieces))
    classes = [net.lines[line].road_class or RoadClass.SERVICE for line in lines]
    road_class = np.array([ROAD_CLASSES.index(one) for one in classes])
    busy = np.array([one in _BUSY for one in classes])
    one_way = _one_way(classes, from_node, to_node, random)
    return RoadTable(
        coordinates=coordinates,
        offsets=offsets,
        from_node=from_node.astype(np.int64),
        to_node=to_node.astype(np.int64),
        road_class=road_class,
        one_way=one_way,
        street=street_of_line[lines],
        metres=_metres(coordinates, offsets),
        layer=np.array([net.lines[line].level for line in lines], dtype=np.int64),
        max_kmh=np.array([_MAX_KMH[one] for one in classes], dtype=np.int64),
        no_turns=_banned(pieces, (from_node, to_node), may=busy & ~one_way, random=random),
        streets=streets,
        attribution=attribution,
    )


def _edges(net: StreetNet) -> tuple[IntArray, list[FloatArray], IntArray]:
    """Return for every edge its line, its rows and its two nodes."""
    lines, pieces, ends = [], [], []
    for index, line in enumerate(net.lines):
        if line.road_class is None:
            continue
        for (start, tail), (end, head) in zip(line.junctions, line.junctions[1:], strict=False):
            inner = (line.along > start + 0.5) & (line.along < end - 0.5)
            if tail == head:
                continue
            rows = np.vstack((net.nodes[tail], line.rows[inner], net.nodes[head]))
            lines.append(index)
            pieces.append(rows)
            ends.append((tail, head))
    return np.array(lines, dtype=np.int64), pieces, np.array(ends, dtype=np.int64)


def _metres(coordinates: FloatArray, offsets: IntArray) -> FloatArray:
    lon, lat = coordinates.T
    steps = np.zeros(len(lon))
    steps[:-1] = GEOD.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]
    steps[offsets[1:] - 1] = 0.0
    return np.asarray(np.add.reduceat(steps, offsets[:-1]))


def _one_way(
    classes: list[RoadClass], tails: IntArray, heads: IntArray, random: np.random.Generator
) -> BoolArray:
    """Choose one-way streets so that everywhere can still be reached from everywhere."""
    chance = np.array([_ONE_WAY_CHANCE.get(one, 0.0) for one in classes])
    one_way = random.random(len(classes)) < chance
    count = int(max(tails.max(), heads.max())) + 1
    for _ in range(_ROUNDS):
        both = ~one_way
        starts = np.concatenate((tails, heads[both]))
        ends = np.concatenate((heads, tails[both]))
        graph = coo_matrix((np.ones(len(starts)), (starts, ends)), shape=(count, count))
        _, part = csgraph.connected_components(graph, directed=True, connection="strong")
        cut_off = part != np.bincount(part).argmax()
        wrong = one_way & (cut_off[tails] | cut_off[heads])
        if not wrong.any():
            break
        one_way &= ~wrong
    return np.asarray(one_way)


def _banned(
    pieces: list[FloatArray],
    ends: tuple[IntArray, IntArray],
    *,
    may: BoolArray,
    random: np.random.Generator,
) -> IntArray:
    """Forbid one left turn at some crossings of the edges that `may` have such signs."""
    tails, heads = ends
    at_node: dict[int, list[int]] = defaultdict(list)
    for edge in np.flatnonzero(may).tolist():
        at_node[int(tails[edge])].append(edge)
        at_node[int(heads[edge])].append(edge)
    banned = []
    for node, edges in sorted(at_node.items()):
        if len(edges) < _CROSSING or random.random() > _BANNED_SHARE:
            continue
        arriving = {edge: _step(pieces[edge], at_start=tails[edge] == node) for edge in edges}
        left = (
            (first, node, last)
            for first, last in permutations(edges, 2)
            if _turns_left(-arriving[first], arriving[last])
        )
        banned += list(islice(left, 1))
    return np.array(banned, dtype=np.int64).reshape(-1, 3)


def _step(piece: FloatArray, *, at_start: bool) -> FloatArray:
    """Return the step from an end of an edge into it."""
    return np.asarray(piece[1] - piece[0] if at_start else piece[-2] - piece[-1])


def _turns_left(arriving: FloatArray, leaving: FloatArray) -> bool:
    """Tell whether leaving one way after arriving another is a left turn."""
    turn = arriving[0] * leaving[1] - arriving[1] * leaving[0]
    return bool(turn > _LEFT * float(np.hypot(*arriving) * np.hypot(*leaving)))
