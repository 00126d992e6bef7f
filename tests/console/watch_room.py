"""A busy room for the windows that look over it: desks in every state, calls, incidents, links."""

from collections.abc import Iterable
from datetime import date, timedelta

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.room_models import room_models
from dispatch_server.contract.day import DayAnswer, DayIncident, Share
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.calls import CallArrived, CallOffered
from dispatch_server.contract.events.people import PersonRegistered, PersonSignedIn
from dispatch_server.contract.events.resources import LinkChanged, SeatRegistered
from dispatch_server.contract.events.seats import SeatDeclared
from dispatch_server.contract.ids import CallId, IncidentId, PersonId, SeatId
from dispatch_server.contract.states import IncidentState, LinkState, Role, SeatState
from dispatch_server.contract.views import printer_link, receiver_link
from tests.builders import (
    FAR_STATION,
    OTHER_SEAT,
    SEAT,
    START,
    STATION,
    answered,
    issued,
    journal,
    opened,
    ringing,
    room,
)
from tests.fakes.clock_face import StandingClock
from tests.fakes.console import FakeCommands
from tests.fakes.room_questions import FakeRoomQuestions

LEADER = SeatId("seat-9")
AWAY_SEAT = SeatId("seat-3")
WAITING = CallId("call-8")
UNTIL = START + timedelta(days=400)


def person(number: str, name: str, seat_id: SeatId, *roles: Role) -> list[Event]:
    """Somebody who sits at a seat."""
    person_id = PersonId(f"person-{number}")
    return [
        PersonRegistered(person_id=person_id, number=number, name=name, roles=roles),
        PersonSignedIn(person_id=person_id, seat_id=seat_id, roles=roles, expires_at=UNTIL),
    ]


def manned() -> list[Event]:
    """The room with four desks, three of them manned, and a supervisor."""
    return [
        *room(),
        SeatRegistered(seat_id=AWAY_SEAT, name="03席", role=Role.DISPATCHER, phone="6003"),
        SeatRegistered(seat_id=SeatId("seat-4"), name="04席", role=Role.DISPATCHER, phone="6004"),
        SeatRegistered(seat_id=LEADER, name="班长席", role=Role.SUPERVISOR),
        *person("0101", "示范甲", SEAT, Role.DISPATCHER),
        *person("0102", "示范乙", OTHER_SEAT, Role.DISPATCHER),
        *person("0103", "示范丙", AWAY_SEAT, Role.DISPATCHER),
        *person("0109", "示范班长", LEADER, Role.SUPERVISOR),
        SeatDeclared(seat_id=AWAY_SEAT, state=SeatState.AWAY),
    ]


def day(*numbers: int) -> DayAnswer:
    """A morning with a few calls, and a line for each incident number."""
    hours = [9, 7, 6, 5, 6, 9, 16, 27, 12, *[0] * 15]
    return DayAnswer(
        day=date(2026, 1, 1),
        calls_by_hour=tuple(hours),
        answered=Share(met=88, of=91),
        departed=Share(met=40, of=44),
        abandoned=3,
        incidents=tuple(
            DayIncident(
                incident_id=IncidentId(f"past-{number}"),
                number=number,
                state=IncidentState.CLOSED,
                drafted_at=START,
                level=1 + number % 4,
                place=f"示范{number}路 {number} 号",
                complaint="胸痛",
                vehicles=("急01",),
            )
            for number in numbers
        ),
    )


class WatchRoom:
    """The models of a window that looks over the room, with a server in memory."""

    def __init__(self, seat_id: SeatId = LEADER) -> None:
        self.mirror = Mirror()
        self.commands = FakeCommands()
        self.questions = FakeRoomQuestions()
        self.questions.told_day = day(3, 2, 1)
        self.face = StandingClock()
        self.clock = DeskClock(self.face)
        self.models = room_models(seat_id, self.mirror, self.commands, self.questions, self.clock)
        self.models.desk.set_server_link(LinkState.UP)
        self.models.stations.set_server_link(LinkState.UP)
        self.play(manned())

    def play(self, events: Iterable[Event]) -> None:
        """Let events come from the server, now."""
        for recorded in journal(events, after=self.mirror.board.seq):
            reason = "就餐" if isinstance(recorded.event, SeatDeclared) else ""
            update = {"at": self.face.now(), "reason": reason}
            self.mirror.receive(recorded.model_copy(update=update))

    def later(self, seconds: float) -> None:
        """Let time pass, and tell everybody."""
        self.face.advance(seconds)
        self.clock.ticked.emit()

    def be_busy(self) -> None:
        """One call talked on with its incident dispatched, one waiting, one station in trouble."""
        self.play([*ringing(), *answered(), *opened(), issued()])
        self.play(
            [
                LinkChanged(link_id=receiver_link(STATION), state=LinkState.UP),
                LinkChanged(link_id=printer_link(STATION), state=LinkState.UP),
                LinkChanged(
                    link_id=receiver_link(FAR_STATION),
                    state=LinkState.DOWN,
                    cause="示范二站受警机没有应答",
                ),
            ]
        )
        self.later(200)
        self.play(
            [
                CallArrived(call_id=WAITING, ani="00010120", dialled="120"),
                CallOffered(call_id=WAITING, seat_id=OTHER_SEAT),
            ]
        )
        self.later(7)
