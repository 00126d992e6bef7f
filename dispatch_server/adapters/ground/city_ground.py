"""Road times, ways, reach and sheet maps from the data of one city."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np

from dispatch_server.adapters.ground.road_answers import (
    found_road,
    found_stretch,
    reach_of,
    way_of,
)
from dispatch_server.adapters.ground.traffic_keeper import TrafficKeeper
from dispatch_server.contract.details import Point
from dispatch_server.ports.clock import Clock
from dispatch_server.ports.ground import ReachFound, RoadFound, Standing, Way
from gis_data.layers import CityLayers
from gis_data.picture import sheet_svg
from gis_data.road_closing import RoadLines
from gis_data.road_snapping import Start
from gis_data.road_speed_file import read_speeds
from gis_data.roads import RoadNetwork

log = logging.getLogger(__name__)

DEADLINE_S = 3.0
"""No question to the ground takes longer; a desk waits no longer either, seconds."""

T = TypeVar("T")


class CityGround:
    """Keeps the promises of `Ground` with one city's roads and layers."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        picture_mm: tuple[float, float],
        speeds: Path | None = None,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._deadline_s = deadline_s
        self._roads = RoadNetwork.load(folder, None if speeds is None else read_speeds(speeds))
        self._lines = RoadLines(self._roads.roads)
        self._layers = CityLayers.load(folder)
        self._picture_mm = picture_mm
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="ground")
        self._traffic = TrafficKeeper(self._roads, self._lines, clock)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what the map shows, degrees."""
        return self._layers.bounds

    async def start(self) -> None:
        """Follow the hours of the week."""
        await self._traffic.start()

    async def stop(self) -> None:
        """Let the worker threads go."""
        await self._traffic.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def seconds_to(self, target: Point, starts: Sequence[Standing]) -> list[float | None]:
        """Return the seconds from each start to the target."""
        where = [_start(one) for one in starts]
        seconds = await self._ask(lambda: self._roads.seconds_to(target, where))
        return [one if np.isfinite(one) else None for one in seconds.tolist()]

    async def times_to(self, target: Point, starts: Sequence[Standing]) -> list[Way | None]:
        """Return the way from each start to the target, without its points."""
        where = [_start(one) for one in starts]
        found = await self._ask(lambda: self._roads.times_to(target, where))
        return [way_of(time) for time in found]

    async def times_from(self, start: Point, targets: Sequence[Point]) -> list[Way | None]:
        """Return the way to each target, without its points."""
        found = await self._ask(lambda: self._roads.times_from(start, targets))
        return [way_of(time) for time in found]

    async def route(self, start: Point, end: Point) -> Way | None:
        """Return the way with its points."""
        return way_of(await self._ask(lambda: self._roads.route(start, end)))

    async def isochrone(self, start: Point, minutes: Sequence[float]) -> list[ReachFound]:
        """Return what is reached within each of some minutes."""
        found = await self._ask(lambda: self._roads.reach(start, minutes))
        return [reach_of(one) for one in found]

    async def snap(self, point: Point) -> RoadFound | None:
        """Return the road at a position."""
        return await self._ask(lambda: found_road(self._roads, point))

    async def stretch(self, start: Point, end: Point) -> RoadFound | None:
        """Return the street between two positions on it."""
        return found_stretch(await self._ask(lambda: self._lines.stretch(start, end)))

    async def streets_under(self, line: Sequence[Point]) -> list[str]:
        """Return the street of every road along which a line is drawn."""
        edges = await self._ask(lambda: self._lines.under(line))
        return [self._roads.roads.street_name(edge) for edge in edges]

    async def set_closures(self, lines: Sequence[Sequence[Point]]) -> None:
        """Let these stretches be closed; returns when they are."""
        await self._traffic.close(lines)

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


def _start(standing: Standing) -> Start:
    return Start(standing.point, standing.heading)
