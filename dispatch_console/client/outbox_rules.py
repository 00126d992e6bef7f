"""Which commands wait at the desk and which cannot, for how long, and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dispatch_console.client.session import SIGNED_OUT_CODE
from dispatch_server.contract.answers import NOT_KEPT, CommandAnswer, CommandOutcome
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.contract.commands.incidents import DescribeIncident
from dispatch_server.contract.commands.orders import IssueOrder, ReprintOrder
from dispatch_server.contract.commands.people import (
    AddPerson,
    ChangePerson,
    EndSession,
    IssueDevice,
    ReleasePerson,
    RevokeDevice,
    SetPassword,
)
from dispatch_server.contract.commands.seats import DeclareSeat, OfferHandOver, TakeHandOver

BY_ITSELF: Final[frozenset[type[Command]]] = frozenset({DescribeIncident})
"""A form waits by itself: what goes out is how it stands then, with what others wrote on it."""

AT_ONCE: Final[Mapping[type[Command], str]] = {
    AnswerCall: "与服务器断开，没有发出；直接拿起听筒接听",
    HangUpCall: "与服务器断开，没有发出；直接放下听筒",
    OfferHandOver: "与服务器断开，签名不能等着发；恢复后再签",
    TakeHandOver: "与服务器断开，签名不能等着发；恢复后再签",
    **dict.fromkeys(
        (
            AddPerson,
            ChangePerson,
            SetPassword,
            ReleasePerson,
            EndSession,
            IssueDevice,
            RevokeDevice,
        ),
        "与服务器断开，没有发出；恢复后再做",
    ),
}
"""What would mean nothing later, would sign a list that nobody has seen, or holds a password,
which no file of a desk may keep; and what to do."""

STALE_KINDS: Final = (IssueOrder, ReprintOrder, DeclareSeat)
"""What would surprise everybody if it came late: a vehicle sent, a sheet printed, a seat's word."""


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """How many commands one desk holds, and for how many minutes those that grow stale."""

    most: int
    stale_minutes: float


LIMITS: Final = OutboxLimits(most=100, stale_minutes=10)


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long is waited before the next try, milliseconds: doubled each time, with jitter.

    After the link is back a desk sends within `return_ms`: not all desks at once.
    """

    first_ms: int
    longest_ms: int
    return_ms: int


PAUSES: Final = Pauses(first_ms=200, longest_ms=5_000, return_ms=1_000)

WAITING: Final = CommandAnswer(
    outcome=CommandOutcome.WAITING,
    code="waiting",
    sentence="服务器没有收下，已记为待发，恢复后自动发出",
)
FULL: Final = CommandAnswer(
    outcome=CommandOutcome.REFUSED,
    code="outbox-full",
    sentence="待发已满，没有记下；先撤回不要的，急事打电话",
)
WITHDRAWN: Final = CommandAnswer(
    outcome=CommandOutcome.REFUSED, code="withdrawn", sentence="已撤回，没有执行"
)
MAYBE_DONE: Final = CommandAnswer(
    outcome=CommandOutcome.UNKNOWN,
    code="withdrawn",
    sentence="不再发送，但先前那次可能已执行；看事件列表核对",
)
STALE: Final = CommandAnswer(
    outcome=CommandOutcome.REFUSED,
    code="stale",
    sentence="等得太久，没有执行，也不再自动发出；核对现状后重做",
)
TOO_LATE: Final = CommandAnswer(
    outcome=CommandOutcome.UNKNOWN,
    code="stale",
    sentence="等得太久，不再自动发出，先前那次可能已执行；看事件列表核对",
)


def may_yet_be_taken(answer: CommandAnswer) -> bool:
    """Tell an answer that says nothing against the command itself."""
    return answer.outcome is CommandOutcome.UNKNOWN or answer.code in {NOT_KEPT, SIGNED_OUT_CODE}


def not_now(kind: type[Command]) -> CommandAnswer:
    """Return what is said at once of a command that cannot wait."""
    return CommandAnswer(outcome=CommandOutcome.REFUSED, code="cannot-wait", sentence=AT_ONCE[kind])
