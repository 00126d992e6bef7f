"""What the server needs of the telephone exchange: facts, actions, the present state."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NewType, Protocol

CallRef = NewType("CallRef", str)
"""The exchange's own unique id of one call: the one of the caller's line, not of a desk's phone."""

EndedBy = Literal["caller", "desk", "exchange"]


@dataclass(frozen=True, slots=True)
class CallArrived:
    """An emergency call reached the exchange; no desk need have heard of it yet.

    `ani` is None when the number is withheld, unknown or not a number at all.
    """

    call: CallRef
    ani: str | None
    dialled: str


@dataclass(frozen=True, slots=True)
class CallOffered:
    """A phone began to ring for the call."""

    call: CallRef
    phone: str


@dataclass(frozen=True, slots=True)
class CallOfferEnded:
    """A phone stopped ringing for the call without having picked it up."""

    call: CallRef
    phone: str


@dataclass(frozen=True, slots=True)
class CallPickedUp:
    """A phone and the caller now hear each other."""

    call: CallRef
    phone: str


@dataclass(frozen=True, slots=True)
class CallHungUp:
    """The call is over; this is the last fact about it.

    `cause` is the exchange's own word for it, for the record only.
    """

    call: CallRef
    by: EndedBy
    cause: str


@dataclass(frozen=True, slots=True)
class RecordingBegun:
    """The exchange records the call into `file`, a path relative to the recordings folder."""

    call: CallRef
    file: str


ExchangeFact = (
    CallArrived | CallOffered | CallOfferEnded | CallPickedUp | CallHungUp | RecordingBegun
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A fact as it was heard.

    `key` is the same whenever the same happening is heard again, so that a fact heard twice
    counts once.
    """

    key: str
    fact: ExchangeFact


@dataclass(frozen=True, slots=True)
class LiveCall:
    """One emergency call as the exchange holds it now."""

    call: CallRef
    ani: str | None
    dialled: str
    ringing: tuple[str, ...]
    answered_by: str | None
    recording: str | None


@dataclass(frozen=True, slots=True)
class ExchangeSnapshot:
    """Everything the exchange holds at one moment.

    `phones` names every known phone and whether it can be reached.
    """

    calls: tuple[LiveCall, ...]
    phones: Mapping[str, bool]


class ExchangeState(StrEnum):
    """How the server stands with the exchange."""

    UP = "up"
    DOWN = "down"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Done:
    """The exchange did it, and that was confirmed."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The exchange did not do it and says why, or was not asked because there is no link."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The exchange was asked but confirmed nothing in time: it may have happened, or may yet."""

    reason: str


Outcome = Done | Declined | Unknown


class ExchangeUnavailable(Exception):
    """The present state could not be read: there is no link, or no answer in time."""


class ExchangeListener(Protocol):
    """Who hears the exchange.

    The three methods are called one after another, never two at once, in the order in which
    things happened. A slow listener delays its own facts only.
    """

    async def heard(self, *facts: Heard) -> None:
        """Take facts that wait together, in their order; one that fails fails them all."""
        ...

    async def reconcile(self, snapshot: ExchangeSnapshot) -> None:
        """Compare what is held with what the exchange holds.

        Called after every login, before any later fact, and whenever facts had to be dropped.
        A call that is held as live and missing from the snapshot is over.
        """
        ...

    async def link(self, state: ExchangeState, detail: str) -> None:
        """Learn that the link to the exchange changed."""
        ...


class Telephony(Protocol):
    """The telephone exchange. Every action has one outcome, within its deadline."""

    async def answer(self, call: CallRef, *, phone: str) -> Outcome:
        """Make `phone`, which rings for `call`, pick it up."""
        ...

    async def hang_up(self, call: CallRef, *, phone: str) -> Outcome:
        """End `call`, which `phone` has picked up; declined when another phone holds it."""
        ...

    async def snapshot(self) -> ExchangeSnapshot:
        """Return what the exchange holds now, or raise `ExchangeUnavailable`."""
        ...

    async def start(self, listener: ExchangeListener) -> None:
        """Begin to connect, and to connect again for as long as it takes; returns at once."""
        ...

    async def stop(self) -> None:
        """Leave the exchange for good; the listener hears nothing more."""
        ...
