"""Which tiles cover a view: squares of 512 device pixels on quarter zooms."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from dispatch_console.map.mercator import View, resolution
from dispatch_console.map.render_messages import TILE_SIDE

QUARTERS: Final = 4
"""A resting view stands on a zoom of so many steps a level, so that its tiles are only copied."""


@dataclass(frozen=True, slots=True)
class Level:
    """The tiles of one look and zoom; `quarter` is four times the zoom, `ratio` the screen's."""

    look: str
    ratio: float
    quarter: int

    @property
    def metres_per_px(self) -> float:
        """Sheet metres of a device pixel."""
        return resolution(self.quarter / QUARTERS) / self.ratio

    @property
    def side_m(self) -> float:
        """Sheet metres of a tile's side."""
        return self.metres_per_px * TILE_SIDE


@dataclass(frozen=True, slots=True)
class TileKey:
    """A tile of a level: columns run east, rows run south, from longitude and latitude 0."""

    level: Level
    column: int
    row: int

    @property
    def corner(self) -> tuple[float, float]:
        """West and north in sheet metres."""
        return self.column * self.level.side_m, -self.row * self.level.side_m


@dataclass(frozen=True, slots=True)
class Cells:
    """A block of tiles of one level, the last row and column included."""

    level: Level
    west: int
    north: int
    east: int
    south: int

    @classmethod
    def under(cls, level: Level, view: View) -> "Cells":
        """Return the tiles that a view shows."""
        side = level.side_m
        half_wide = view.width / 2 * view.metres_per_px
        half_high = view.height / 2 * view.metres_per_px
        return cls(
            level,
            floor((view.east - half_wide) / side),
            floor(-(view.north + half_high) / side),
            ceil((view.east + half_wide) / side) - 1,
            ceil(-(view.north - half_high) / side) - 1,
        )

    def wider(self, ring: int) -> "Cells":
        """Return the block with so many more tiles on every side."""
        return Cells(
            self.level,
            self.west - ring,
            self.north - ring,
            self.east + ring,
            self.south + ring,
        )

    @property
    def count(self) -> int:
        """How many tiles there are."""
        return (self.east - self.west + 1) * (self.south - self.north + 1)

    def __contains__(self, key: TileKey) -> bool:
        """Tell whether a tile is one of the block."""
        across = self.west <= key.column <= self.east
        return key.level == self.level and across and self.north <= key.row <= self.south

    def __iter__(self) -> Iterator[TileKey]:
        """Yield the tiles from the middle outwards."""
        middle = (self.west + self.east) / 2, (self.north + self.south) / 2
        spots = [
            (column, row)
            for column in range(self.west, self.east + 1)
            for row in range(self.north, self.south + 1)
        ]
        spots.sort(key=lambda spot: (spot[0] - middle[0]) ** 2 + (spot[1] - middle[1]) ** 2)
        return (TileKey(self.level, *spot) for spot in spots)


def level_of(view: View, *, look: str, ratio: float) -> Level:
    """Return the level nearest to a view's zoom."""
    return Level(look, ratio, floor(view.zoom * QUARTERS + 0.5))
