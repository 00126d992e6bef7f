"""Draws what lies on the roads: ways, closures, how far one comes, and how sure a point is."""

from collections.abc import Iterator
from math import inf
from typing import Final

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from dispatch_console.map.mercator import FloatArray, View, project_rows
from dispatch_console.theme.palette import Theme, current
from dispatch_server.contract.details import Point, Precision

_RADIUS_M: Final = {
    Precision.HOUSE: 30.0,
    Precision.PICKED: 20.0,
    Precision.STREET: 150.0,
    Precision.DISTRICT: 600.0,
}
"""How far the true place may lie from the point; own planning values until measured."""
_UNKNOWN_RADIUS_M: Final = 300.0
_SHOWN_FROM_PX: Final = 22.0
_LEAST_POINTS: Final = 2
_REACH_FILL: Final = {Theme.DARK: 0.07, Theme.LIGHT: 0.09}
"""How strongly a reach zone is filled: the map below stays readable, at night above all."""
_NEAR_REACH_MIN: Final = 4
"""A zone up to so many minutes has a solid edge, a wider one a dashed edge (UI, map window)."""


def pixels(view: View, points: tuple[Point, ...]) -> FloatArray:
    """Give the pixels of some positions as rows."""
    return view.px_rows(project_rows(np.asarray(points, dtype=float).reshape(-1, 2)))


def draw_route(pen: QPainter, line: FloatArray, area: QRectF, *, width: float = 5.0) -> None:
    """Draw the chosen way: blue in its casing."""
    palette = current()
    casing = palette.colour("bg.room" if palette.theme is Theme.DARK else "bg.panel")
    pen.setBrush(Qt.BrushStyle.NoBrush)
    for colour, wide in ((casing, width * 1.55 + 2), (palette.colour("focus.fg"), width)):
        _draw_line(pen, line, area, _pen(colour, wide))


def draw_other_route(pen: QPainter, line: FloatArray, area: QRectF, *, width: float = 4.0) -> None:
    """Draw a way beside the chosen one: dashes."""
    palette = current()
    casing = palette.colour("bg.room" if palette.theme is Theme.DARK else "bg.panel")
    pen.setBrush(Qt.BrushStyle.NoBrush)
    _draw_line(pen, line, area, _pen(casing, width + 3))
    dashes = _pen(palette.colour("text.quiet"), width, Qt.PenCapStyle.FlatCap)
    dashes.setDashPattern([2.4, 1.2])
    _draw_line(pen, line, area, dashes)


def draw_closure(pen: QPainter, line: FloatArray, area: QRectF, *, width: float = 6.0) -> None:
    """Draw a closed stretch: a red and white barrier along the road."""
    palette = current()
    light = palette.theme is Theme.LIGHT
    pen.setBrush(Qt.BrushStyle.NoBrush)
    ground = palette.colour("bg.panel")
    _draw_line(pen, line, area, _pen(ground, width + 4, Qt.PenCapStyle.FlatCap))
    red = palette.colour("red.solid" if light else "red.fg")
    _draw_line(pen, line, area, _pen(red, width, Qt.PenCapStyle.FlatCap))
    white = palette.colour("bg.panel" if light else "text.strong")
    bars = _pen(white, width - 2.5, Qt.PenCapStyle.FlatCap)
    bars.setDashPattern([1.4, 2.2])
    _draw_line(pen, line, area, bars)


def draw_reach(pen: QPainter, rings: list[FloatArray], *, minutes: int) -> None:
    """Draw how far one comes within some minutes; what a ring inside another holds is left out."""
    palette = current()
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for ring in rings:
        path.addPolygon(polygon(ring))
        path.closeSubpath()
    fill = QColor(palette.colour("focus.fg"))
    fill.setAlphaF(_REACH_FILL[palette.theme])
    edge = QColor(palette.colour("focus.fg"))
    edge.setAlphaF(0.75)
    pen.setBrush(fill)
    line = _pen(edge, 1.4)
    if minutes > _NEAR_REACH_MIN:
        line.setDashPattern([4.0, 3.0])
    pen.setPen(line)
    pen.drawPath(path)


def draw_leader(pen: QPainter, start: QPointF, end: QPointF) -> None:
    """Draw that two points belong together: scene and meeting point."""
    palette = current()
    for tone, width in (("bg.panel", 4.0), ("text.strong", 1.6)):
        line = _pen(palette.colour(tone), width, Qt.PenCapStyle.FlatCap)
        if tone == "text.strong":
            line.setDashPattern([2.0, 2.0])
        pen.setPen(line)
        pen.drawLine(start, end)


def radius_m(precision: Precision | None) -> float:
    """Say within how many metres the place is taken to lie."""
    return _RADIUS_M.get(precision, _UNKNOWN_RADIUS_M) if precision else _UNKNOWN_RADIUS_M


def draw_haze(
    pen: QPainter, view: View, at: QPointF, *, precision: Precision | None, hue: str
) -> float:
    """Draw how far the true place may be from the point; return the radius in pixels."""
    radius = radius_m(precision) / view.ground_metres_per_px
    if radius < _SHOWN_FROM_PX:
        return radius
    colour = QColor(current().colour(f"{hue}.fg"))
    pen.setPen(QPen(colour, 1.6, Qt.PenStyle.DashLine))
    colour.setAlphaF(0.14)
    pen.setBrush(colour)
    pen.drawEllipse(at, radius, radius)
    return radius


def polygon(line: FloatArray) -> QPolygonF:
    """Give rows of pixels as Qt takes them."""
    return QPolygonF([QPointF(x, y) for x, y in line.tolist()])


def distance_px(line: FloatArray, at: QPointF) -> float:
    """Give how far a pixel is from a line of pixels, infinite for a line without length."""
    if len(line) < _LEAST_POINTS:
        return inf
    start, along = line[:-1], np.diff(line, axis=0)
    towards = np.array([at.x(), at.y()]) - start
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip((towards * along).sum(axis=1) / length, 0.0, 1.0)
    return float(np.hypot(*(towards - along * share[:, None]).T).min())


def runs(line: FloatArray, area: QRectF) -> Iterator[FloatArray]:
    """Yield the parts of a line whose segments come near an area.

    Dashes far outside the window would cost as much as those within.
    """
    if len(line) < _LEAST_POINTS:
        return
    low, high = np.minimum(line[:-1], line[1:]), np.maximum(line[:-1], line[1:])
    near = (high[:, 0] >= area.left()) & (low[:, 0] <= area.right())
    near &= (high[:, 1] >= area.top()) & (low[:, 1] <= area.bottom())
    edges = np.flatnonzero(np.diff(near.astype(np.int8), prepend=0, append=0))
    for start, end in edges.reshape(-1, 2).tolist():
        yield line[start : end + 1]


def _draw_line(pen: QPainter, line: FloatArray, area: QRectF, ink: QPen) -> None:
    pen.setPen(ink)
    for run in runs(line, area):
        pen.drawPolyline(polygon(run))


def _pen(colour: QColor, width: float, cap: Qt.PenCapStyle = Qt.PenCapStyle.RoundCap) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, cap, Qt.PenJoinStyle.RoundJoin)
