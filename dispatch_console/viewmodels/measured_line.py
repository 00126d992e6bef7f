"""A line measured on the ground: its points, every leg, and the whole way so far."""

from dataclasses import dataclass

from dispatch_server.contract.details import Point
from gis_data.datums import distance_m

_KILOMETRE = 1000


@dataclass(frozen=True, slots=True)
class MeasuredLine:
    """Points in the order in which they were set; lengths are geodesic metres on WGS-84."""

    points: tuple[Point, ...] = ()

    @property
    def legs(self) -> tuple[float, ...]:
        """How long every leg is."""
        pairs = zip(self.points, self.points[1:], strict=False)
        return tuple(distance_m(start, end) for start, end in pairs)

    @property
    def metres(self) -> float:
        """The whole way along the line."""
        return sum(self.legs)

    @property
    def straight_metres(self) -> float:
        """The way from the first point to the last, as the crow flies."""
        return distance_m(self.points[0], self.points[-1]) if self.points else 0.0

    def to(self, point: Point) -> "MeasuredLine":
        """Give the line with one more point; the same point twice adds nothing."""
        if self.points and self.points[-1] == point:
            return self
        return MeasuredLine((*self.points, point))

    def back(self) -> "MeasuredLine":
        """Give the line without its last point."""
        return MeasuredLine(self.points[:-1])


def length_words(metres: float) -> str:
    """Write a measured length: 42 米 below a kilometre, 1.63 km above."""
    if metres < _KILOMETRE:
        return f"{metres:.0f} 米"
    return f"{metres / _KILOMETRE:.2f} km"
