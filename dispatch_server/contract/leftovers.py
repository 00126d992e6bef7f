"""What is left open at a desk, for its hand-over list; the server signs what the desk shows."""

from collections.abc import Iterator

from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Call, Incident, Order
from dispatch_server.contract.handing_over import HandOverItem
from dispatch_server.contract.ids import SeatId
from dispatch_server.contract.states import (
    CallState,
    Channel,
    DeliveryState,
    HandOverKind,
    LinkState,
    ReceiptState,
)
from dispatch_server.contract.views import live_incidents, live_orders, orders_of

LONGEST_LABEL = 60


def left_open(board: Board, seat_id: SeatId) -> tuple[HandOverItem, ...]:
    """Return what is open at a desk now: incidents, calls, orders, messages, lost links."""
    mine = [i for i in live_incidents(board) if i.seat_id == seat_id]
    return (
        *(_incident(incident) for incident in mine),
        *(_call(call) for call in open_calls(board, seat_id)),
        *_orders(board, mine),
        *_messages(board, seat_id),
        *_links(board),
    )


def open_calls(board: Board, seat_id: SeatId) -> list[Call]:
    """Return abandoned calls nobody reached since, and calls of this desk without an incident."""
    calls = sorted(board.calls.values(), key=lambda c: (c.arrived_at, c.id))
    return [
        call
        for call in calls
        if (call.state is CallState.ABANDONED and not _came_again(calls, call))
        or (call.answered_by == seat_id and call.incident_id is None)
    ]


def _came_again(calls: list[Call], lost: Call) -> bool:
    """Say whether the number of an abandoned call was spoken to later."""
    return lost.ani is not None and any(
        c.ani == lost.ani and c.answered_at is not None and c.arrived_at >= lost.arrived_at
        for c in calls
    )


def _incident(incident: Incident) -> HandOverItem:
    label = f"{incident.number} {incident.details.scene.text}".strip()
    return HandOverItem(HandOverKind.INCIDENT, incident.id, _short(label), incident.state.value)


def _call(call: Call) -> HandOverItem:
    return HandOverItem(HandOverKind.CALL, call.id, call.ani or "", call.state.value)


def _orders(board: Board, incidents: list[Incident]) -> Iterator[HandOverItem]:
    for incident in incidents:
        for order in live_orders(orders_of(board, incident.id)):
            state = _stuck(order)
            if state is not None:
                vehicle = board.vehicles.get(order.vehicle_id)
                name = vehicle.name if vehicle is not None else order.vehicle_id
                label = f"{order.number} {name}"
                yield HandOverItem(HandOverKind.ORDER, order.id, label, state)


def _stuck(order: Order) -> str | None:
    """Return how an order hangs that is not on the screen or not on paper, or None."""
    screen = order.deliveries.get(Channel.STATION_SCREEN)
    paper = order.deliveries.get(Channel.PRINTER)
    if screen is None or screen.state is not DeliveryState.DELIVERED:
        return "undelivered"
    if paper is not None and paper.state is not DeliveryState.PRINTED:
        return "unprinted"
    return None


def _messages(board: Board, seat_id: SeatId) -> Iterator[HandOverItem]:
    for message in sorted(board.messages.values(), key=lambda m: (m.sent_at, m.id)):
        receipt = message.receipts.get(seat_id)
        if receipt is not None and receipt.state is not ReceiptState.READ:
            yield HandOverItem(HandOverKind.MESSAGE, message.id, _short(message.text), "unread")


def _links(board: Board) -> Iterator[HandOverItem]:
    for link in sorted(board.links.values(), key=lambda one: one.id):
        if link.state is LinkState.DOWN:
            yield HandOverItem(HandOverKind.LINK, link.id, link.id, link.state.value)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_LABEL else f"{words[: LONGEST_LABEL - 1]}…"
