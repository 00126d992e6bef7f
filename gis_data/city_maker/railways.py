"""The railways and the underground of the city."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_data.city_maker.curves import radial
from gis_data.city_maker.sizes import CityPlan
from gis_data.datums import FloatArray
from gis_data.line_table import LINE_CLASSES, NO_NAME, LineClass, LineTable
from gis_data.stored_positions import IntArray

_STOP_GAP_M: Final = 1150.0
_TRACK_GAP_M: Final = 6.0
_CLEAR_M: Final = 16.0


@dataclass(frozen=True, eq=False)
class Track:
    """A line on the plane: what it is, how high it runs and its name."""

    rows: FloatArray
    line_class: LineClass
    level: int
    name: str


@dataclass(frozen=True, eq=False)
class Railways:
    """All tracks, and where the trains of the underground and the railway stop."""

    tracks: tuple[Track, ...]
    stops: FloatArray
    stations: FloatArray

    def ground(self) -> BaseGeometry:
        """Return the ground on which no house may stand."""
        tracks = [shapely.LineString(one.rows) for one in self.tracks if one.level >= 0]
        return shapely.union_all(shapely.buffer(tracks, _CLEAR_M)) if tracks else shapely.Point()


def make_railways(plan: CityPlan, random: np.random.Generator) -> Railways:
    """Lay railways past the middle and underground lines through it."""
    far = float(np.hypot(plan.half_width, plan.half_height)) * 1.05
    frame = shapely.box(-plan.half_width, -plan.half_height, plan.half_width, plan.half_height)
    tracks: list[Track] = []
    stations, stops = [], []
    for number in range(plan.railways):
        rows = _through(np.pi * (0.17 + number / 3), plan.core * (0.85 + 0.5 * number), far, random)
        name = f"示范铁路{'一二三四五'[number]}线"
        for side in (-_TRACK_GAP_M / 2, _TRACK_GAP_M / 2):
            tracks += _inside(_aside(rows, side), frame, LineClass.RAILWAY, 1, name)
        stations.append(rows[int(np.argmin(np.hypot(*rows.T)))])
    for number in range(plan.subways):
        rows = _through(
            np.pi * (0.05 + number / plan.subways), plan.core * 0.12, far * 0.62, random
        )
        name = f"地铁{number + 1}号线"
        tracks += _inside(rows, frame, LineClass.SUBWAY, -1, name)
        stops.append(_stops(rows, frame))
    where = np.concatenate([*stops, np.empty((0, 2))])
    return Railways(tuple(tracks), _apart(where), np.array(stations).reshape(-1, 2))


def line_table(lines: Sequence[Track]) -> LineTable:
    """Put tracks, whose rows are WGS-84 by now, into one table."""
    names = tuple(sorted({line.name for line in lines if line.name}))
    return LineTable(
        coordinates=np.concatenate([np.empty((0, 2)), *(line.rows for line in lines)]),
        offsets=np.cumsum([0, *(len(line.rows) for line in lines)], dtype=np.int64),
        line_class=_numbers([LINE_CLASSES.index(line.line_class) for line in lines]),
        layer=_numbers([line.level for line in lines]),
        name=_numbers([names.index(line.name) if line.name else NO_NAME for line in lines]),
        names=names,
    )


def _numbers(values: Sequence[int]) -> IntArray:
    return np.array(values, dtype=np.int64)


def _through(bearing: float, aside: float, far: float, random: np.random.Generator) -> FloatArray:
    """Return a curve across the city that passes the middle at a distance."""
    arms = [radial(bearing + side, 0.0, far, random) for side in (0.0, np.pi)]
    rows = np.vstack((arms[0][::-1], arms[1][1:]))
    normal = np.array([-np.sin(bearing), np.cos(bearing)])
    return np.asarray(rows + aside * normal)


def _aside(rows: FloatArray, metres: float) -> FloatArray:
    steps = np.gradient(rows, axis=0)
    normal = np.column_stack((-steps[:, 1], steps[:, 0])) / np.hypot(*steps.T)[:, None]
    return np.asarray(rows + metres * normal)


def _inside(
    rows: FloatArray, frame: BaseGeometry, line_class: LineClass, level: int, name: str
) -> list[Track]:
    parts = shapely.get_parts(shapely.intersection(shapely.LineString(rows), frame))
    return [
        Track(shapely.get_coordinates(part), line_class, level, name)
        for part in parts
        if part.geom_type == "LineString"
    ]


def _stops(rows: FloatArray, frame: BaseGeometry) -> FloatArray:
    line = shapely.intersection(shapely.LineString(rows), frame)
    places = np.arange(_STOP_GAP_M / 2, line.length, _STOP_GAP_M)
    points = [line.interpolate(place) for place in places.tolist()]
    return np.asarray(shapely.get_coordinates(points))


def _apart(stops: FloatArray) -> FloatArray:
    """Make one of stops that are close together: lines meet there."""
    kept: list[FloatArray] = []
    for stop in stops:
        if all(np.hypot(*(stop - other)) > _STOP_GAP_M / 3 for other in kept):
            kept.append(stop)
    return np.array(kept).reshape(-1, 2)
