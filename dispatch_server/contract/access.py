"""Who may do what: the rights of every role, by which the server refuses and the console greys."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from dispatch_server.contract.states import Role


class Right(StrEnum):
    """One thing that a role may or may not do."""

    WATCH = "watch"
    ASK_WAYS = "ask_ways"
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
            Right.SEND_MESSAGES,
            Right.READ_MESSAGES,
            Right.LOOK_BACK,
        }
    ),
    Role.MAINTAINER: _MAINTAINING,
}
"""A receipt is the receiver's own word, so nobody in the room may give it. Who maintains the
machines needs no patient's address: the maintainer has no right to the board."""

ROOM_ROLES: Final = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
"""Roles that act for every station; all others act for their own."""


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Return what somebody may do who holds these roles."""
    return frozenset(right for role in roles for right in RIGHTS[role])
