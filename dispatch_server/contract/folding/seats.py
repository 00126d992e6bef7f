"""How events about what seats say change the board."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_server.contract.entities import HandOver, Message, Receipt
from dispatch_server.contract.events.envelope import Recorded, SeatEvent
from dispatch_server.contract.events.seats import (
    HandOverOffered,
    HandOverTaken,
    MessageRead,
    MessageReceived,
    MessageSent,
    SeatDeclared,
)
from dispatch_server.contract.folding.touched import Touched

if TYPE_CHECKING:
    from dispatch_server.contract.board import Board


def fold_seat(board: "Board", recorded: Recorded, event: SeatEvent) -> Iterator[Touched]:
    """Change the board by what a seat said."""
    match event:
        case SeatDeclared():
            board.seats[event.seat_id] = replace(
                board.seats[event.seat_id],
                state=event.state,
                since=recorded.at,
                reason=recorded.reason,
            )
            yield Touched("seats", event.seat_id)
        case MessageSent():
            board.messages[event.message_id] = _sent(recorded, event)
            yield Touched("messages", event.message_id)
        case MessageReceived() | MessageRead():
            message = board.messages[event.message_id]
            board.messages[message.id] = _receipted(message, recorded, event)
            yield Touched("messages", message.id)
        case HandOverOffered():
            yield from _offer(board, recorded, event)
        case HandOverTaken():
            board.handovers[event.handover_id] = replace(
                board.handovers[event.handover_id], taking=event.seat_id, taken_at=recorded.at
            )
            yield Touched("handovers", event.handover_id)


def _sent(recorded: Recorded, event: MessageSent) -> Message:
    return Message(
        event.message_id,
        event.sender,
        event.to,
        event.text,
        event.priority,
        recorded.at,
        {seat_id: Receipt() for seat_id in event.seats},
        event.incident_id,
    )


def _receipted(
    message: Message, recorded: Recorded, event: MessageReceived | MessageRead
) -> Message:
    before = message.receipts[event.seat_id]
    if isinstance(event, MessageReceived):
        after = replace(before, received_at=recorded.at)
    else:
        after = replace(before, read_at=recorded.at)
    return replace(message, receipts={**message.receipts, event.seat_id: after})


def _offer(board: "Board", recorded: Recorded, event: HandOverOffered) -> Iterator[Touched]:
    for older in [h for h in board.handovers.values() if h.leaving == event.seat_id]:
        if older.taken_at is None:
            del board.handovers[older.id]
            yield Touched("handovers", older.id)
    board.handovers[event.handover_id] = HandOver(
        event.handover_id, event.seat_id, event.items, event.notes, recorded.at
    )
    yield Touched("handovers", event.handover_id)
