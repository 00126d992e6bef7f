"""A subscriber register in memory, which a test can break or make silent."""

import asyncio
from collections.abc import Sequence

from dispatch_server.contract.details import Point, Subscriber
from gis_data.datums import distance_m


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

    async def near(self, point: Point, *, radius_m: float, limit: int) -> Sequence[Subscriber]:
        measured = [
            (distance_m(point, one.point), number, one)
            for number, one in self._subscribers.items()
            if one.point is not None
        ]
        within = sorted(one for one in measured if one[0] <= radius_m)
        return [one for _, _, one in within[:limit]]
