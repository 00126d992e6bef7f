"""What the exchange says, as facts. Pure: no clock, no network."""

import re
from collections import OrderedDict
from collections.abc import Collection, Iterable
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


class Translator:
    """Turns the exchange's messages into facts about emergency calls, and ignores all else.

    It remembers which calls are emergency calls, and who of the two sides let go first: the
    exchange says so in a message of its own, before the one by which the call is over.
    """

    def __init__(self, *, trunk: str) -> None:
        self._trunk = f"PJSIP/{trunk}-"
        self._calls: OrderedDict[CallRef, EndedBy | None] = OrderedDict()

    def adopt(self, calls: Iterable[CallRef]) -> None:
        """Know the calls that the exchange held already when we came."""
        for call in calls:
            self._remember(call)

    def facts(self, message: AmiMessage) -> tuple[Heard, ...]:
        """Return what a message tells of emergency calls; most messages tell nothing."""
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
            case "HangupRequest" | "SoftHangupRequest":
                self._release(message)
            case "Hangup":
                return self._hung_up(message)
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
        if phone is None or call not in self._calls or message["ChannelStateDesc"] != "Ringing":
            return None
        return Heard(f"{call}:offered:{phone}:{_leg(message)}", CallOffered(call, phone))

    def _user_event(self, message: AmiMessage) -> Heard | None:
        call = _call(message)
        if message.get("UserEvent") != "Recording" or call not in self._calls:
            return None
        file = message["File"]
        return Heard(f"{call}:recording:{file}", RecordingBegun(call, file))

    def _picked_up(self, message: AmiMessage) -> Heard | None:
        call, phone = _call(message), phone_of(message["DestChannel"])
        if phone is None or call not in self._calls:
            return None
        leg = message["DestUniqueid"].rpartition(".")[2]
        return Heard(f"{call}:picked_up:{phone}:{leg}", CallPickedUp(call, phone))

    def _release(self, message: AmiMessage) -> None:
        """Remember who let go first; a phone that only rang has let go of nothing."""
        call = _call(message)
        if self._calls.get(call, "exchange") is not None:
            return
        if phone_of(message["Channel"]) is not None:
            if message["ChannelStateDesc"] == "Up":
                self._calls[call] = "desk"
        elif self._is_callers(message):
            by_caller = message["Event"] == "HangupRequest"
            self._calls[call] = "caller" if by_caller else "exchange"

    def _hung_up(self, message: AmiMessage) -> Heard | None:
        call, phone = _call(message), phone_of(message["Channel"])
        if call not in self._calls:
            return None
        if self._is_callers(message):
            by = self._calls.pop(call) or "exchange"
            cause = f"{message['Cause']} {message['Cause-txt']}"
            return Heard(f"{call}:hung_up", CallHungUp(call, by=by, cause=cause))
        if phone is not None and message["ChannelStateDesc"] == "Ringing":
            key = f"{call}:offer_ended:{phone}:{_leg(message)}"
            return Heard(key, CallOfferEnded(call, phone))
        return None

    def _is_callers(self, message: AmiMessage) -> bool:
        own = message["Uniqueid"] == message["Linkedid"]
        return own and message["Channel"].startswith(self._trunk)

    def _remember(self, call: CallRef) -> None:
        self._calls.setdefault(call, None)
        while len(self._calls) > REMEMBERED_CALLS:
            self._calls.popitem(last=False)

    @property
    def calls(self) -> Collection[CallRef]:
        """The emergency calls that are not over, as far as was heard."""
        return self._calls.keys()


def _call(message: AmiMessage) -> CallRef:
    """Return the call a message is about: the id that all its legs share."""
    return CallRef(message["Linkedid"])


def _leg(message: AmiMessage) -> str:
    """Return the number of the leg: one phone may ring several times for one call."""
    return message["Uniqueid"].rpartition(".")[2]
