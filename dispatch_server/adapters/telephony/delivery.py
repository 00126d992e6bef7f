"""What happened at the exchange, handed to the listener in order, one thing after another."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from dispatch_server.ports.telephony import (
    ExchangeListener,
    ExchangeSnapshot,
    ExchangeState,
    ExchangeUnavailable,
    Heard,
)

log = logging.getLogger(__name__)

BOUND: Final = 2000
BURST: Final = 100
"""How many facts that wait are handed over at once; then the listener may store them together."""


@dataclass(frozen=True, slots=True)
class _LinkChanged:
    """The link to the exchange changed."""

    state: ExchangeState
    detail: str


@dataclass(frozen=True, slots=True)
class _Reconcile:
    """The listener is to compare itself with the exchange."""


class Delivery:
    """A bounded queue before a listener that may be slow.

    Whoever puts something in never waits. When the bound is reached, what waits is dropped in
    favour of one reconciliation, and `read_snapshot` is asked for it once the listener is ready.
    Facts that wait together are handed over together; where the listener fails on them, they
    come one by one. A fact on which it failed alone is made good by a reconciliation.
    """

    def __init__(
        self,
        read_snapshot: Callable[[], Awaitable[ExchangeSnapshot]],
        *,
        on_unreadable: Callable[[], None],
        bound: int = BOUND,
    ) -> None:
        self._read_snapshot = read_snapshot
        self._on_unreadable = on_unreadable
        self._bound = bound
        self._waiting: deque[Heard | _LinkChanged | _Reconcile] = deque()
        self._more = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self, listener: ExchangeListener) -> None:
        """Begin to deliver."""
        self._task = asyncio.get_running_loop().create_task(
            self._run(listener), name="exchange-delivery"
        )

    async def stop(self) -> None:
        """Deliver nothing more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None

    def heard(self, heard: Heard) -> None:
        """Put in a fact."""
        self._put(heard)

    def link(self, state: ExchangeState, detail: str) -> None:
        """Put in a change of the link, and a reconciliation when it came up."""
        self._put(_LinkChanged(state, detail))
        if state is ExchangeState.UP:
            self._put(_Reconcile())

    def _put(self, thing: Heard | _LinkChanged | _Reconcile) -> None:
        if len(self._waiting) >= self._bound:
            self._give_up_the_backlog()
        self._waiting.append(thing)
        self._more.set()

    def _give_up_the_backlog(self) -> None:
        links = [thing for thing in self._waiting if isinstance(thing, _LinkChanged)]
        log.error("%d telephone facts were dropped: nobody took them", len(self._waiting))
        self._waiting.clear()
        self._waiting.extend(links[-1:])
        self._waiting.append(_Reconcile())

    async def _run(self, listener: ExchangeListener) -> None:
        while True:
            while self._waiting:
                facts = self._burst()
                if len(facts) > 1 and await self._taken_together(facts, listener):
                    continue
                for thing in facts or (self._waiting.popleft(),):
                    await self._hand_one(thing, listener)
            self._more.clear()
            await self._more.wait()

    def _burst(self) -> list[Heard]:
        """Take the facts at the head of the queue out of it."""
        facts: list[Heard] = []
        while self._waiting and len(facts) < BURST:
            thing = self._waiting[0]
            if not isinstance(thing, Heard):
                break
            facts.append(thing)
            self._waiting.popleft()
        return facts

    async def _taken_together(self, facts: list[Heard], listener: ExchangeListener) -> bool:
        try:
            await listener.heard(*facts)
        except Exception:
            log.exception("the listener failed on %d facts together: one by one", len(facts))
            return False
        return True

    async def _hand_one(
        self, thing: Heard | _LinkChanged | _Reconcile, listener: ExchangeListener
    ) -> None:
        try:
            await self._hand(thing, listener)
        except Exception:
            log.exception("the listener failed on %s", type(thing).__name__)
            self._make_good(thing)

    def _make_good(self, lost: Heard | _LinkChanged | _Reconcile) -> None:
        """Ask for a reconciliation in place of a fact that nobody took."""
        if isinstance(lost, Heard) and _Reconcile() not in self._waiting:
            self._waiting.append(_Reconcile())

    async def _hand(
        self, thing: Heard | _LinkChanged | _Reconcile, listener: ExchangeListener
    ) -> None:
        match thing:
            case Heard():
                await listener.heard(thing)
            case _LinkChanged(state, detail):
                await listener.link(state, detail)
            case _Reconcile():
                try:
                    snapshot = await self._read_snapshot()
                except ExchangeUnavailable as reason:
                    log.warning("the state of the exchange could not be read: %s", reason)
                    self._on_unreadable()
                else:
                    await listener.reconcile(snapshot)
