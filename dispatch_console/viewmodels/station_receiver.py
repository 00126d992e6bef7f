"""What a station's receiver shows, and what its keys do."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.client import LOST, Commands
from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.station_asking import (
    EMPTY_RUN_REASONS,
    REFUSAL_REASONS,
    Asking,
)
from dispatch_console.viewmodels.station_board import StationVehicle, alarms_first, vehicles_of
from dispatch_console.viewmodels.station_reports import (
    RECEIPT,
    REPRINT,
    RESTORE,
    StationReports,
)
from dispatch_console.viewmodels.station_steps import CONTACT, is_allowed
from dispatch_console.viewmodels.waiting_list import Held, WaitingList
from dispatch_console.viewmodels.wording import together
from dispatch_server.contract.answers import CommandAnswer
from dispatch_server.contract.commands.orders import MoveOrder
from dispatch_server.contract.entities import Order, Station
from dispatch_server.contract.ids import OrderId, StationId
from dispatch_server.contract.states import LinkState, OrderState


class Page(StrEnum):
    """The three faces of the receiver."""

    IDLE = "idle"
    ALARM = "alarm"
    JOB = "job"


class StationReceiver(QObject):
    """One station's receiver: its live orders, the chosen one, and everything asked about it.

    `said` carries what the station must read: a refusal, or that the centre took an order back.
    """

    changed = pyqtSignal()
    said = pyqtSignal(str)

    def __init__(
        self,
        station_id: StationId,
        mirror: Mirror,
        commands: Commands,
        *,
        held: Held,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.station_id = station_id
        self.now = now
        self.link = LinkState.UNKNOWN
        self.database = ""
        self.asking: Asking | None = None
        self.sentence = ""
        self._mirror = mirror
        self._reports = StationReports(commands, now, self)
        self.waiting = WaitingList(held, mirror, self)
        self.waiting.changed.connect(self.changed)
        self.waiting.ended_late.connect(self._on_ended_late)
        self._chosen: OrderId | None = None
        self._alarming: frozenset[OrderId] = frozenset()
        self._live: frozenset[OrderId] = frozenset()
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self._on_replaced)
        self._reports.told.connect(self._say)
        self._reports.changed.connect(self.changed)
        self._take_board()

    @property
    def station(self) -> Station | None:
        """The station, once the board knows it."""
        return self._mirror.board.stations.get(self.station_id)

    @property
    def mirror(self) -> Mirror:
        """The board behind this receiver."""
        return self._mirror

    @property
    def orders(self) -> tuple[Order, ...]:
        """The live orders, newest unacknowledged first."""
        return alarms_first(self._mirror.board, self.station_id)

    @property
    def vehicles(self) -> tuple[StationVehicle, ...]:
        """The station's own vehicles."""
        return vehicles_of(self._mirror.board, self.station_id)

    @property
    def free(self) -> int:
        """How many vehicles of the station could be sent."""
        return sum(1 for vehicle in self.vehicles if vehicle.is_free)

    @property
    def order(self) -> Order | None:
        """The chosen live order."""
        return next((order for order in self.orders if order.id == self._chosen), None)

    @property
    def page(self) -> Page:
        """Which face the receiver wears now."""
        order = self.order
        if order is None:
            return Page.IDLE
        return Page.ALARM if order.state is OrderState.ISSUED else Page.JOB

    @property
    def is_alarming(self) -> bool:
        """Whether an order waits to be acknowledged: the alarm sounds as long as this holds."""
        return bool(self._alarming)

    def vehicle_name(self, order: Order) -> str:
        """Give the name people call the order's vehicle by."""
        vehicle = self._mirror.board.vehicles.get(order.vehicle_id)
        return vehicle.name if vehicle else order.vehicle_id

    def hospital_name(self, order: Order) -> str:
        """Give the hospital that the order names, or nothing."""
        destination = order.details.destination
        hospital = self._mirror.board.hospitals.get(destination) if destination else None
        return hospital.name if hospital else ""

    def can(self, name: str) -> bool:
        """Say whether a step or an end of the chosen order may be asked for now."""
        order = self.order
        if order is None or self._reports.is_waiting(order.id, name):
            return False
        return self._reports.may(MoveOrder) and is_allowed(order, name)

    def is_waiting(self, name: str) -> bool:
        """Say whether a step of the chosen order was asked for and has not happened yet."""
        return self._chosen is not None and self._reports.is_waiting(self._chosen, name)

    @property
    def can_reprint(self) -> bool:
        """Whether the sheet of the chosen order may be printed once more."""
        station = self.station
        return bool(self.order and station and station.printer and not self.is_waiting(REPRINT))

    @property
    def restorable(self) -> tuple[StationVehicle, ...]:
        """The vehicles that stand by on the road and may be reported back at the station."""
        return tuple(
            v for v in self.vehicles if v.on_road and not self._reports.is_waiting(v.id, RESTORE)
        )

    def acknowledge(self) -> None:
        """Say that the station has the chosen order."""
        self.take_step(OrderState.ACKNOWLEDGED.value)

    def take_step(self, name: str) -> None:
        """Report a step of the chosen order, where the table allows it."""
        order = self.order
        if order is None or not self.can(name):
            return
        self._hush()
        if name == CONTACT:
            self._reports.contact(order)
        else:
            self._reports.move(order, OrderState(name))

    def ask_reason(self, end: OrderState) -> None:
        """Ask by digits why the vehicle does not go (refused) or comes back empty (empty_run)."""
        if not self.can(end.value):
            return
        refused = end is OrderState.REFUSED
        title = self.tr("拒绝出车的原因") if refused else self.tr("放空的原因")
        self._ask(Asking(end.value, title, REFUSAL_REASONS if refused else EMPTY_RUN_REASONS))

    def ask_restore(self) -> None:
        """Report a vehicle back at the station; with several on the road, ask which."""
        waiting = self.restorable
        if len(waiting) == 1:
            self._restore(waiting[0])
        elif waiting:
            names = tuple(vehicle.name for vehicle in waiting)
            self._ask(Asking(RESTORE, self.tr("哪一辆已回站待命"), names))

    def answer(self, digit: str) -> None:
        """Answer what is asked by its digit."""
        asking = self.asking
        chosen = asking.answer(digit) if asking is not None else None
        if asking is None or chosen is None:
            return
        self.asking = None
        if asking.about == RESTORE:
            self._restore(next(v for v in self.vehicles if v.name == chosen))
        elif self.order is not None and self.can(asking.about):
            self._reports.move(self.order, OrderState(asking.about), reason=chosen)
        self.changed.emit()

    def step_back(self) -> None:
        """Close the question; without one, show the standing view while no alarm waits."""
        if self.asking is not None:
            self.asking = None
        elif self.page is Page.JOB:
            self._chosen = None
        self.changed.emit()

    def reprint(self) -> None:
        """Ask for the order sheet once more."""
        order = self.order
        if order is not None and self.can_reprint:
            self._hush()
            self._reports.reprint(order)

    def choose(self, place: int) -> None:
        """Choose one of the live orders by its place in the list."""
        orders = self.orders
        if 0 <= place < len(orders):
            self._chosen = orders[place].id
            self.asking = None
            self.changed.emit()

    def choose_beside(self, step: int) -> None:
        """Choose the live order after or before the chosen one."""
        orders = self.orders
        if orders:
            places = [place for place, order in enumerate(orders) if order.id == self._chosen]
            self.choose(((places[0] if places else -step) + step) % len(orders))

    def report_shown(self, order_id: OrderId) -> None:
        """Send the receipt: this screen has painted the order. Once an order."""
        order = self._mirror.board.orders.get(order_id)
        if order is not None:
            self._reports.receipt(order)

    def say(self, sentence: str) -> None:
        """Show what the server said against something asked here."""
        self._say(sentence)

    def set_link(self, link: LinkState, cause: str = "") -> None:
        """Take over how the way to the centre is; say it when the centre turned us away."""
        came_back = link is LinkState.UP and self.link is not LinkState.UP
        self.link = link
        if came_back:
            self._reports.repeat_receipts()
        if cause not in {"", LOST}:
            self._say(cause)
        self.changed.emit()

    def set_database(self, sentence: str) -> None:
        """Take over why the centre takes nothing in now; nothing when it does."""
        self.database = sentence
        self.changed.emit()

    def _on_ended_late(self, what: str, answer: CommandAnswer) -> None:
        """Say what was reported while nobody took it, and why it came to nothing."""
        self._say(together([what, answer.sentence]))

    def _restore(self, vehicle: StationVehicle) -> None:
        self._hush()
        self._reports.restore(vehicle.id)

    def _ask(self, asking: Asking) -> None:
        self._hush()
        self.asking = asking
        self.changed.emit()

    def _say(self, sentence: str) -> None:
        self.sentence = sentence
        self.said.emit(sentence)
        self.changed.emit()

    def _hush(self) -> None:
        self.sentence = ""

    def _on_changed(self, kind: str, about: str) -> None:
        if kind not in {"orders", "vehicles", "stations", "links", "hospitals"}:
            return
        self._reports.settle(about, keeping=RECEIPT)
        self._take_board()

    def _on_replaced(self) -> None:
        self._reports.settle_all(self._mirror.board)
        self._take_board()

    def _tell_taken_back(self, live: frozenset[OrderId]) -> None:
        """Say which orders the centre aborted: they must not just vanish from the screen."""
        for order_id in self._live - live:
            order = self._mirror.board.orders.get(order_id)
            if order is not None and order.state is OrderState.ABORTED:
                what = f"{self.vehicle_name(order)}　{self.tr('派车单')} {order.number}"
                self.sentence = f"{what} {self.tr('已中止')}　{order.reason}".strip()
                self.said.emit(self.sentence)

    def _take_board(self) -> None:
        orders = self.orders
        live = frozenset(order.id for order in orders)
        self._tell_taken_back(live)
        self._live = live
        alarming = frozenset(o.id for o in orders if o.state is OrderState.ISSUED)
        was_alarm = self._chosen in self._alarming
        fresh = [o.id for o in orders if o.id in alarming - self._alarming]
        self._alarming = alarming
        if fresh or (alarming and was_alarm and self._chosen not in alarming):
            self._chosen = fresh[0] if fresh else orders[0].id
            self.asking = None
        elif self._chosen is not None and self.order is None:
            self._chosen = orders[0].id if orders else None
            self.asking = None
        if (
            self.asking is not None
            and self.asking.about != RESTORE
            and not self.can(self.asking.about)
        ):
            self.asking = None
        self.changed.emit()
