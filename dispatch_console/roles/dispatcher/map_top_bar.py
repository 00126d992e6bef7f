"""The bar over the map: layer switches, what is followed, the scale, the clock."""

from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.theme.fonts import CAP, SMALL, TIMER, text_width
from dispatch_console.viewmodels.map_layers import LAYER_KEYS, LAYER_WORDS, Layer
from dispatch_console.widgets.pen import RIGHT, Pen, box, icon, text

HEIGHT: Final = 52
SEARCH_WIDTH: Final = 348
_CHIP_HEIGHT: Final = 36


@dataclass(frozen=True, slots=True)
class _Chip:
    layer: Layer
    key: str
    word: str
    area: QRectF


class MapTopBar(QWidget):
    """Says what the map follows and at which scale; its chips show and hide layers.

    The room at its left end is left free for the search box.
    """

    toggled = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._follows = ""
        self._scale = ""
        self._time = ""
        self._picking = ""
        self._hidden: frozenset[Layer] = frozenset()
        self._chips = self._lay_out_chips()
        self.setObjectName("map_top_bar")
        self.setFixedHeight(HEIGHT)

    @property
    def words(self) -> str:
        """What the bar says of the view."""
        return self._picking or self._follows

    def show_view(self, follows: str, *, metres_per_px: float) -> None:
        """Show what is followed and how small the map is, for a screen of 96 dots an inch."""
        scale = round(metres_per_px / 0.0254 * 96, -2)
        words = f"1 : {int(scale):,}".replace(",", " ")
        if (follows, words) != (self._follows, self._scale):
            self._follows, self._scale = follows, words
            self.setAccessibleName(f"{follows} {words}")
            self.update()

    def show_time(self, time: str) -> None:
        """Show another second."""
        if time != self._time:
            self._time = time
            self.update()

    def show_picking(self, words: str) -> None:
        """Say what the next click or Enter picks; nothing while it picks nothing."""
        if words != self._picking:
            self._picking = words
            self.update()

    def show_hidden(self, hidden: frozenset[Layer]) -> None:
        """Show which layers are off."""
        if hidden != self._hidden:
            self._hidden = hidden
            self.update()

    def _lay_out_chips(self) -> tuple[_Chip, ...]:
        chips, left = [], SEARCH_WIDTH + 24.0
        for key, layer in LAYER_KEYS.items():
            word = LAYER_WORDS[layer]
            width = text_width(word, SMALL, bold=True) + 58
            area = QRectF(left, (HEIGHT - _CHIP_HEIGHT) / 2, width, _CHIP_HEIGHT)
            chips.append(_Chip(layer, key, word, area))
            left += width + 4
        return tuple(chips)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        width = float(self.width())
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=0)
        for chip in self._chips:
            self._draw_chip(pen, chip)
        follow = QRectF(width - 470, 4, 260, 24)
        follows = self._follows or self.tr("自由查看")
        text(pen, follow, follows, tone="strong", bold=True, align=RIGHT)
        scale = QRectF(width - 470, 24, 260, 22)
        text(pen, scale, self._scale, tone="quiet", align=RIGHT)
        clock = QRectF(width - 210, 0, 196, HEIGHT)
        text(pen, clock, self._time, px=TIMER, tone="strong", bold=True, align=RIGHT)

    def _draw_chip(self, pen: QPainter, chip: _Chip) -> None:
        on = chip.layer not in self._hidden
        fill, edge = ("bg.selected", "focus.fg") if on else ("bg.raised", "bg.line")
        box(pen, chip.area, fill=fill, edge=edge, radius=4)
        glyph = "mdi6.eye-outline" if on else "mdi6.eye-off-outline"
        at = chip.area.topLeft() + QPointF(8, 10)
        icon(pen, glyph, at, size=16, tone="strong" if on else "hint")
        word = chip.area.adjusted(30, 0, 0, 0)
        text(pen, word, chip.word, tone="strong" if on else "quiet", bold=on)
        key = chip.area.adjusted(0, 0, -8, 0)
        text(pen, key, chip.key, px=CAP, tone="quiet", bold=True, align=RIGHT)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        for chip in self._chips:
            if chip.area.contains(event.position()):
                self.toggled.emit(chip.layer.value)
