"""Which names at points a frame shows, and how they are written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from PyQt6.QtGui import QColor

from dispatch_console.map.inks import MapInks
from dispatch_console.map.map_frame import MapFrame
from dispatch_console.map.prepared_names import NamedPoints, NameKind

_MOST_A_KIND: Final = 500
_LETTER_SHARE: Final = 0.8
"""An area is named once it is about so much of its name wide."""


@dataclass(frozen=True, slots=True)
class NameStyle:
    """From and until which zoom a kind of name shows, its size, weight and colour."""

    shown_from: float
    shown_until: float
    px: int
    bold: bool
    colour: Callable[[MapInks], QColor]


STYLES: Final = {
    NameKind.CITY: NameStyle(10, 12.25, 20, bold=True, colour=lambda inks: inks.place_name),
    NameKind.DISTRICT: NameStyle(10.5, 14, 16, bold=True, colour=lambda inks: inks.place_name),
    NameKind.SUBURB: NameStyle(12.25, 15.5, 14, bold=True, colour=lambda inks: inks.place_name),
    NameKind.LOCALITY: NameStyle(14.5, 17, 13, bold=False, colour=lambda inks: inks.place_name),
    NameKind.HOSPITAL: NameStyle(14, 20, 12, bold=True, colour=lambda inks: inks.hospital_name),
    NameKind.STATION: NameStyle(14.75, 20, 12, bold=False, colour=lambda inks: inks.name),
    NameKind.WATER: NameStyle(10, 20, 13, bold=False, colour=lambda inks: inks.water_name),
    NameKind.GREEN: NameStyle(12, 20, 12, bold=False, colour=lambda inks: inks.green_name),
    NameKind.GROUNDS: NameStyle(14.5, 20, 12, bold=False, colour=lambda inks: inks.house_name),
    NameKind.LANDMARK: NameStyle(16, 20, 12, bold=False, colour=lambda inks: inks.house_name),
    NameKind.HOUSE: NameStyle(16.75, 20, 11, bold=False, colour=lambda inks: inks.house_name),
}
BEFORE_ROADS: Final = (
    NameKind.CITY,
    NameKind.DISTRICT,
    NameKind.HOSPITAL,
    NameKind.STATION,
    NameKind.WATER,
    NameKind.SUBURB,
)
AFTER_ROADS: Final = (
    NameKind.GREEN,
    NameKind.LOCALITY,
    NameKind.GROUNDS,
    NameKind.LANDMARK,
    NameKind.HOUSE,
)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name wanted at a device pixel; `place` is its number in the city."""

    place: int
    name: str
    x: float
    y: float
    style: NameStyle


class PlaceNames:
    """The names at points of a city, looked up by what a frame shows."""

    def __init__(self, names: NamedPoints) -> None:
        self._names = names
        kinds = np.arange(max(NameKind) + 2)
        self._starts = np.searchsorted(names.kind, kinds)

    def within(self, frame: MapFrame, kinds: tuple[NameKind, ...]) -> Iterator[PlaceName]:
        """Yield the names of some kinds that a frame has room for, kind by kind."""
        west, south, east, north = frame.box()
        for kind in kinds:
            style = STYLES[kind]
            if not style.shown_from <= frame.zoom < style.shown_until:
                continue
            start, end = int(self._starts[kind]), int(self._starts[kind + 1])
            points = self._names.points[start:end]
            inside = (points[:, 0] > west) & (points[:, 0] < east)
            inside &= (points[:, 1] > south) & (points[:, 1] < north)
            places = np.flatnonzero(inside)[:_MOST_A_KIND]
            px = frame.px(points[places]).tolist()
            for place, (x, y) in zip((places + start).tolist(), px, strict=True):
                if self._fits(place, style, frame):
                    yield PlaceName(place, self._names.names[place], x, y, style)

    def _fits(self, place: int, style: NameStyle, frame: MapFrame) -> bool:
        reach = float(self._names.reach[place])
        wanted = len(self._names.names[place]) * style.px * frame.ratio * _LETTER_SHARE
        return reach == 0 or reach / frame.metres_per_px > wanted
