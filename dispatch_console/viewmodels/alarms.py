"""What the foot of the window warns of: the gravest first, until it is acknowledged or gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.desk import Desk
from dispatch_console.viewmodels.running_incidents import IncidentRow, RunningIncidents
from dispatch_console.viewmodels.wording import duration, telephone, together
from dispatch_server.contract.answers import CommandAnswer, CommandOutcome
from dispatch_server.contract.entities import Order
from dispatch_server.contract.states import (
    INCIDENT_ENDS,
    CallState,
    DeliveryState,
    LinkState,
    OrderState,
)
from dispatch_server.contract.views import live_orders
from dispatch_server.contract.words import CHANNEL_WORDS

CALL_BACK_SECONDS: Final = 600.0
"""For how long an abandoned call is warned of; calling back comes with its own key later."""

MOST_UNKNOWN: Final = 20
"""How many commands of unknown outcome are remembered until somebody acknowledges them."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One warning; `key` stays the same while it is about the same thing."""

    key: tuple[str, str]
    weight: int
    hue: str
    glyph: str
    words: str
    note: str = ""


class Alarms(QObject):
    """Collects the warnings of the room for this desk."""

    changed = pyqtSignal()

    def __init__(
        self,
        desk: Desk,
        running: RunningIncidents,
        mirror: Mirror,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._running = running
        self._mirror = mirror
        self._acknowledged: set[tuple[str, str]] = set()
        self._alarms: tuple[Alarm, ...] = ()
        self._unknown: list[Alarm] = []
        desk.told.connect(self._on_told)
        desk.changed.connect(self.refresh)
        running.changed.connect(self.refresh)

    @property
    def first(self) -> Alarm | None:
        """The gravest that nobody at this desk has acknowledged."""
        return self._alarms[0] if self._alarms else None

    @property
    def more(self) -> int:
        """How many wait behind the first."""
        return max(0, len(self._alarms) - 1)

    def acknowledge(self) -> None:
        """Take note of the first; the next one is shown."""
        if (first := self.first) is not None:
            self._acknowledged.add(first.key)
            self._unknown = [alarm for alarm in self._unknown if alarm.key != first.key]
            self.refresh()

    def add_late(self, what: str, answer: CommandAnswer) -> None:
        """Warn that something done while nobody took it came to nothing; until acknowledged."""
        key = ("late", f"{what} {self._desk.now.isoformat()}")
        words = together([what, answer.sentence])
        alarm = Alarm(key, 0, "red", "mdi6.email-off-outline", words, "核对后确认")
        self._unknown = [*self._unknown, alarm][-MOST_UNKNOWN:]
        self.refresh()

    def refresh(self) -> None:
        """Collect anew; what is over is forgotten, so that it can warn again."""
        every = sorted(self._every(), key=lambda alarm: alarm.weight)
        self._acknowledged &= {alarm.key for alarm in every}
        self._alarms = tuple(one for one in every if one.key not in self._acknowledged)
        self.changed.emit()

    def _every(self) -> Iterator[Alarm]:
        yield from self._links()
        yield from self._unknown
        for row in self._running.rows:
            if row.overdue:
                yield _overdue(row)
        yield from self._orders()
        yield from self._calls()

    def _on_told(self, answer: CommandAnswer) -> None:
        if answer.outcome is CommandOutcome.UNKNOWN:
            key = ("unknown", str(len(self._unknown)) + self._desk.now.isoformat())
            words = together(["结果不明", answer.sentence])
            alarm = Alarm(key, 0, "amber", "mdi6.help-circle-outline", words, "核对后确认")
            self._unknown = [*self._unknown, alarm][-MOST_UNKNOWN:]
            self.refresh()

    def _links(self) -> Iterator[Alarm]:
        for link in self._desk.links:
            if link.state is LinkState.DOWN:
                words = together([f"{link.name} 中断", link.cause])
                yield Alarm(
                    ("link", link.name), 0, "red", "mdi6.lan-disconnect", words, link.effect
                )

    def _orders(self) -> Iterator[Alarm]:
        board = self._mirror.board
        served = {order.incident_id for order in live_orders(board.orders.values())}
        for order in board.orders.values():
            incident = board.incidents.get(order.incident_id)
            if incident is None or incident.state in INCIDENT_ENDS:
                continue
            yield from self._failed(order)
            if order.state is OrderState.REFUSED and order.incident_id not in served:
                words = together([f"{incident.number} {self._name(order)} 拒绝出车", order.reason])
                yield Alarm(
                    ("refused", order.id), 1, "red", "mdi6.hand-back-left-off", words, "另派一辆"
                )

    def _failed(self, order: Order) -> Iterator[Alarm]:
        for channel, delivery in order.deliveries.items():
            if delivery.state is DeliveryState.FAILED:
                what = f"派车单 {order.number} {CHANNEL_WORDS[channel]}失败"
                words = together([what, self._name(order), delivery.cause])
                key = (f"delivery-{channel}", order.id)
                yield Alarm(key, 3, "amber", "mdi6.printer-alert", words)

    def _calls(self) -> Iterator[Alarm]:
        for call in self._mirror.board.calls.values():
            if call.state is not CallState.ABANDONED or call.ended_at is None:
                continue
            ago = (self._desk.now - call.ended_at).total_seconds()
            if ago < CALL_BACK_SECONDS:
                words = together(["早挂待回拨", telephone(call.ani)])
                yield Alarm(("abandoned", call.id), 2, "red", "mdi6.phone-missed", words)

    def _name(self, order: Order) -> str:
        vehicle = self._mirror.board.vehicles.get(order.vehicle_id)
        return vehicle.name if vehicle is not None else ""


def _overdue(row: IncidentRow) -> Alarm:
    limit = row.limit
    waited = f"{limit.caption} {duration(limit.seconds)}" if limit is not None else ""
    words = together([f"{row.number} {waited}", row.place, row.what])
    caption = limit.caption if limit is not None else ""
    key = (f"overdue-{caption}", row.incident_id)
    return Alarm(key, 1, "red", "mdi6.timer-sand", words)
