"""A running job at the station: its steps with their times, the facts and the way."""

from typing import Final

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatch_console.client import Questions
from dispatch_console.map.base_map import BaseMap
from dispatch_console.roles.station.alarm_head import JobHead
from dispatch_console.roles.station.far_plates import far_key
from dispatch_console.roles.station.key_bar import BarKey, KeyBar, KeyRow
from dispatch_console.roles.station.order_facts import OrderFacts
from dispatch_console.roles.station.time_bar import TimeBar
from dispatch_console.roles.station.way_map import WayMap
from dispatch_console.viewmodels.row_model import ROW, RowModel
from dispatch_console.viewmodels.station_receiver import StationReceiver
from dispatch_console.viewmodels.station_steps import CONTACT, Step, steps
from dispatch_console.viewmodels.station_words import UNKNOWN, clock_words, span
from dispatch_console.widgets.pen import RIGHT, box, icon, text
from dispatch_console.widgets.row_list import RowDelegate, RowList
from dispatch_server.contract.entities import Order
from dispatch_server.contract.states import OrderState

_STEPS: Final = 9
_HIGHEST_ROW: Final = 76
_STEPS_WIDTH: Final = 760
_FACTS_SHARE: Final = 11 / 19


class StepDelegate(RowDelegate):
    """Paints one step: key, word, time, and how long it took."""

    def __init__(self) -> None:
        super().__init__()
        self._height = _HIGHEST_ROW

    def fit(self, room: int) -> None:
        """Share the height of the list among the steps: all of them are always in sight."""
        self._height = max(1, min(_HIGHEST_ROW, room // _STEPS))

    def row_height(self, _index: QModelIndex) -> int:
        return self._height

    def paint_row(self, pen: QPainter, size: QSize, index: QModelIndex, **_on: bool) -> None:
        step = index.data(ROW)
        if not isinstance(step, Step):
            return
        height = float(size.height())
        if step.is_next:
            box(pen, QRectF(0, 0, size.width(), height), fill="bg.selected", radius=0)
            box(pen, QRectF(0, 0, 6, height), fill="focus.fg", radius=0)
        done = step.at is not None
        lit = "text.strong" if step.allowed else "text.off"
        if done:
            at = QPointF(44, height / 2 - 18)
            icon(pen, "mdi6.check-circle", at, size=36, tone="green")
        elif step.key:
            at = QPointF(40 if len(step.key) == 1 else 24, height / 2 - 22)
            far_key(pen, at, step.key, tone=lit)
        tone = "strong" if done or step.allowed else "off"
        text(pen, QRectF(124, -1, 190, height), step.word, px=32, tone=tone, bold=step.is_next)
        time = clock_words(step.at) if done else UNKNOWN
        text(pen, QRectF(310, -1, 190, height), time, px=32, tone=tone, bold=done, align=RIGHT)
        if step.estimated:
            box(pen, QRectF(516, height / 2 - 18, 44, 36), fill="amber.tint", radius=4)
            text(pen, QRectF(525, -1, 36, height), "估", px=24, tone="amber", bold=True)
        if step.after_s is not None:
            rest = QRectF(size.width() - 190, -1, 160, height)
            text(pen, rest, f"+{span(step.after_s)}", px=26, tone="quiet", align=RIGHT)


class StepList(RowList):
    """All steps of an order, without scrolling."""

    def __init__(self, model: RowModel[Step]) -> None:
        self._delegate = StepDelegate()
        super().__init__(model, self._delegate)
        self.setObjectName("steps")
        self.setFixedWidth(_STEPS_WIDTH)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._delegate.fit(self.height())
        self.scheduleDelayedItemsLayout()


class JobPage(QWidget):
    """Shows the chosen order once the station has acknowledged it."""

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
        self.head = JobHead()
        self.bar = TimeBar(height=64)
        self.model: RowModel[Step] = RowModel(lambda step: step.word, self, key=lambda s: s.name)
        self.steps = StepList(self.model)
        self.facts = OrderFacts()
        self.way = WayMap(base, questions)
        self.keys = KeyBar(KeyRow(self._keys()))
        self._lay_out()

    def _keys(self) -> tuple[BarKey, ...]:
        return (
            BarKey(OrderState.DEPARTED, "1", self.tr("出动")),
            BarKey(OrderState.ARRIVED, "2", self.tr("到达")),
            BarKey(CONTACT, "3", self.tr("接触")),
            BarKey(OrderState.LOADED, "4", self.tr("上车")),
            BarKey(OrderState.AT_HOSPITAL, "5", self.tr("到院")),
            BarKey(OrderState.HANDED_OVER, "6", self.tr("移交")),
            BarKey(OrderState.COMPLETED, "7", self.tr("完成")),
            BarKey(OrderState.REFUSED, "R", self.tr("拒绝"), "danger"),
            BarKey(OrderState.EMPTY_RUN, "K", self.tr("放空"), "danger"),
            BarKey("reprint", "P", self.tr("重打")),
        )

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.facts, 11)
        right.addWidget(self.way, 8)
        middle = QHBoxLayout()
        middle.setContentsMargins(8, 8, 8, 8)
        middle.setSpacing(8)
        middle.addWidget(self.steps)
        middle.addLayout(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addWidget(self.bar)
        outer.addLayout(middle, 1)
        outer.addWidget(self.keys)

    def show_order(self, order: Order) -> None:
        """Show a job."""
        receiver, station = self._receiver, self._receiver.station
        note = f"{self.tr('派车单')} {order.number}"
        name = receiver.vehicle_name(order)
        self.head.show_job(name, order.state, level=order.details.level, note=note)
        self.bar.setVisible(order.state is OrderState.ACKNOWLEDGED)
        self.model.replace(steps(order))
        has_printer = bool(station and station.printer)
        hospital = receiver.hospital_name(order)
        self.facts.show_order(order, has_printer=has_printer, destination=hospital)
        self.way.show_order(order, station, free=receiver.free)
        self._make_room()
        following = next((step.name for step in steps(order) if step.is_next), "")
        for key, button in self.keys.row.buttons.items():
            if key == "reprint":
                self.keys.row.light(key, on=receiver.can_reprint)
                continue
            self.keys.row.light(key, on=receiver.can(key))
            if key not in {OrderState.REFUSED, OrderState.EMPTY_RUN}:
                button.set_look("primary" if key == following else "")
        self.keys.show_asking(receiver.asking)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Take the map away when the facts would become too small to be read above it."""
        width = max(1, self.width() - _STEPS_WIDTH - 24)
        self.way.setVisible(self.facts.is_roomy(width, self.steps.height() * _FACTS_SHARE))

    def show_time(self, elapsed_s: float) -> None:
        """Move the bar while the vehicle has not left."""
        self.bar.set_elapsed(elapsed_s)
