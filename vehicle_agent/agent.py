"""The agent itself: takes positions, keys and the server's words one after another."""

import logging
import sqlite3
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dispatch_server.contract.positions import Leaf, ToldOrder
from vehicle_agent import wire
from vehicle_agent.cadence import Cadence
from vehicle_agent.clock import DeviceClock
from vehicle_agent.crew import Crew
from vehicle_agent.measured import ClockOffset, Measured, finite
from vehicle_agent.outbox import Outbox
from vehicle_agent.sending import Mouth, Sender

log = logging.getLogger(__name__)

ALIVE_S: Final = 60.0
"""A sign of life while nothing else is said (docs/vehicle-protocol.md)."""
HELD_FIXES: Final = 3_600
"""Fixes held in memory while the disk takes nothing; then the oldest goes."""
_DIGITS: Final = {"lon": 7, "lat": 7, "spd": 2, "hdg": 1, "acc": 1}


@dataclass(frozen=True, slots=True)
class View:
    """What a screen in the vehicle shows."""

    orders: tuple[ToldOrder, ...]
    acknowledged: frozenset[str]
    is_linked: bool
    is_disk_full: bool
    waiting: int


class Agent:
    """Joins the parts. All methods are called in one thread; none waits for a network."""

    def __init__(
        self,
        outbox: Outbox,
        mouth: Mouth,
        *,
        clock: DeviceClock,
        cadence: Cadence,
        show: Callable[[View], None],
    ) -> None:
        self._outbox, self._mouth, self._clock, self._cadence = outbox, mouth, clock, cadence
        self._show_view = show
        self._sender = Sender(outbox, mouth)
        self.crew = Crew(outbox)
        self.offset = ClockOffset()
        self._linked = False
        self._is_disk_full = False
        self._held: deque[dict[str, object]] = deque(maxlen=HELD_FIXES)
        self._kept: list[tuple[int, int]] = []
        self._lost = 0
        self._spoke_s = clock.even_s()
        self._view: View | None = None

    def measured(self, fix: Measured) -> None:
        """Take in a position that a source measured."""
        if not fix.is_on_earth:
            log.warning("the source measured no position on earth: it was left out")
            return
        self.offset.learn(fix)
        if self._cadence.takes(fix, even_s=self._clock.even_s()):
            if len(self._held) == HELD_FIXES:
                self._lost += 1
            self._held.append(_body(fix, self.offset.ms))

    def linked(self, there: bool) -> None:
        """Take in that the broker came or went."""
        self._linked = there
        if there:
            ms = self._clock.device_ms()
            self._mouth.say(
                Leaf.LINK, wire.link("online", boot=self._outbox.boot, device_ms=ms), retain=True
            )
            self._sender.begin()

    def heard(self, leaf: Leaf, content: bytes) -> None:
        """Take in what the server said."""
        try:
            if leaf is Leaf.TOLD:
                self._told(content)
            elif leaf is Leaf.ORDERS:
                told = wire.orders_of(content)
                self.crew.take(told, content, device_ms=self._clock.device_ms())
        except wire.NotUnderstood as fault:
            log.warning("the server's word on %s cannot be read: %s", leaf.value, fault)
        except sqlite3.OperationalError as fault:
            self._disk_is_full(fault)

    def work(self) -> None:
        """Do what is due: once a second, and after whatever came."""
        self._store()
        even_s = self._clock.even_s()
        if self._linked:
            self._sender.work(even_s)
            self._say_alive(even_s)
        self.show()

    def show(self) -> None:
        """Show the state where it changed, and receipt what orders stood on the screen."""
        view = self.view()
        if view == self._view:
            return
        self._view = view
        self._show_view(view)

    def shown(self, order_ids: frozenset[str]) -> None:
        """Note that a screen shows these orders."""
        try:
            for order in self.crew.orders:
                if order.id in order_ids:
                    self.crew.shown(order.id, device_ms=self._clock.device_ms())
        except sqlite3.OperationalError as fault:
            self._disk_is_full(fault)

    def view(self) -> View:
        """Return what a screen shows now."""
        return View(
            orders=self.crew.orders,
            acknowledged=frozenset(
                order.id for order in self.crew.orders if self.crew.is_acknowledged(order.id)
            ),
            is_linked=self._linked,
            is_disk_full=self._is_disk_full,
            waiting=self._outbox.waiting() + len(self._held),
        )

    def press(self, key: int, *, once: str = "") -> int:
        """Write a status key. Raises `CrewFault` and `sqlite3.OperationalError`."""
        return self.crew.press(
            key, device_ms=self._clock.device_ms(), offset_ms=self.offset.ms, once=once
        )

    def acknowledge(self, order_id: str) -> int:
        """Write that the crew takes an order. Raises `CrewFault` and `sqlite3.OperationalError`."""
        return self.crew.acknowledge(order_id, device_ms=self._clock.device_ms())

    def refuse(self, order_id: str, reason: str) -> int:
        """Write that the crew cannot take an order. Raises as `acknowledge`."""
        return self.crew.refuse(order_id, reason, device_ms=self._clock.device_ms())

    def farewell(self) -> bytes:
        """Return what is said on `link` when the agent is stopped."""
        return wire.link("offline", boot=self._outbox.boot, device_ms=self._clock.device_ms())

    def _store(self) -> None:
        """Write what is held into the outbox and delete what was told, as the disk takes it."""
        try:
            if self._held:
                self._outbox.add_fixes(self._held)
                self._held.clear()
            if self._kept:
                self._outbox.drop(self._kept)
                self._sender.heard(self._kept)
                self._kept.clear()
        except sqlite3.OperationalError as fault:
            self._disk_is_full(fault)
            return
        if self._is_disk_full:
            self._is_disk_full = False
            log.warning("the disk takes rows again; %d fixes were lost meanwhile", self._lost)
            self._lost = 0

    def _disk_is_full(self, fault: sqlite3.OperationalError) -> None:
        if not self._is_disk_full:
            log.error("the disk takes no rows (%s): positions are held in memory", fault)
        self._is_disk_full = True

    def _told(self, content: bytes) -> None:
        told = wire.told_of(content)
        if told.boot != self._outbox.boot:
            return
        self._kept += told.kept
        if told.refused:
            self._outbox.set_aside(told.refused)
            self._sender.heard([(n, n) for n, _ in told.refused])
            n, reason = told.refused[0]
            log.error("the server will never take number %d: %s", n, reason)

    def _say_alive(self, even_s: float) -> None:
        if self._sender.spoke:
            self._sender.spoke = False
            self._spoke_s = even_s
        elif even_s - self._spoke_s >= ALIVE_S:
            self._spoke_s = even_s
            content = wire.alive(
                boot=self._outbox.boot,
                device_ms=self._clock.device_ms(),
                waiting=self._outbox.waiting(),
                offset_ms=self.offset.ms,
            )
            self._mouth.say(Leaf.ALIVE, content)


def _body(fix: Measured, offset_ms: int | None) -> dict[str, object]:
    """Return a fix as the wire carries it; what is unknown is left out."""
    numbers = {
        "lon": fix.lon,
        "lat": fix.lat,
        "spd": finite(fix.speed),
        "hdg": finite(fix.heading),
        "acc": finite(fix.accuracy),
    }
    body: dict[str, object] = {"t": fix.device_ms}
    body |= {
        name: round(value, _DIGITS[name]) for name, value in numbers.items() if value is not None
    }
    body["src"] = fix.source
    if offset_ms is not None:
        body["off"] = offset_ms
    return body
