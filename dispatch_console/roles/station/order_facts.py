"""The facts of an order on the receiver: meeting point, complaint, patient, phone, way, paper."""

from typing import Final

from PyQt6.QtCore import QPointF, QRectF, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from dispatch_console.roles.station.fact_layout import Fact, FactLayout, FactRow, lay_out
from dispatch_console.roles.station.far_plates import far_plate
from dispatch_console.roles.station.fitted_text import draw_wrapped
from dispatch_console.viewmodels import station_words
from dispatch_console.widgets.pen import Pen, box
from dispatch_server.contract.entities import Order
from dispatch_server.contract.ids import OrderId

_CHIPS_HEIGHT: Final = 60
_MARGIN: Final = 40
_TOP: Final = 20
_LONG_COMPLAINT: Final = 12
"""More characters than this take the whole width."""
_ROOMY_PX: Final = 40
"""Below this the map gives its room to the words."""
_GLYPHS: Final = {
    "green": "mdi6.printer-check",
    "amber": "mdi6.printer",
    "red": "mdi6.printer-alert",
    "grey": "mdi6.printer-off",
}


class OrderFacts(QWidget):
    """Paints an order so that it is read from three metres; says when an order was painted."""

    painted = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._order: Order | None = None
        self._has_printer = False
        self._place = ""
        self._destination = ""
        self.setObjectName("order_facts")

    def show_order(self, order: Order, *, has_printer: bool, destination: str = "") -> None:
        """Show an order; `destination` is the hospital's name where one is chosen."""
        self._order, self._has_printer, self._destination = order, has_printer, destination
        words = [item.words for item in self.layout_at(1200, 10_000).placed]
        self.setAccessibleName("　".join((*words, *(chip for chip, _, _ in self.chips()))))
        self.update()

    def rows(self) -> tuple[FactRow, ...]:
        """Give the facts in their rows."""
        if self._order is None:
            return ()
        details = self._order.details
        to = f"{self.tr('送往')} {self._destination}" if self._destination else ""
        about = station_words.GAP.join(w for w in (station_words.condition(details), to) if w)
        where = station_words.meeting_point(details)
        complaint = details.complaint.strip() or self.tr("主诉不明")
        number = station_words.phone(details.contact_phone)
        patient = station_words.patient(details)
        way = station_words.way(self._order)
        elsewhere = station_words.meets_elsewhere(details)
        place = self.tr("等车地点") if elsewhere else self.tr("现场地址　就在这里等车")
        meeting = FactRow((Fact(place, where, 84),), station_words.scene(details))
        if len(complaint) > _LONG_COMPLAINT:
            return (
                meeting,
                FactRow((Fact(self.tr("主诉"), complaint, 84),), about),
                FactRow(
                    (
                        Fact(self.tr("患者"), patient, 60, 0.36),
                        Fact(self.tr("电话"), number, 60, 0.32),
                        Fact(self.tr("路程"), way, 60, 0.32),
                    )
                ),
            )
        return (
            meeting,
            FactRow(
                (
                    Fact(self.tr("主诉"), complaint, 84, 0.5),
                    Fact(self.tr("患者"), patient, 60, 0.5),
                ),
                about,
            ),
            FactRow((Fact(self.tr("电话"), number, 60, 0.5), Fact(self.tr("路程"), way, 60, 0.5))),
        )

    def chips(self) -> tuple[tuple[str, str, str], ...]:
        """Give words, hue and glyph of what is known of the order's ways to the station."""
        if self._order is None:
            return ()
        paper, hue = station_words.printing(self._order, has_printer=self._has_printer)
        shown, shown_hue = station_words.receipt(self._order)
        light = "mdi6.monitor-eye" if shown_hue == "green" else "mdi6.monitor-dashboard"
        return (paper, hue, _GLYPHS[hue]), (shown, shown_hue, light)

    def layout_at(self, width: float, height: float) -> FactLayout:
        """Lay the facts out for an area of this size."""
        return lay_out(self.rows(), width=width - 2 * _MARGIN, height=height - _TOP - _CHIPS_HEIGHT)

    def is_roomy(self, width: float, height: float) -> bool:
        """Say whether the facts can stand large enough in an area of this size."""
        layout = self.layout_at(width, height)
        largest = max((item.px for item in layout.placed), default=_ROOMY_PX)
        return layout.fits and largest >= _ROOMY_PX

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        if self._order is None:
            return
        pen = Pen(self)
        layout = self.layout_at(self.width(), self.height())
        pen.translate(_MARGIN, _TOP)
        for item in layout.placed:
            draw_wrapped(pen, item.area, item.words, px=item.px, tone=item.tone, bold=item.bold)
        for down in layout.rules:
            box(pen, QRectF(0, down, self.width() - 2 * _MARGIN, 2), fill="bg.line", radius=0)
        self._draw_chips(pen, self.height() - _TOP - _CHIPS_HEIGHT + 4)
        self.painted.emit(self._order.id)

    def _draw_chips(self, pen: QPainter, down: float) -> None:
        left = 0.0
        for words, hue, glyph in self.chips():
            left += far_plate(pen, QPointF(left, down), words, hue=hue, glyph=glyph) + 16

    @property
    def order_id(self) -> OrderId | None:
        """Which order is shown."""
        return self._order.id if self._order is not None else None
