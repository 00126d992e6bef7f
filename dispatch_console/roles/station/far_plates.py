"""Plates and key caps large enough to be read across a room."""

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter

from dispatch_console.theme.fonts import FACT, HEAD, text_width
from dispatch_console.theme.palette import LEVELS
from dispatch_console.widgets.pen import MIDDLE, box, icon, text


def far_plate(
    pen: QPainter,
    at: QPointF,
    words: str,
    *,
    hue: str,
    glyph: str,
    px: int = HEAD,
    height: int = 44,
) -> float:
    """Draw a glyph and words on a tinted plate; return the width."""
    width = text_width(words, px, bold=True) + height + 16
    box(pen, QRectF(at.x(), at.y(), width, height), fill=f"{hue}.tint", radius=4)
    glyph_size = height - 14
    icon(pen, glyph, at + QPointF(8, 7), size=glyph_size, tone=hue)
    place = QRectF(at.x() + height, at.y() - 1, width - height, height)
    text(pen, place, words, px=px, tone=hue, bold=True)
    return width


def far_key(
    pen: QPainter, at: QPointF, key: str, *, height: int = 44, tone: str = "text.strong"
) -> float:
    """Draw a key as a key; return the width."""
    px = HEAD if height >= 40 else FACT  # noqa: PLR2004 - the two sizes of caps
    area = QRectF(at.x(), at.y(), far_key_width(key, height=height), height)
    box(pen, area, edge=tone, radius=5, width=2)
    text(pen, area.translated(0, -1), key, px=px, tone=tone, bold=True, align=MIDDLE)
    return area.width()


def far_key_width(key: str, *, height: int = 44) -> float:
    """Say how wide a key cap is."""
    px = HEAD if height >= 40 else FACT  # noqa: PLR2004 - the two sizes of caps
    return max(float(height), text_width(key, px, bold=True) + 20)


def far_level(pen: QPainter, area: QRectF, level: int | None, *, px: int) -> None:
    """Fill an area with the level: always the digit with its word."""
    hue = LEVELS[level].hue if level is not None else "grey"
    words = f"{int(level)}级 {LEVELS[level].word}" if level is not None else "未定级"
    box(pen, area, fill=f"{hue}.solid", edge="red.on", radius=6, width=3)
    text(pen, area.translated(0, -2), words, px=px, tone=f"{hue}.on", bold=True, align=MIDDLE)
