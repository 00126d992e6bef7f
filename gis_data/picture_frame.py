"""From positions to millimetres on a printed map."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np

from gis_data.boxes import Box
from gis_data.datums import FloatArray, Point

PaperBox = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres from the sheet's upper left corner."""

_DEGREE_M: Final = 111_195.0
_LEAST_METRES_SHOWN: Final = 600.0
"""The shorter side shows at least this much ground, however near everything is."""
_MARGIN: Final = 0.12
"""Share of the paper kept free of what must be seen, on each side."""


@dataclass(frozen=True)
class PictureFrame:
    """A north-up map sheet: its size on paper, its middle and its scale."""

    width_mm: float
    height_mm: float
    middle: Point
    metres_per_mm: float

    @classmethod
    def around(
        cls, points: Sequence[Point], *, width_mm: float, height_mm: float, within: Box
    ) -> Self:
        """Choose the largest scale that shows all the points with a margin.

        The sheet shows ground `within` which there is a map, as far as the points allow.
        """
        positions = np.array(points)
        low, high = positions.min(axis=0), positions.max(axis=0)
        middle = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2)
        narrow = float(np.cos(np.radians(middle[1])))
        wide = float(high[0] - low[0]) * _DEGREE_M * narrow
        tall = float(high[1] - low[1]) * _DEGREE_M
        usable = 1.0 - 2.0 * _MARGIN
        scale = max(
            wide / (width_mm * usable),
            tall / (height_mm * usable),
            _LEAST_METRES_SHOWN / min(width_mm, height_mm),
        )
        frame = cls(width_mm, height_mm, middle, scale)
        west, south, east, north = frame.box
        half = np.array([east - west, north - south]) / 2
        least, most = np.array(within[:2]) + half, np.array(within[2:]) - half
        wanted = np.where(least < most, np.clip(middle, least, most), middle)
        shift = np.clip(wanted, high - half * usable, low + half * usable)
        return replace(frame, middle=(float(shift[0]), float(shift[1])))

    @property
    def box(self) -> Box:
        """The ground shown: west, south, east, north."""
        half_lon = self.width_mm / 2 * self._lon_per_mm
        half_lat = self.height_mm / 2 * self._lat_per_mm
        lon, lat = self.middle
        return lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat

    def on_paper(self, positions: FloatArray) -> FloatArray:
        """Turn `(lon, lat)` rows into millimetres from the sheet's upper left corner."""
        x = (positions[:, 0] - self.middle[0]) / self._lon_per_mm + self.width_mm / 2
        y = (self.middle[1] - positions[:, 1]) / self._lat_per_mm + self.height_mm / 2
        return np.column_stack((x, y))

    def place(self, point: Point) -> tuple[float, float]:
        """Turn one position into millimetres from the sheet's upper left corner."""
        x, y = self.on_paper(np.array([point]))[0]
        return float(x), float(y)

    @property
    def _lat_per_mm(self) -> float:
        return self.metres_per_mm / _DEGREE_M

    @property
    def _lon_per_mm(self) -> float:
        return self._lat_per_mm / float(np.cos(np.radians(self.middle[1])))
