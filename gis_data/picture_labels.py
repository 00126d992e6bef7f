"""Street names on a printed map: along their streets, and never on top of one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Final
from xml.sax.saxutils import escape

import numpy as np

from gis_data.datums import FloatArray
from gis_data.layers import CityLayers
from gis_data.picture_frame import PaperBox, PictureFrame
from gis_data.road_table import BoolArray, RoadClass
from gis_data.street_lines import StreetLine

_SIZES_MM: Final = {
    RoadClass.MOTORWAY: 2.9,
    RoadClass.TRUNK: 2.9,
    RoadClass.PRIMARY: 2.9,
    RoadClass.SECONDARY: 2.6,
}
_SMALL_MM: Final = 2.3
_EDGE_MM: Final = 3.0
_AGAIN_MM: Final = 70.0
"""The same name comes again no nearer than this."""
_BESIDE_MM: Final = 1.1
"""Free space between a street's middle and a name beside it."""
_STEEP: Final = 60.0
"""Beyond this angle the letters stand upright, one below the other."""
_STRAIGHT: Final = 0.97
"""A label needs a stretch whose ends are at least this share of its length apart."""


@dataclass(frozen=True)
class _Label:
    """A name on paper: its middle, its angle and its size."""

    name: str
    x: float
    y: float
    angle: float
    size: float

    @property
    def length(self) -> float:
        return len(self.name) * self.size

    def spots(self) -> Iterator[tuple[float, float]]:
        """Yield the middles of the letters."""
        for index in range(len(self.name)):
            along = (index - (len(self.name) - 1) / 2) * self.size
            yield (
                self.x + along * cos(radians(self.angle)),
                self.y + along * sin(radians(self.angle)),
            )


def street_labels(
    layers: CityLayers, frame: PictureFrame, *, reserved: Sequence[PaperBox]
) -> list[str]:
    """Place as many street names as fit, greater and longer streets first.

    They keep off what is `reserved`; a name whose street is covered stands beside it.
    """
    taken = np.array(reserved).reshape(-1, 4)
    placed: list[_Label] = []
    for street in sorted(layers.streets_within(frame.box), key=_importance):
        for label in _candidates(street, frame):
            free = not any(_clashes(label, other) for other in placed)
            if free and not _covers(label, taken):
                placed.append(label)
    return [text for label in placed for text in _texts(label)]


def _importance(street: StreetLine) -> tuple[float, float]:
    return -_SIZES_MM.get(street.road_class, _SMALL_MM), -street.metres


def _candidates(street: StreetLine, frame: PictureFrame) -> Iterator[_Label]:
    """Offer places on and beside a street, straight enough and wholly on the sheet."""
    size = _SIZES_MM.get(street.road_class, _SMALL_MM)
    needed = len(street.name) * size * 1.1
    line = frame.on_paper(street.coordinates)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    starts = np.arange(0.0, float(along[-1]) - needed, needed / 2)
    heads, middles, tails = (_at(line, along, starts + part * needed) for part in (0, 0.5, 1))
    steps = tails - heads
    usable = np.hypot(steps[:, 0], steps[:, 1]) >= _STRAIGHT * needed
    usable &= _is_on_sheet(heads, frame) & _is_on_sheet(tails, frame)
    aside = np.column_stack((-steps[:, 1], steps[:, 0])) / needed * (size / 2 + _BESIDE_MM)
    for index in np.flatnonzero(usable).tolist():
        angle = _readable(degrees(atan2(steps[index, 1], steps[index, 0])))
        for side in (0.0, 1.0, -1.0):
            x, y = (middles[index] + side * aside[index]).tolist()
            yield _Label(street.name, x, y, angle, size)


def _at(line: FloatArray, along: FloatArray, where: FloatArray) -> FloatArray:
    x, y = np.interp(where, along, line[:, 0]), np.interp(where, along, line[:, 1])
    return np.column_stack((x, y))


def _readable(angle: float) -> float:
    """Turn text so that it is never upside down; steep text runs downwards."""
    upright = (angle + 90) % 180 - 90
    return abs(upright) if abs(upright) > _STEEP else upright


def _is_on_sheet(points: FloatArray, frame: PictureFrame) -> BoolArray:
    inside = np.all(points > _EDGE_MM, axis=1)
    inside &= points[:, 0] < frame.width_mm - _EDGE_MM
    return np.asarray(inside & (points[:, 1] < frame.height_mm - _EDGE_MM))


def _covers(label: _Label, taken: FloatArray) -> bool:
    """Tell whether any letter lies on one of the taken boxes."""
    half = label.size / 2
    return any(
        bool(
            np.any(
                (taken[:, 0] < x + half)
                & (taken[:, 2] > x - half)
                & (taken[:, 1] < y + half)
                & (taken[:, 3] > y - half)
            )
        )
        for x, y in label.spots()
    )


def _clashes(label: _Label, other: _Label) -> bool:
    away = hypot(label.x - other.x, label.y - other.y)
    if label.name == other.name and away < _AGAIN_MM:
        return True
    if away > (label.length + other.length) / 2 + label.size:
        return False
    gap = (label.size + other.size) / 2 * 1.25
    return any(
        hypot(x - other_x, y - other_y) < gap
        for x, y in label.spots()
        for other_x, other_y in other.spots()
    )


def _texts(label: _Label) -> Iterator[str]:
    """Write a name twice: a white edge first, so that it reads on any ground."""
    look = f'font-size="{label.size:g}" text-anchor="middle"'
    for edge in (f'fill="white" stroke="white" stroke-width="{label.size / 3.2:.2f}"', ""):
        if abs(label.angle) <= _STEEP:
            yield (
                f'<text transform="translate({label.x:.2f} {label.y:.2f}) rotate({label.angle:.1f})'
                f' translate(0 {label.size * 0.37:.2f})" {look} {edge}>{escape(label.name)}</text>'
            )
            continue
        for letter, (x, y) in zip(label.name, label.spots(), strict=True):
            yield (
                f'<text x="{x:.2f}" y="{y + label.size * 0.37:.2f}" {look} {edge}>'
                f"{escape(letter)}</text>"
            )
