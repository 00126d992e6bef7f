"""Joins source, outbox, link and screens, and turns the agent until it is told to end."""

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Final

from dispatch_server.contract.positions import Leaf
from vehicle_agent.agent import Agent, View
from vehicle_agent.cadence import Cadence, Rates
from vehicle_agent.clock import DeviceClock, MachineClock
from vehicle_agent.link import BrokerAddress, BrokerLink
from vehicle_agent.measured import Measured
from vehicle_agent.outbox import Outbox
from vehicle_agent.settings import AgentSettings, key_of
from vehicle_agent.sources.choosing import source_of
from vehicle_agent.sources.source import Source, SourceFault
from vehicle_agent.terminal.screen import TextScreen

log = logging.getLogger(__name__)

WAITING: Final = 1_000
"""What came and was not looked at yet; a source that is faster waits."""
TOGETHER: Final = 100
PATIENCE_S: Final = 10.0
TICK_S: Final = 1.0
RETRY_S: Final = 3.0

Task = Callable[[], object]


class Running:
    """One agent at work. `ask` is how every other thread gets something done in the agent's own."""

    def __init__(self, settings: AgentSettings, *, clock: DeviceClock | None = None) -> None:
        self._settings = settings
        self._clock = clock or MachineClock()
        self._tasks: queue.Queue[Task] = queue.Queue(WAITING)
        self._ending = threading.Event()
        self._screen: TextScreen | None = None

    def end(self) -> None:
        """End at the next turn."""
        self._ending.set()

    def ask(self, task: Task) -> bool:
        """Have something done in the agent's thread; return False where it has too much to do."""
        try:
            self._tasks.put(task, timeout=PATIENCE_S)
        except queue.Full:
            log.error("the agent is too busy: something was not taken in")  # noqa: TRY400
            return False
        return True

    def run(self) -> None:
        """Work until `end`. Raises `OutboxFault` and `SettingsFault` before anything began."""
        key = key_of(self._settings)
        source = source_of(self._settings.source, self._clock)
        with ExitStack() as closing:
            outbox = Outbox.open(
                self._settings.outbox.file, most_fixes=self._settings.outbox.most_fixes
            )
            closing.callback(outbox.close)
            link = BrokerLink(
                _address(self._settings, key),
                self._settings.vehicle,
                boot=outbox.boot,
                hear=self._ask_heard,
                turn=self._ask_linked,
            )
            self._agent = Agent(
                outbox,
                link,
                clock=self._clock,
                cadence=Cadence(_rates(self._settings)),
                show=self._show,
            )
            self._open_screen()
            link.start()
            measuring = threading.Thread(target=self._measure, args=(source,), daemon=True)
            measuring.start()
            log.info("vehicle %s: the agent works, outbox %s", self._settings.vehicle, outbox.boot)
            self._turn()
            link.stop(self._agent.farewell())
            measuring.join(PATIENCE_S)

    def _turn(self) -> None:
        next_tick_s = self._clock.even_s()
        while not self._ending.is_set():
            try:
                task = self._tasks.get(timeout=max(next_tick_s - self._clock.even_s(), 0.0))
            except queue.Empty:
                next_tick_s = self._clock.even_s() + TICK_S
            else:
                self._do(task)
            self._agent.work()

    def _do(self, task: Task) -> None:
        """Do a task and those that wait behind it, so that the disk is synced once for many."""
        task()
        for _ in range(TOGETHER):
            try:
                self._tasks.get_nowait()()
            except queue.Empty:
                return

    def _measure(self, source: Source) -> None:
        """Run the source; a fault is said once a cause, and the source tried again."""
        why = ""
        while not self._ending.is_set():
            try:
                source.run(self._give, self._ending)
            except SourceFault as fault:
                if str(fault) != why:
                    why = str(fault)
                    log.warning("no positions: %s", why)
            else:
                if not self._ending.is_set():
                    log.info("the source has come to its end")
                return
            self._ending.wait(RETRY_S)

    def _give(self, fix: Measured) -> None:
        self.ask(lambda: self._agent.measured(fix))

    def _ask_heard(self, leaf: Leaf, content: bytes) -> None:
        self.ask(lambda: self._agent.heard(leaf, content))

    def _ask_linked(self, there: bool) -> None:
        self.ask(lambda: self._agent.linked(there))

    def _show(self, view: View) -> None:
        if self._screen is not None:
            self._agent.shown(self._screen.show(view))

    def _open_screen(self) -> None:
        if self._settings.terminal.text:
            self._screen = screen = TextScreen(self._agent, self.ask)
            screen.start()


def _address(settings: AgentSettings, key: str) -> BrokerAddress:
    broker = settings.broker
    return BrokerAddress(
        host=broker.host,
        port=broker.port,
        user=settings.vehicle,
        password=key,
        authority=broker.authority,
        certificate=broker.certificate,
        private_key=broker.private_key,
        is_old=broker.protocol != "5",
    )


def _rates(settings: AgentSettings) -> Rates:
    rate = settings.rate
    return Rates(
        moving_s=rate.moving_s,
        parked_s=rate.parked_s,
        parked_after_s=rate.parked_after_s,
        turning_deg=rate.turning_deg,
    )
