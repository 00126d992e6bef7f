"""A flat city in memory: every way is straight, and a test may cut places off."""

import asyncio
from collections.abc import Sequence
from math import hypot

from dispatch_server.contract.details import Point
from dispatch_server.ports.ground import ReachFound, RoadFound, Standing, Way

METRES_A_DEGREE = 100_000.0
METRES_A_SECOND = 10.0
STREET = "示范大道"
WITHIN_S = 5.0


class FakeGround:
    """Keeps the promises of `Ground`. Points in `cut_off` have no road; `fault` rises if set.

    There is one street, from one end of the world to the other.
    """

    def __init__(self, *cut_off: Point) -> None:
        self.cut_off = set(cut_off)
        self.fault: Exception | None = None
        self.closures: list[Sequence[Point]] = []
        self._changed = asyncio.Event()

    async def until_closed(self, count: int) -> None:
        """Wait until so many stretches are closed."""
        async with asyncio.timeout(WITHIN_S):
            while len(self.closures) != count:
                self._changed.clear()
                await self._changed.wait()

    async def seconds_to(self, target: Point, starts: Sequence[Standing]) -> list[float | None]:
        ways = [self._way(start.point, target) for start in starts]
        return [None if way is None else way.seconds for way in ways]

    async def times_to(self, target: Point, starts: Sequence[Standing]) -> list[Way | None]:
        return [self._way(start.point, target) for start in starts]

    async def times_from(self, start: Point, targets: Sequence[Point]) -> list[Way | None]:
        return [self._way(start, target) for target in targets]

    async def route(self, start: Point, end: Point) -> Way | None:
        way = self._way(start, end)
        line = f"向东出发，沿{STREET} 1.0 公里，到达"
        return None if way is None else Way(way.seconds, way.metres, (start, end), (line,))

    async def isochrone(self, start: Point, minutes: Sequence[float]) -> list[ReachFound]:
        return (
            []
            if self._is_cut_off(start)
            else [ReachFound(m, (_square(start, m),)) for m in minutes]
        )

    async def snap(self, point: Point) -> RoadFound | None:
        return None if self._is_cut_off(point) else RoadFound(STREET, (point, point))

    async def stretch(self, start: Point, end: Point) -> RoadFound | None:
        return None if self._is_cut_off(start, end) else RoadFound(STREET, (start, end))

    async def streets_under(self, line: Sequence[Point]) -> list[str]:
        return [] if self._is_cut_off(*line) else [STREET]

    async def set_closures(self, lines: Sequence[Sequence[Point]]) -> None:
        self._is_cut_off()
        self.closures = list(lines)
        self._changed.set()

    async def sheet_map(
        self, *, scene: Point, meeting_point: Point | None, station: Point | None, route: Way | None
    ) -> str | None:
        return None if self.fault else "<svg/>"

    def _way(self, start: Point, end: Point) -> Way | None:
        if self._is_cut_off(start, end):
            return None
        metres = METRES_A_DEGREE * hypot(end[0] - start[0], end[1] - start[1])
        return Way(metres / METRES_A_SECOND, metres)

    def _is_cut_off(self, *points: Point) -> bool:
        if self.fault is not None:
            raise self.fault
        return any(point in self.cut_off for point in points)


def _square(middle: Point, minutes: float) -> tuple[tuple[Point, ...], ...]:
    away = minutes / 1000
    corners = ((-away, -away), (away, -away), (away, away), (-away, away), (-away, -away))
    return (tuple((middle[0] + east, middle[1] + north) for east, north in corners),)
