"""Decisions about roads that are closed for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.roads import CloseRoad
from dispatch_server.contract.details import Point
from dispatch_server.contract.entities import Closure
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.roads import RoadClosed, RoadOpened
from dispatch_server.contract.ids import ClosureId
from dispatch_server.domain.errors import NotFound, ReasonMissing, RoadUnclear

MOST_CLOSURES = 500
"""More closed stretches at a time are a slip, not a city."""


@dataclass(frozen=True, slots=True)
class RoadsUnder:
    """The streets of the roads along which `line` is drawn, one for each road, empty for none."""

    line: tuple[Point, ...]
    streets: Sequence[str]


def close(
    board: Board, command: CloseRoad, closure_id: ClosureId, *, roads: RoadsUnder, at: datetime
) -> list[Event]:
    """Decide that a stretch is closed, or refuse."""
    if not command.reason:
        raise ReasonMissing("封闭道路")
    if not roads.streets:
        raise RoadUnclear("这条线没有沿着任何道路；沿着要封闭的道路再画一次，或在道路上点一下")
    if command.until is not None and command.until <= at:
        raise RoadUnclear("封闭的截止时间已经过去；改一个以后的时间，或不填截止时间")
    if len(board.closures) >= MOST_CLOSURES:
        raise RoadUnclear(f"已有 {MOST_CLOSURES} 段道路封闭；先解除不再需要的封闭")
    named = next((street for street in roads.streets if street), "")
    return [
        RoadClosed(
            closure_id=closure_id,
            line=roads.line,
            street=command.street.strip() or named,
            until=command.until,
        )
    ]


def reopen(board: Board, closure_id: ClosureId) -> list[Event]:
    """Decide that a closed stretch is open again."""
    if closure_id not in board.closures:
        raise NotFound("这段道路封闭")
    return [RoadOpened(closure_id=closure_id)]


def due(board: Board, at: datetime) -> list[Closure]:
    """Return the closures whose time has come, earliest first."""
    ended = [one for one in board.closures.values() if one.until is not None and one.until <= at]
    return sorted(ended, key=lambda one: (one.until or at, one.id))
