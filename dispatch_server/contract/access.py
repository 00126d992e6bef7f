"""Who may do what: the rights of every role, by which the server refuses and the console greys."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from dispatch_server.contract.states import Role


class Right(StrEnum):
    """One thing that a role may or may not do."""

    WATCH = "watch"
    ASK_WAYS = "ask_ways"
    ASK_VEHICLES = "ask_vehicles"
    ANSWER_CALLS = "answer_calls"
    WORK_INCIDENTS = "work_incidents"
    ISSUE_ORDERS = "issue_orders"
    MOVE_ORDERS = "move_orders"
    CONFIRM_DELIVERY = "confirm_delivery"
    REPRINT_ORDERS = "reprint_orders"
    SET_DUTY = "set_duty"
    DECLARE_SEAT = "declare_seat"
    SEND_MESSAGES = "send_messages"
    READ_MESSAGES = "read_messages"
    HAND_OVER = "hand_over"
    CLOSE_ROADS = "close_roads"
    LOOK_BACK = "look_back"
    KEEP_PEOPLE = "keep_people"
    KEEP_DEVICES = "keep_devices"
    MAINTAIN = "maintain"


_MAINTAINING: Final = frozenset({Right.KEEP_PEOPLE, Right.KEEP_DEVICES, Right.MAINTAIN})
_DISPATCHING: Final = frozenset(Right) - _MAINTAINING - {Right.CONFIRM_DELIVERY, Right.LOOK_BACK}

RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.DISPATCHER: _DISPATCHING,
    Role.SUPERVISOR: _DISPATCHING | {Right.LOOK_BACK},
    Role.STATION: frozenset(
        {
            Right.WATCH,
            Right.ASK_WAYS,
            Right.MOVE_ORDERS,
            Right.CONFIRM_DELIVERY,
            Right.REPRINT_ORDERS,
            Right.SET_DUTY,
            Right.SEND_MESSAGES,
            Right.READ_MESSAGES,
        }
    ),
    Role.DIRECTOR: frozenset(
        {
            Right.WATCH,
            Right.ASK_WAYS,
            Right.ASK_VEHICLES,
            Right.SEND_MESSAGES,
            Right.READ_MESSAGES,
            Right.LOOK_BACK,
        }
    ),
    Role.MAINTAINER: _MAINTAINING | {Right.WATCH, Right.READ_MESSAGES},
}
"""A receipt is the receiver's own word, so nobody in the room may give it. A station asks for the
way of its own vehicles, not which vehicle of the city is free. What anybody *sees* of the board
stands in `SIGHT`: who maintains the machines needs no patient's address."""


class Extent(StrEnum):
    """How much of one drawer of the board somebody sees, from the least to the most.

    `own` is what concerns the station, the vehicle or the seat; of the incident of an own order its
    number and state. `names` is everything by its name, and what is one's own in full.
    """

    NOTHING = "nothing"
    OWN = "own"
    NAMES = "names"
    ALL = "all"


_EMERGENCIES: Final = ("calls", "recordings", "incidents", "acceptances", "patients", "orders")
_HOUSE: Final = ("stations", "vehicles", "hospitals", "seats", "links", "closures")
_STAFF: Final = ("people", "signed_in", "devices")
_TALK: Final = ("messages", "handovers")
_EVERYTHING: Final = dict.fromkeys((*_EMERGENCIES, *_HOUSE, *_STAFF, *_TALK), Extent.ALL)
_NOTHING: Final = dict.fromkeys(_EVERYTHING, Extent.NOTHING)
_OWN_WORK: Final = {
    **_NOTHING,
    "incidents": Extent.OWN,
    "orders": Extent.OWN,
    "vehicles": Extent.OWN,
    "stations": Extent.ALL,
    "hospitals": Extent.ALL,
    "closures": Extent.ALL,
}

SIGHT: Final[Mapping[Role, Mapping[str, Extent]]] = {
    Role.DISPATCHER: _EVERYTHING,
    Role.SUPERVISOR: _EVERYTHING,
    Role.DIRECTOR: _EVERYTHING,
    Role.STATION: {
        **_OWN_WORK,
        "seats": Extent.NAMES,
        "links": Extent.OWN,
        "messages": Extent.OWN,
    },
    Role.MAINTAINER: {
        **_NOTHING,
        **dict.fromkeys((*_HOUSE, *_STAFF), Extent.ALL),
        "vehicles": Extent.NAMES,
        "messages": Extent.OWN,
    },
}
"""What each role sees of each drawer of the board; several roles see what any of them does."""

VEHICLE_RIGHTS: Final = frozenset(
    {
        Right.WATCH,
        Right.ASK_WAYS,
        Right.MOVE_ORDERS,
        Right.CONFIRM_DELIVERY,
        Right.SET_DUTY,
    }
)
"""What a vehicle's device may do: with its own orders and its own duty alone."""
VEHICLE_SIGHT: Final[Mapping[str, Extent]] = _OWN_WORK
"""What a vehicle's device sees of the board."""

ROOM_ROLES: Final = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
"""Roles that act for every station; all others act for their own."""


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Return what somebody may do who holds these roles."""
    return frozenset(right for role in roles for right in RIGHTS[role])
