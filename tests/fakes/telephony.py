"""An exchange in memory with the promises of the real one, and a listener that takes notes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from dispatch_server.ports.telephony import (
    CallArrived,
    CallHungUp,
    CallOffered,
    CallOfferEnded,
    CallPickedUp,
    CallRef,
    Declined,
    Done,
    EndedBy,
    ExchangeFact,
    ExchangeListener,
    ExchangeSnapshot,
    ExchangeState,
    ExchangeUnavailable,
    Heard,
    LiveCall,
    Outcome,
    RecordingBegun,
    Unknown,
)

Fact = TypeVar("Fact", bound=ExchangeFact)
Found = TypeVar("Found")
WITHIN_S = 15.0


class Notebook:
    """A listener that writes down what it hears, and lets a test wait for it."""

    def __init__(self) -> None:
        self.facts: list[ExchangeFact] = []
        self.keys: list[str] = []
        self.snapshots: list[ExchangeSnapshot] = []
        self.links: list[ExchangeState] = []
        self.details: list[str] = []
        self._written = asyncio.Condition()

    async def heard(self, *facts: Heard) -> None:
        self.facts.extend(heard.fact for heard in facts)
        self.keys.extend(heard.key for heard in facts)
        await self._wake()

    async def reconcile(self, snapshot: ExchangeSnapshot) -> None:
        self.snapshots.append(snapshot)
        await self._wake()

    async def link(self, state: ExchangeState, detail: str) -> None:
        self.links.append(state)
        self.details.append(detail)
        await self._wake()

    def of(self, kind: type[Fact], call: CallRef | None = None) -> list[Fact]:
        """Return the facts of a kind heard so far, about one call or all."""
        facts = [fact for fact in self.facts if isinstance(fact, kind)]
        return [fact for fact in facts if call is None or fact.call == call]

    async def wait_fact(self, kind: type[Fact], call: CallRef | None = None) -> Fact:
        """Wait for the first fact of a kind."""
        return (await self.wait(lambda: self.of(kind, call)))[0]

    async def wait(self, written: Callable[[], Found]) -> Found:
        """Wait until something true has been written down, and return it."""
        try:
            async with asyncio.timeout(WITHIN_S), self._written:
                await self._written.wait_for(written)
        except TimeoutError:
            raise TimeoutError(f"only heard {self.facts} {self.links}") from None
        return written()

    async def _wake(self) -> None:
        async with self._written:
            self._written.notify_all()


@dataclass(slots=True)
class _Held:
    """A call as the fake exchange holds it."""

    call: CallRef
    ani: str | None
    dialled: str
    ringing: list[str] = field(default_factory=list)
    answered_by: str | None = None

    @property
    def recording(self) -> str:
        return f"20260101/{self.call}.wav"


class FakeTelephony:
    """An exchange in memory. What people and lines do is done by the methods below the port's.

    With `deaf` phones do not obey: an action then has an unknown outcome.
    """

    def __init__(self, *phones: str) -> None:
        self.phones = dict.fromkeys(phones, True)
        self.deaf = False
        self.up = False
        self._listener: ExchangeListener | None = None
        self._calls: dict[CallRef, _Held] = {}
        self._count = 0

    # The port.

    async def answer(self, call: CallRef, *, phone: str) -> Outcome:
        held = self._calls.get(call)
        if not self.up:
            return Declined("there is no link to the exchange")
        if held is None:
            return Declined("the call is over")
        if held.answered_by is not None:
            return Done() if held.answered_by == phone else Declined("another phone has the call")
        if phone not in held.ringing:
            return Declined("the phone does not ring for this call")
        if self.deaf:
            return Unknown("the phone did not pick up in time")
        await self.pick_up(call, phone)
        return Done()

    async def hang_up(self, call: CallRef, *, phone: str) -> Outcome:
        held = self._calls.get(call)
        if not self.up:
            return Declined("there is no link to the exchange")
        if held is None:
            return Declined("the call is over")
        if held.answered_by != phone:
            return Declined("the phone has not picked up this call")
        if self.deaf:
            return Unknown("the exchange did not answer in time")
        await self.end(call, by="desk")
        return Done()

    async def snapshot(self) -> ExchangeSnapshot:
        if not self.up:
            raise ExchangeUnavailable("there is no link to the exchange")
        calls = tuple(
            LiveCall(
                held.call,
                held.ani,
                held.dialled,
                ringing=tuple(held.ringing),
                answered_by=held.answered_by,
                recording=held.recording,
            )
            for held in self._calls.values()
        )
        return ExchangeSnapshot(calls=calls, phones=dict(self.phones))

    async def start(self, listener: ExchangeListener) -> None:
        self._listener = listener
        await self.restore()

    async def stop(self) -> None:
        self._listener = None
        self.up = False

    # What people and lines do.

    async def ring_in(self, ani: str | None = None, *, dialled: str = "120") -> CallRef:
        """Let somebody call in: every free phone rings."""
        self._count += 1
        call = CallRef(f"fake-1.{self._count}")
        held = self._calls[call] = _Held(call, ani, dialled)
        await self._tell("arrived", CallArrived(call, ani, dialled))
        await self._tell("recording", RecordingBegun(call, held.recording))
        talking = {other.answered_by for other in self._calls.values()}
        for phone, there in self.phones.items():
            if there and phone not in talking:
                held.ringing.append(phone)
                await self._tell(f"offered:{phone}", CallOffered(call, phone))
        return call

    async def pick_up(self, call: CallRef, phone: str) -> None:
        """Let somebody lift the receiver of a ringing phone."""
        held = self._calls[call]
        held.ringing.remove(phone)
        held.answered_by = phone
        await self._tell(f"picked_up:{phone}", CallPickedUp(call, phone))
        await self._end_offers(held)

    async def end(self, call: CallRef, *, by: EndedBy, cause: str = "16 Normal Clearing") -> None:
        """Let one side put down."""
        held = self._calls.pop(call)
        await self._end_offers(held)
        await self._tell("hung_up", CallHungUp(call, by, cause))

    async def cut(self, *, lose_calls: bool = False) -> None:
        """Break the link; with `lose_calls` the exchange itself went down."""
        self.up = False
        if lose_calls:
            self._calls.clear()
        if self._listener is not None:
            await self._listener.link(ExchangeState.DOWN, "the link broke")

    async def restore(self) -> None:
        """Bring the link up."""
        self.up = True
        if self._listener is not None:
            await self._listener.link(ExchangeState.UP, "")
            await self._listener.reconcile(await self.snapshot())

    async def repeat(self, fact: ExchangeFact, *, key: str) -> None:
        """Tell a fact under a key of the test's choice, for instance a second time."""
        if self._listener is not None:
            await self._listener.heard(Heard(key, fact))

    async def _end_offers(self, held: _Held) -> None:
        while held.ringing:
            phone = held.ringing.pop(0)
            await self._tell(f"offer_ended:{phone}", CallOfferEnded(held.call, phone))

    async def _tell(self, what: str, fact: ExchangeFact) -> None:
        """Tell a fact while the link is up; what happens meanwhile is never told."""
        if self.up and self._listener is not None:
            await self._listener.heard(Heard(f"{fact.call}:{what}", fact))
