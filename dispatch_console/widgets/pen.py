"""A painter that knows the tokens: words, boxes, icons and keys in the current look."""

from functools import lru_cache
from typing import Final

import qtawesome
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QIcon, QPaintDevice, QPainter, QPen

from dispatch_console.theme.fonts import CAP, SMALL, font, metrics, text_width
from dispatch_console.theme.palette import current

LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE: Final = Qt.AlignmentFlag.AlignCenter
KEY_HEIGHT: Final = 20
_KEY_PADDING: Final = 10


@lru_cache(maxsize=512)
def icon_of(glyph: str, colour: str) -> QIcon:
    """Give an icon of the set in one colour."""
    found: QIcon = qtawesome.icon(glyph, color=colour)
    return found


def key_width(words: str) -> float:
    """Say how wide a key cap is drawn."""
    return max(float(KEY_HEIGHT), text_width(words, CAP, bold=True) + _KEY_PADDING)


class Pen(QPainter):
    """Paints with the names of the tokens instead of colours and fonts."""

    def __init__(self, device: QPaintDevice) -> None:
        super().__init__(device)
        self.prepare()

    def prepare(self) -> None:
        """Switch on smooth edges; a delegate's borrowed painter comes without."""
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)


def text(
    pen: QPainter,
    area: QRectF,
    words: str,
    *,
    px: int = SMALL,
    tone: str = "body",
    bold: bool = False,
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """Write one line of words into an area; what does not fit ends in an ellipsis."""
    pen.setFont(font(px, bold=bold))
    pen.setPen(current().colour(tone))
    if text_width(words, px, bold=bold) > area.width() + 0.5:
        words = metrics(px, bold=bold).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    pen.drawText(area, int(align), words)


def box(
    pen: QPainter,
    area: QRectF,
    *,
    fill: str = "",
    edge: str = "",
    radius: float = 3.0,
    width: float = 1.0,
) -> None:
    """Draw a flat box with an optional border inside the area."""
    palette = current()
    pen.setBrush(palette.colour(fill) if fill else Qt.BrushStyle.NoBrush)
    pen.setPen(QPen(palette.colour(edge), width) if edge else QPen(Qt.PenStyle.NoPen))
    half = width / 2 if edge else 0.0
    pen.drawRoundedRect(area.adjusted(half, half, -half, -half), radius, radius)


def icon(pen: QPainter, glyph: str, at: QPointF, *, size: int = 16, tone: str = "body") -> None:
    """Draw an icon with its upper left corner at a point."""
    picture = icon_of(glyph, current().hex(tone))
    picture.paint(pen, int(at.x()), int(at.y()), size, size)


def key_cap(
    pen: QPainter, at: QPointF, words: str, *, tone: str = "strong", edge: str = "bg.edge"
) -> float:
    """Draw the key that does it, as a key; return its width."""
    area = QRectF(at.x(), at.y(), key_width(words), KEY_HEIGHT)
    box(pen, area, edge=edge)
    text(pen, area.translated(0, -0.5), words, px=CAP, tone=tone, bold=True, align=MIDDLE)
    return area.width()


def rule(pen: QPainter, area: QRectF, tone: str = "bg.line") -> None:
    """Draw a hairline, upright or lying."""
    box(pen, area, fill=tone, radius=0)
