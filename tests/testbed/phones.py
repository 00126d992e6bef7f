"""Test phones for programs that may not await: the phones live in a thread of their own."""

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Final, TypeVar

from tests.testbed.sip_call import Call, CallState
from tests.testbed.softphone import Softphone

Result = TypeVar("Result")
WAIT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class BankCall:
    """One leg of a call, driven from another thread; every method blocks until it is so."""

    bank: "PhoneBank"
    leg: Call

    @property
    def state(self) -> CallState:
        """The state the leg is in now."""
        return self.leg.state

    @property
    def invite_sent_at(self) -> float:
        """The moment, by `time.monotonic()`, at which the call went on the wire."""
        assert self.leg.invite_sent_at is not None
        return self.leg.invite_sent_at

    def at(self, state: CallState) -> float:
        """Return the moment, by `time.monotonic()`, at which the leg entered a state."""
        return self.leg.times[state]

    def answer(self) -> None:
        """Pick up by hand."""
        self.bank.run(_do(self.leg.answer))

    def hang_up(self) -> None:
        """End the call from this side."""
        self.bank.run(self.leg.hang_up())

    def wait_state(self, *states: CallState, within: float = 5.0) -> CallState:
        """Wait until the leg is in one of the states, or raise `TimeoutError`."""
        return self.bank.run(self.leg.wait_state(*states, within=within), within=within + 1)

    def wait_hears(self, hertz: int, *, within: float = 5.0) -> None:
        """Wait until the leg hears a tone, or raise `TimeoutError`."""
        self.bank.run(self.leg.wait_hears(hertz, within=within), within=within + 1)


class PhoneBank:
    """Phones and callers of one exchange, usable as a context manager from any thread."""

    def __init__(self, server: tuple[str, int], *, phone_secret: str, trunk_address: str) -> None:
        self._server = server
        self._secret = phone_secret
        self._trunk_address = trunk_address
        self._phones: dict[str, Softphone] = {}
        self._callers: list[Softphone] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="phones", daemon=True)

    def __enter__(self) -> "PhoneBank":
        self._thread.start()
        return self

    def __exit__(self, *_reason: object) -> None:
        try:
            self.run(self._leave())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(WAIT_S)
            self._loop.close()

    def register(self, phone: str, *, hertz: int = 0, answers_after_s: float | None = None) -> None:
        """Put a phone on a desk: it rings, obeys the exchange, and plays a tone when it talks."""
        made = Softphone(
            phone,
            server=self._server,
            secret=self._secret,
            hertz=hertz,
            answers_after_s=answers_after_s,
        )
        self.run(self._place(made))

    def unregister(self, phone: str) -> None:
        """Take a phone away, properly signed off."""
        self.run(self._take_away(self._phones.pop(phone)))

    def wait_call(self, phone: str, *, within: float = 5.0) -> BankCall:
        """Wait until a phone rings."""
        ringing = self._phones[phone].wait_call(within=within)
        return BankCall(self, self.run(ringing, within=within + 1))

    def dial(self, ani: str | None, *, hertz: int = 0, dialled: str = "120") -> BankCall:
        """Call in from outside, from a number or with the number withheld, playing a tone."""
        return BankCall(self, self.run(self._dial(ani, hertz=hertz, dialled=dialled)))

    def hang_up(self, call: BankCall) -> None:
        """End a call from the side it is held at."""
        call.hang_up()

    def run(self, work: Coroutine[object, object, Result], *, within: float = WAIT_S) -> Result:
        """Do something in the phones' thread and return what came of it."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(within)
        except concurrent.futures.TimeoutError:
            future.cancel()
            raise

    async def _place(self, phone: Softphone) -> None:
        before = self._phones.pop(phone.user, None)
        if before is not None:
            await before.__aexit__()
        await phone.__aenter__()
        self._phones[phone.user] = phone
        await phone.register()

    async def _dial(self, ani: str | None, *, hertz: int, dialled: str) -> Call:
        caller = Softphone("caller", server=self._server, ip=self._trunk_address, hertz=hertz)
        await caller.__aenter__()
        self._callers.append(caller)
        return await caller.dial(dialled, ani=ani)

    async def _take_away(self, phone: Softphone) -> None:
        await phone.unregister()
        await phone.__aexit__()

    async def _leave(self) -> None:
        for phone in (*self._callers, *self._phones.values()):
            await phone.__aexit__()
        self._callers.clear()
        self._phones.clear()
        await self._loop.shutdown_asyncgens()


async def _do(action: Callable[[], None]) -> None:
    """Call something in the thread in which this is awaited."""
    action()
