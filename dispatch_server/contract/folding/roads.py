"""How events about roads change the board."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dispatch_server.contract.entities import Closure
from dispatch_server.contract.events.envelope import Recorded, RoadEvent
from dispatch_server.contract.events.roads import RoadClosed, RoadOpened
from dispatch_server.contract.folding.touched import Touched

if TYPE_CHECKING:
    from dispatch_server.contract.board import Board


def fold_road(board: "Board", recorded: Recorded, event: RoadEvent) -> Iterator[Touched]:
    """Change the board by an event about a road; an open road needs no place on it."""
    match event:
        case RoadClosed():
            board.closures[event.closure_id] = Closure(
                event.closure_id,
                event.line,
                event.street,
                recorded.reason,
                recorded.at,
                event.until,
            )
        case RoadOpened():
            board.closures.pop(event.closure_id, None)
    yield Touched("closures", event.closure_id)
