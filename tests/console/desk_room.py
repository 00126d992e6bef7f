"""One dispatcher's desk for tests: real mirror and view-models, a server in memory."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.complaints import Complaints
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.dispatcher_models import Knowledge, Server, dispatcher_models
from dispatch_console.viewmodels.place_search import PlaceSearch
from dispatch_server.contract.answers import HospitalChoice, RecommendationAnswer, VehicleChoice
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.incidents import DescribeIncident
from dispatch_server.contract.commands.orders import IssueOrder
from dispatch_server.contract.events import Event
from dispatch_server.contract.states import LinkState
from gis_data.gazetteer import Gazetteer
from tests.builders import (
    FAR_STATION,
    FAR_VEHICLE,
    HOSPITAL,
    SCENE,
    SEAT,
    STATION,
    VEHICLE,
    answered,
    journal,
    ringing,
    room,
)
from tests.fakes.clock_face import StandingClock
from tests.fakes.console import FakeCommands, FakeHeld, FakeQuestions

C = TypeVar("C", bound=Command)
ROOT = Path(__file__).parents[2]
CITY = ROOT / "gis_data" / "city" / "demo"
COMPLAINTS = Complaints.load(ROOT / "resources" / "protocols" / "complaints.json")
PLACES = PlaceSearch(Gazetteer.load(CITY))
RECOMMENDED = RecommendationAnswer(
    scene=SCENE,
    vehicles=(
        VehicleChoice(
            vehicle_id=VEHICLE,
            station_id=STATION,
            seconds=260.0,
            metres=2100.0,
            point_source="station",
        ),
        VehicleChoice(
            vehicle_id=FAR_VEHICLE,
            station_id=FAR_STATION,
            seconds=425.0,
            metres=3800.0,
            point_source="order",
        ),
    ),
    hospitals=(HospitalChoice(hospital_id=HOSPITAL, seconds=540.0, metres=4200.0),),
)


class DeskRoom:
    """A room of two stations and two vehicles, seen from the first desk."""

    def __init__(self) -> None:
        self.mirror = Mirror()
        self.commands = FakeCommands()
        self.questions = FakeQuestions()
        self.held = FakeHeld()
        self.questions.recommended = RECOMMENDED
        self.face = StandingClock()
        self.clock = DeskClock(self.face)
        self.models = dispatcher_models(
            SEAT,
            Server(self.mirror, self.commands, self.questions, self.held),
            Knowledge(PLACES, COMPLAINTS),
            self.clock,
        )
        self.models.desk.set_server_link(LinkState.UP)
        self.play(room())

    def play(self, events: Iterable[Event]) -> None:
        """Let events come from the server, now."""
        for recorded in journal(events, after=self.mirror.board.seq):
            self.mirror.receive(recorded.model_copy(update={"at": self.face.now()}))

    def take(self) -> None:
        """Let a call ring and be answered at this desk."""
        self.play([*ringing(), *answered()])

    def later(self, seconds: float) -> None:
        """Let time pass, and tell everybody."""
        self.face.advance(seconds)
        self.clock.ticked.emit()

    def sent(self, kind: type[C]) -> list[C]:
        """Give the commands of one kind that were sent."""
        return [command for command in self.commands.sent if isinstance(command, kind)]

    @property
    def described(self) -> list[DescribeIncident]:
        """Every form that was sent."""
        return self.sent(DescribeIncident)

    @property
    def issued(self) -> list[IssueOrder]:
        """Every order that was asked for."""
        return self.sent(IssueOrder)
