"""Invented names for the streets of a network whose source names none.

Edges that go on straight across a junction form one street; the carriageways of a divided road
share its name. The names are made up and belong to no real road.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import shapely

from gis_data.datums import FloatArray
from gis_data.importers.invented_names import STREET_WORDS
from gis_data.importers.raw_roads import Node, RawEdge
from gis_data.road_table import NO_STREET, RoadClass

_SUFFIX: Final = {
    RoadClass.MOTORWAY: "快速路",
    RoadClass.TRUNK: "快速路",
    RoadClass.PRIMARY: "大道",
    RoadClass.SECONDARY: "路",
    RoadClass.TERTIARY: "街",
    RoadClass.UNCLASSIFIED: "里",
    RoadClass.RESIDENTIAL: "巷",
}
_LEAST_METRES: Final = {
    RoadClass.MOTORWAY: 500.0,
    RoadClass.TRUNK: 500.0,
    RoadClass.PRIMARY: 500.0,
    RoadClass.SECONDARY: 400.0,
    RoadClass.TERTIARY: 350.0,
    RoadClass.UNCLASSIFIED: 400.0,
    RoadClass.RESIDENTIAL: 400.0,
}
_RANK: Final = {road_class: rank for rank, road_class in enumerate(_SUFFIX)}
_STRAIGHT_ON: Final = float(np.cos(np.radians(35.0)))
_BESIDE_M: Final = 45.0
_MOSTLY: Final = 0.7


@dataclass(frozen=True, eq=False)
class _Stroke:
    """Edges that go on straight one after the other."""

    edges: tuple[int, ...]
    road_class: RoadClass
    metres: float
    lines: shapely.MultiLineString


def with_names(edges: Sequence[RawEdge]) -> tuple[tuple[str, ...], list[int]]:
    """Return the street names, and for every edge the index of its name or `NO_STREET`."""
    street_of = [NO_STREET] * len(edges)
    names: list[str] = []
    strokes = sorted(_strokes(edges), key=lambda stroke: -stroke.metres)
    for stroke in strokes:
        if street_of[stroke.edges[0]] != NO_STREET or len(names) == len(STREET_WORDS):
            continue
        if stroke.metres < _LEAST_METRES[stroke.road_class]:
            continue
        names.append(STREET_WORDS[len(names)] + _SUFFIX[stroke.road_class])
        for other in _same_street(stroke, strokes):
            for edge in other.edges:
                if street_of[edge] == NO_STREET:
                    street_of[edge] = len(names) - 1
    return tuple(names), street_of


def _strokes(edges: Sequence[RawEdge]) -> Iterator[_Stroke]:
    group = list(range(len(edges)))
    for first, second in _straight_pairs(edges):
        _unite(group, first, second)
    members: dict[int, list[int]] = defaultdict(list)
    for index, edge in enumerate(edges):
        if edge.road_class in _SUFFIX:
            members[_root(group, index)].append(index)
    for indices in members.values():
        by_class: dict[RoadClass, float] = defaultdict(float)
        for index in indices:
            by_class[edges[index].road_class] += edges[index].metres
        yield _Stroke(
            edges=tuple(indices),
            road_class=max(by_class, key=lambda road_class: by_class[road_class]),
            metres=sum(by_class.values()),
            lines=shapely.MultiLineString([edges[index].line for index in indices]),
        )


def _straight_pairs(edges: Sequence[RawEdge]) -> Iterator[tuple[int, int]]:
    """Pair at every node the edges that go on most nearly straight, each edge once."""
    leaving: dict[Node, list[tuple[int, FloatArray]]] = defaultdict(list)
    for index, edge in enumerate(edges):
        if edge.road_class in _SUFFIX:
            leaving[edge.start].append((index, _heading(edge.line[0], edge.line[1])))
            leaving[edge.end].append((index, _heading(edge.line[-1], edge.line[-2])))
    for ends in leaving.values():
        choices = sorted(
            (float(a[1] @ b[1]), a[0], b[0])
            for a, b in combinations(ends, 2)
            if a[0] != b[0] and _akin(edges[a[0]], edges[b[0]])
        )
        paired: set[int] = set()
        for cosine, first, second in choices:
            if cosine < -_STRAIGHT_ON and not paired & {first, second}:
                paired |= {first, second}
                yield first, second


def _same_street(stroke: _Stroke, strokes: Sequence[_Stroke]) -> Iterator[_Stroke]:
    """Yield the stroke and those of its class that lie beside it for most of their length."""
    band = stroke.lines.buffer(_BESIDE_M, cap_style="flat")
    for other in strokes:
        if other.road_class is not stroke.road_class or not band.intersects(other.lines):
            continue
        if other is stroke or other.lines.intersection(band).length > _MOSTLY * other.metres:
            yield other


def _akin(first: RawEdge, second: RawEdge) -> bool:
    return abs(_RANK[first.road_class] - _RANK[second.road_class]) <= 1


def _heading(start: FloatArray, end: FloatArray) -> FloatArray:
    step = end - start
    return np.asarray(step / max(float(np.hypot(step[0], step[1])), 1e-9))


def _root(group: list[int], index: int) -> int:
    while group[index] != index:
        group[index] = group[group[index]]
        index = group[index]
    return index


def _unite(group: list[int], first: int, second: int) -> None:
    group[_root(group, first)] = _root(group, second)
