"""The Asterisk exchange behind the telephony port."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from dispatch_server.adapters.telephony import present
from dispatch_server.adapters.telephony.delivery import BOUND, Delivery
from dispatch_server.adapters.telephony.link import AmiLink
from dispatch_server.adapters.telephony.present import Leg
from dispatch_server.adapters.telephony.protocol import (
    ActionRefused,
    AmiMessage,
    LinkDown,
    LinkLost,
)
from dispatch_server.adapters.telephony.settings import AmiSettings
from dispatch_server.adapters.telephony.translate import Translator
from dispatch_server.ports.telephony import (
    CallHungUp,
    CallOffered,
    CallPickedUp,
    CallRef,
    Declined,
    Done,
    ExchangeFact,
    ExchangeListener,
    ExchangeSnapshot,
    ExchangeState,
    ExchangeUnavailable,
    Outcome,
    Unknown,
)

WATCHED_FACTS: Final = 200
OVER: Final = "the call is over"
OTHER_PHONE: Final = "another phone has the call"
NOT_RINGING: Final = "the phone does not ring for this call"
NO_ANSWER: Final = "the exchange did not answer in time"
NO_LINK: Final = "there is no link to the exchange"

Facts = asyncio.Queue[ExchangeFact]
Result = TypeVar("Result")


class AsteriskTelephony:
    """Hears an Asterisk and makes it act.

    An action looks first whether it can be done, asks once, and waits for the fact that confirms
    it. Its deadline covers all three; what was not confirmed by then is unknown.
    """

    def __init__(self, settings: AmiSettings, *, facts_bound: int = BOUND) -> None:
        self._settings = settings
        self._translator = Translator(trunk=settings.trunk)
        self._link = AmiLink(settings, on_event=self._take, on_state=self._link_changed)
        self._delivery = Delivery(
            self.snapshot, on_unreadable=self._link.break_off, bound=facts_bound
        )
        self._watches: list[tuple[CallRef, Facts]] = []

    async def start(self, listener: ExchangeListener) -> None:
        """Begin to connect, and to connect again for as long as it takes; returns at once."""
        self._delivery.start(listener)
        self._link.start()

    async def stop(self) -> None:
        """Leave the exchange for good; the listener hears nothing more."""
        await self._delivery.stop()
        await self._link.stop()

    async def snapshot(self) -> ExchangeSnapshot:
        """Return what the exchange holds now, or raise `ExchangeUnavailable`."""
        try:
            status = await self._status()
            endpoints = await self._link.ask("PJSIPShowEndpoints")
        except (LinkDown, LinkLost, ActionRefused) as reason:
            raise ExchangeUnavailable(str(reason)) from reason
        held = present.snapshot_of(status, endpoints, trunk=self._settings.trunk)
        self._translator.adopt(live.call for live in held.calls)
        return held

    async def answer(self, call: CallRef, *, phone: str) -> Outcome:
        """Make `phone`, which rings for `call`, pick it up, by telling it to answer."""
        deadline = self._deadline()
        with self._watch(call) as facts:
            leg = await _by(deadline, self._look(call, phone), late=Unknown(NO_ANSWER))
            if leg is None:
                ringing = self._wait_for_ringing(call, phone, facts=facts)
                leg = await _by(deadline, ringing, late=Declined(NOT_RINGING))
            if not isinstance(leg, Leg):
                return leg
            told = self._tell_to_answer(leg, facts)
            return await _by(deadline, told, late=Unknown("the phone did not pick up in time"))

    async def hang_up(self, call: CallRef, *, phone: str) -> Outcome:
        """End `call`, which `phone` has picked up, by releasing the phone's side of it."""
        with self._watch(call) as facts:
            released = self._release(call, phone, facts=facts)
            return await _by(self._deadline(), released, late=Unknown(NO_ANSWER))

    async def _look(self, call: CallRef, phone: str) -> Leg | Outcome | None:
        """Return the ringing leg of the phone, the outcome if it is settled, or None as yet."""
        status = await self._status()
        if not present.is_live(status, call):
            return Declined(OVER)
        for leg in present.legs_of(status, call):
            if leg.talking:
                return Done() if leg.phone == phone else Declined(OTHER_PHONE)
            if leg.phone == phone and leg.ringing:
                return leg
        return None

    async def _wait_for_ringing(self, call: CallRef, phone: str, *, facts: Facts) -> Leg | Outcome:
        while True:
            await _next(facts, CallOffered, CallPickedUp, CallHungUp)
            leg = await self._look(call, phone)
            if leg is not None:
                return leg

    async def _tell_to_answer(self, leg: Leg, facts: Facts) -> Outcome:
        await self._link.ask("PJSIPNotify", Channel=leg.channel, Variable="Event=talk")
        match await _next(facts, CallPickedUp, CallHungUp):
            case CallPickedUp(_, by) if by == leg.phone:
                return Done()
            case CallPickedUp():
                return Declined(OTHER_PHONE)
            case _:
                return Declined(OVER)

    async def _release(self, call: CallRef, phone: str, *, facts: Facts) -> Outcome:
        status = await self._status()
        if not present.is_live(status, call):
            return Declined(OVER)
        talking = [leg for leg in present.legs_of(status, call) if leg.talking]
        held = next((leg for leg in talking if leg.phone == phone), None)
        if held is None:
            return Declined(OTHER_PHONE if talking else "the phone has not picked up this call")
        self._translator.released_by_desk(call)
        await self._link.ask("Hangup", Channel=held.channel, Cause="16")
        await _next(facts, CallHungUp)
        return Done()

    async def _status(self) -> list[AmiMessage]:
        return await self._link.ask("Status", Variables=present.VARIABLES)

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._settings.action_timeout_s

    @contextmanager
    def _watch(self, call: CallRef) -> Iterator[Facts]:
        """Yield a queue that receives the facts of a call as they are heard."""
        watch = (call, Facts(WATCHED_FACTS))
        self._watches.append(watch)
        try:
            yield watch[1]
        finally:
            self._watches.remove(watch)

    def _take(self, message: AmiMessage) -> None:
        for heard in self._translator.facts(message):
            for call, facts in self._watches:
                if heard.fact.call == call and not facts.full():
                    facts.put_nowait(heard.fact)
            self._delivery.heard(heard)

    def _link_changed(self, state: ExchangeState, detail: str) -> None:
        self._delivery.link(state, detail)


async def _next(facts: Facts, *kinds: type[ExchangeFact]) -> ExchangeFact:
    """Return the next fact of one of these kinds."""
    while True:
        fact = await facts.get()
        if isinstance(fact, kinds):
            return fact


async def _by(deadline: float, work: Awaitable[Result], *, late: Outcome) -> Result | Outcome:
    """Do the work, and name the outcome when it fails or takes too long."""
    try:
        async with asyncio.timeout_at(deadline):
            return await work
    except LinkDown:
        return Declined(NO_LINK)
    except ActionRefused as refusal:
        return Declined(str(refusal))
    except LinkLost as lost:
        return Unknown(str(lost))
    except TimeoutError:
        return late
