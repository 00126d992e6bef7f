"""What the services need to know of the ground: road times, ways, reach, a picture for paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dispatch_server.contract.details import Point


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a vehicle is; while it drives also its heading in degrees from north."""

    point: Point
    heading: float | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A way by road, in seconds and metres; `points` run from start to end.

    `lines` tell the driver street by street.
    """

    seconds: float
    metres: float
    points: tuple[Point, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoadFound:
    """A road, or a stretch of one: its street, empty for none, its line, and how far it is."""

    street: str
    line: tuple[Point, ...]
    away_m: float = 0.0


@dataclass(frozen=True, slots=True)
class ReachFound:
    """What is reached within some minutes: polygons of rings, the outer ring of each first."""

    minutes: float
    polygons: tuple[tuple[tuple[Point, ...], ...], ...]


class Ground(Protocol):
    """The city under the incidents; every answer is for the hour that it is, and in bounded time.

    Raises `TimeoutError` where an answer takes too long.
    """

    async def seconds_to(self, target: Point, starts: Sequence[Standing]) -> list[float | None]:
        """Return the seconds by road from each start to the target, None where there is no way.

        Serves a whole fleet at once.
        """
        ...

    async def times_to(self, target: Point, starts: Sequence[Standing]) -> list[Way | None]:
        """Return time and length of the way from each of a few starts, without its points."""
        ...

    async def times_from(self, start: Point, targets: Sequence[Point]) -> list[Way | None]:
        """Return time and length of the way to each of a few targets, without its points."""
        ...

    async def route(self, start: Point, end: Point) -> Way | None:
        """Return the way by road with its points and lines, or None."""
        ...

    async def isochrone(self, start: Point, minutes: Sequence[float]) -> list[ReachFound]:
        """Return what a vehicle reaches within each of some minutes, fewest first."""
        ...

    async def snap(self, point: Point) -> RoadFound | None:
        """Return the road at a position, None far from any."""
        ...

    async def stretch(self, start: Point, end: Point) -> RoadFound | None:
        """Return the street on which both positions lie, between the junctions next to them."""
        ...

    async def streets_under(self, line: Sequence[Point]) -> list[str]:
        """Return the street of every road along which a line is drawn; empty where it has none."""
        ...

    async def set_closures(self, lines: Sequence[Sequence[Point]]) -> None:
        """Let these stretches be closed from now on, and no others."""
        ...

    async def sheet_map(
        self, *, scene: Point, meeting_point: Point | None, station: Point | None, route: Way | None
    ) -> str | None:
        """Return a map picture for the order sheet as SVG, or None where it cannot be drawn."""
        ...
