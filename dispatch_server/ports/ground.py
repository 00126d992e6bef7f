"""What the services need to know of the ground: road times, ways, a picture for paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dispatch_server.contract.details import Point


@dataclass(frozen=True, slots=True)
class Way:
    """A way by road, in seconds and metres; `points` run from start to end."""

    seconds: float
    metres: float
    points: tuple[Point, ...] = ()


class Ground(Protocol):
    """The city under the incidents."""

    async def times_to(self, target: Point, sources: Sequence[Point]) -> list[Way | None]:
        """Return the way by road from each source to the target, None where there is none."""
        ...

    async def route(self, start: Point, end: Point) -> Way | None:
        """Return the way by road with its points, or None."""
        ...

    async def sheet_map(
        self, *, scene: Point, meeting_point: Point | None, station: Point | None, route: Way | None
    ) -> str | None:
        """Return a map picture for the order sheet as SVG, or None where it cannot be drawn."""
        ...
