"""Positions between WGS-84, GCJ-02 and BD-09, with the distance between two of them.

Inside the system every position is WGS-84 `(lon, lat)`; the Chinese datums appear only at the
border. GCJ-02 here is the widely published approximation; it is defined within China alone.
"""

from typing import overload

import numpy as np
import numpy.typing as npt
from pyproj import Geod

Point = tuple[float, float]
FloatArray = npt.NDArray[np.float64]

_SEMI_MAJOR_AXIS = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BAIDU_ANGLE = np.pi * 3000.0 / 180.0
_INVERSE_STEPS = 6

GEOD = Geod(ellps="WGS84")


def distance_m(start: Point, end: Point) -> float:
    """Measure the geodesic distance between two WGS-84 positions in metres."""
    return float(GEOD.inv(start[0], start[1], end[0], end[1])[2])


@overload
def wgs84_to_gcj02(position: Point) -> Point: ...
@overload
def wgs84_to_gcj02(position: FloatArray) -> FloatArray: ...
def wgs84_to_gcj02(position: Point | FloatArray) -> Point | FloatArray:
    """Shift a WGS-84 position, or rows of positions, to GCJ-02."""
    return _like(position, _to_gcj02(_rows(position)))


@overload
def gcj02_to_wgs84(position: Point) -> Point: ...
@overload
def gcj02_to_wgs84(position: FloatArray) -> FloatArray: ...
def gcj02_to_wgs84(position: Point | FloatArray) -> Point | FloatArray:
    """Shift a GCJ-02 position, or rows of positions, back to WGS-84 by iteration."""
    return _like(position, _from_gcj02(_rows(position)))


@overload
def gcj02_to_bd09(position: Point) -> Point: ...
@overload
def gcj02_to_bd09(position: FloatArray) -> FloatArray: ...
def gcj02_to_bd09(position: Point | FloatArray) -> Point | FloatArray:
    """Shift a GCJ-02 position, or rows of positions, to BD-09."""
    return _like(position, _to_bd09(_rows(position)))


@overload
def bd09_to_gcj02(position: Point) -> Point: ...
@overload
def bd09_to_gcj02(position: FloatArray) -> FloatArray: ...
def bd09_to_gcj02(position: Point | FloatArray) -> Point | FloatArray:
    """Shift a BD-09 position, or rows of positions, back to GCJ-02 by iteration."""
    return _like(position, _from_bd09(_rows(position)))


@overload
def wgs84_to_bd09(position: Point) -> Point: ...
@overload
def wgs84_to_bd09(position: FloatArray) -> FloatArray: ...
def wgs84_to_bd09(position: Point | FloatArray) -> Point | FloatArray:
    """Shift a WGS-84 position, or rows of positions, to BD-09."""
    return _like(position, _to_bd09(_to_gcj02(_rows(position))))


@overload
def bd09_to_wgs84(position: Point) -> Point: ...
@overload
def bd09_to_wgs84(position: FloatArray) -> FloatArray: ...
def bd09_to_wgs84(position: Point | FloatArray) -> Point | FloatArray:
    """Shift a BD-09 position, or rows of positions, back to WGS-84."""
    return _like(position, _from_gcj02(_from_bd09(_rows(position))))


def _rows(position: Point | FloatArray) -> FloatArray:
    return np.atleast_2d(np.asarray(position, dtype=np.float64))


def _like(position: Point | FloatArray, rows: FloatArray) -> Point | FloatArray:
    if isinstance(position, tuple):
        return float(rows[0, 0]), float(rows[0, 1])
    return rows.reshape(position.shape)


def _to_gcj02(rows: FloatArray) -> FloatArray:
    return rows + _gcj02_shift(rows)


def _from_gcj02(rows: FloatArray) -> FloatArray:
    found = rows.copy()
    for _ in range(_INVERSE_STEPS):
        found -= _to_gcj02(found) - rows
    return found


def _to_bd09(rows: FloatArray) -> FloatArray:
    lon, lat = rows[:, 0], rows[:, 1]
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * _BAIDU_ANGLE)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * _BAIDU_ANGLE)
    return np.column_stack((radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006))


def _from_bd09(rows: FloatArray) -> FloatArray:
    found: FloatArray = rows - np.array([0.0065, 0.006])
    for _ in range(_INVERSE_STEPS):
        found -= _to_bd09(found) - rows
    return found


def _gcj02_shift(rows: FloatArray) -> FloatArray:
    east, north = _gcj02_metres(rows[:, 0] - 105.0, rows[:, 1] - 35.0)
    latitude = np.radians(rows[:, 1])
    flattening = 1.0 - _ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    root = np.sqrt(flattening)
    meridian = _SEMI_MAJOR_AXIS * (1.0 - _ECCENTRICITY_SQUARED) / (flattening * root)
    parallel = _SEMI_MAJOR_AXIS / root * np.cos(latitude)
    return np.column_stack((np.degrees(east / parallel), np.degrees(north / meridian)))


def _gcj02_metres(x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    root, pi = np.sqrt(np.abs(x)), np.pi
    ripple = 20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += 2.0 / 3.0 * (ripple + 20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi))
    east += 2.0 / 3.0 * (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += 2.0 / 3.0 * (ripple + 20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi))
    north += 2.0 / 3.0 * (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0))
    return east, north
