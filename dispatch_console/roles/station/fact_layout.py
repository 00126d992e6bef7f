"""Where the facts of an order stand: large when they are short, smaller and wrapped when long."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from PyQt6.QtCore import QRectF

from dispatch_console.roles.station.fitted_text import LEAST_PX, wrapped_height

_SCALES: Final = tuple(step / 100 for step in range(100, 15, -4))
_SMALLEST_PX: Final = 14
"""Only words without end go below what is read from afar: small still beats cut off."""
_CAPTION_PX: Final = 26
_ROW_GAP: Final = 14.0
_WIDEST_GAP: Final = 44.0
_COLUMN_GAP: Final = 32.0


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: what it is, its words, how large at best, and which share of the row it has."""

    caption: str
    words: str
    px: int
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class FactRow:
    """Facts side by side, and a quieter line about them below."""

    facts: tuple[Fact, ...]
    below: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Words with the area that they need, and how they are written there."""

    area: QRectF
    words: str
    px: int
    tone: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class FactLayout:
    """Everything placed, the hairlines between rows, and whether all of it fits."""

    placed: tuple[Placed, ...]
    rules: tuple[float, ...]
    height: float
    fits: bool


@lru_cache(maxsize=64)
def lay_out(rows: tuple[FactRow, ...], *, width: float, height: float) -> FactLayout:
    """Place all rows as large as they fit into the area."""
    sizes = [_Sizes(scale, LEAST_PX) for scale in _SCALES]
    sizes += [_Sizes(scale, _SMALLEST_PX) for scale in _SCALES]
    for size in sizes:
        chosen = _at_size(rows, width, size, gap=_ROW_GAP)
        if chosen.height <= height:
            spare = (height - chosen.height) / max(1, len(rows) - 1)
            gap = min(_WIDEST_GAP, _ROW_GAP + spare)
            return _at_size(rows, width, size, gap=gap)
    return replace(_at_size(rows, width, sizes[-1], gap=_ROW_GAP), fits=False)


@dataclass(frozen=True, slots=True)
class _Sizes:
    """How far all type is scaled, and how small it may become."""

    scale: float
    least: int

    def px(self, px: int) -> int:
        return max(self.least, int(px * self.scale))

    @property
    def caption(self) -> int:
        return max(self.least, int(_CAPTION_PX * max(self.scale, 0.8)))


def _at_size(rows: Sequence[FactRow], width: float, size: _Sizes, *, gap: float) -> FactLayout:
    placed: list[Placed] = []
    rules: list[float] = []
    top = 0.0
    for row in rows:
        if placed:
            rules.append(top + gap / 2)
            top += gap
        top = _place_facts(placed, row.facts, width, size, top=top)
        if row.below:
            top = _place(placed, row.below, QRectF(0, top, width, 0), size.px(32), "body")
    return FactLayout(tuple(placed), tuple(rules), top, fits=True)


def _place_facts(
    placed: list[Placed], facts: Sequence[Fact], width: float, size: _Sizes, *, top: float
) -> float:
    wide = [width * fact.share - (_COLUMN_GAP if fact.share < 1 else 0) for fact in facts]
    high = [
        wrapped_height(fact.words, size.px(fact.px), width=room, bold=True)
        for fact, room in zip(facts, wide, strict=True)
    ]
    left, below = 0.0, top
    for fact, room, needed in zip(facts, wide, high, strict=True):
        caption = QRectF(left, top, room, 0)
        below = _place(placed, fact.caption, caption, size.caption, "quiet")
        words = QRectF(left, below + max(high) - needed, room, 0)
        _place(placed, fact.words, words, size.px(fact.px), "strong")
        left += width * fact.share
    return below + max(high)


def _place(placed: list[Placed], words: str, at: QRectF, px: int, tone: str) -> float:
    bold = tone == "strong"
    high = wrapped_height(words, px, width=at.width(), bold=bold)
    placed.append(Placed(QRectF(at.x(), at.y(), at.width(), high), words, px, tone, bold))
    return at.y() + high
