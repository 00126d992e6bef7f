"""Letters of the map with their halo, drawn once and then copied."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

_MOST: Final = 6_000
_HALO_PX: Final = 2.8
_MIDDLE: Final = 0.37
"""How far under the middle of a letter its base line lies, in letter heights."""
_FIRST_WIDE: Final = "⺀"
"""From here on (CJK radicals) letters are as wide as they are high."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Some words in a size and colour, turned by so many degrees."""

    words: str
    px: int
    bold: bool
    colour: str
    halo: str
    turn: int = 0


class Glyphs:
    """Measures words and keeps their pictures, the last used ones."""

    def __init__(self, families: tuple[str, ...]) -> None:
        self._families = list(families)
        self._fonts: dict[tuple[int, bool], tuple[QFont, QFontMetricsF]] = {}
        self._widths: dict[tuple[str, int, bool], float] = {}
        self._pictures: OrderedDict[Letters, QImage] = OrderedDict()

    def width(self, words: str, px: int, *, bold: bool) -> float:
        """Return how wide words are written."""
        key = words, px, bold
        if key not in self._widths:
            if len(self._widths) > _MOST * 4:
                self._widths.clear()
            self._widths[key] = self._font(px, bold)[1].horizontalAdvance(words)
        return self._widths[key]

    def draw(self, pen: QPainter, letters: Letters, x: float, y: float) -> None:
        """Draw words around their middle."""
        picture = self._pictures.get(letters)
        if picture is None:
            picture = self._pictures[letters] = self._paint(letters)
            if len(self._pictures) > _MOST:
                self._pictures.popitem(last=False)
        else:
            self._pictures.move_to_end(letters)
        left, top = round(x - picture.width() / 2), round(y - picture.height() / 2)
        pen.drawImage(left, top, picture)

    def _font(self, px: int, bold: bool) -> tuple[QFont, QFontMetricsF]:
        if (px, bold) not in self._fonts:
            font = QFont(self._families)
            font.setPixelSize(px)
            font.setBold(bold)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[px, bold] = font, QFontMetricsF(font)
        return self._fonts[px, bold]

    def _paint(self, letters: Letters) -> QImage:
        wide = self.width(letters.words, letters.px, bold=letters.bold)
        high = letters.px * 1.5
        room = max(wide, high) if letters.turn else wide
        size = int(room) + 10, int(max(high, room) if letters.turn else high) + 8
        picture = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        picture.fill(Qt.GlobalColor.transparent)
        path = QPainterPath()
        font = self._font(letters.px, letters.bold)[0]
        path.addText(QPointF(-wide / 2, letters.px * _MIDDLE), font, letters.words)
        pen = QPainter(picture)
        pen.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen.translate(size[0] / 2, size[1] / 2)
        pen.rotate(letters.turn)
        halo = QPen(QColor(letters.halo), _HALO_PX * letters.px / 12)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.strokePath(path, halo)
        pen.fillPath(path, QColor(letters.colour))
        pen.end()
        return picture


def is_wide(letter: str) -> bool:
    """Say whether a letter is a character, as high as wide, that may stand by itself."""
    return letter >= _FIRST_WIDE
