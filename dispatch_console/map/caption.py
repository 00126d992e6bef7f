"""What must always be readable on a map: its makers, and how long a length is."""

from math import log10
from typing import Final

from PyQt6.QtCore import QEvent, QObject, QRectF, Qt
from PyQt6.QtGui import QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.map.canvas import MapCanvas
from dispatch_console.theme.fonts import CAP, text_width
from dispatch_console.widgets.pen import MIDDLE, Pen, box, text

_HEIGHT: Final = 24
_LONGEST_PX: Final = 140.0
_METRES_OF_KM: Final = 1000


class MapCaption(QWidget):
    """A strip at the foot of a canvas: scale bar and attribution. It lets clicks through."""

    def __init__(self, canvas: MapCanvas, *, left: int = 8, bottom: int = 8) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._corner = left, bottom
        self.setObjectName("map_caption")
        self.setAccessibleName(canvas.attribution)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.resize(int(text_width(canvas.attribution, CAP)) + int(_LONGEST_PX) + 100, _HEIGHT)
        canvas.moved.connect(self.update)
        canvas.installEventFilter(self)
        self._settle()

    def eventFilter(self, _watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        if event is not None and event.type() == QEvent.Type.Resize:
            self._settle()
        return False

    def _settle(self) -> None:
        left, bottom = self._corner
        self.move(left, self._canvas.height() - bottom - _HEIGHT)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        metres, wide = bar(self._canvas.view.ground_metres_per_px)
        words = f"{metres} 米" if metres < _METRES_OF_KM else f"{metres // _METRES_OF_KM} km"
        pen.setOpacity(0.86)
        long = wide + 32 + text_width(self._canvas.attribution, CAP)
        box(pen, QRectF(0, 0, long, _HEIGHT), fill="bg.panel", radius=3)
        pen.setOpacity(1.0)
        for area in (
            QRectF(8, 15, wide, 2),
            QRectF(8, 10, 2, 7),
            QRectF(8 + wide - 2, 10, 2, 7),
        ):
            box(pen, area, fill="text.quiet", radius=0)
        place = QRectF(8, 0, max(wide, 40), 14)
        text(pen, place, words, px=12, tone="quiet", align=MIDDLE)
        makers = QRectF(wide + 24, 0, self.width() - wide - 28, _HEIGHT)
        text(pen, makers, self._canvas.attribution, px=CAP, tone="quiet")


def bar(metres_per_px: float) -> tuple[int, float]:
    """Give a round length that fits the scale bar, in metres and pixels."""
    longest = metres_per_px * _LONGEST_PX
    power = 10 ** int(log10(longest))
    metres = next(int(step * power) for step in (5, 2, 1) if step * power <= longest)
    return metres, metres / metres_per_px
