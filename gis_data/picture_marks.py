"""What is drawn upon the roads of a printed map: the places of the order, scale, north, source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Final
from xml.sax.saxutils import escape

import numpy as np

from gis_data.datums import Point
from gis_data.picture_frame import PaperBox, PictureFrame

_ROUND_METRES: Final = (50, 100, 200, 300, 500, 1000, 2000, 5000, 10_000)
_LONGEST_BAR_MM: Final = 35.0
_NAME_MM: Final = 3.4
_NEAR_MM: Final = 24.0
"""Marks nearer than this write their names on opposite sides."""
_KILOMETRE: Final = 1000
_ROUTE_HALF_MM: Final = 0.8

_PIN: Final = "M0 0C-1.2 -2.6 -3.1 -4.2 -3.1 -6.4A3.1 3.1 0 1 1 3.1 -6.4C3.1 -4.2 1.2 -2.6 0 0Z"
_CLOTH: Final = "M0.3 -7.4H6L4.6 -5.5L6 -3.6H0.3Z"
_HOUSE: Final = "M-3 2.6V-0.6L0 -3.2L3 -0.6V2.6Z"
_ARROW: Final = "M0 8L2.4 0L4.8 8L2.4 6.2Z"


@dataclass(frozen=True)
class Mark:
    """A drawing in SVG and the paper that it needs for itself."""

    drawing: str
    box: PaperBox


def marks(
    frame: PictureFrame, *, scene: Point, meeting_point: Point | None, station: Point | None
) -> list[Mark]:
    """Draw the station as a house, the meeting point as a flag and the scene as a pin."""
    drawn: list[Mark] = []
    scene_x, scene_y = frame.place(scene)
    side = _side(scene_x, 1, frame)
    if station is not None:
        x, y = frame.place(station)
        drawn.append(_station(x, y, _side(x, 1, frame)))
    if meeting_point is not None:
        x, y = frame.place(meeting_point)
        near = hypot(x - scene_x, y - scene_y) < _NEAR_MM
        flag_side = _side(x, 1 if x > scene_x else -1, frame)
        side = -flag_side if near else side
        drawn.append(_flag(x, y, flag_side))
    return [*drawn, _pin(scene_x, scene_y, side)]


def furniture(frame: PictureFrame, attribution: str) -> list[Mark]:
    """Draw frame, scale bar, north arrow and the source that must be named."""
    width, height = frame.width_mm, frame.height_mm
    north = f'<path transform="translate({width - 7:g} 4)" d="{_ARROW}" fill="black"/>' + _text(
        width - 4.6, 15.2, "北", size=3.0, anchor="middle"
    )
    source = _text(width - 1.5, height - 1.4, attribution, size=2.0, anchor="end")
    border = (
        f'<rect x="0.15" y="0.15" width="{width - 0.3:g}" height="{height - 0.3:g}"'
        ' fill="none" stroke="black" stroke-width="0.3"/>'
    )
    return [
        _scale_bar(frame),
        Mark(north, (width - 9, 2, width, 17)),
        Mark(source + border, (width - 2.0 * len(attribution), height - 4, width, height)),
    ]


def along(route: Sequence[Point], frame: PictureFrame) -> Iterator[PaperBox]:
    """Yield small boxes that cover a route on paper."""
    if not route:
        return
    line = frame.on_paper(np.array(route))
    metres = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    for where in np.arange(0.0, float(metres[-1]), _ROUTE_HALF_MM).tolist():
        x = float(np.interp(where, metres, line[:, 0]))
        y = float(np.interp(where, metres, line[:, 1]))
        yield x - _ROUTE_HALF_MM, y - _ROUTE_HALF_MM, x + _ROUTE_HALF_MM, y + _ROUTE_HALF_MM


def _side(x: float, wanted: int, frame: PictureFrame) -> int:
    """Return 1 to write a name to the right, -1 to the left: the wanted side if there is room."""
    room = frame.width_mm - x if wanted > 0 else x
    return wanted if room > _NEAR_MM else -wanted


def _pin(x: float, y: float, side: int) -> Mark:
    shape = (
        f'<path transform="translate({x:.2f} {y:.2f})" fill="black" stroke="white"'
        f' stroke-width="0.7" d="{_PIN}"/><circle cx="{x:.2f}" cy="{y - 6.4:.2f}" r="1.2"'
        ' fill="white"/>'
    )
    return _named(shape, "现场", (x + side * 4.0, y - 5.2), side, (x - 3.5, y - 10, x + 3.5, y))


def _flag(x: float, y: float, side: int) -> Mark:
    shape = (
        f'<g transform="translate({x:.2f} {y:.2f}) scale({side} 1)">'
        f'<path d="M0 0V-7.4{_CLOTH}" fill="none" stroke="white" stroke-width="1.8"/>'
        f'<path d="M0 0V-7.6{_CLOTH}" fill="white" stroke="black" stroke-width="0.6"/>'
        '<circle r="0.9" fill="black"/></g>'
    )
    box = (x - 1.5 if side > 0 else x - 6.5, y - 8, x + 6.5 if side > 0 else x + 1.5, y + 1)
    return _named(shape, "等车点", (x + side * 7.0, y - 4.3), side, box)


def _station(x: float, y: float, side: int) -> Mark:
    shape = (
        f'<g transform="translate({x:.2f} {y:.2f})" stroke="black"><path fill="white"'
        f' stroke-width="0.7" stroke-linejoin="round" d="{_HOUSE}"/>'
        '<path d="M0 -1.4V1.8M-1.6 0.2H1.6" stroke-width="0.8"/></g>'
    )
    box = (x - 3.5, y - 4, x + 3.5, y + 3)
    return _named(shape, "出车站", (x + side * 4.0, y + 1.4), side, box)


def _named(shape: str, name: str, at: Point, side: int, box: PaperBox) -> Mark:
    """Join a shape and its name, and the boxes of both."""
    x, y = at
    length = side * len(name) * _NAME_MM
    anchor = "start" if side > 0 else "end"
    text = _text(x, y, name, size=_NAME_MM, anchor=anchor, bold=True)
    left, top, right, bottom = box
    whole = (
        min(left, x + length),
        min(top, y - _NAME_MM),
        max(right, x + length),
        max(bottom, y + 1),
    )
    return Mark(shape + text, whole)


def _scale_bar(frame: PictureFrame) -> Mark:
    fitting = [m for m in _ROUND_METRES if m / frame.metres_per_mm <= _LONGEST_BAR_MM]
    metres = max(fitting, default=_ROUND_METRES[0])
    length = metres / frame.metres_per_mm
    x, y = 3.0, frame.height_mm - 3.0
    path = f"M{x:g} {y - 1.4:.2f}V{y:.2f}H{x + length:.2f}V{y - 1.4:.2f}"
    drawing = "".join(
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        for colour, width in (("white", 1.4), ("black", 0.4))
    )
    name = f"{metres // _KILOMETRE} 公里" if metres >= _KILOMETRE else f"{metres} 米"
    drawing += _text(x + length / 2, y - 2.2, name, size=2.4, anchor="middle")
    return Mark(drawing, (x - 1, y - 5.5, x + length + 1, y + 2))


def _text(x: float, y: float, text: str, *, size: float, anchor: str, bold: bool = False) -> str:
    """Write a text twice: a white edge first, so that it reads on any ground."""
    look = f'x="{x:.2f}" y="{y:.2f}" font-size="{size:g}" text-anchor="{anchor}"'
    look += ' font-weight="bold"' if bold else ""
    edge = f'fill="white" stroke="white" stroke-width="{size / 3:.2f}" stroke-linejoin="round"'
    return f"<text {look} {edge}>{escape(text)}</text><text {look}>{escape(text)}</text>"
