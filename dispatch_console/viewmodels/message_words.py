"""How messages are told in words: to whom they go, and how far each addressee is known to be."""

from collections import Counter
from typing import Final

from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Message
from dispatch_server.contract.ids import SeatId, StationId
from dispatch_server.contract.states import AddresseeKind, ReceiptState

GROUP_WORDS: Final = {
    AddresseeKind.DISPATCHERS: "全体调度",
    AddresseeKind.STATIONS: "各分站",
    AddresseeKind.EVERYONE: "全员",
}
RECEIPT_WORDS: Final = {
    ReceiptState.READ: "已读",
    ReceiptState.RECEIVED: "已收",
    ReceiptState.UNKNOWN: "未知",
}
_HUES: Final = {
    ReceiptState.READ: "green",
    ReceiptState.RECEIVED: "focus",
    ReceiptState.UNKNOWN: "amber",
}


def addressee_words(board: Board, to: Addressee) -> str:
    """Name to whom a message goes."""
    if to.kind is AddresseeKind.SEAT:
        seat = board.seats.get(SeatId(to.id))
        return seat.name if seat is not None else to.id
    if to.kind is AddresseeKind.STATION:
        station = board.stations.get(StationId(to.id))
        return station.name if station is not None else to.id
    return GROUP_WORDS[to.kind]


def delivery_words(message: Message) -> tuple[str, str]:
    """Say how far a message came, with its hue: one word for one seat, counts for many."""
    counts = Counter(receipt.state for receipt in message.receipts.values())
    worst = next(
        state
        for state in (ReceiptState.UNKNOWN, ReceiptState.RECEIVED, ReceiptState.READ)
        if counts[state] or state is ReceiptState.READ
    )
    if len(message.receipts) == 1:
        return RECEIPT_WORDS[worst], _HUES[worst]
    parts = [f"{word} {counts[state]}" for state, word in RECEIPT_WORDS.items() if counts[state]]
    return " ".join(parts), _HUES[worst]


def each_delivery(board: Board, message: Message) -> tuple[str, ...]:
    """Say of every addressee how far the message is known to have come."""
    found = []
    for seat_id, receipt in message.receipts.items():
        seat = board.seats.get(seat_id)
        name = seat.name if seat is not None else seat_id
        found.append(f"{name} {RECEIPT_WORDS[receipt.state]}")
    return tuple(found)
