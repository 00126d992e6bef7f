"""Shows the base map under a canvas: asks for the tiles it lacks, and draws what there is."""

from dataclasses import dataclass
from itertools import count
from typing import Final

from PyQt6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QPainter, QRegion

from dispatch_console.map.base_map import SHEET_SIZE, BaseMap
from dispatch_console.map.mercator import View
from dispatch_console.map.render_messages import PIXEL_BYTES, TILE_SIDE
from dispatch_console.map.renderers import SheetWish, Wish
from dispatch_console.map.tile_grid import QUARTERS, Cells, Level, TileKey, level_of
from dispatch_console.theme.palette import current

REST_MS: Final = 90
"""How long a zoom must stand still before its tiles are asked for."""
_GATHER_MS: Final = 40
"""Tiles that come within this time are drawn together: the other windows must not wait."""
_RING: Final = 1
_COARSER: Final = 2 * QUARTERS
"""Tiles two zooms coarser are kept around a view, so that zooming out shows no gaps."""
_STAND_INS: Final = 3
_MOST_STAND_INS: Final = 160
_EDGE_PX: Final = 60
_LEAST_SHEET: Final = 0.6
_MOST_SHEET: Final = 1.7
_SPOT_PX: Final = 64
_NUMBERS: Final = count(1)


@dataclass(frozen=True, slots=True)
class _Sheet:
    wish: SheetWish
    picture: QImage


class BaseLayer(QObject):
    """Draws the tiles nearest to a view's zoom, and the names over them.

    `drawn` says that the layer looks different now; `blank_share` is how much of the last drawing
    no tile covered.
    """

    drawn = pyqtSignal()

    def __init__(self, base: BaseMap, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.blank_share = 1.0
        self._base = base
        self._number = next(_NUMBERS)
        self._view: View | None = None
        self._ratio = 1.0
        self._seen = False
        self._joined = False
        self._wished: Cells | None = None
        self._sheet: _Sheet | None = None
        self._coming: SheetWish | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask_now)
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self.drawn)

    @property
    def fault(self) -> str:
        """Why there is no map, in a sentence for people; nothing while there is one."""
        return self._base.fault or (self._base.renderers.fault if self._joined else "")

    @property
    def is_drawn(self) -> bool:
        """Whether every tile and the names are there for what is shown."""
        view = self._view
        if view is None or not self._joined or view.zoom * QUARTERS % 1:
            return False
        tiles = self._base.renderers.tiles
        cells = Cells.under(self._level(view), view)
        return all(key in tiles for key in cells) and self._sheet_fits(view)

    def follow(self, view: View, *, ratio: float) -> None:
        """Take over what the canvas shows; on a quarter zoom what it lacks is asked for at once."""
        self._view, self._ratio = view, ratio
        if not self._seen:
            return
        if view.zoom * QUARTERS % 1:
            self._rest.start()
        else:
            self._ask()

    def expect(self, view: View) -> None:
        """Have drawn what a movement under way will show in the end."""
        self._rest.stop()
        self._ask(view)

    def set_seen(self, seen: bool) -> None:
        """Draw only while somebody can see it."""
        self._seen = seen
        if not seen:
            self._rest.stop()
            self._wished = self._coming = None
            if self._joined:
                self._base.renderers.leave(self._number)
        elif not self._base.fault:
            self._join()
            self._ask()

    def refresh(self) -> None:
        """Ask anew, such as after the look has changed."""
        self._wished = self._coming = None
        self._ask()

    def _join(self) -> None:
        if self._joined:
            return
        self._joined = True
        renderers = self._base.renderers
        renderers.join(self._number, self)
        renderers.tile_came.connect(self._on_tile)
        renderers.sheet_came.connect(self._on_sheet)
        renderers.fault_changed.connect(self.drawn)

    def _level(self, view: View) -> Level:
        return level_of(view, look=current().theme.value, ratio=self._ratio)

    def _ask_now(self) -> None:
        """Ask for what the present view lacks; a timer hands over nothing."""
        self._ask()

    def _ask(self, coming: View | None = None) -> None:
        """Tell the renderers what is lacking for a view, the present one, if that has changed."""
        view = coming or self._view
        if view is None or not self._seen or not self._joined or view.width <= 1:
            return
        level = self._level(view)
        cells = Cells.under(level, view)
        needs_sheet = not self._sheet_fits(view, edge=_EDGE_PX) and not self._sheet_comes(view)
        if cells == self._wished and not needs_sheet:
            return
        self._wished = cells
        if needs_sheet:
            self._coming = self._sheet_wish(view)
        tiles = self._base.renderers.tiles
        wanted = dict.fromkeys((*cells, *cells.wider(_RING), *self._coarser(view, level)))
        lacking = tuple(key for key in wanted if key not in tiles)
        self._base.renderers.wish(self._number, Wish(lacking, self._coming))

    def _coarser(self, view: View, level: Level) -> Cells:
        coarse = Level(level.look, level.ratio, level.quarter - _COARSER)
        return Cells.under(coarse, view).wider(_RING)

    def _on_tile(self, key: TileKey) -> None:
        """Have a tile drawn that the view shows, or any while there are gaps; not one beside it."""
        view, wished = self._view, self._wished
        if not self._seen or view is None or wished is None or key.level.look != wished.level.look:
            return
        shows = self.blank_share > 0 or key in Cells.under(self._level(view), view)
        if shows and not self._gather.isActive():
            self._gather.start()

    def _on_sheet(self, canvas: int, wish: SheetWish, picture: QImage) -> None:
        if canvas == self._number:
            self._sheet = _Sheet(wish, picture)
            if wish == self._coming:
                self._coming = None
            self.drawn.emit()
            self._ask()

    def _sheet_wish(self, view: View) -> SheetWish:
        level, ratio = self._level(view), self._ratio
        size = level.metres_per_px
        wide, high = view.width * ratio * SHEET_SIZE, view.height * ratio * SHEET_SIZE
        most = self._base.renderers.sheet_bytes / PIXEL_BYTES
        share = min(1.0, (most / (wide * high)) ** 0.5)
        wide, high = int(wide * share), int(high * share)
        west = round(view.east / size - wide / 2) * size
        north = round(view.north / size + high / 2) * size
        return SheetWish(level.look, ratio, west, north, size, wide, high)

    def _sheet_fits(self, view: View, *, edge: float = 0.0) -> bool:
        return self._sheet is not None and self._covers(self._sheet.wish, view, edge)

    def _sheet_comes(self, view: View) -> bool:
        return self._coming is not None and self._covers(self._coming, view, _EDGE_PX)

    def _covers(self, wish: SheetWish, view: View, edge: float) -> bool:
        level = self._level(view)
        same = (wish.look, wish.ratio, wish.metres_per_px)
        if same != (level.look, level.ratio, level.metres_per_px):
            return False
        half_wide = (view.width / 2 + edge) * view.metres_per_px
        half_high = (view.height / 2 + edge) * view.metres_per_px
        east = wish.west + wish.width * wish.metres_per_px
        south = wish.north - wish.height * wish.metres_per_px
        return (
            wish.west <= view.east - half_wide
            and view.east + half_wide <= east
            and south <= view.north - half_high
            and view.north + half_high <= wish.north
        )

    def draw(self, pen: QPainter, view: View) -> None:
        """Draw tiles and names where the view has them; gaps are filled from other zooms."""
        look = current().theme.value
        ground = QColor(current().hex("map.ground"))
        device = pen.device()
        ratio = device.devicePixelRatioF() if device is not None else self._ratio
        is_other = self._wished is not None and self._wished.level.look != look
        if is_other or ratio != self._ratio:
            self._ratio = ratio
            self.refresh()
        window = QRect(0, 0, round(view.width), round(view.height))
        gaps = QRegion(window)
        drawings = []
        if self._joined:
            for level in self._levels(view, look):
                found, gaps = self._tiles_of(level, view, gaps)
                drawings.append(found)
                if gaps.isEmpty():
                    break
        self.blank_share = _share(gaps, window)
        if not gaps.isEmpty():
            pen.save()
            pen.setClipRegion(gaps)
            pen.fillRect(window, ground)
            pen.restore()
        for found in reversed(drawings):
            for target, image in found:
                _draw_image(pen, target, image)
        self._draw_sheet(pen, view, look)

    def _levels(self, view: View, look: str) -> list[Level]:
        """Return the level of the view and those that may stand in for it, the nearest first."""
        wanted = view.zoom * QUARTERS
        there = self._base.renderers.tiles.levels(look, self._ratio)
        there.sort(key=lambda level: abs(level.quarter - wanted))
        return (
            there[:_STAND_INS]
            + [level for level in there[_STAND_INS:] if level.quarter < wanted - QUARTERS][:1]
        )

    def _tiles_of(
        self, level: Level, view: View, gaps: QRegion
    ) -> tuple[list[tuple[QRect, QImage]], QRegion]:
        """Return the tiles of a level that fill gaps, and the gaps that are left."""
        cells = Cells.under(level, view)
        if cells.count > _MOST_STAND_INS:
            return [], gaps
        tiles, found = self._base.renderers.tiles, []
        side = level.side_m / view.metres_per_px
        left, top = view.width / 2 - view.east / view.metres_per_px, view.height / 2
        left, top = round(left), round(top + view.north / view.metres_per_px)
        for key in cells:
            if key not in tiles:
                continue
            x, y = round(left + key.column * side), round(top + key.row * side)
            right = round(left + (key.column + 1) * side)
            bottom = round(top + (key.row + 1) * side)
            target = QRect(x, y, right - x, bottom - y)
            if gaps.intersects(target):
                image = tiles.get(key)
                if image is not None:
                    found.append((target, image))
                gaps = gaps - QRegion(target)
        return found, gaps

    def _draw_sheet(self, pen: QPainter, view: View, look: str) -> None:
        sheet = self._sheet
        if sheet is None or sheet.wish.look != look:
            return
        wish = sheet.wish
        size = wish.metres_per_px * wish.ratio / view.metres_per_px
        if not _LEAST_SHEET < size < _MOST_SHEET:
            return
        left = round(view.width / 2 - view.east / view.metres_per_px)
        top = round(view.height / 2 + view.north / view.metres_per_px)
        x, y = left + wish.west / view.metres_per_px, top - wish.north / view.metres_per_px
        if abs(size - 1) < 1e-9:  # noqa: PLR2004 - the same zoom, but for rounding
            pen.drawImage(QPointF(round(x), round(y)), sheet.picture)
        else:
            wide, high = wish.width / wish.ratio * size, wish.height / wish.ratio * size
            pen.drawImage(QRectF(x, y, wide, high), sheet.picture)


def _draw_image(pen: QPainter, target: QRect, image: QImage) -> None:
    if target.width() == image.width() == TILE_SIDE:
        pen.drawImage(target.topLeft(), image)
    else:
        pen.drawImage(target, image)


def _share(gaps: QRegion, window: QRect) -> float:
    """Estimate how much of a window gaps are, from spots all over it."""
    if gaps.isEmpty():
        return 0.0
    spots = [
        QPoint(x, y)
        for x in range(_SPOT_PX // 2, window.width(), _SPOT_PX)
        for y in range(_SPOT_PX // 2, window.height(), _SPOT_PX)
    ]
    return sum(gaps.contains(spot) for spot in spots) / max(len(spots), 1)
