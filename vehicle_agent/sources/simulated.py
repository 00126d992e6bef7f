"""A simulated drive on the real roads of a city's data, from place to place for ever."""

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Final

from gis_data.roads import RoadNetwork
from vehicle_agent.clock import DeviceClock
from vehicle_agent.ground import Point, bearing, between, metres_between
from vehicle_agent.measured import Measured
from vehicle_agent.sources.source import Give, SourceFault

TRIES: Final = 50
LEAST_WAY_M: Final = 500.0
NOISE_M: Final = 3.0
"""How far a receiver in a street is off, one sigma, metres."""
METRES_A_DEGREE: Final = 111_195.0


class SimulatedDrive:
    """Drives fastest ways between junctions drawn by a seed, or around the places given."""

    def __init__(
        self,
        city: Path,
        clock: DeviceClock,
        *,
        seed: int,
        places: Sequence[Point] = (),
        tick_s: float = 1.0,
        stand_s: float = 30.0,
    ) -> None:
        self._city, self._clock = city, clock
        self._chance = random.Random(seed)  # noqa: S311 - a drive, no secret
        self._places = list(places)
        self._tick_s, self._stand_s = tick_s, stand_s

    def run(self, give: Give, ending: Event) -> None:
        """Give one position a tick."""
        try:
            roads = RoadNetwork.load(self._city)
        except (OSError, ValueError) as fault:
            raise SourceFault(f"no roads in {self._city}: {fault}") from None
        for place, speed, heading in self._drive(roads):
            give(self._measured(place, speed, heading))
            if ending.wait(self._tick_s):
                return

    def _drive(self, roads: RoadNetwork) -> Iterator[tuple[Point, float, float | None]]:
        """Yield where the vehicle is each tick, how fast it is and where it heads."""
        here = self._place(roads, 0)
        for number in range(1, 1_000_000_000):
            way, metres_a_second = self._way(roads, here, number)
            heading: float | None = None
            for place, heading in along(way, metres_a_second * self._tick_s):
                yield place, metres_a_second, heading
            here = way[-1]
            for _ in range(round(self._stand_s / self._tick_s)):
                yield here, 0.0, heading

    def _way(self, roads: RoadNetwork, here: Point, number: int) -> tuple[tuple[Point, ...], float]:
        for turn in range(TRIES):
            way = roads.route(here, self._place(roads, number + turn))
            if way is not None and way.metres >= LEAST_WAY_M and way.seconds > 0:
                return way.points, way.metres / way.seconds
        raise SourceFault(f"no way of {LEAST_WAY_M:.0f} m leads on from {here}")

    def _place(self, roads: RoadNetwork, number: int) -> Point:
        if self._places:
            return self._places[number % len(self._places)]
        edge = self._chance.randrange(len(roads.roads.metres))
        lon, lat = roads.roads.line(edge)[0]
        return float(lon), float(lat)

    def _measured(self, place: Point, speed: float, heading: float | None) -> Measured:
        off = NOISE_M / METRES_A_DEGREE if speed else 0.0
        return Measured(
            self._clock.device_ms(),
            place[0] + self._chance.gauss(0.0, off),
            place[1] + self._chance.gauss(0.0, off),
            speed=speed,
            heading=heading,
            accuracy=2 * NOISE_M,
            source="simulated",
        )


def along(way: Sequence[Point], step_m: float) -> Iterator[tuple[Point, float]]:
    """Yield a position and its heading every `step_m` metres of a way, from its start."""
    ahead_m = 0.0
    for start, end in pairwise(way):
        metres = metres_between(start, end)
        if metres == 0:
            continue
        heading = bearing(start, end)
        while ahead_m <= metres:
            yield between(start, end, ahead_m / metres), heading
            ahead_m += step_m
        ahead_m -= metres
