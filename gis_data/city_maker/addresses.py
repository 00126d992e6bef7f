"""House numbers along the streets, and where streets meet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import shapely

from gis_data.city_maker.naming import StreetNames
from gis_data.city_maker.plane import Shapes
from gis_data.city_maker.street_net import StreetNet
from gis_data.datums import FloatArray
from gis_data.road_table import NO_STREET, RoadClass
from gis_data.stored_positions import IntArray

_REACH_M: Final = 70.0
_METRES_A_NUMBER: Final = 6.0
_SAME_JUNCTION_M: Final = 150.0
_WITHOUT_DOORS: Final = frozenset({RoadClass.MOTORWAY, RoadClass.TRUNK})


@dataclass(frozen=True, eq=False)
class Houses:
    """Numbered houses: which building, which street, which number on it; by street and number."""

    building: IntArray
    street: IntArray
    number: IntArray
    points: FloatArray


@dataclass(frozen=True)
class Meeting:
    """Two streets, by number, and where they meet on the plane."""

    streets: tuple[int, int]
    point: tuple[float, float]


def number_houses(shapes: Shapes, net: StreetNet, names: StreetNames) -> Houses:
    """Give buildings numbers along the nearest named street, odd ones on its left."""
    lines = [
        index
        for index, line in enumerate(net.lines)
        if names.of_line[index] != NO_STREET and line.road_class not in _WITHOUT_DOORS
    ]
    drawn = np.array([shapely.LineString(net.lines[index].rows) for index in lines])
    middles = shapely.centroid(shapes)
    building, near = shapely.STRtree(drawn).query_nearest(
        middles, max_distance=_REACH_M, all_matches=False
    )
    starts = _starts(net, names, lines)
    along = shapely.line_locate_point(drawn[near], middles[building])
    foot = shapely.get_coordinates(shapely.line_interpolate_point(drawn[near], along))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(drawn[near], along + 1.0))
    points = shapely.get_coordinates(middles[building])
    step, away = ahead - foot, points - foot
    left = step[:, 0] * away[:, 1] - step[:, 1] * away[:, 0] > 0
    street = names.of_line[np.array(lines)[near]]
    number = 2 * ((along + starts[near]) / (2 * _METRES_A_NUMBER)).astype(np.int64)
    number += np.where(left, 1, 2)
    _, first = np.unique(street * 1_000_000 + number, return_index=True)
    return Houses(building[first], street[first], number[first], points[first])


def _starts(net: StreetNet, names: StreetNames, lines: Sequence[int]) -> FloatArray:
    """Return how many metres of its street come before each line, from west or south onwards."""
    of_street: dict[int, list[int]] = defaultdict(list)
    for place, index in enumerate(lines):
        of_street[int(names.of_line[index])].append(place)
    starts = np.zeros(len(lines))
    for places in of_street.values():
        middles = np.array([net.lines[lines[place]].rows.mean(axis=0) for place in places])
        spread = np.ptp(middles, axis=0)
        order = np.argsort(middles[:, int(np.argmax(spread))], kind="stable")
        before = 0.0
        for place in order.tolist():
            starts[places[place]] = before
            before += net.lines[lines[places[place]]].metres
    return starts


def meetings(net: StreetNet, names: StreetNames) -> list[Meeting]:
    """Return where two named streets meet, one of them no mere lane, each pair once."""
    at_node: dict[int, set[int]] = defaultdict(set)
    great: set[int] = set()
    for index, line in enumerate(net.lines):
        street = int(names.of_line[index])
        if street == NO_STREET:
            continue
        if line.road_class is not RoadClass.RESIDENTIAL:
            great.add(street)
        for _, node in line.junctions:
            at_node[node].add(street)
    points: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    for node, streets in at_node.items():
        for first, second in combinations(sorted(streets), 2):
            if first in great or second in great:
                points[first, second].append(net.nodes[node])
    return [Meeting(streets, _middle(found)) for streets, found in sorted(points.items())]


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the middle of the points about the first: one junction of several carriageways."""
    rows = np.array(points)
    near = rows[np.hypot(*(rows - rows[0]).T) < _SAME_JUNCTION_M]
    x, y = near.mean(axis=0)
    return float(x), float(y)
