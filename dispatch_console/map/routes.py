"""Draws a route, and the haze around a point that is not sure."""

from typing import Final

from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QPolygonF

from dispatch_console.map.mercator import View
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


def route_pixels(view: View, points: tuple[Point, ...]) -> list[QPointF]:
    """Give the pixels of a route in a view."""
    return [QPointF(*view.px(point)) for point in points]


def draw_route(pen: QPainter, line: list[QPointF], *, width: float = 5.0) -> None:
    """Draw the chosen route: blue in its casing."""
    palette = current()
    casing = palette.colour("bg.room" if palette.theme is Theme.DARK else "bg.panel")
    pen.setBrush(Qt.BrushStyle.NoBrush)
    for colour, wide in ((casing, width * 1.55 + 2), (palette.colour("focus.fg"), width)):
        pen.setPen(_round_pen(colour, wide))
        pen.drawPolyline(QPolygonF(line))


def _round_pen(colour: QColor, width: float) -> QPen:
    return QPen(
        colour,
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


def radius_m(precision: Precision | None) -> float:
    """Say within how many metres the place is taken to lie."""
    return _RADIUS_M[precision] if precision is not None else _UNKNOWN_RADIUS_M


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
