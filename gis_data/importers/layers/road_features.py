"""From the rows of a road layer to roads, cut where they share a vertex."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from gis_data.datums import FloatArray
from gis_data.importers.osm.harvest import FoundRoad
from gis_data.importers.osm.name_rules import clean
from gis_data.importers.osm.road_rules import RoadWay, kmh
from gis_data.importers.refusals import Refusals
from gis_data.road_table import RoadClass

_STEPS: Final = 10_000_000
"""Vertices in the same ten-millionth of a degree, about a centimetre, are one."""
_BOTH, _FORWARD, _BACKWARD = "both", "forward", "backward"
_ONE_WAY: Final = {
    **dict.fromkeys(("", "no", "0", "n", "b", "false", "双向"), _BOTH),
    **dict.fromkeys(("yes", "1", "f", "ft", "true", "单向", "正向"), _FORWARD),
    **dict.fromkeys(("-1", "t", "tf", "reverse", "反向", "逆向"), _BACKWARD),
    **{word: word for word in (_BOTH, _FORWARD, _BACKWARD)},
}
_CLASSES: Final = {str(road_class): road_class for road_class in RoadClass}
_HIGHEST: Final = 5
_SEPARATORS: Final = str.maketrans("；|、,，", ";;;;;")


def road_way(told: dict[str, str]) -> RoadWay | str:
    """Return what a row says of a road, or why it cannot be used; nothing for no road at all."""
    word = told["class"]
    if not word:
        return ""
    if word not in _CLASSES:
        return f"不认识的道路等级 {word[:40]}"
    way = _ONE_WAY.get(told["one_way"].lower())
    if way is None:
        return f"不认识的通行方向 {told['one_way'][:40]}"
    return RoadWay(
        road_class=_CLASSES[word],
        one_way=way != _BOTH,
        turned=way == _BACKWARD,
        level=level(told["level"]),
        max_kmh=kmh(told["max_kmh"]),
    )


def level(told: str) -> int:
    """Return how high a thing runs; what is no number is the ground."""
    try:
        return max(-_HIGHEST, min(_HIGHEST, int(told)))
    except ValueError:
        return 0


def other_names(told: str, name: str) -> tuple[str, ...]:
    """Return the aliases of a field, divided by any of the usual signs."""
    names = dict.fromkeys(clean(part) for part in told.translate(_SEPARATORS).split(";"))
    return tuple(other for other in names if other and other != name)


class RoadLines:
    """Collects the lines of all road layers; `roads` numbers their vertices when all are there."""

    def __init__(self, refusals: Refusals) -> None:
        self._refusals = refusals
        self._lines: list[FloatArray] = []
        self._told: list[tuple[str, tuple[str, ...], RoadWay]] = []

    def add(self, identity: str, shape: shapely.Geometry, told: dict[str, str]) -> bool:
        """Take one row; return whether it is a road."""
        way = road_way(told)
        if isinstance(way, str):
            if way:
                self._refusals.add("road", identity, way)
            return False
        parts = shapely.get_parts(shape)
        lines = [part for part in parts if part.geom_type == "LineString" and part.length > 0]
        if not lines:
            self._refusals.add("road", identity, "不是线，或没有长度")
            return False
        name = clean(told["name"])
        for line in lines:
            self._lines.append(shapely.get_coordinates(line))
            self._told.append((name, other_names(told["aliases"], name), way))
        return True

    def roads(self) -> list[FoundRoad]:
        """Return all roads; crossings without a line's end on different levels do not meet."""
        if not self._lines:
            return []
        numbers = _vertex_numbers(self._lines, [way.level for _, _, way in self._told])
        wkb = shapely.to_wkb([shapely.LineString(line) for line in self._lines], hex=True)
        return [
            FoundRoad(place, refs, line, way, name, aliases)
            for place, (refs, line, (name, aliases, way)) in enumerate(
                zip(numbers, wkb.tolist(), self._told, strict=True), 1
            )
        ]


def _vertex_numbers(lines: Sequence[FloatArray], levels: Sequence[int]) -> list[list[int]]:
    """Give every vertex of all lines a number; where a line ends, all that pass there meet."""
    counts = np.array([len(line) for line in lines])
    ends = np.cumsum(counts)
    rows = np.round(np.concatenate(lines) * _STEPS).astype(np.int64)
    _, place = np.unique(rows, axis=0, return_inverse=True)
    place = place.ravel()
    meeting = np.zeros(int(place.max()) + 1, dtype=np.bool_)
    meeting[place[ends - counts]] = True
    meeting[place[ends - 1]] = True
    storey = np.repeat(np.array(levels) + _HIGHEST, counts)
    numbers = place * (2 * _HIGHEST + 1) + np.where(meeting[place], _HIGHEST, storey)
    return [part.tolist() for part in np.split(numbers, ends[:-1])]
