"""All routes of the server on one application."""

from dataclasses import dataclass
from typing import Self

from fastapi import FastAPI

from dispatch_server.api import calls as calls_api
from dispatch_server.api import incidents as incidents_api
from dispatch_server.api import looking_back as looking_back_api
from dispatch_server.api import orders as orders_api
from dispatch_server.api import people as people_api
from dispatch_server.api import questions as questions_api
from dispatch_server.api import roads as roads_api
from dispatch_server.api import seats as seats_api
from dispatch_server.api import sign_in as sign_in_api
from dispatch_server.api import stream as stream_api
from dispatch_server.api import upkeep as upkeep_api
from dispatch_server.api import ways as ways_api
from dispatch_server.api.answering import Answering
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.ground import Ground
from dispatch_server.ports.storage import Store
from dispatch_server.services.calls import CallService
from dispatch_server.services.day import DayService
from dispatch_server.services.desk import DeskService
from dispatch_server.services.frames import FrameService
from dispatch_server.services.incidents import IncidentService
from dispatch_server.services.lead import Lead
from dispatch_server.services.orders import OrderService
from dispatch_server.services.people_desk import PeopleDesk
from dispatch_server.services.presence import Presence
from dispatch_server.services.recommendations import RecommendationService
from dispatch_server.services.register import RegisterService
from dispatch_server.services.roads import RoadService
from dispatch_server.services.seats import SeatService
from dispatch_server.services.sessions import Sessions
from dispatch_server.services.sign_in import SignInService
from dispatch_server.services.stream import StreamService
from dispatch_server.services.upkeep import UpkeepService
from dispatch_server.services.ways import WayService


@dataclass(frozen=True, slots=True)
class Doors:
    """How people and devices come in: sessions, signing in, and the look at a desk before it."""

    sessions: Sessions
    sign_in: SignInService
    desks: DeskService


@dataclass(frozen=True, slots=True)
class Office:
    """What supervisors, directors and maintainers ask: the day, people, the server itself."""

    day: DayService
    people: PeopleDesk
    upkeep: UpkeepService
    register: RegisterService
    presence: Presence


@dataclass(frozen=True, slots=True)
class Roads:
    """What is asked of the ground and of its roads."""

    recommendations: RecommendationService
    ways: WayService
    closing: RoadService

    @classmethod
    def over(cls, store: Store, ground: Ground, clock: Clock) -> Self:
        """Return the services over one city."""
        return cls(
            RecommendationService(store, ground),
            WayService(store, ground),
            RoadService(store, ground, clock),
        )


def install(
    app: FastAPI,
    *,
    store: Store,
    doors: Doors,
    office: Office,
    calls: CallService,
    roads: Roads,
    stream: StreamService,
    lead: Lead,
    frames: FrameService,
    send_s: float = stream_api.SEND_S,
) -> None:
    """Put the routes over the services; `send_s` bounds how long a seat may take a message."""
    app.state.store, app.state.sessions = store, doors.sessions
    answering = Answering(store)
    app.include_router(sign_in_api.routes(doors.sign_in, doors.desks))
    app.include_router(calls_api.routes(calls, answering))
    app.include_router(incidents_api.routes(IncidentService(store), answering))
    app.include_router(orders_api.routes(OrderService(store), answering))
    app.include_router(seats_api.routes(SeatService(store), answering))
    app.include_router(questions_api.routes(roads.recommendations, store))
    app.include_router(ways_api.routes(roads.ways))
    app.include_router(roads_api.routes(roads.closing, answering))
    app.include_router(looking_back_api.routes(office.day))
    app.include_router(people_api.routes(office.people, answering))
    app.include_router(upkeep_api.routes(office.upkeep, office.register))
    app.include_router(
        stream_api.routes(stream, doors.sessions, office.presence, lead, frames, send_s=send_s)
    )
