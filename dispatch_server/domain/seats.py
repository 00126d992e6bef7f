"""Decisions about what desks declare, and about handing over."""

from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import HandOver, Seat
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.seats import HandOverOffered, HandOverTaken, SeatDeclared
from dispatch_server.contract.ids import HandOverId
from dispatch_server.contract.leftovers import left_open
from dispatch_server.contract.states import (
    DECLARING,
    SEAT_LEAVES,
    SEAT_MOVES,
    Role,
    SeatState,
)
from dispatch_server.contract.views import ready_dispatchers
from dispatch_server.contract.words import SEAT_WORDS
from dispatch_server.domain.errors import IllegalMove, LastReady, NotFound, ReasonMissing


def declare(board: Board, seat: Seat, to: SeatState, *, reason: str) -> list[Event]:
    """Decide that a desk is in this state now; the last ready dispatcher may not leave."""
    held = board.seats[seat.id]
    if seat.role not in DECLARING:
        raise IllegalMove("只有受理台才示闲、示忙、离席")
    if to is held.state and reason == held.reason:
        return []
    if to is not held.state and to not in SEAT_MOVES[held.state]:
        raise IllegalMove(f"本席{SEAT_WORDS[held.state]}，不能改为{SEAT_WORDS[to]}")
    if to is SeatState.AWAY and not reason.strip():
        raise ReasonMissing(SEAT_WORDS[to])
    if to in SEAT_LEAVES and seat.role is Role.DISPATCHER and not _others_ready(board, seat):
        raise LastReady(SEAT_WORDS[to])
    return [SeatDeclared(seat_id=seat.id, state=to)]


def offer(board: Board, seat: Seat, handover_id: HandOverId, *, notes: str) -> list[Event]:
    """Decide that a desk hands over what is open there now."""
    if seat.role not in DECLARING:
        raise IllegalMove("只有受理台才交班")
    items = left_open(board, seat.id)
    return [HandOverOffered(handover_id=handover_id, seat_id=seat.id, items=items, notes=notes)]


def take(board: Board, seat: Seat, handover_id: HandOverId) -> list[Event]:
    """Decide that another desk takes over what was left, as it stands by now."""
    if seat.role not in DECLARING:
        raise IllegalMove("只有受理台才接班")
    handover = board.handovers.get(handover_id)
    if handover is None:
        raise NotFound("交班单")
    _check_takeable(board, handover, seat)
    items = left_open(board, handover.leaving)
    return [HandOverTaken(handover_id=handover_id, seat_id=seat.id, items=items)]


def _check_takeable(board: Board, handover: HandOver, seat: Seat) -> None:
    if handover.taking is not None:
        taker = board.seats.get(handover.taking)
        raise IllegalMove(f"这张交班单已由{taker.name if taker else '别席'}接班")
    if handover.leaving == seat.id:
        raise IllegalMove("自己交的班须由另一席接班签名")


def _others_ready(board: Board, seat: Seat) -> bool:
    return any(other.id != seat.id for other in ready_dispatchers(board))
