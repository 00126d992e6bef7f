"""Ready-made facts for tests; people, places and numbers are invented."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Details, Place, Precision, Sex, Subscriber
from dispatch_server.contract.events import Actor, ActorKind, Event, Recorded
from dispatch_server.contract.events.calls import (
    CallAnswered,
    CallArrived,
    CallLinked,
    CallLocated,
    CallOffered,
)
from dispatch_server.contract.events.incidents import (
    AcceptanceOpened,
    IncidentDescribed,
    IncidentDrafted,
    IncidentOpened,
)
from dispatch_server.contract.events.orders import OrderIssued
from dispatch_server.contract.events.resources import (
    HospitalRegistered,
    SeatRegistered,
    StationRegistered,
    VehicleRegistered,
)
from dispatch_server.contract.ids import (
    AcceptanceId,
    CallId,
    CommandId,
    HospitalId,
    IncidentId,
    OrderId,
    SeatId,
    StationId,
    VehicleId,
)
from dispatch_server.contract.states import AcceptanceKind, Level, Role

START = datetime(2026, 1, 1, 0, 0, tzinfo=UTC)
CALL = CallId("call-1")
INCIDENT = IncidentId("i-1")
ACCEPTANCE = AcceptanceId("a-1")
ORDER = OrderId("o-1")
STATION = StationId("st-1")
FAR_STATION = StationId("st-2")
VEHICLE = VehicleId("v-1")
FAR_VEHICLE = VehicleId("v-2")
HOSPITAL = HospitalId("h-1")
SEAT = SeatId("seat-1")
OTHER_SEAT = SeatId("seat-2")
RECEIVER = SeatId("receiver-1")
ANI = "10027164053"
SCENE = (114.305, 30.595)
STATION_POINT = (114.300, 30.590)

SUBSCRIBER = Subscriber(
    ANI, "示范用户甲", "示范一路 12 号", date(2026, 1, 1), SCENE, Precision.HOUSE
)
DETAILS = Details(
    scene=Place("示范一路 12 号", SCENE, Precision.HOUSE),
    meeting_point=Place("示范一路 12 号东门", SCENE, Precision.PICKED),
    complaint="胸痛",
    level=Level.CRITICAL,
    sex=Sex.MALE,
    age=58,
    contact_phone=ANI,
)


def room() -> list[Event]:
    """Two stations with a vehicle each, a hospital, two desks and a receiver."""
    return [
        StationRegistered(
            station_id=STATION,
            name="示范一站",
            address="示范二路 1 号",
            point=STATION_POINT,
            phone="7001",
            printer="ipp://127.0.0.1:1/ipp/print",
        ),
        StationRegistered(
            station_id=FAR_STATION,
            name="示范二站",
            address="示范九路 9 号",
            point=(114.340, 30.620),
            phone="7002",
        ),
        VehicleRegistered(
            vehicle_id=VEHICLE,
            name="急01",
            plate="示A 120D1",
            kind="监护型",
            station_id=STATION,
            crew="医生 示范甲",
        ),
        VehicleRegistered(
            vehicle_id=FAR_VEHICLE,
            name="急02",
            plate="示A 120D2",
            kind="普通型",
            station_id=FAR_STATION,
        ),
        HospitalRegistered(
            hospital_id=HOSPITAL,
            name="示范第一医院",
            address="示范三路 3 号",
            point=(114.310, 30.600),
            phone="00010120",
            centres=("胸痛中心",),
        ),
        SeatRegistered(seat_id=SEAT, name="01席", role=Role.DISPATCHER, phone="6001"),
        SeatRegistered(seat_id=OTHER_SEAT, name="02席", role=Role.DISPATCHER, phone="6002"),
        SeatRegistered(
            seat_id=RECEIVER, name="示范一站受警机", role=Role.STATION, station_id=STATION
        ),
    ]


def ringing(call_id: CallId = CALL, *, ani: str | None = ANI) -> list[Event]:
    """A call that rings at the first desk, known to the register when it has the known number."""
    located = [CallLocated(call_id=call_id, subscriber=SUBSCRIBER)] if ani == ANI else []
    return [
        CallArrived(call_id=call_id, ani=ani, dialled="120"),
        *located,
        CallOffered(call_id=call_id, seat_id=SEAT),
    ]


def answered(
    call_id: CallId = CALL, *, incident_id: IncidentId = INCIDENT, number: int = 1
) -> list[Event]:
    """The first desk took the call; its incident is a draft."""
    return [
        CallAnswered(call_id=call_id, seat_id=SEAT, phone="6001"),
        IncidentDrafted(incident_id=incident_id, number=number),
        AcceptanceOpened(
            acceptance_id=AcceptanceId(f"a-{incident_id}"),
            incident_id=incident_id,
            call_id=call_id,
            seat_id=SEAT,
            kind=AcceptanceKind.FIRST_REPORT,
        ),
        CallLinked(call_id=call_id, incident_id=incident_id),
    ]


def opened(incident_id: IncidentId = INCIDENT) -> list[Event]:
    """The form is filled in and the place is known."""
    return [
        IncidentDescribed(incident_id=incident_id, details=DETAILS),
        IncidentOpened(incident_id=incident_id),
    ]


def issued(order_id: OrderId = ORDER, *, incident_id: IncidentId = INCIDENT) -> OrderIssued:
    """An order just issued to the near vehicle."""
    return OrderIssued(
        order_id=order_id,
        number="1-1",
        incident_id=incident_id,
        acceptance_id=AcceptanceId(f"a-{incident_id}"),
        vehicle_id=VEHICLE,
        station_id=STATION,
        details=DETAILS,
        eta_s=260.0,
        distance_m=2100.0,
        rank=1,
    )


def dispatched() -> list[Event]:
    """The whole way to an issued order."""
    return [*room(), *ringing(), *answered(), *opened(), issued()]


def journal(
    events: Iterable[Event], *, after: int = 0, seat_id: SeatId | None = SEAT
) -> list[Recorded]:
    """The events as rows of a journal, a second apart, numbered on from `after`."""
    actor = Actor(kind=ActorKind.SEAT, id=seat_id or "system", seat_id=seat_id)
    return [
        Recorded(
            seq=seq,
            at=START + timedelta(seconds=seq),
            actor=actor,
            command_id=CommandId(f"c-{seq}"),
            event=event,
        )
        for seq, event in enumerate(events, after + 1)
    ]


def board(events: Iterable[Event]) -> Board:
    """A board folded from the events."""
    folded = Board()
    for recorded in journal(events):
        folded.apply(recorded)
    return folded
