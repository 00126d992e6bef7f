"""The signs drawn as shapes: vehicles on map and lists, and the lights of links."""

from collections.abc import Callable, Mapping
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen, QPolygonF

from dispatch_console.theme.palette import LINKS, VEHICLES, current

_TURNING: Final = frozenset({"arrow", "bullet"})
_UPRIGHT_CUT: Final = 1.5


def link_light(pen: QPainter, centre: QPointF, state: str, *, radius: float = 5.0) -> None:
    """Draw the light of a link; the shape says the same as the colour."""
    sign = LINKS[state]
    colour = current().colour(sign.hue)
    pen.setPen(QPen(colour, 2.6 if sign.shape == "cross" else 1.8))
    pen.setBrush(colour if sign.shape == "disc" else Qt.BrushStyle.NoBrush)
    inner = radius - 1.0
    if sign.shape == "cross":
        _crossed(pen, centre, radius - _UPRIGHT_CUT)
        return
    pen.drawEllipse(centre, inner, inner)
    if sign.shape == "half":
        pen.setBrush(colour)
        area = QRectF(centre.x() - inner, centre.y() - inner, 2 * inner, 2 * inner)
        pen.drawPie(area, 90 * 16, 180 * 16)


def vehicle_sign(
    pen: QPainter,
    centre: QPointF,
    state: str,
    *,
    heading: float = 0.0,
    radius: float = 9.0,
    ground: str = "bg.panel",
) -> None:
    """Draw a vehicle: shape and fill tell its state, the colour repeats it."""
    sign = VEHICLES[state]
    palette = current()
    colour, behind = palette.colour(sign.hue), palette.colour(ground)
    pen.save()
    pen.translate(centre)
    if sign.shape in _TURNING:
        pen.rotate(heading)
    outline = QPen(behind, 1.5) if sign.full else QPen(colour, 2.0)
    outline.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setPen(outline)
    pen.setBrush(colour if sign.full else behind)
    _SHAPES[sign.shape](pen, radius, behind if sign.full else colour)
    pen.restore()


def _crossed(pen: QPainter, centre: QPointF, reach: float) -> None:
    pen.drawLine(centre + QPointF(-reach, -reach), centre + QPointF(reach, reach))
    pen.drawLine(centre + QPointF(-reach, reach), centre + QPointF(reach, -reach))


def _polygon(pen: QPainter, radius: float, *corners: tuple[float, float]) -> None:
    pen.drawPolygon(QPolygonF([QPointF(x * radius, y * radius) for x, y in corners]))


def _disc(pen: QPainter, radius: float, _ink: QColor) -> None:
    pen.drawEllipse(QPointF(0, 0), radius * 0.82, radius * 0.82)


def _arrow(pen: QPainter, radius: float, _ink: QColor) -> None:
    _polygon(pen, radius, (0, -1.15), (0.85, 0.9), (0, 0.45), (-0.85, 0.9))


def _shield(pen: QPainter, radius: float, _ink: QColor) -> None:
    _polygon(pen, radius, (-0.8, -0.8), (0.8, -0.8), (0.8, 0.2), (0, 1), (-0.8, 0.2))


def _diamond(pen: QPainter, radius: float, _ink: QColor) -> None:
    _polygon(pen, radius, (0, -1), (1, 0), (0, 1), (-1, 0))


def _square(pen: QPainter, radius: float, _ink: QColor) -> None:
    side = radius * 0.78
    pen.drawRect(QRectF(-side, -side, 2 * side, 2 * side))


def _clock(pen: QPainter, radius: float, ink: QColor) -> None:
    pen.drawEllipse(QPointF(0, 0), radius * 0.9, radius * 0.9)
    pen.setPen(QPen(ink, 2.0))
    pen.drawLine(QPointF(0, 0), QPointF(0, -radius * 0.6))
    pen.drawLine(QPointF(0, 0), QPointF(radius * 0.45, 0))


def _bullet(pen: QPainter, radius: float, ink: QColor) -> None:
    _polygon(pen, radius, (0, -1.15), (0.72, -0.3), (0.72, 1), (-0.72, 1), (-0.72, -0.3))
    pen.setPen(QPen(ink, 2.0))
    pen.drawLine(QPointF(0, -radius * 0.25), QPointF(0, radius * 0.65))
    pen.drawLine(QPointF(-radius * 0.42, radius * 0.2), QPointF(radius * 0.42, radius * 0.2))


def _cross(pen: QPainter, radius: float, ink: QColor) -> None:
    pen.drawEllipse(QPointF(0, 0), radius * 0.85, radius * 0.85)
    pen.setPen(QPen(ink, 2.0))
    _crossed(pen, QPointF(0, 0), radius * 0.35)


def _bar(pen: QPainter, radius: float, _ink: QColor) -> None:
    pen.drawEllipse(QPointF(0, 0), radius * 0.82, radius * 0.82)
    pen.drawLine(QPointF(-radius * 0.4, 0), QPointF(radius * 0.4, 0))


_SHAPES: Final[Mapping[str, Callable[[QPainter, float, QColor], None]]] = {
    "disc": _disc,
    "arrow": _arrow,
    "shield": _shield,
    "diamond": _diamond,
    "square": _square,
    "clock": _clock,
    "bullet": _bullet,
    "cross": _cross,
    "bar": _bar,
}
