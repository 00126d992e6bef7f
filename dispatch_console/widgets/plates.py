"""Painted plates: a state's glyph and word, a level's digit, a running limit, small chips."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter

from dispatch_console.theme.fonts import BODY, CAP, FACT, SMALL, text_width
from dispatch_console.theme.palette import LEVELS, Sign
from dispatch_console.viewmodels.urgency import Urgency
from dispatch_console.widgets.pen import LEFT, MIDDLE, RIGHT, box, icon, text

PLATE_HEIGHT: Final = 22
_LARGE_TIMER: Final = 40
_SHORTEST_CHIP: Final = 48.0
_FILLED_LEVELS: Final = frozenset({1, 2})


class PlateKind(StrEnum):
    """How loud a plate is: tint alone, plain in lists, solid for what must be seen at once."""

    TINT = "tint"
    PLAIN = "plain"
    SOLID = "solid"


def plate_width(sign: Sign, *, height: int = PLATE_HEIGHT) -> float:
    """Say how wide a state's plate is."""
    glyph = height - 4 if sign.glyph else 0
    return text_width(sign.word, SMALL, bold=True) + 12 + glyph


def plate(
    pen: QPainter,
    at: QPointF,
    sign: Sign,
    *,
    kind: PlateKind = PlateKind.TINT,
    height: int = PLATE_HEIGHT,
) -> float:
    """Draw a state's glyph and word together; return the width."""
    if kind is PlateKind.PLAIN:
        return _plain(pen, at, sign, height=height)
    area = QRectF(at.x(), at.y(), plate_width(sign, height=height), height)
    ink = f"{sign.hue}.on" if kind is PlateKind.SOLID else f"{sign.hue}.fg"
    box(pen, area, fill=f"{sign.hue}.{kind.value}")
    left = 6.0
    if sign.glyph:
        icon(pen, sign.glyph, at + QPointF(4, 3), size=height - 6, tone=ink)
        left = float(height)
    words = area.adjusted(left, -0.5, 2, -0.5)
    text(pen, words, sign.word, tone=ink, bold=True)
    return area.width()


def _plain(pen: QPainter, at: QPointF, sign: Sign, *, height: int) -> float:
    left = 22 if sign.glyph else 0
    if sign.glyph:
        icon(pen, sign.glyph, at + QPointF(0, (height - 16) / 2), tone=sign.hue)
    width = text_width(sign.word, SMALL, bold=True)
    words = QRectF(at.x() + left, at.y() - 0.5, width + 2, height)
    text(pen, words, sign.word, tone=f"{sign.hue}.fg", bold=True)
    return width + left


def level_words(level: int, *, full: bool) -> str:
    """Give the words of a level's plate."""
    return f"{level} {LEVELS[level].word}" if full else f"{level}级"


def level_plate(
    pen: QPainter, at: QPointF, level: int, *, full: bool = False, height: int = PLATE_HEIGHT
) -> float:
    """Draw a level: always the digit, filled for 1 and 2; return the width."""
    hue = LEVELS[level].hue
    words = level_words(level, full=full)
    area = QRectF(at.x(), at.y(), text_width(words, SMALL, bold=True) + 12, height)
    filled = level in _FILLED_LEVELS
    if filled:
        box(pen, area, fill=f"{hue}.solid")
    else:
        box(pen, area, edge=f"{hue}.fg")
    ink = f"{hue}.on" if filled else f"{hue}.fg"
    text(pen, area.translated(0, -0.5), words, tone=ink, bold=True, align=MIDDLE)
    return area.width()


def timer(
    pen: QPainter,
    area: QRectF,
    words: str,
    *,
    caption: str = "",
    share: float = 0.0,
    urgency: Urgency = Urgency.PLAIN,
) -> None:
    """Draw a running limit: what it counts, its digits, and over how much of a bar it has run."""
    ink, caption_ink, bar_ink = "text.body", "text.quiet", "text.hint"
    if urgency is not Urgency.PLAIN:
        overdue = urgency is Urgency.OVERDUE
        ink = caption_ink = bar_ink = "red.on" if overdue else "amber.fg"
        box(pen, area, fill="red.solid" if overdue else "amber.tint")
    foot = QRectF(area.x(), area.bottom() - 3, area.width(), 3)
    box(pen, foot, fill="bg.line", radius=0)
    foot.setWidth(area.width() * max(0.0, min(1.0, share)))
    box(pen, foot, fill=bar_ink, radius=0)
    large = area.height() > _LARGE_TIMER
    inside = area.adjusted(6, -1, -6, -3)
    text(pen, inside, caption, px=FACT if large else CAP, tone=caption_ink, align=LEFT)
    text(pen, inside, words, px=FACT if large else BODY, tone=ink, bold=True, align=RIGHT)


def chips(pen: QPainter, at: QPointF, chosen: Sequence[tuple[str, str]], *, right: float) -> None:
    """Draw reasons as small plates of (word, hue); the last that fits ends in an ellipsis."""
    left = at.x()
    for word, hue in chosen:
        width = text_width(word, CAP, bold=True) + 12
        if left + _SHORTEST_CHIP > right:
            return
        width = min(width, right - left)
        area = QRectF(left, at.y(), width, 20)
        box(pen, area, fill=f"{hue}.tint")
        inside = area.adjusted(4, -0.5, -4, -0.5)
        text(pen, inside, word, px=CAP, tone=hue, bold=True, align=MIDDLE)
        left += width + 4
