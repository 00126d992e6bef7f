"""Builds what the dispatcher's windows show, over one mirror and one way to the server."""

from dataclasses import dataclass

from dispatch_console.client import Commands, Questions
from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.acceptance_form import AcceptanceForm
from dispatch_console.viewmodels.alarms import Alarms
from dispatch_console.viewmodels.chosen_incident import ChosenIncident
from dispatch_console.viewmodels.complaints import Complaints
from dispatch_console.viewmodels.desk import Desk
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.hand_over import HandOverDesk
from dispatch_console.viewmodels.incident_log import IncidentLog
from dispatch_console.viewmodels.message_draft import MessageDraft
from dispatch_console.viewmodels.order_timeline import OrderTimeline
from dispatch_console.viewmodels.place_search import PlaceSearch
from dispatch_console.viewmodels.recommendation import Recommendation
from dispatch_console.viewmodels.running_incidents import RunningIncidents
from dispatch_console.viewmodels.seat_messages import SeatMessages
from dispatch_console.viewmodels.strength import Strength
from dispatch_console.viewmodels.waiting_list import Held, WaitingList
from dispatch_server.contract.ids import SeatId


@dataclass(frozen=True, slots=True)
class Server:
    """The ways to the server and what is known of it."""

    mirror: Mirror
    commands: Commands
    questions: Questions
    held: Held


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the desk knows by itself: the places of the city and the complaints."""

    places: PlaceSearch
    complaints: Complaints


@dataclass(frozen=True, slots=True)
class DispatcherModels:
    """Everything the dispatcher's windows read and ask."""

    server: Server
    knowledge: Knowledge
    clock: DeskClock
    desk: Desk
    chosen: ChosenIncident
    form: AcceptanceForm
    recommendation: Recommendation
    running: RunningIncidents
    timeline: OrderTimeline
    log: IncidentLog
    alarms: Alarms
    strength: Strength
    messages: SeatMessages
    message_draft: MessageDraft
    hand_over: HandOverDesk
    waiting: WaitingList


def dispatcher_models(
    seat_id: SeatId, server: Server, knowledge: Knowledge, clock: DeskClock
) -> DispatcherModels:
    """Join the view-models of one desk; the caller keeps what is returned."""
    mirror, commands = server.mirror, server.commands
    desk = Desk(seat_id, mirror, commands, clock)
    chosen = ChosenIncident(seat_id, mirror)
    form = AcceptanceForm(chosen, mirror, commands, knowledge.complaints, clock)
    running = RunningIncidents(mirror, clock)
    recommendation = Recommendation(server.questions, mirror, clock)
    for moved in (form.placed, form.changed):
        moved.connect(lambda: recommendation.set_scene(form.details.scene))
    form.changed.connect(lambda: recommendation.set_wanted(form.details.destination))
    form.told.connect(desk.told)
    alarms, waiting = Alarms(desk, running, mirror), WaitingList(server.held, mirror)
    waiting.ended_late.connect(alarms.add_late)
    return DispatcherModels(
        server,
        knowledge,
        clock,
        desk,
        chosen,
        form,
        recommendation,
        running,
        OrderTimeline(chosen, mirror, clock),
        IncidentLog(chosen, mirror),
        alarms,
        Strength(mirror),
        SeatMessages(seat_id, mirror, commands, now=clock.now),
        MessageDraft(seat_id, mirror, commands),
        HandOverDesk(desk, mirror),
        waiting,
    )
