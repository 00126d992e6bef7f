"""The permanent envelope of the journal: one event with its place, its maker and its seal."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dispatch_server.contract.events.calls import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallLinked,
    CallLocated,
    CallOffered,
    CallOfferEnded,
    RecordingMissing,
    RecordingSealed,
    RecordingStarted,
)
from dispatch_server.contract.events.incidents import (
    AcceptanceOpened,
    IncidentCancelled,
    IncidentClosed,
    IncidentDescribed,
    IncidentDrafted,
    IncidentMerged,
    IncidentOpened,
    PatientReported,
)
from dispatch_server.contract.events.orders import (
    DeliveryReported,
    OrderIssued,
    OrderMoved,
    PatientContacted,
    ReprintAsked,
)
from dispatch_server.contract.events.people import (
    DeviceIssued,
    DeviceRevoked,
    PasswordSet,
    PersonChanged,
    PersonLockedOut,
    PersonRegistered,
    PersonReleased,
    PersonSignedIn,
    PersonSignedOut,
    SignInFailed,
    VehicleDeviceIssued,
)
from dispatch_server.contract.events.resources import (
    DutySet,
    HospitalRegistered,
    LinkChanged,
    RegisterNotRefreshed,
    RegisterRefreshed,
    SeatRegistered,
    StationRegistered,
    VehicleRegistered,
)
from dispatch_server.contract.events.roads import RoadClosed, RoadOpened
from dispatch_server.contract.events.seats import (
    HandOverOffered,
    HandOverTaken,
    MessageRead,
    MessageReceived,
    MessageSent,
    SeatDeclared,
)
from dispatch_server.contract.ids import CommandId, SeatId

CallEvent = (
    CallArrived
    | CallLocated
    | CallOffered
    | CallOfferEnded
    | CallAnswered
    | CallEnded
    | CallLinked
    | RecordingStarted
    | RecordingSealed
    | RecordingMissing
)
IncidentEvent = (
    IncidentDrafted
    | AcceptanceOpened
    | IncidentDescribed
    | IncidentOpened
    | PatientReported
    | IncidentClosed
    | IncidentCancelled
    | IncidentMerged
)
OrderEvent = OrderIssued | OrderMoved | PatientContacted | DeliveryReported | ReprintAsked
ResourceEvent = (
    StationRegistered
    | VehicleRegistered
    | HospitalRegistered
    | SeatRegistered
    | DutySet
    | LinkChanged
    | RegisterRefreshed
    | RegisterNotRefreshed
)
PeopleEvent = (
    PersonRegistered
    | PersonChanged
    | PasswordSet
    | PersonSignedIn
    | PersonSignedOut
    | SignInFailed
    | PersonLockedOut
    | PersonReleased
    | DeviceIssued
    | VehicleDeviceIssued
    | DeviceRevoked
)
SeatEvent = (
    SeatDeclared | MessageSent | MessageReceived | MessageRead | HandOverOffered | HandOverTaken
)
RoadEvent = RoadClosed | RoadOpened
Event = Annotated[
    CallEvent | IncidentEvent | OrderEvent | ResourceEvent | PeopleEvent | SeatEvent | RoadEvent,
    Field(discriminator="type"),
]


class ActorKind(StrEnum):
    """What kind of thing acted; `seat` stands in rows from before people signed in."""

    SEAT = "seat"
    PERSON = "person"
    DEVICE = "device"
    EXCHANGE = "exchange"
    PRINTER = "printer"
    SYSTEM = "system"


class Actor(BaseModel):
    """Who acted, and from which seat."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: ActorKind
    id: str
    seat_id: SeatId | None = None


class Recorded(BaseModel):
    """An event with its place in the journal.

    `at` is the server's time, `device_at` the sender's own clock where it has one. `hash` is
    SHA-256 over everything else in canonical JSON, `previous` the hash of the row before.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    seq: int
    at: datetime
    device_at: datetime | None = None
    actor: Actor
    reason: str = ""
    command_id: CommandId
    event: Event
    previous: str = ""
    hash: str = ""
