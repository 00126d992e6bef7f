"""Closed roads as the map draws them, and the commands that close and open one."""

from collections.abc import Callable
from typing import Final

from dispatch_console.client import Commands
from dispatch_console.viewmodels.desk import new_command_id
from dispatch_console.viewmodels.map_picture import ClosureMark
from dispatch_server.contract.answers import CommandAnswer
from dispatch_server.contract.board import Board
from dispatch_server.contract.commands.roads import CloseRoad, OpenRoad
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import ClosureId
from dispatch_server.contract.local_time import local

REASONS: Final = ("事故", "施工", "积水", "交通管制")
"""Why a road is closed, as the menu of the map offers it."""


def closure_marks(board: Board) -> tuple[ClosureMark, ...]:
    """Return the closed stretches with their street, reason and end."""
    marks = []
    for closure in board.closures.values():
        until = f"至 {local(closure.until):%H:%M}" if closure.until is not None else ""
        words = " ".join(part for part in (closure.street, closure.reason, until) if part)
        marks.append(ClosureMark(closure.id, closure.line, words))
    return tuple(marks)


class MapRoads:
    """Closes the road at a point, and opens a closed one, for whoever has the right."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands

    @property
    def may_close(self) -> bool:
        """Whether whoever sits here may close and open roads."""
        return self._commands.may(CloseRoad)

    def close(self, point: Point, reason: str, told: Callable[[CommandAnswer], None]) -> None:
        """Close the road nearest to a point, until somebody opens it."""
        command = CloseRoad(command_id=new_command_id(), line=(point,), reason=reason)
        self._commands.send(command, told)

    def open(self, closure_id: str, told: Callable[[CommandAnswer], None]) -> None:
        """Open a closed road again."""
        command = OpenRoad(command_id=new_command_id(), closure_id=ClosureId(closure_id))
        self._commands.send(command, told)
