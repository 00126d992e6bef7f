"""Two dispatch rooms for the same tests: one with a fake exchange, one with a real one."""

import asyncio
import contextlib
from typing import Protocol

from dispatch_server.adapters.telephony import AsteriskTelephony
from dispatch_server.ports.telephony import (
    CallArrived,
    CallOffered,
    CallPickedUp,
    CallRef,
    ExchangeState,
    Telephony,
)
from tests.fakes.telephony import FakeTelephony, Notebook
from tests.testbed.exchange import Exchange
from tests.testbed.sip_call import Call
from tests.testbed.softphone import Softphone

CALLER_HERTZ = 700
READY_S = 10.0
POLL_S = 0.05


class Room(Protocol):
    """A room with phones, into which people call."""

    @property
    def telephony(self) -> Telephony:
        """The exchange as the server sees it."""
        ...

    @property
    def notebook(self) -> Notebook:
        """What was heard."""
        ...

    async def call_in(self, ani: str | None, *, offered_to: int) -> CallRef:
        """Let somebody call in, and wait until so many phones ring."""
        ...

    async def pick_up(self, call: CallRef, phone: str) -> None:
        """Let somebody lift the receiver of a ringing phone by hand."""
        ...

    async def caller_hangs_up(self, call: CallRef) -> None:
        """Let the caller put down."""
        ...

    async def exchange_dies_and_returns(self) -> None:
        """Let the exchange lose everything and come back."""
        ...

    async def exchange_dies(self) -> None:
        """Let the exchange be gone."""
        ...


class FakeRoom:
    """A room in memory, with phones 6001 and 6002."""

    def __init__(self) -> None:
        self.telephony = self._exchange = FakeTelephony("6001", "6002")
        self.notebook = Notebook()

    async def __aenter__(self) -> "FakeRoom":
        await self._exchange.start(self.notebook)
        return self

    async def __aexit__(self, *_reason: object) -> None:
        await self._exchange.stop()

    async def call_in(self, ani: str | None, *, offered_to: int) -> CallRef:
        call = await self._exchange.ring_in(ani)
        assert len(self.notebook.of(CallOffered, call)) == offered_to
        return call

    async def pick_up(self, call: CallRef, phone: str) -> None:
        await self._exchange.pick_up(call, phone)

    async def caller_hangs_up(self, call: CallRef) -> None:
        await self._exchange.end(call, by="caller")

    async def exchange_dies_and_returns(self) -> None:
        await self._exchange.cut(lose_calls=True)
        await self._exchange.restore()

    async def exchange_dies(self) -> None:
        await self._exchange.cut(lose_calls=True)


class RealRoom:
    """A room with a real exchange, real phones 6001 and 6002, and callers on the trunk."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.telephony = AsteriskTelephony(exchange.ami_settings)
        self.notebook = Notebook()
        self.phones: dict[str, Softphone] = {}
        self.legs: dict[CallRef, Call] = {}
        self._stack = contextlib.AsyncExitStack()

    async def __aenter__(self) -> "RealRoom":
        await self.telephony.start(self.notebook)
        self._stack.push_async_callback(self.telephony.stop)
        for phone, hertz in (("6001", 1100), ("6002", 1200)):
            await self.sit_down(phone, hertz=hertz)
        await self.notebook.wait(lambda: self.notebook.snapshots)
        async with asyncio.timeout(READY_S):
            await self._wait_all_reachable()
        return self

    async def __aexit__(self, *_reason: object) -> None:
        await self._stack.aclose()

    async def sit_down(self, phone: str, *, hertz: int, obeys: bool = True) -> Softphone:
        """Put a phone on a desk, instead of the one that is there."""
        made = Softphone(
            phone,
            server=self.exchange.server,
            secret=self.exchange.phone_secret,
            hertz=hertz,
            obeys=obeys,
        )
        await self._stack.enter_async_context(made)
        await made.register()
        self._stack.push_async_callback(self._sign_off, made)
        self.phones[phone] = made
        return made

    async def call_in(self, ani: str | None, *, offered_to: int) -> CallRef:
        known = {fact.call for fact in self.notebook.of(CallArrived)}
        leg = await self.dial(ani)
        new = await self.notebook.wait(
            lambda: {fact.call for fact in self.notebook.of(CallArrived)} - known
        )
        call = new.pop()
        self.legs[call] = leg
        await self.notebook.wait(lambda: len(self.notebook.of(CallOffered, call)) == offered_to)
        return call

    async def dial(self, ani: str | None, *, dialled: str = "120") -> Call:
        """Let somebody call in, and return the caller's side of it."""
        caller = Softphone(
            "caller",
            server=self.exchange.server,
            ip=self.exchange.trunk_address,
            hertz=CALLER_HERTZ,
        )
        await self._stack.enter_async_context(caller)
        return await caller.dial(dialled, ani=ani)

    async def pick_up(self, call: CallRef, phone: str) -> None:
        (await self.phones[phone].wait_call()).answer()
        await self.notebook.wait_fact(CallPickedUp, call)

    async def caller_hangs_up(self, call: CallRef) -> None:
        await self.legs[call].hang_up()

    async def exchange_dies_and_returns(self) -> None:
        await self.exchange_dies()
        await asyncio.to_thread(self.exchange.start)
        await self.notebook.wait(lambda: self.notebook.links[-1] is ExchangeState.UP)

    async def exchange_dies(self) -> None:
        await asyncio.to_thread(self.exchange.kill)
        for phone in (*self.phones.values(), *(leg_line(leg) for leg in self.legs.values())):
            for leg in list(phone.calls.values()):
                leg.enter("ended")

    async def _wait_all_reachable(self) -> None:
        while True:
            snapshot = await self.telephony.snapshot()
            there = {phone for phone, reachable in snapshot.phones.items() if reachable}
            if there == set(self.phones) and not snapshot.calls:
                return
            await asyncio.sleep(POLL_S)

    async def _sign_off(self, phone: Softphone) -> None:
        with contextlib.suppress(TimeoutError):
            await phone.unregister()


def leg_line(leg: Call) -> Softphone:
    """Return the phone a leg is at."""
    assert isinstance(leg.line, Softphone)
    return leg.line
