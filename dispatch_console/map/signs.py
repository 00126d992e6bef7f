"""The signs of the map: pins, houses, hospitals, flags, and the plates beside them."""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, QSizeF, Qt
from PyQt6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from dispatch_console.theme.fonts import SMALL, text_width
from dispatch_console.theme.palette import LEVELS, Theme, current
from dispatch_console.widgets.pen import MIDDLE, box, icon, text

HOUSE_REACH: Final = 16.0
_PIN_RADIUS: Final = 15.0
_TAG_GAP: Final = 6.0
_TAG_EDGE: Final = 7.0
_TAG_OPACITY: Final = 0.94
_HOUSE: Final = ((0, -15), (14, -3), (14, 12), (-14, 12), (-14, -3))


@dataclass(frozen=True, slots=True)
class Part:
    """A word on a plate with its tone."""

    words: str
    tone: str = "body"
    bold: bool = False


@lru_cache(maxsize=8192)
def tag_size(parts: tuple[Part, ...], *, px: int = SMALL) -> QSizeF:
    """Give the size of a plate."""
    words = sum(text_width(part.words, px, bold=part.bold) for part in parts)
    return QSizeF(ceil(words + 2 * _TAG_EDGE + _TAG_GAP * (len(parts) - 1)), px + 8)


def tag(
    pen: QPainter,
    area: QRectF,
    parts: tuple[Part, ...],
    *,
    edge: str = "bg.line",
    px: int = SMALL,
) -> None:
    """Draw a plate with its words."""
    pen.setOpacity(_TAG_OPACITY)
    box(pen, area, fill="bg.panel", edge=edge)
    pen.setOpacity(1.0)
    left = area.left() + _TAG_EDGE
    for part in parts:
        width = text_width(part.words, px, bold=part.bold)
        place = QRectF(left, area.top() - 0.5, width + 2, area.height())
        text(pen, place, part.words, px=px, tone=part.tone, bold=part.bold)
        left += width + _TAG_GAP


def pin_area(at: QPointF, size: float = 1.0) -> QRectF:
    """Give the area that a pin covers."""
    radius = _PIN_RADIUS * size
    return QRectF(at.x() - radius, at.y() - 3 * radius, 2 * radius, 3 * radius)


def pin(
    pen: QPainter, at: QPointF, level: int | None, *, size: float = 1.0, waits: bool = False
) -> None:
    """Draw the pin of an emergency: its point is the place, its digit the level.

    One to which no vehicle goes yet has an amber edge.
    """
    x, y, radius = at.x(), at.y(), _PIN_RADIUS * size
    path = QPainterPath(at)
    path.cubicTo(
        x - radius * 0.4, y - radius * 0.9, x - radius, y - radius * 1.2, x - radius, y - radius * 2
    )
    path.arcTo(QRectF(x - radius, y - radius * 3, 2 * radius, 2 * radius), 180, -180)
    path.cubicTo(x + radius, y - radius * 1.2, x + radius * 0.4, y - radius * 0.9, x, y)
    hue = LEVELS[level].hue if level is not None else "focus"
    if waits:
        pen.setPen(QPen(current().colour("amber.fg"), 6 * size))
        pen.drawPath(path)
    pen.setPen(QPen(current().colour("bg.panel"), 2))
    pen.setBrush(current().colour(f"{hue}.solid"))
    pen.drawPath(path)
    words = QRectF(x - radius, y - radius * 3, 2 * radius, 2 * radius)
    digit = str(int(level)) if level is not None else "?"
    text(pen, words, digit, px=int(16 * size), tone=f"{hue}.on", bold=True, align=MIDDLE)


def house(pen: QPainter, at: QPointF, free: int, *, scale: float = 1.0) -> None:
    """Draw a station: a house with the number of free vehicles in it."""
    x, y = at.x(), at.y()
    hue = "green" if free else "amber"
    pen.setPen(QPen(current().colour("bg.panel"), 2))
    pen.setBrush(current().colour(f"{hue}.fg"))
    corners = [QPointF(*corner) * scale + at for corner in _HOUSE]
    pen.drawPolygon(QPolygonF(corners))
    tone = "bg.panel" if current().theme is Theme.LIGHT else f"{hue}.on"
    words = QRectF(x - 14 * scale, y - 9 * scale, 28 * scale, 22 * scale)
    text(pen, words, str(free), px=int(16 * scale), tone=tone, bold=True, align=MIDDLE)


def hospital(pen: QPainter, at: QPointF, *, diverts: bool = False) -> None:
    """Draw a hospital: a cross in a box, struck out while it takes no patients."""
    area = QRectF(at.x() - 12, at.y() - 12, 24, 24)
    edge = "red.fg" if diverts else "focus.fg"
    box(pen, area, fill="bg.panel", edge=edge, radius=4, width=2)
    glyph = at - QPointF(9, 9)
    icon(pen, "mdi6.plus-thick", glyph, size=18, tone="grey" if diverts else "focus")
    if diverts:
        pen.setPen(QPen(current().colour("red.fg"), 3))
        pen.drawLine(at + QPointF(-10, 10), at + QPointF(10, -10))


def cluster_size(free: int, total: int) -> tuple[float, float]:
    """Give the size of the sign of vehicles drawn together."""
    words = text_width(str(free), SMALL, bold=True) + text_width(f"/{total}", SMALL)
    return ceil(words + 38), 28


def cluster(pen: QPainter, at: QPointF, *, free: int, total: int) -> None:
    """Draw vehicles standing together: how many of them are free, of all."""
    width, height = cluster_size(free, total)
    area = QRectF(at.x() - width / 2, at.y() - height / 2, width, height)
    hue = "green" if free else "amber"
    box(pen, area.adjusted(1, 1, -1, -1), fill="bg.panel", edge=f"{hue}.fg", radius=13, width=2)
    icon(pen, "mdi6.ambulance", area.topLeft() + QPointF(9, 6), size=16, tone=hue)
    wide = text_width(str(free), SMALL, bold=True)
    words = QRectF(area.left() + 28, area.top(), wide + 2, height)
    text(pen, words, str(free), tone=hue, bold=True)
    text(pen, words.translated(wide, 0).adjusted(0, 0, 40, 0), f"/{total}", tone="strong")


def found(pen: QPainter, at: QPointF) -> None:
    """Draw the place that was searched for."""
    palette = current()
    pen.setBrush(Qt.BrushStyle.NoBrush)
    for tone, width in (("bg.panel", 6.0), ("focus.fg", 3.0)):
        pen.setPen(QPen(palette.colour(tone), width))
        pen.drawEllipse(at, 12, 12)
    pen.setPen(QPen(palette.colour("bg.panel"), 1.5))
    pen.setBrush(palette.colour("focus.fg"))
    pen.drawEllipse(at, 5, 5)


def flag(pen: QPainter, at: QPointF, *, size: float = 1.0) -> None:
    """Draw the meeting point: a flag in a disc."""
    palette = current()
    pen.setPen(QPen(palette.colour("bg.panel"), 2))
    pen.setBrush(palette.colour("text.strong"))
    pen.drawEllipse(at, 11 * size, 11 * size)
    glyph = int(15 * size)
    icon(pen, "mdi6.flag-variant", at - QPointF(7, 8) * size, size=glyph, tone="bg.panel")


def caller(pen: QPainter, at: QPointF) -> None:
    """Draw where a ringing telephone stands."""
    palette = current()
    haze = palette.colour("focus.fg")
    pen.setPen(QPen(haze, 1.6, Qt.PenStyle.DashLine))
    pen.setBrush(Qt.BrushStyle.NoBrush)
    pen.drawEllipse(at, 24, 24)
    pen.setPen(QPen(palette.colour("bg.panel"), 2))
    pen.setBrush(palette.colour("focus.solid"))
    pen.drawEllipse(at, 13, 13)
    icon(pen, "mdi6.phone-ring", at - QPointF(8, 8), size=16, tone="focus.on")


def target(pen: QPainter, at: QPointF) -> None:
    """Draw the cross hairs by which the keyboard picks a point."""
    pen.setBrush(Qt.BrushStyle.NoBrush)
    for tone, width in (("bg.panel", 6), ("focus.fg", 2.5)):
        pen.setPen(QPen(current().colour(tone), width))
        pen.drawEllipse(at, 14, 14)
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            pen.drawLine(at + QPointF(9 * x, 9 * y), at + QPointF(30 * x, 30 * y))
