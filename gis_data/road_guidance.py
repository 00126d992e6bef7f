"""What a driver is told of a route: streets, lengths and turns, in short Chinese lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from gis_data.datums import FloatArray
from gis_data.road_drives import Drive, Piece, line_of
from gis_data.road_table import ROAD_CLASSES, RoadClass, RoadTable

_SHORT_M: Final = 40.0
"""A nameless road shorter than this is a part of the junction, and is not told."""
_LOOK_M: Final = 25.0
"""Directions are compared over so much road before and behind a turn."""
_BESIDE_M: Final = 30.0
"""A way beside the road that is shorter than this is not told."""
_KILOMETRE: Final = 1000.0
_NAMELESS: Final = {
    RoadClass.SERVICE: "内部道路",
    RoadClass.LIVING_STREET: "小区道路",
    RoadClass.FERRY: "轮渡",
}
_RAMPS: Final = frozenset(
    {
        RoadClass.MOTORWAY_LINK,
        RoadClass.TRUNK_LINK,
        RoadClass.PRIMARY_LINK,
        RoadClass.SECONDARY_LINK,
        RoadClass.TERTIARY_LINK,
    }
)
_POINTS_OF_COMPASS: Final = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")


class Turn(StrEnum):
    """How one street is left for the next; the values are what the driver hears."""

    START = "出发"
    STRAIGHT = "直行"
    SLIGHT_LEFT = "靠左"
    SLIGHT_RIGHT = "靠右"
    LEFT = "左转"
    RIGHT = "右转"
    ROUND = "掉头"


_SHARPEST: Final = (
    (25.0, Turn.STRAIGHT, Turn.STRAIGHT),
    (50.0, Turn.SLIGHT_LEFT, Turn.SLIGHT_RIGHT),
    (160.0, Turn.LEFT, Turn.RIGHT),
)
"""Up to so many degrees a turn has these names, to the left and to the right."""


@dataclass(frozen=True)
class Step:
    """A stretch along one street, how it is entered, and towards where it begins."""

    turn: Turn
    street: str
    metres: float
    compass: str


def steps_of(roads: RoadTable, drive: Drive) -> tuple[Step, ...]:
    """Return the streets of a drive in their order."""
    stretches = _stretches(roads, drive.pieces)
    steps: list[Step] = []
    for before, stretch in zip([None, *stretches], stretches, strict=False):
        turn = Turn.START if before is None else _turn(before.line, stretch.line)
        compass = _compass(stretch.line)
        last = steps[-1] if steps else None
        if last is not None and last.street == stretch.street and turn is Turn.STRAIGHT:
            steps[-1] = replace(last, metres=last.metres + stretch.metres)
        else:
            steps.append(Step(turn, stretch.street, stretch.metres, compass))
    return tuple(steps)


def sentences(steps: Sequence[Step], *, before_m: float = 0.0, after_m: float = 0.0) -> list[str]:
    """Return the lines that a driver reads; `before_m` and `after_m` are beside the road."""
    lines = [f"先从场内开出约 {length(before_m)}"] if before_m >= _BESIDE_M else []
    for step, following in zip(steps, [*steps[1:], None], strict=False):
        begin = f"向{step.compass}出发，" if step.turn is Turn.START else ""
        lines.append(f"{begin}沿{step.street} {length(step.metres)}，{_onwards(following)}")
    if after_m >= _BESIDE_M:
        lines.append(f"目的地离道路约 {length(after_m)}，驶离道路进入")
    return lines


def length(metres: float) -> str:
    """Write a length as people say it: 40 米, 350 米, 1.2 公里."""
    rounded = 10 * max(1, round(metres / 10))
    return f"{rounded} 米" if rounded < _KILOMETRE else f"{metres / _KILOMETRE:.1f} 公里"


def _onwards(following: Step | None) -> str:
    if following is None:
        return "到达"
    if following.turn is Turn.STRAIGHT:
        return f"直行进入{following.street}"
    return f"{following.turn}进入{following.street}"


@dataclass(frozen=True, eq=False)
class _Stretch:
    street: str
    metres: float
    line: FloatArray


def _stretches(roads: RoadTable, pieces: Sequence[Piece]) -> list[_Stretch]:
    """Join pieces of the same street; nameless parts of junctions go to the street before."""
    joined: list[_Stretch] = []
    for name, street, metres, line in _named(roads, pieces):
        last = joined[-1] if joined else None
        is_junction = not name and metres < _SHORT_M
        if last is not None and (last.street == street or is_junction):
            whole = np.concatenate([last.line, line])
            joined[-1] = _Stretch(last.street, last.metres + metres, whole)
        else:
            joined.append(_Stretch(street, metres, line))
    return joined


def _named(
    roads: RoadTable, pieces: Sequence[Piece]
) -> Iterator[tuple[str, str, float, FloatArray]]:
    """Yield every piece: its street's name or nothing, what it is called, its length and line."""
    for piece in pieces:
        name = roads.street_name(piece.edge)
        kind = ROAD_CLASSES[int(roads.road_class[piece.edge])]
        called = name or ("匝道" if kind in _RAMPS else _NAMELESS.get(kind, "无名道路"))
        metres = abs(piece.end - piece.start) * float(roads.metres[piece.edge])
        yield name, called, metres, line_of(roads, piece)


def _turn(before: FloatArray, after: FloatArray) -> Turn:
    bend = _bearing(after, from_start=True) - _bearing(before, from_start=False)
    bend = (bend + 180.0) % 360.0 - 180.0
    for sharpest, left, right in _SHARPEST:
        if abs(bend) <= sharpest:
            return left if bend < 0 else right
    return Turn.ROUND


def _compass(line: FloatArray) -> str:
    return _POINTS_OF_COMPASS[round(_bearing(line, from_start=True) / 45.0) % 8]


def _bearing(line: FloatArray, *, from_start: bool) -> float:
    """Return the direction of a line over its first or last metres, in degrees from north."""
    plane = (line - line[0 if from_start else -1]) * [np.cos(np.radians(line[0, 1])), 1.0]
    plane *= 111_195.0
    away = np.hypot(plane[:, 0], plane[:, 1])
    far = np.flatnonzero(away >= _LOOK_M)
    if from_start:
        end = plane[int(far[0]) if len(far) else -1]
    else:
        end = -plane[int(far[-1]) if len(far) else 0]
    return float(np.degrees(np.arctan2(end[0], end[1]))) % 360.0
