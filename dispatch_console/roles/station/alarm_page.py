"""The receiver's alarm: full screen, red head, three-minute bar, the facts and the way."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.client import Questions
from dispatch_console.map.base_map import BaseMap
from dispatch_console.roles.station.alarm_head import AlarmHead
from dispatch_console.roles.station.key_bar import BarKey, KeyBar, KeyRow
from dispatch_console.roles.station.order_facts import OrderFacts
from dispatch_console.roles.station.time_bar import TimeBar
from dispatch_console.roles.station.way_map import WayMap
from dispatch_console.viewmodels.station_receiver import StationReceiver
from dispatch_server.contract.entities import Order
from dispatch_server.contract.states import OrderState

_BLINKING_S = 10.0


class AlarmPage(QWidget):
    """Shows the chosen order that nobody has acknowledged yet."""

    painted = pyqtSignal(str)

    def __init__(
        self,
        receiver: StationReceiver,
        base: BaseMap,
        questions: Questions,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._receiver = receiver
        self.head = AlarmHead()
        self.bar = TimeBar()
        self.facts = OrderFacts()
        self.way = WayMap(base, questions)
        self.keys = KeyBar(KeyRow(self._keys()))
        self.facts.painted.connect(self.painted)
        self._lay_out()

    def _keys(self) -> tuple[BarKey, ...]:
        return (
            BarKey("acknowledge", self.tr("空格"), self.tr("收到"), "primary", 60, 5),
            BarKey(OrderState.DEPARTED, "1", self.tr("出动"), stretch=2),
            BarKey(OrderState.REFUSED, "R", self.tr("拒绝"), "danger", stretch=2),
            BarKey("reprint", "P", self.tr("重打"), stretch=2),
            BarKey("call_centre", "C", self.tr("呼中心"), stretch=2),
        )

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 8, 8)
        middle.setSpacing(8)
        middle.addWidget(self.facts, 100)
        middle.addWidget(self.way, 57)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addSpacing(4)
        outer.addWidget(self.bar)
        outer.addSpacing(8)
        outer.addLayout(middle, 1)
        outer.addWidget(self.keys)

    def show_order(self, order: Order) -> None:
        """Show the alarm of an order."""
        receiver, station = self._receiver, self._receiver.station
        self.head.show_alarm(receiver.vehicle_name(order), order.details.level)
        hospital = receiver.hospital_name(order)
        has_printer = bool(station and station.printer)
        self.facts.show_order(order, has_printer=has_printer, destination=hospital)
        self.way.show_order(order, station, free=receiver.free)
        self._make_room()
        row = self.keys.row
        waiting = receiver.is_waiting(OrderState.ACKNOWLEDGED)
        row.buttons["acknowledge"].set_word(self.tr("已按 等中心") if waiting else self.tr("收到"))
        row.light("acknowledge", on=receiver.can(OrderState.ACKNOWLEDGED))
        row.light(OrderState.DEPARTED, on=receiver.can(OrderState.DEPARTED))
        row.light(OrderState.REFUSED, on=receiver.can(OrderState.REFUSED))
        row.light("reprint", on=receiver.can_reprint)
        row.light("call_centre", on=False)
        self.keys.show_asking(receiver.asking)

    def show_time(self, elapsed_s: float) -> None:
        """Move the bar; the bell blinks through the first ten seconds."""
        self.bar.set_elapsed(elapsed_s)
        self.head.set_lit(elapsed_s > _BLINKING_S or int(elapsed_s * 2) % 2 == 0)

    def _make_room(self) -> None:
        """Take the map away when the facts would become too small to be read beside it."""
        width = self.width() * 100 / 157
        self.way.setVisible(self.facts.is_roomy(width, max(1.0, self.facts.height())))

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._make_room()
