"""What the server answers to questions and commands that the board alone cannot answer."""

from enum import StrEnum
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Point
from dispatch_server.contract.events.envelope import Recorded
from dispatch_server.contract.folding.touched import Touched
from dispatch_server.contract.ids import HospitalId, StationId, VehicleId

SIGNED_OUT: Final = 4401
NOT_ALLOWED: Final = 4403
TOO_OLD: Final = 4426
STANDBY: Final = 4503
"""Codes with which the server closes a stream; the reason is a sentence for the operator."""


class Answer(BaseModel):
    """A value from the server."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class CommandOutcome(StrEnum):
    """What became of a command: done, refused by a rule, or unknown.

    `waiting` is a desk's own word for what it holds until the server takes it; no server says it.
    """

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    WAITING = "waiting"


NOT_KEPT: Final = "not-kept"
"""The code of a refusal for want of a server or its database: the same command may be taken
later."""
FAULT: Final = "fault"
"""The code of an unknown outcome because the server itself failed."""

NOT_ACCEPTED: Final = "not-accepted"
"""The code of a refusal by the database itself: the same command would be refused again."""


class CommandAnswer(Answer):
    """The outcome of a command. `code` is stable; `sentence` is for the operator.

    `shown_once` is a secret that was made for the asker, such as a device's key: the server keeps
    only its hash, and a repeated command does not bring it again.
    """

    outcome: CommandOutcome
    code: str = ""
    sentence: str = ""
    shown_once: str = Field(default="", repr=False)


class VehicleChoice(Answer):
    """One vehicle of a recommendation. Seconds and metres by road, None where there is no way.

    Only the first vehicles are told with metres.
    `point_source` says where the position comes from: `station`, or `order` (last place an order
    put it at). `excluded` is empty for a vehicle that may be sent, else why not.
    """

    vehicle_id: VehicleId
    station_id: StationId
    seconds: float | None
    metres: float | None
    point_source: Literal["station", "order"]
    excluded: str = ""
    route: tuple[Point, ...] = ()


class HospitalChoice(Answer):
    """One hospital of a recommendation, by road from the scene."""

    hospital_id: HospitalId
    seconds: float | None
    metres: float | None
    reasons: tuple[str, ...] = ()


class RecommendationAnswer(Answer):
    """Vehicles and hospitals for a scene, best first; the first vehicle carries its route."""

    scene: Point
    vehicles: tuple[VehicleChoice, ...]
    hospitals: tuple[HospitalChoice, ...]


class RouteAnswer(Answer):
    """A way by road, as points from start to end; `lines` tell the driver street by street."""

    points: tuple[Point, ...]
    seconds: float
    metres: float
    lines: tuple[str, ...] = ()


class RoadAnswer(Answer):
    """A road, or a stretch of one, as it would be closed; `away_m` is how far it was asked from."""

    street: str
    line: tuple[Point, ...]
    away_m: float = 0.0


class ReachArea(Answer):
    """What is reached within some minutes: polygons of rings, the outer ring of each first."""

    minutes: float
    polygons: tuple[tuple[tuple[Point, ...], ...], ...]


class ReachAnswer(Answer):
    """What a vehicle reaches from a point, fewest minutes first."""

    start: Point
    areas: tuple[ReachArea, ...]


class Hello(Answer):
    """The first message of a stream."""

    kind: Literal["hello"] = "hello"
    protocol: int
    seq: int


class Snapshot(Answer):
    """A whole board; the seat forgets what it had. `last` is the hash of its last journal row."""

    kind: Literal["snapshot"] = "snapshot"
    board: Board
    last: str = ""


class Events(Answer):
    """New journal rows, in order and without a gap."""

    kind: Literal["events"] = "events"
    events: tuple[Recorded, ...]


class ShownRow(Answer):
    """One journal row as a seat gets it that does not see everything; mostly it has no body.

    `here` holds the things that changed, as this seat sees them, `gone` those that left its sight.
    """

    seq: int
    hash: str = ""
    here: Board | None = None
    gone: tuple[Touched, ...] = ()


class Changes(Answer):
    """New journal rows for such a seat, in order and without a gap."""

    kind: Literal["changes"] = "changes"
    rows: tuple[ShownRow, ...]


class Heartbeat(Answer):
    """Nothing new; `seq` lets a seat notice that it missed something.

    `database` says why commands are not taken now, in words for the desk; empty when all is well.
    """

    kind: Literal["heartbeat"] = "heartbeat"
    seq: int
    database: str = ""


FrameRow = tuple[VehicleId, float, float, float | None, float | None, float]
"""A vehicle's id, longitude, latitude, heading in degrees, metres a second, moment of the fix."""


class Frame(Answer):
    """Where the vehicles are that a seat shows, by the server's clock in POSIX seconds."""

    kind: Literal["frame"] = "frame"
    at: float
    vehicles: tuple[FrameRow, ...]


StreamMessage = Hello | Snapshot | Events | Changes | Heartbeat | Frame


class Shown(Answer):
    """What a seat says on its stream: the box its map shows, west, south, east and north.

    Without a box it gets no frames.
    """

    kind: Literal["shown"] = "shown"
    box: tuple[float, float, float, float] | None
