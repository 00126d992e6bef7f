"""Web Mercator: from longitude and latitude to metres on the sheet, and to pixels of a view."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import atan, degrees, exp, log, pi, radians, tan
from typing import Final, Self

import numpy as np
import numpy.typing as npt

Point = tuple[float, float]
FloatArray = npt.NDArray[np.float64]

EARTH_RADIUS_M: Final = 6_378_137.0
WORLD_M: Final = 2 * pi * EARTH_RADIUS_M
TILE_PX: Final = 256
MOST_ZOOM: Final = 19.0
LEAST_ZOOM: Final = 10.0
_NORTHMOST: Final = 85.05


def project(point: Point) -> Point:
    """Give the sheet metres (east, north) of a WGS-84 position."""
    lon, lat = point
    lat = max(-_NORTHMOST, min(_NORTHMOST, lat))
    return (
        radians(lon) * EARTH_RADIUS_M,
        log(tan(pi / 4 + radians(lat) / 2)) * EARTH_RADIUS_M,
    )


def unproject(east: float, north: float) -> Point:
    """Give the WGS-84 position of sheet metres."""
    lat = 2 * atan(exp(north / EARTH_RADIUS_M)) - pi / 2
    return degrees(east / EARTH_RADIUS_M), degrees(lat)


def project_rows(rows: FloatArray) -> FloatArray:
    """Give the sheet metres of rows of `(lon, lat)`."""
    lat = np.radians(np.clip(rows[:, 1], -_NORTHMOST, _NORTHMOST))
    north = np.log(np.tan(np.pi / 4 + lat / 2))
    return np.column_stack((np.radians(rows[:, 0]), north)) * EARTH_RADIUS_M


def resolution(zoom: float) -> float:
    """Give how many sheet metres one pixel covers."""
    return float(WORLD_M / TILE_PX / 2.0**zoom)


@dataclass(frozen=True, slots=True)
class View:
    """What a window of so many pixels shows: its centre in sheet metres, and its zoom."""

    east: float
    north: float
    zoom: float
    width: float
    height: float

    @classmethod
    def at(cls, centre: Point, *, zoom: float, width: float, height: float) -> Self:
        """Look at a position."""
        east, north = project(centre)
        return cls(east, north, zoom, width, height)

    @property
    def metres_per_px(self) -> float:
        """Sheet metres of one pixel; on the ground it is less, see `ground_metres_per_px`."""
        return resolution(self.zoom)

    @property
    def centre(self) -> Point:
        """The position in the middle."""
        return unproject(self.east, self.north)

    @property
    def ground_metres_per_px(self) -> float:
        """Metres on the ground of one pixel at the middle."""
        return self.metres_per_px * float(np.cos(np.radians(self.centre[1])))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees."""
        west, north = self.point(0, 0)
        east, south = self.point(self.width, self.height)
        return west, south, east, north

    def px(self, point: Point) -> Point:
        """Give the pixel of a position."""
        east, north = project(point)
        return self.px_of_metres(east, north)

    def px_of_metres(self, east: float, north: float) -> Point:
        """Give the pixel of sheet metres."""
        size = self.metres_per_px
        return (
            (east - self.east) / size + self.width / 2,
            (self.north - north) / size + self.height / 2,
        )

    def px_rows(self, metres: FloatArray) -> FloatArray:
        """Give the pixels of rows of sheet metres."""
        size = self.metres_per_px
        return np.column_stack(
            (
                (metres[:, 0] - self.east) / size + self.width / 2,
                (self.north - metres[:, 1]) / size + self.height / 2,
            )
        )

    def point(self, x: float, y: float) -> Point:
        """Give the position under a pixel."""
        size = self.metres_per_px
        return unproject(
            self.east + (x - self.width / 2) * size, self.north - (y - self.height / 2) * size
        )

    def panned(self, right: float, down: float) -> Self:
        """Look so many pixels further right and down."""
        size = self.metres_per_px
        return replace(self, east=self.east + right * size, north=self.north - down * size)

    def zoomed(self, zoom: float, *, x: float, y: float) -> Self:
        """Change the zoom so that the position under a pixel stays under it."""
        zoom = max(LEAST_ZOOM, min(MOST_ZOOM, zoom))
        before, after = self.metres_per_px, resolution(zoom)
        shift = before - after
        return replace(
            self,
            zoom=zoom,
            east=self.east + (x - self.width / 2) * shift,
            north=self.north - (y - self.height / 2) * shift,
        )

    def resized(self, width: float, height: float) -> Self:
        """Keep the middle in a window of another size."""
        return replace(self, width=width, height=height)

    def centred(self, point: Point) -> Self:
        """Look at another position."""
        east, north = project(point)
        return replace(self, east=east, north=north)

    def fitted(
        self,
        points: Sequence[Point],
        *,
        margins: tuple[float, float, float, float] = (0, 0, 0, 0),
        most_zoom: float = 16.0,
    ) -> Self:
        """Show all the points inside margins (left, top, right, bottom) of pixels."""
        rows = np.array([project(point) for point in points])
        low, high = rows.min(axis=0), rows.max(axis=0)
        left, top, right, bottom = margins
        room = max(1.0, self.width - left - right), max(1.0, self.height - top - bottom)
        size = max((high[0] - low[0]) / room[0], (high[1] - low[1]) / room[1], 1e-6)
        zoom = float(min(most_zoom, np.floor(np.log2(WORLD_M / TILE_PX / size) * 4) / 4))
        zoom = max(LEAST_ZOOM, zoom)
        middle = (low + high) / 2
        shift = resolution(zoom)
        return replace(
            self,
            zoom=zoom,
            east=float(middle[0]) + (right - left) / 2 * shift,
            north=float(middle[1]) + (top - bottom) / 2 * shift,
        )


def heading(start: Point, end: Point) -> float:
    """Give the compass bearing in degrees from one position towards another, for drawing."""
    a, b = project(start), project(end)
    return float(np.degrees(np.arctan2(b[0] - a[0], b[1] - a[1])))
