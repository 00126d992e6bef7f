"""A piece of paper on the city: where its corner lies, and how many pixels it has."""

from dataclasses import dataclass
from math import log2

import numpy as np

from dispatch_console.map.mercator import TILE_PX, WORLD_M, FloatArray
from dispatch_console.map.shapes import Box


@dataclass(frozen=True, slots=True)
class MapFrame:
    """`west` and `north` are sheet metres from the city's middle; sizes are device pixels.

    `ratio` is how many device pixels a logical one has: lines and letters are so much larger.
    """

    west: float
    north: float
    metres_per_px: float
    width: int
    height: int
    ratio: float = 1.0

    @property
    def zoom(self) -> float:
        """The zoom whose widths and letters fit, on a screen of ordinary pixels."""
        return log2(WORLD_M / TILE_PX / (self.metres_per_px * self.ratio))

    def box(self, margin_px: float = 0.0) -> Box:
        """Return west, south, east and north, with a margin around."""
        margin = margin_px * self.metres_per_px
        return (
            self.west - margin,
            self.north - self.height * self.metres_per_px - margin,
            self.west + self.width * self.metres_per_px + margin,
            self.north + margin,
        )

    def px(self, points: FloatArray) -> FloatArray:
        """Return the device pixels of points in sheet metres."""
        corner, size = np.array((self.west, self.north)), self.metres_per_px
        return np.asarray((points - corner) * np.array((1.0 / size, -1.0 / size)))

    def metres(self, px: FloatArray) -> FloatArray:
        """Return the sheet metres under device pixels."""
        corner, size = np.array((self.west, self.north)), self.metres_per_px
        return np.asarray(px * np.array((size, -size)) + corner)
