"""Words that must never be clipped: they wrap first, then shrink."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QTextLayout, QTextOption

from dispatch_console.theme.fonts import font, text_width
from dispatch_console.theme.palette import current

LEAST_PX: Final = 20
"""Nothing on a station's screen is smaller: it is read from three metres away."""

_LINE_STEP: Final = 1.22
"""From line to line, in sizes of the type; the family's own step is meant for reading closer."""


@lru_cache(maxsize=512)
def _wrapped(words: str, px: int, bold: bool, width: int) -> QTextLayout:
    layout = QTextLayout(words, font(px, bold=bold))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    step, down = px * _LINE_STEP, 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, down - (line.height() - step) / 2))
        down += step
    layout.endLayout()
    return layout


def wrapped_height(words: str, px: int, *, width: float, bold: bool = False) -> float:
    """Say how high some words stand when they wrap at a width."""
    return _wrapped(words, px, bold, int(width)).lineCount() * px * _LINE_STEP if words else 0.0


def draw_wrapped(
    pen: QPainter, area: QRectF, words: str, *, px: int, tone: str, bold: bool = False
) -> None:
    """Write words from the top of an area, wrapping at its width."""
    pen.setPen(current().colour(tone))
    _wrapped(words, px, bold, int(area.width())).draw(pen, area.topLeft())


def line_px(words: str, width: float, sizes: Sequence[int], *, bold: bool = False) -> int:
    """Give the largest size at which words fit on one line; the smallest when none does."""
    fitting = (px for px in sizes if text_width(words, px, bold=bold) <= width)
    return next(fitting, sizes[-1])
