"""The course of an emergency as steps: what happened when, what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.chosen_incident import ChosenIncident
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.wording import distance, duration, span, time_of_day, together
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Call, Incident, Order
from dispatch_server.contract.states import ORDER_ENDS, ORDER_STEPS, OrderState
from dispatch_server.contract.views import orders_of
from dispatch_server.contract.words import CHANNEL_WORDS, DELIVERY_WORDS, ORDER_WORDS

END_WORDS: Final = {
    state: ORDER_WORDS[state]
    for state in (OrderState.EMPTY_RUN, OrderState.ABORTED, OrderState.REFUSED)
}
STEP_WORDS: Final = {state: word for state, word in ORDER_WORDS.items() if state not in END_WORDS}


class Progress(StrEnum):
    """Where a step stands."""

    DONE = "done"
    NEXT = "next"
    LATER = "later"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: its time, its word, what is worth knowing, and how far it is."""

    time: str
    word: str
    note: str
    progress: Progress


class OrderTimeline(QObject):
    """The steps of the chosen incident and of its first live order."""

    changed = pyqtSignal()

    def __init__(
        self,
        chosen: ChosenIncident,
        mirror: Mirror,
        clock: DeskClock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self._mirror = mirror
        self._clock = clock
        self.model: RowModel[StepRow] = RowModel(lambda row: f"{row.time} {row.word}", self)
        chosen.switched.connect(self.refresh)
        chosen.changed.connect(self.refresh)
        clock.ticked.connect(self.refresh)

    @property
    def order(self) -> Order | None:
        """The order shown: the first that is live, else the last there was."""
        incident = self._chosen.incident
        if incident is None:
            return None
        orders = orders_of(self._mirror.board, incident.id)
        live = [order for order in orders if order.state not in ORDER_ENDS]
        return live[0] if live else (orders[-1] if orders else None)

    @property
    def title(self) -> str:
        """Whose course is shown."""
        order = self.order
        if order is None:
            return "处置过程"
        vehicle = self._mirror.board.vehicles.get(order.vehicle_id)
        return together([vehicle.name if vehicle is not None else "", "处置过程"])

    def refresh(self) -> None:
        """Read the steps anew."""
        incident = self._chosen.incident
        if incident is None:
            self.model.replace(())
        else:
            call, order = self._chosen.call, self.order
            rows = [*_incident_steps(self._mirror.board, incident, call)]
            if order is not None:
                rows += _order_steps(self._mirror.board, order, self._clock.now())
            self.model.replace(rows)
        self.changed.emit()


def _done(moment: datetime, word: str, note: str = "") -> StepRow:
    return StepRow(time_of_day(moment), word, note, Progress.DONE)


def _incident_steps(board: Board, incident: Incident, call: Call | None) -> Iterator[StepRow]:
    if call is not None:
        yield _done(call.arrived_at, "振铃")
    if call is not None and call.answered_at is not None:
        seat = board.seats.get(call.answered_by) if call.answered_by is not None else None
        name = seat.name if seat is not None else ""
        wait = f"{int((call.answered_at - call.arrived_at).total_seconds())} 秒"
        yield _done(call.answered_at, "应答", together([wait, name]))
    if incident.opened_at is not None:
        level = incident.details.level
        word = together(["已受理", f"{level.value} 级" if level is not None else ""])
        start = call.answered_at if call is not None else None
        note = f"定点用时 {span(start, incident.opened_at)}" if start is not None else ""
        yield _done(incident.opened_at, word, note)


def _order_steps(board: Board, order: Order, now: datetime) -> Iterator[StepRow]:
    reached = False
    for state in ORDER_STEPS:
        stamp = order.stamps.get(state)
        if stamp is not None:
            yield _done(stamp, _word(board, order, state), _note(order, state))
            if state is OrderState.ARRIVED and order.contacted_at is not None:
                yield _done(order.contacted_at, "接触病人")
        elif order.state in END_WORDS:
            continue
        elif not reached:
            reached = True
            yield _next(order, state, now)
        else:
            yield StepRow("", STEP_WORDS[state], "", Progress.LATER)
    if order.state in END_WORDS:
        word = together([END_WORDS[order.state], order.reason])
        yield StepRow(time_of_day(order.since), word, "", Progress.BROKEN)


def _word(board: Board, order: Order, state: OrderState) -> str:
    if state is not OrderState.ISSUED:
        return STEP_WORDS[state]
    station = board.stations.get(order.station_id)
    return together([STEP_WORDS[state], station.name if station is not None else ""])


def _note(order: Order, state: OrderState) -> str:
    if state in order.estimated:
        return "推算"
    issued, stamp = order.stamps[OrderState.ISSUED], order.stamps[state]
    match state:
        case OrderState.ISSUED:
            return delivery_words(order)
        case OrderState.ACKNOWLEDGED:
            return f"回执 {span(issued, stamp)}"
        case OrderState.DEPARTED:
            return f"出车 {span(issued, stamp)}"
        case OrderState.ARRIVED:
            return f"反应 {span(issued, stamp)}"
        case _:
            return ""


def delivery_words(order: Order) -> str:
    """Write how the order came on each channel; what is not known is not said."""
    return together(
        [
            f"{CHANNEL_WORDS[channel]} {DELIVERY_WORDS[delivery.state]}"
            for channel, delivery in order.deliveries.items()
        ]
    )


def _next(order: Order, state: OrderState, now: datetime) -> StepRow:
    issued = order.stamps[OrderState.ISSUED]
    note = ""
    if state in {OrderState.ACKNOWLEDGED, OrderState.DEPARTED}:
        note = f"已等 {span(issued, now)}"
    elif state is OrderState.ARRIVED and order.eta_s is not None:
        left = order.eta_s - (now - order.since).total_seconds()
        way = distance(order.distance_m)
        ahead = f"约还有 {duration(left)}" if left >= 0 else f"迟到 {duration(-left)}"
        note = together([ahead, f"全程 {way}"])
    return StepRow("", STEP_WORDS[state], note, Progress.NEXT)
