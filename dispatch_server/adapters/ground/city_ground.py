"""Road times, ways and sheet maps from the data of one city."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from dispatch_server.contract.details import Point
from dispatch_server.ports.ground import Way
from gis_data.layers import CityLayers
from gis_data.picture import sheet_svg
from gis_data.roads import RoadNetwork, RoadTime, Route

log = logging.getLogger(__name__)

DEADLINE_S = 3.0
"""No question to the ground takes longer; a desk waits no longer either, seconds."""

T = TypeVar("T")


class CityGround:
    """Keeps the promises of `Ground` with one city's roads and layers."""

    def __init__(
        self, folder: Path, *, picture_mm: tuple[float, float], deadline_s: float = DEADLINE_S
    ) -> None:
        self._deadline_s = deadline_s
        self._roads = RoadNetwork.load(folder)
        self._layers = CityLayers.load(folder)
        self._picture_mm = picture_mm
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="ground")

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what the map shows, degrees."""
        return self._layers.bounds

    def close(self) -> None:
        """Let the worker threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def times_to(self, target: Point, sources: Sequence[Point]) -> list[Way | None]:
        """Return the way from each source to the target, without its points."""
        found = await self._ask(lambda: self._roads.times_to(target, sources))
        return [_way(time) for time in found]

    async def route(self, start: Point, end: Point) -> Way | None:
        """Return the way with its points."""
        return _way(await self._ask(lambda: self._roads.route(start, end)))

    async def sheet_map(
        self, *, scene: Point, meeting_point: Point | None, station: Point | None, route: Way | None
    ) -> str | None:
        """Return the map of an order sheet; a map that cannot be drawn never stops the paper."""
        width, height = self._picture_mm

        def draw() -> str:
            return sheet_svg(
                self._layers,
                scene=scene,
                meeting_point=meeting_point,
                station=station,
                route=route.points if route else (),
                width_mm=width,
                height_mm=height,
            )

        try:
            return await self._ask(draw)
        except Exception:
            log.exception("the sheet map could not be drawn")
            return None

    async def _ask(self, question: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self._deadline_s):
            return await loop.run_in_executor(self._threads, question)


def _way(found: RoadTime | Route | None) -> Way | None:
    if found is None:
        return None
    points = found.points if isinstance(found, Route) else ()
    return Way(found.seconds, found.metres, points)
