"""The live orders of a station side by side, when there are several."""

from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.roles.station.far_plates import far_key
from dispatch_console.theme.fonts import HEAD
from dispatch_console.theme.palette import ORDERS
from dispatch_console.widgets.pen import Pen, box, icon, text
from dispatch_server.contract.ids import OrderId
from dispatch_server.contract.states import OrderState

HEIGHT: Final = 60
_WIDTH: Final = 400.0
_LEFT: Final = 170.0


@dataclass(frozen=True, slots=True)
class OrderTab:
    """One live order: its vehicle, number and state."""

    id: OrderId
    vehicle: str
    number: str
    state: OrderState


class OrderTabs(QWidget):
    """Hidden while there is one order only; arrows choose."""

    chosen = pyqtSignal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: tuple[OrderTab, ...] = ()
        self._on: OrderId | None = None
        self.setObjectName("order_tabs")
        self.setFixedHeight(HEIGHT)
        self.hide()

    @property
    def tabs(self) -> tuple[OrderTab, ...]:
        """The orders shown now."""
        return self._tabs

    def show_orders(self, tabs: tuple[OrderTab, ...], on: OrderId | None) -> None:
        """Show other orders, and which is chosen."""
        if (tabs, on) != (self._tabs, self._on):
            self._tabs, self._on = tabs, on
            self.setAccessibleName("　".join(f"{t.vehicle} {t.number}" for t in tabs))
            self.setVisible(len(tabs) > 1)
            self.update()

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        pen = Pen(self)
        box(pen, QRectF(self.rect()), fill="bg.panel", radius=0)
        width = far_key(pen, QPointF(40, 14), "← →", height=32)
        words = QRectF(52 + width, 0, 60, HEIGHT)
        text(pen, words, self.tr("选单"), px=20, tone="quiet")
        for place, tab in enumerate(self._tabs):
            self._draw_tab(pen, self._area(place), tab)

    def _area(self, place: int) -> QRectF:
        room = self.width() - _LEFT - 40
        width = min(_WIDTH, room / max(1, len(self._tabs)))
        return QRectF(_LEFT + place * width, 4, width - 8, HEIGHT - 8)

    def _draw_tab(self, pen: QPainter, area: QRectF, tab: OrderTab) -> None:
        on = tab.id == self._on
        alarm = tab.state is OrderState.ISSUED
        fill = "red.tint" if alarm else "bg.selected" if on else "bg.raised"
        box(pen, area, fill=fill, edge="focus.fg" if on else "", radius=4, width=3)
        sign = ORDERS[tab.state]
        tone = "red" if alarm else sign.hue
        glyph = "mdi6.bell-ring" if alarm else sign.glyph
        icon(pen, glyph, area.topLeft() + QPointF(14, 12), size=28, tone=tone)
        words = f"{tab.vehicle}　{tab.number}"
        name = area.adjusted(54, -1, -130, -1)
        text(pen, name, words, px=HEAD, tone="strong", bold=on)
        state = area.adjusted(area.width() - 126, -1, -8, -1)
        text(pen, state, sign.word, px=20, tone=tone, bold=True)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:  # noqa: N802 - Qt's name
        if event is None:
            return
        for place in range(len(self._tabs)):
            if self._area(place).contains(event.position()):
                self.chosen.emit(place)
