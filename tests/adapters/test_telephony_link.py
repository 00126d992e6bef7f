"""The standing link to the exchange, when there is nobody to link to."""

import asyncio
import logging

from dispatch_server.adapters.telephony import link
from dispatch_server.adapters.telephony.link import AmiLink
from dispatch_server.adapters.telephony.settings import AmiSettings
from dispatch_server.ports.telephony import ExchangeState

UNUSABLE_HOST = "x" * 64
"""Longer than a name of a machine may be: looking it up is a fault and no lost link."""


class Faults(logging.Handler):
    """Counts the faults that are logged, and says when there were two."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.count = 0
        self.two = asyncio.Event()

    def emit(self, _record: logging.LogRecord) -> None:
        self.count += 1
        if self.count == 2:
            self.two.set()


async def test_that_a_fault_does_not_end_the_tries_to_connect() -> None:
    settings = AmiSettings(
        host=UNUSABLE_HOST, port=1, user="dispatch", secret="none", backoff_s=(0.001, 0.001)
    )
    states: list[ExchangeState] = []
    faults = Faults()
    link.log.addHandler(faults)
    held = AmiLink(
        settings, on_event=lambda _: None, on_state=lambda state, _: states.append(state)
    )

    held.start()
    async with asyncio.timeout(5):
        await faults.two.wait()
    await held.stop()
    link.log.removeHandler(faults)

    assert states == [ExchangeState.DOWN]
