"""The type of the console: one family, a few sizes, regular and bold."""

from functools import cache
from typing import Final

from PyQt6.QtGui import QFont, QFontMetricsF

from dispatch_console.theme.palette import TOKENS

FAMILIES: Final = TOKENS.family
CAP: Final = TOKENS.px["cap"]
SMALL: Final = TOKENS.px["small"]
BODY: Final = TOKENS.px["body"]
FACT: Final = TOKENS.px["fact"]
HEAD: Final = TOKENS.px["head"]
TIMER: Final = TOKENS.px["timer"]
FIGURE: Final = TOKENS.px["figure"]
FAR: Final = TOKENS.px["far"]
ALARM: Final = TOKENS.px["alarm"]


@cache
def font(px: int, *, bold: bool = False) -> QFont:
    """Give the console's family at a logical pixel size."""
    chosen = QFont(list(FAMILIES))
    chosen.setPixelSize(px)
    chosen.setBold(bold)
    return chosen


@cache
def metrics(px: int, *, bold: bool = False) -> QFontMetricsF:
    """Give the measures of the console's family at a size."""
    return QFontMetricsF(font(px, bold=bold))


def text_width(words: str, px: int, *, bold: bool = False) -> float:
    """Say how wide some words are."""
    return metrics(px, bold=bold).horizontalAdvance(words)
