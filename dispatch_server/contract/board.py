"""The live board: what every seat sees, folded from events, here and on the server alike."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TypeVar, assert_never

from dispatch_server.contract.entities import (
    Acceptance,
    Call,
    Closure,
    Device,
    HandOver,
    Hospital,
    Incident,
    Link,
    Message,
    Order,
    Patient,
    Person,
    Recording,
    Seat,
    SignedIn,
    Station,
    Vehicle,
)
from dispatch_server.contract.events.envelope import (
    CallEvent,
    IncidentEvent,
    OrderEvent,
    PeopleEvent,
    Recorded,
    ResourceEvent,
    RoadEvent,
    SeatEvent,
)
from dispatch_server.contract.folding.calls import fold_call
from dispatch_server.contract.folding.incidents import fold_incident
from dispatch_server.contract.folding.orders import fold_order
from dispatch_server.contract.folding.people import fold_people
from dispatch_server.contract.folding.resources import fold_resource
from dispatch_server.contract.folding.roads import fold_road
from dispatch_server.contract.folding.seats import fold_seat
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.ids import (
    AcceptanceId,
    CallId,
    ClosureId,
    DeviceId,
    HandOverId,
    HospitalId,
    IncidentId,
    LinkId,
    MessageId,
    OrderId,
    PatientId,
    PersonId,
    RecordingId,
    SeatId,
    StationId,
    VehicleId,
)
from dispatch_server.contract.states import CALL_ENDS, INCIDENT_ENDS

KEPT_ENDED = 50
"""How many ended incidents stay in sight, how many ended calls without an incident in sight, and
how many recordings without a call."""

KEPT_MESSAGES = 200
"""How many messages stay in sight; of more, those go first that everybody has read."""
KEPT_HANDOVERS = 20
"""How many hand-over lists stay in sight; of more, those go first that were taken."""

Entity = (
    Call
    | Recording
    | Incident
    | Acceptance
    | Patient
    | Order
    | Station
    | Vehicle
    | Hospital
    | Seat
    | Link
    | Person
    | SignedIn
    | Device
    | Message
    | HandOver
    | Closure
)


K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class Board:
    """Everything open right now, as of journal number `seq`."""

    seq: int = 0
    last_number: int = 0
    calls: dict[CallId, Call] = field(default_factory=dict)
    recordings: dict[RecordingId, Recording] = field(default_factory=dict)
    incidents: dict[IncidentId, Incident] = field(default_factory=dict)
    acceptances: dict[AcceptanceId, Acceptance] = field(default_factory=dict)
    patients: dict[PatientId, Patient] = field(default_factory=dict)
    orders: dict[OrderId, Order] = field(default_factory=dict)
    stations: dict[StationId, Station] = field(default_factory=dict)
    vehicles: dict[VehicleId, Vehicle] = field(default_factory=dict)
    hospitals: dict[HospitalId, Hospital] = field(default_factory=dict)
    seats: dict[SeatId, Seat] = field(default_factory=dict)
    links: dict[LinkId, Link] = field(default_factory=dict)
    people: dict[PersonId, Person] = field(default_factory=dict)
    signed_in: dict[SeatId, SignedIn] = field(default_factory=dict)
    devices: dict[DeviceId, Device] = field(default_factory=dict)
    messages: dict[MessageId, Message] = field(default_factory=dict)
    handovers: dict[HandOverId, HandOver] = field(default_factory=dict)
    closures: dict[ClosureId, Closure] = field(default_factory=dict)

    def copy(self) -> "Board":
        """Return a board of its own over the same (frozen) things."""
        twin = Board(self.seq, self.last_number)
        for kind in DRAWERS:
            getattr(twin, kind).update(getattr(self, kind))
        return twin

    def apply(self, recorded: Recorded) -> tuple[Touched, ...]:
        """Fold one event in; return what it changed, things that left the board included."""
        touched = tuple(fold(self, recorded))
        self.seq = recorded.seq
        return (*touched, *forget(self))

    def take_in(self, seq: int, here: "Board | None", gone: Iterable[Touched]) -> list[Touched]:
        """Take what a row changed, already decided elsewhere; return what it changed."""
        touched = list(gone)
        for thing in touched:
            getattr(self, thing.kind).pop(thing.id, None)
        for kind in DRAWERS if here is not None else ():
            changed = getattr(here, kind)
            getattr(self, kind).update(changed)
            touched.extend(Touched(kind, thing_id) for thing_id in changed)
        self.seq = seq
        return touched


DRAWERS = tuple(f.name for f in fields(Board) if f.name not in {"seq", "last_number"})


def entity(board: Board, touched: Touched) -> Entity | None:
    """Return the touched thing, or None when it has left the board."""
    drawer: dict[str, Entity] = getattr(board, touched.kind)
    return drawer.get(touched.id)


def fold(board: Board, recorded: Recorded) -> Iterator[Touched]:
    """Change the board by one event."""
    if isinstance(recorded.event, CallEvent):
        yield from fold_call(board, recorded, recorded.event)
    elif isinstance(recorded.event, IncidentEvent):
        yield from fold_incident(board, recorded, recorded.event)
    elif isinstance(recorded.event, OrderEvent):
        yield from fold_order(board, recorded, recorded.event)
    elif isinstance(recorded.event, ResourceEvent):
        yield from fold_resource(board, recorded, recorded.event)
    elif isinstance(recorded.event, PeopleEvent):
        yield from fold_people(board, recorded, recorded.event)
    elif isinstance(recorded.event, SeatEvent):
        yield from fold_seat(board, recorded, recorded.event)
    elif isinstance(recorded.event, RoadEvent):
        yield from fold_road(board, recorded, recorded.event)
    else:
        assert_never(recorded.event)


def forget(board: Board) -> Iterator[Touched]:
    """Take off the board what ended long ago; the journal keeps it."""
    if len(board.incidents) > KEPT_ENDED:
        ended = [i for i in board.incidents.values() if i.state in INCIDENT_ENDS]
        for incident in _surplus(ended, key=lambda i: (i.since, i.number)):
            yield from _forget_incident(board, incident.id)
    if len(board.calls) > KEPT_ENDED:
        loose = [c for c in board.calls.values() if c.state in CALL_ENDS and _is_loose(board, c)]
        for call in _surplus(loose, key=lambda c: (c.arrived_at, c.id)):
            yield from _forget_call(board, call.id)
    if len(board.recordings) > KEPT_ENDED:
        stray = [r for r in board.recordings.values() if r.call_id not in board.calls]
        for recording in _surplus(stray, key=lambda r: (r.started_at, r.id)):
            del board.recordings[recording.id]
            yield Touched("recordings", recording.id)
    yield from _forget_talk(board)


def _forget_talk(board: Board) -> Iterator[Touched]:
    messages, handovers = board.messages, board.handovers
    if len(messages) > KEPT_MESSAGES:
        oldest = sorted(messages.values(), key=lambda m: (not m.is_settled, m.sent_at, m.id))
        gone = {m.id for m in oldest[: len(messages) - KEPT_MESSAGES]}
        yield from _drop(messages, "messages", lambda m: m.id in gone)
    if len(handovers) > KEPT_HANDOVERS:
        lists = sorted(handovers.values(), key=lambda h: (h.taken_at is None, h.offered_at, h.id))
        taken = {h.id for h in lists[: len(handovers) - KEPT_HANDOVERS]}
        yield from _drop(handovers, "handovers", lambda h: h.id in taken)


def _surplus(ended: list[V], *, key: Callable[[V], tuple[datetime, int | str]]) -> list[V]:
    """Return the oldest, beyond those that stay in sight; mostly there are none to sort."""
    return sorted(ended, key=key)[:-KEPT_ENDED] if len(ended) > KEPT_ENDED else []


def _is_loose(board: Board, call: Call) -> bool:
    return call.incident_id is None or call.incident_id not in board.incidents


def _forget_call(board: Board, gone: CallId) -> Iterator[Touched]:
    yield from _drop(board.recordings, "recordings", lambda r: r.call_id == gone)
    yield from _drop(board.calls, "calls", lambda c: c.id == gone)


def _forget_incident(board: Board, gone: IncidentId) -> Iterator[Touched]:
    yield from _drop(board.orders, "orders", lambda o: o.incident_id == gone)
    yield from _drop(board.patients, "patients", lambda p: p.incident_id == gone)
    yield from _drop(board.acceptances, "acceptances", lambda a: a.incident_id == gone)
    yield from _drop(board.incidents, "incidents", lambda i: i.id == gone)


def _drop(drawer: dict[K, V], kind: str, leaves: Callable[[V], bool]) -> Iterator[Touched]:
    for key in [k for k, v in drawer.items() if leaves(v)]:
        del drawer[key]
        yield Touched(kind, str(key))
