"""A flat city in memory: every way is straight, and a test may cut places off."""

from collections.abc import Sequence
from math import hypot

from dispatch_server.contract.details import Point
from dispatch_server.ports.ground import Way

METRES_A_DEGREE = 100_000.0
METRES_A_SECOND = 10.0


class FakeGround:
    """Keeps the promises of `Ground`. Points in `cut_off` have no road; `fault` rises if set."""

    def __init__(self, *cut_off: Point) -> None:
        self.cut_off = set(cut_off)
        self.fault: Exception | None = None

    async def times_to(self, target: Point, sources: Sequence[Point]) -> list[Way | None]:
        return [self._way(source, target) for source in sources]

    async def route(self, start: Point, end: Point) -> Way | None:
        way = self._way(start, end)
        return None if way is None else Way(way.seconds, way.metres, (start, end))

    async def sheet_map(
        self, *, scene: Point, meeting_point: Point | None, station: Point | None, route: Way | None
    ) -> str | None:
        return None if self.fault else "<svg/>"

    def _way(self, start: Point, end: Point) -> Way | None:
        if self.fault is not None:
            raise self.fault
        if start in self.cut_off or end in self.cut_off:
            return None
        metres = METRES_A_DEGREE * hypot(end[0] - start[0], end[1] - start[1])
        return Way(metres / METRES_A_SECOND, metres)
