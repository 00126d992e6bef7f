"""What the exchange says, as facts. Pure: no clock, no network."""

import re
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from dispatch_server.adapters.telephony.protocol import AmiMessage
from dispatch_server.ports.telephony import (
    CallArrived,
    CallHungUp,
    CallOffered,
    CallOfferEnded,
    CallPickedUp,
    CallRef,
    EndedBy,
    Heard,
    RecordingBegun,
)

REMEMBERED_CALLS: Final = 5000
_NUMBER: Final = re.compile(r"\+?[0-9]{2,20}")
_PHONE_LEG: Final = re.compile(r"PJSIP/([0-9]+)-[0-9a-f]+")


def ani_of(number: str) -> str | None:
    """Return the caller's number, or None when what stands there is not one."""
    return number if _NUMBER.fullmatch(number) else None


def phone_of(channel: str) -> str | None:
    """Return the phone a channel leads to, or None when it leads elsewhere."""
    found = _PHONE_LEG.fullmatch(channel)
    return found[1] if found else None


@dataclass(slots=True)
class _Call:
    """What must be remembered of an emergency call: who let go first, and which legs ring."""

    released_by: EndedBy | None = None
    ringing: dict[str, str] = field(default_factory=dict)


class Translator:
    """Turns the exchange's messages into facts about emergency calls, and ignores all else.

    It remembers which calls are emergency calls, and who of the two sides let go first: the
    exchange says so in a message of its own, before the one by which the call is over. The end
    of a call is the last fact about it; offers that the exchange ends later are ended before.
    """

    def __init__(self, *, trunk: str) -> None:
        self._trunk = f"PJSIP/{trunk}-"
        self._calls: OrderedDict[CallRef, _Call] = OrderedDict()

    def adopt(self, calls: Iterable[CallRef]) -> None:
        """Know the calls that the exchange held already when we came."""
        for call in calls:
            self._remember(call)

    def released_by_desk(self, call: CallRef) -> None:
        """Know that a desk asks for the call to end: the exchange does not say who asked."""
        self._release(call, by="desk")

    def facts(self, message: AmiMessage) -> tuple[Heard, ...]:
        """Return what a message tells of emergency calls; most messages tell nothing."""
        if message.get("Event") == "Hangup":
            return self._hung_up(message)
        fact = self._fact(message)
        return () if fact is None else (fact,)

    def _fact(self, message: AmiMessage) -> Heard | None:
        match message.get("Event"):
            case "Newchannel":
                return self._new_channel(message)
            case "Newstate":
                return self._new_state(message)
            case "UserEvent":
                return self._user_event(message)
            case "AgentConnect":
                return self._picked_up(message)
            case "HangupRequest":
                self._let_go(message)
            case _:
                pass
        return None

    def _new_channel(self, message: AmiMessage) -> Heard | None:
        call = _call(message)
        if not self._is_callers(message):
            return None
        self._remember(call)
        fact = CallArrived(call, ani=ani_of(message["CallerIDNum"]), dialled=message["Exten"])
        return Heard(f"{call}:arrived", fact)

    def _new_state(self, message: AmiMessage) -> Heard | None:
        call, phone = _call(message), phone_of(message["Channel"])
        held = self._calls.get(call)
        if phone is None or held is None or message["ChannelStateDesc"] != "Ringing":
            return None
        leg = _leg(message["Uniqueid"])
        held.ringing[leg] = phone
        return Heard(f"{call}:offered:{phone}:{leg}", CallOffered(call, phone))

    def _user_event(self, message: AmiMessage) -> Heard | None:
        call = _call(message)
        if message.get("UserEvent") != "Recording" or call not in self._calls:
            return None
        file = message["File"]
        return Heard(f"{call}:recording:{file}", RecordingBegun(call, file))

    def _picked_up(self, message: AmiMessage) -> Heard | None:
        call, phone = _call(message), phone_of(message["DestChannel"])
        held = self._calls.get(call)
        if phone is None or held is None:
            return None
        leg = _leg(message["DestUniqueid"])
        held.ringing.pop(leg, None)
        return Heard(f"{call}:picked_up:{phone}:{leg}", CallPickedUp(call, phone))

    def _let_go(self, message: AmiMessage) -> None:
        """Remember which side let go; a phone that only rang has let go of nothing."""
        if self._is_callers(message):
            self._release(_call(message), by="caller")
        elif phone_of(message["Channel"]) is not None and message["ChannelStateDesc"] == "Up":
            self._release(_call(message), by="desk")

    def _release(self, call: CallRef, *, by: EndedBy) -> None:
        held = self._calls.get(call)
        if held is not None and held.released_by is None:
            held.released_by = by

    def _hung_up(self, message: AmiMessage) -> tuple[Heard, ...]:
        call = _call(message)
        held = self._calls.get(call)
        if held is None:
            return ()
        if not self._is_callers(message):
            leg = _leg(message["Uniqueid"])
            phone = held.ringing.pop(leg, None)
            return () if phone is None else (_offer_ended(call, phone, leg=leg),)
        del self._calls[call]
        cause = f"{message['Cause']} {message['Cause-txt']}"
        end = CallHungUp(call, by=held.released_by or "exchange", cause=cause)
        offers = (_offer_ended(call, phone, leg=leg) for leg, phone in held.ringing.items())
        return (*offers, Heard(f"{call}:hung_up", end))

    def _is_callers(self, message: AmiMessage) -> bool:
        own = message["Uniqueid"] == message["Linkedid"]
        return own and message["Channel"].startswith(self._trunk)

    def _remember(self, call: CallRef) -> None:
        self._calls.setdefault(call, _Call())
        while len(self._calls) > REMEMBERED_CALLS:
            self._calls.popitem(last=False)

    @property
    def calls(self) -> Collection[CallRef]:
        """The emergency calls that are not over, as far as was heard."""
        return self._calls.keys()


def _call(message: AmiMessage) -> CallRef:
    """Return the call a message is about: the id that all its legs share."""
    return CallRef(message["Linkedid"])


def _leg(unique_id: str) -> str:
    """Return the number of a leg: one phone may ring several times for one call."""
    return unique_id.rpartition(".")[2]


def _offer_ended(call: CallRef, phone: str, *, leg: str) -> Heard:
    return Heard(f"{call}:offer_ended:{phone}:{leg}", CallOfferEnded(call, phone))
