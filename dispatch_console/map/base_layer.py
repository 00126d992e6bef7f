"""Keeps the base map drawn for what a canvas shows: at rest anew, in movement the one there is."""

from typing import Final

from PyQt6.QtCore import QObject, QPointF, QRectF, QTimer, pyqtSignal
from PyQt6.QtGui import QColor, QPainter

from dispatch_console.map import road_style
from dispatch_console.map.base_map import BaseMap, BaseSheet
from dispatch_console.map.mercator import View
from dispatch_console.theme.palette import current

MARGIN_PX: Final = 256
"""How far beyond the window the base map is drawn, so that a pan shows no edge."""
REST_MS: Final = 120
SLICE_S: Final = 0.008


class BaseLayer(QObject):
    """Draws a new sheet in slices once the view has rested; until then the old one is moved.

    `drawn` says that the layer looks different now.
    """

    drawn = pyqtSignal()

    def __init__(self, base: BaseMap, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._base = base
        self._view: View | None = None
        self._ratio = 1.0
        self._seen = False
        self._sheet: BaseSheet | None = None
        self._coming: BaseSheet | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._begin)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._draw_slice)

    @property
    def is_drawn(self) -> bool:
        """Whether the sheet is finished for the last view."""
        return self.is_resting and not self._sheet_is_old()

    @property
    def is_resting(self) -> bool:
        """Whether nothing is being drawn, or about to be."""
        return self._coming is None and not self._rest.isActive()

    def follow(self, view: View, *, ratio: float) -> None:
        """Take over what the canvas shows; it is drawn anew once this rests."""
        self._view, self._ratio = view, ratio
        if self._seen:
            self._rest.start()

    def set_seen(self, seen: bool) -> None:
        """Draw only while somebody can see it; what was begun is begun anew."""
        self._seen = seen
        if not seen:
            self._rest.stop()
            self._slices.stop()
            self._coming = None
        elif self._view is not None and self._sheet_is_old():
            self._rest.start(0)

    def _sheet_is_old(self) -> bool:
        sheet, view = self._sheet, self._view
        if sheet is None or view is None or not sheet.is_done:
            return True
        shown = sheet.view.resized(view.width, view.height)
        return shown != view or sheet.theme is not current().theme

    def draw_now(self, view: View) -> None:
        """Finish the sheet for a view at once."""
        self._view = view
        self._begin()
        while self._coming is not None:
            self._draw_slice()

    def draw(self, pen: QPainter, view: View) -> None:
        """Put the sheet where the view has it; what it does not reach is bare ground."""
        theme, sheet = current().theme, self._sheet
        ground = QColor(road_style.inks(theme).ground)
        window = QRectF(0, 0, view.width, view.height)
        if sheet is None or sheet.theme is not theme:
            pen.fillRect(window, ground)
            if self._seen and (self._coming is None or self._coming.theme is not theme):
                self._view = view
                self._rest.start(0)
            return
        size = sheet.view.metres_per_px / view.metres_per_px
        x, y = view.px(sheet.view.point(0, 0))
        area = QRectF(x, y, sheet.view.width * size, sheet.view.height * size)
        if not area.contains(window):
            pen.fillRect(window, ground)
        if sheet.view.zoom == view.zoom:
            pen.drawImage(QPointF(round(x), round(y)), sheet.image)
        else:
            pen.drawImage(area, sheet.image)

    def _begin(self) -> None:
        self._rest.stop()
        self._rest.setInterval(REST_MS)
        if self._view is None:
            return
        view = self._view
        wide = view.resized(view.width + 2 * MARGIN_PX, view.height + 2 * MARGIN_PX)
        self._coming = BaseSheet(self._base, wide, theme=current().theme, ratio=self._ratio)
        if self._sheet is None:
            self._sheet = self._coming
        self._slices.start()

    def _draw_slice(self) -> None:
        if self._coming is None or self._coming.draw_for(SLICE_S):
            self._sheet, self._coming = self._coming or self._sheet, None
            self._slices.stop()
            self.drawn.emit()
        elif self._coming is self._sheet:
            self.drawn.emit()
