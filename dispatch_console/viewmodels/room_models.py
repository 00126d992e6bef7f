"""Builds what the supervisor's and the director's windows show, over one mirror and one server."""

from dataclasses import dataclass
from typing import Protocol

from PyQt6.QtCore import QObject

from dispatch_console.client import Commands
from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.alarms import Alarms
from dispatch_console.viewmodels.day_board import DayBoard, Days
from dispatch_console.viewmodels.desk import Desk
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.fleet_counts import FleetCounts
from dispatch_console.viewmodels.incident_view import IncidentView, Records
from dispatch_console.viewmodels.message_draft import MessageDraft
from dispatch_console.viewmodels.room_desks import RoomDesks
from dispatch_console.viewmodels.running_incidents import RunningIncidents
from dispatch_console.viewmodels.seat_messages import SeatMessages
from dispatch_console.viewmodels.station_lines import StationLines
from dispatch_console.viewmodels.strength import Strength
from dispatch_console.viewmodels.waiting_line import WaitingLine
from dispatch_server.contract.ids import SeatId


class RoomQuestions(Days, Records, Protocol):
    """What such a window asks of the server."""


@dataclass(frozen=True, slots=True)
class RoomModels:
    """Everything a window that looks over the room reads and asks."""

    mirror: Mirror
    clock: DeskClock
    desk: Desk
    running: RunningIncidents
    desks: RoomDesks
    waiting: WaitingLine
    stations: StationLines
    fleet: FleetCounts
    strength: Strength
    alarms: Alarms
    messages: SeatMessages
    draft: MessageDraft
    day: DayBoard
    view: IncidentView

    @property
    def person(self) -> str:
        """Who sits here, by name."""
        board = self.mirror.board
        held = board.signed_in.get(self.desk.seat_id)
        person = board.people.get(held.person_id) if held is not None else None
        return person.name if person is not None else ""


def room_models(
    seat_id: SeatId,
    mirror: Mirror,
    commands: Commands,
    questions: RoomQuestions,
    clock: DeskClock,
    *,
    parent: QObject | None = None,
) -> RoomModels:
    """Join the view-models of one such window; they end with `parent`."""
    desk = Desk(seat_id, mirror, commands, clock, parent)
    running = RunningIncidents(mirror, clock, parent)
    models = RoomModels(
        mirror,
        clock,
        desk,
        running,
        RoomDesks(mirror, running, clock, parent),
        WaitingLine(mirror, clock, parent),
        StationLines(mirror, parent),
        FleetCounts(mirror, parent),
        Strength(mirror, parent),
        Alarms(desk, running, mirror, parent),
        SeatMessages(seat_id, mirror, commands, now=clock.now, parent=parent),
        MessageDraft(seat_id, mirror, commands, parent),
        DayBoard(mirror, questions, clock, parent),
        IncidentView(mirror, questions, clock, parent),
    )
    for part in (models.running, models.waiting, models.stations, models.strength):
        part.refresh()
    return models
