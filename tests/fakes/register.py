"""A subscriber register in memory, which a test can break or make silent."""

import asyncio

from dispatch_server.contract.details import Subscriber


class FakeRegister:
    """Keeps the promises of `SubscriberRegister`; `fault` rises if set, `silent` never answers."""

    def __init__(self, *subscribers: Subscriber) -> None:
        self._subscribers = {one.number: one for one in subscribers}
        self.fault: Exception | None = None
        self.silent = False

    async def find(self, number: str) -> Subscriber | None:
        if self.fault is not None:
            raise self.fault
        if self.silent:
            await asyncio.Event().wait()
        return self._subscribers.get(number)
