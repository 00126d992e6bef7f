"""Road times and routes over a city's network."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np

from gis_data.city_folder import city_file
from gis_data.datums import FloatArray, Point
from gis_data.road_arcs import arcs_of
from gis_data.road_drives import Drive, fastest, line_of
from gis_data.road_engines import MakeEngine, engine_beside, engine_for
from gis_data.road_guidance import Step, steps_of
from gis_data.road_pieces import cut_off
from gis_data.road_reach import Reach, reached
from gis_data.road_search import TICKS_A_SECOND
from gis_data.road_snapping import Places, Position, RoadSnapper, Snapping, Start
from gis_data.road_speeds import HOURS_OF_WEEK, MIDDAY, RoadSpeeds
from gis_data.road_table import FILE_NAME, RoadTable, read_roads
from gis_data.road_traffic import Traffic, TrafficMaker


@dataclass(frozen=True)
class RoadTime:
    """How long a drive takes and how far it is, the off-road legs at both ends included."""

    seconds: float
    metres: float


@dataclass(frozen=True)
class Route:
    """The fastest way between two positions, from the first to the last point.

    `before_m` and `after_m` lie beside the road.
    """

    points: tuple[Point, ...]
    seconds: float
    metres: float
    steps: tuple[Step, ...]
    before_m: float
    after_m: float


class RoadNetwork:
    """Answers how long a vehicle needs, as things stand: the hour of the week, roads closed.

    Directions and turns are kept, parallel roads take the faster. A position near several roads (a
    junction, the middle of a divided road) may use any of them. Any thread may ask; while the
    costs of another hour are made the old ones answer.
    """

    def __init__(
        self,
        roads: RoadTable,
        speeds: RoadSpeeds | None = None,
        *,
        snapping: Snapping | None = None,
        engine: MakeEngine = engine_for,
    ) -> None:
        self.roads = roads
        self._arcs = arcs_of(roads)
        self._snapper = RoadSnapper(roads, cut_off(roads, self._arcs), snapping or Snapping())
        self._maker = TrafficMaker(roads, self._arcs, speeds or RoadSpeeds(), engine(self._arcs))
        self._asking, self._changing = Lock(), Lock()
        self._hour, self._closed = MIDDAY, frozenset[int]()
        self._traffic = {True: self._maker.make()}

    @classmethod
    def load(cls, folder: Path, speeds: RoadSpeeds | None = None) -> Self:
        """Read the network of a city's folder; what a large one prepares is kept there."""
        beside = city_file(folder, FILE_NAME).parent
        return cls(read_roads(folder), speeds, engine=engine_beside(beside))

    @property
    def hour(self) -> int:
        """The hour of the week that counts now."""
        return self._hour

    @property
    def closed(self) -> frozenset[int]:
        """The edges that are closed now."""
        return self._closed

    def set_traffic(self, *, hour: int, closed: Collection[int] = frozenset()) -> None:
        """Let another hour of the week and other closed edges count; returns when they do.

        Until then the costs of before answer. Raises `ValueError` for an hour or edge there is not.
        """
        shut = frozenset(closed)
        if not 0 <= hour < HOURS_OF_WEEK or not all(0 <= edge < len(self.roads) for edge in shut):
            raise ValueError("there is no such hour of the week, or no such edge")
        with self._changing:
            fresh = {
                siren: self._maker.make(hour=hour, closed=shut, siren=siren)
                for siren in self._traffic
            }
            with self._asking:
                before, self._traffic = self._traffic, fresh
                self._hour, self._closed = hour, shut
            for traffic in before.values():
                self._maker.retire(traffic)

    def seconds_to(
        self, target: Point, starts: Sequence[Position], *, siren: bool = True
    ) -> FloatArray:
        """Return for each start the seconds to drive to `target`, inf where no road leads.

        One question serves any number of starts.
        """
        return np.asarray(self.table(starts, [target], siren=siren)[0])

    def table(
        self, starts: Sequence[Position], targets: Sequence[Point], *, siren: bool = True
    ) -> FloatArray:
        """Return the seconds from every start (a column) to every target (a row)."""
        places = self._snapped([*starts, *targets])
        begin = places.taken(np.flatnonzero(places.asked < len(starts)))
        groups = [places.of(len(starts) + index) for index in range(len(targets))]
        with self._now(siren=siren) as traffic:
            doors = traffic.doors.out_of(begin)
            states, which = np.unique(doors.state, return_inverse=True)
            seeds = [[door.seed for door in traffic.doors.into(group)] for group in groups]
            ticks = traffic.search.table(seeds, states)
        found = np.full((len(targets), len(starts)), np.inf)
        for row, group, driven in zip(found, groups, ticks, strict=True):
            np.minimum.at(row, begin.asked[doors.place], doors.ticks + driven[which])
            on_edge = (begin.edge[:, None] == group.edge).any(axis=1)
            beside = begin.taken(np.flatnonzero(on_edge))
            for end in range(len(group)):
                np.minimum.at(row, beside.asked, traffic.doors.along(beside, group, end))
        return found / TICKS_A_SECOND

    def times_to(
        self, target: Point, starts: Sequence[Position], *, siren: bool = True
    ) -> list[RoadTime | None]:
        """Return for each start the time and the way to `target`, or None where no road leads.

        The length of every way is looked at one by one: for the few that somebody reads.
        """
        return [self._time(start, target, siren=siren) for start in starts]

    def times_from(
        self, start: Position, targets: Sequence[Point], *, siren: bool = True
    ) -> list[RoadTime | None]:
        """Return the time and the way from `start` to each target, like `times_to`."""
        return [self._time(start, target, siren=siren) for target in targets]

    def route(self, start: Position, end: Point, *, siren: bool = True) -> Route | None:
        """Return the fastest way from `start` to `end`, or None where no road leads."""
        drive = self._drive(start, end, siren=siren)
        if drive is None:
            return None
        return Route(
            points=self._points(start, drive, end),
            seconds=drive.seconds,
            metres=drive.metres(self.roads),
            steps=steps_of(self.roads, drive),
            before_m=drive.before_m,
            after_m=drive.after_m,
        )

    def nearest_road(self, point: Point) -> tuple[int, float] | None:
        """Return the edge at a position and how far away it is, None beyond the limit."""
        places = self._snapped([point])
        if not len(places):
            return None
        nearest = int(places.away_m.argmin())
        return int(places.edge[nearest]), float(places.away_m[nearest])

    def reach(
        self, start: Position, minutes: Sequence[float], *, siren: bool = True
    ) -> list[Reach]:
        """Return what a vehicle reaches within each of some minutes; nothing off the map."""
        places = self._snapped([start])
        most = max(minutes) * 60.0
        with self._now(siren=siren) as traffic:
            arrival = self._maker.arrivals(traffic, places, most)
        return reached(self.roads, arrival, traffic.edge_seconds, minutes)

    def _time(self, start: Position, end: Point, *, siren: bool) -> RoadTime | None:
        drive = self._drive(start, end, siren=siren)
        return None if drive is None else RoadTime(drive.seconds, drive.metres(self.roads))

    def _drive(self, start: Position, end: Point, *, siren: bool) -> Drive | None:
        places = self._snapped([start, end])
        with self._now(siren=siren) as traffic:
            return fastest(self._arcs, traffic, places.of(0), places.of(1))

    def _snapped(self, positions: Sequence[Position]) -> Places:
        return self._snapper.snap(positions)

    @contextmanager
    def _now(self, *, siren: bool) -> Iterator[Traffic]:
        """Give the traffic of now to one question at a time."""
        if siren not in self._traffic:
            self._make_without(siren=siren)
        with self._asking:
            yield self._traffic[siren]

    def _make_without(self, *, siren: bool) -> None:
        with self._changing:
            if siren in self._traffic:
                return
            fresh = self._maker.make(hour=self._hour, closed=self._closed, siren=siren)
            with self._asking:
                self._traffic = {**self._traffic, siren: fresh}

    def _points(self, start: Position, drive: Drive, end: Point) -> tuple[Point, ...]:
        lines = [line_of(self.roads, piece) for piece in drive.pieces]
        line = np.concatenate([np.empty((0, 2)), *lines])
        moved = np.any(np.diff(line, axis=0, prepend=np.nan) != 0, axis=1)
        begin = start.point if isinstance(start, Start) else start
        return (begin, *((float(lon), float(lat)) for lon, lat in line[moved]), end)
