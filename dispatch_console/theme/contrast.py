"""Measures whether colours can be told apart by reading eyes (WCAG contrast ratio)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dispatch_console.theme.palette import DARK, LIGHT, Palette, Theme

TEXT_NEEDS: Final = 4.5
BORDER_NEEDS: Final = 3.0
_LINEAR_BELOW: Final = 0.04045


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours the design lays on each other, and the ratio they need."""

    theme: Theme
    front: str
    back: str
    ratio: float
    needs: float


def luminance(colour: str) -> float:
    """Give the relative luminance of `#rrggbb`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the ratio of two colours, from 1 (the same) to 21 (black on white)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pairs() -> Iterator[Pair]:
    """List every text-on-ground and border-on-ground pair that the windows use."""
    for palette in (DARK, LIGHT):
        for front, back, needs in _names(palette):
            ratio = contrast(palette.hex(front), palette.hex(back))
            yield Pair(palette.theme, front, back, ratio, needs)


def _names(palette: Palette) -> Iterator[tuple[str, str, float]]:
    for tone in ("strong", "body", "quiet", "hint"):
        for ground in ("panel", "raised", "selected", "room"):
            yield f"text.{tone}", f"bg.{ground}", TEXT_NEEDS
    for hue in palette.colours.hue:
        yield f"{hue}.fg", "bg.panel", TEXT_NEEDS
        yield f"{hue}.fg", "bg.raised", TEXT_NEEDS
        yield f"{hue}.fg", f"{hue}.tint", TEXT_NEEDS
        yield f"{hue}.on", f"{hue}.solid", TEXT_NEEDS
    for ground in ("panel", "field"):
        yield "bg.edge", f"bg.{ground}", BORDER_NEEDS
