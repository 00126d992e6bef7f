"""The steps of a job at a station: keys, words, times, and which of them the table allows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dispatch_server.contract.entities import Order
from dispatch_server.contract.states import ORDER_MOVES, ORDER_STEPS, OrderState

S = OrderState
CONTACT: Final = "contact"
"""The patient contact is a stamp within `arrived`, not a state of its own."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its key, its word, when it was reached, and whether it may be taken now.

    `estimated` says that the step was passed over and carries the time of a later one; `after_s`
    counts from the step before that has a time.
    """

    key: str
    name: str
    word: str
    at: datetime | None
    after_s: float | None
    estimated: bool
    allowed: bool
    is_next: bool


_WORDS: Final = (
    ("", S.ISSUED.value, "下达"),
    ("空格", S.ACKNOWLEDGED.value, "收到"),
    ("1", S.DEPARTED.value, "出动"),
    ("2", S.ARRIVED.value, "到达"),
    ("3", CONTACT, "接触病人"),
    ("4", S.LOADED.value, "上车"),
    ("5", S.AT_HOSPITAL.value, "到院"),
    ("6", S.HANDED_OVER.value, "移交"),
    ("7", S.COMPLETED.value, "完成"),
)
STEP_KEYS: Final = {key: name for key, name, _ in _WORDS if key.isdigit()}


def may_contact(order: Order) -> bool:
    """Say whether the patient contact may be reported now."""
    return order.state is OrderState.ARRIVED and order.contacted_at is None


def may_move(order: Order, to: OrderState) -> bool:
    """Say whether the table lets the order reach a state."""
    return to in ORDER_MOVES[order.state]


def is_allowed(order: Order, name: str) -> bool:
    """Say whether a step may be taken now, by the table that the server refuses by."""
    return may_contact(order) if name == CONTACT else may_move(order, OrderState(name))


def steps(order: Order) -> tuple[Step, ...]:
    """Give all steps of an order with their times; one of them is the next."""
    following = _next_name(order)
    found: list[Step] = []
    before: datetime | None = None
    for key, name, word in _WORDS:
        at = order.contacted_at if name == CONTACT else order.stamps.get(OrderState(name))
        estimated = name != CONTACT and OrderState(name) in order.estimated
        after = (at - before).total_seconds() if at and before and not estimated else None
        allowed = bool(key) and is_allowed(order, name)
        found.append(Step(key, name, word, at, after, estimated, allowed, name == following))
        before = at if at is not None and not estimated else before
    return tuple(found)


def _next_name(order: Order) -> str:
    if may_contact(order):
        return CONTACT
    place = ORDER_STEPS.index(order.state) if order.state in ORDER_STEPS else len(ORDER_STEPS)
    allowed = (step for step in ORDER_STEPS[place + 1 :] if may_move(order, step))
    return next(allowed, S.ISSUED).value if place < len(ORDER_STEPS) - 1 else ""
