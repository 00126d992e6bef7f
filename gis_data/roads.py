"""Road times and routes over a city's network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import numpy as np

from gis_data.datums import FloatArray, Point
from gis_data.road_graph import Arrivals, Door, RoadGraph
from gis_data.road_snapping import RoadSnapper, Snapped
from gis_data.road_speeds import RoadSpeeds
from gis_data.road_table import ROAD_CLASSES, RoadTable, read_roads

_KMH_IN_MS: Final = 3.6


@dataclass(frozen=True)
class RoadTime:
    """How long a drive takes and how far it is, the off-road legs at both ends included."""

    seconds: float
    metres: float


@dataclass(frozen=True)
class Route:
    """The fastest way between two positions, from the first to the last point."""

    points: tuple[Point, ...]
    seconds: float
    metres: float


@dataclass(frozen=True)
class _Drive:
    """A way through the network: out of one door, past junctions, in at another.

    `first_node` is None for a drive that stays on one edge.
    """

    out: Door
    into: Door
    time: RoadTime
    first_node: int | None = None


class RoadNetwork:
    """Answers how long a vehicle needs; directions are kept, parallel roads take the faster.

    A position near several roads (a junction, the middle of a divided road) may use any of them.
    """

    def __init__(self, roads: RoadTable, speeds: RoadSpeeds | None = None) -> None:
        self._roads = roads
        self._speeds = speeds or RoadSpeeds()
        self._snapper = RoadSnapper(
            roads, limit_m=self._speeds.snap_limit_m, slack_m=self._speeds.snap_slack_m
        )
        by_class = np.array([self._speeds.kmh[road_class] for road_class in ROAD_CLASSES])
        self._edge_seconds = roads.metres / by_class[roads.road_class] * _KMH_IN_MS
        self._graph = RoadGraph(roads, self._edge_seconds)

    @classmethod
    def load(cls, folder: Path, speeds: RoadSpeeds | None = None) -> Self:
        """Read the network of a city's folder."""
        return cls(read_roads(folder), speeds)

    def times_to(self, target: Point, sources: Sequence[Point]) -> list[RoadTime | None]:
        """Return for each source the time to drive to `target`, or None where no road leads.

        One run of the search serves any number of sources.
        """
        ends, *starts = self._snapper.snap([target, *sources])
        if not ends:
            return [None] * len(sources)
        arrivals = self._arrivals(ends)
        drives = (self._drive(places, ends, arrivals) for places in starts)
        return [None if drive is None else drive.time for drive in drives]

    def route(self, start: Point, end: Point) -> Route | None:
        """Return the fastest way from `start` to `end`, or None where no road leads."""
        starts, ends = self._snapper.snap([start, end])
        if not ends:
            return None
        arrivals = self._arrivals(ends)
        drive = self._drive(starts, ends, arrivals)
        if drive is None:
            return None
        nodes = () if drive.first_node is None else arrivals.nodes_from(drive.first_node)
        line = self._line(drive, nodes)
        points = (start, *((float(lon), float(lat)) for lon, lat in line), end)
        return Route(points=points, seconds=drive.time.seconds, metres=drive.time.metres)

    def _arrivals(self, ends: Sequence[Snapped]) -> Arrivals:
        return self._graph.towards(door for place in ends for door in self._doors_in(place))

    def _drive(
        self, starts: Sequence[Snapped], ends: Sequence[Snapped], arrivals: Arrivals
    ) -> _Drive | None:
        """Choose the fastest of all ways from any of the starts to any of the ends."""
        outs = [door for place in starts for door in self._doors_out(place)]
        along = [drive for start in starts for end in ends for drive in self._along(start, end)]
        best = min(along, key=lambda drive: drive.time.seconds, default=None)
        by_time = [door.seconds + float(arrivals.seconds[door.node]) for door in outs]
        least = min(by_time, default=np.inf)
        if not np.isfinite(least) or (best is not None and best.time.seconds <= least):
            return best
        out = outs[by_time.index(least)]
        into = arrivals.doors[int(arrivals.last[out.node])]
        metres = out.metres + float(arrivals.metres[out.node]) + into.metres
        return _Drive(out=out, into=into, time=RoadTime(least, metres), first_node=out.node)

    def _doors_out(self, place: Snapped) -> Iterator[Door]:
        """Yield the ways from a place to the ends of its edge."""
        yield self._door(place, 1.0)
        if not self._roads.one_way[place.edge]:
            yield self._door(place, 0.0)

    def _doors_in(self, place: Snapped) -> Iterator[Door]:
        """Yield the ways from the ends of its edge to a place."""
        yield self._door(place, 0.0)
        if not self._roads.one_way[place.edge]:
            yield self._door(place, 1.0)

    def _door(self, place: Snapped, share: float) -> Door:
        ends = self._roads.to_node if share else self._roads.from_node
        driven = abs(share - place.share)
        return Door(
            place=place,
            node=int(ends[place.edge]),
            share=share,
            seconds=driven * float(self._edge_seconds[place.edge]) + self._beside(place),
            metres=driven * float(self._roads.metres[place.edge]) + place.off_road_m,
        )

    def _along(self, start: Snapped, end: Snapped) -> Iterator[_Drive]:
        """Yield the drive that stays on one edge, if both are on it in the right order."""
        if start.edge != end.edge:
            return
        if self._roads.one_way[start.edge] and end.share < start.share:
            return
        driven = abs(end.share - start.share)
        seconds = driven * float(self._edge_seconds[start.edge])
        seconds += self._beside(start) + self._beside(end)
        metres = driven * float(self._roads.metres[start.edge])
        metres += start.off_road_m + end.off_road_m
        out = replace(self._door(start, 1.0), share=end.share)
        into = replace(self._door(end, 1.0), share=end.share)
        yield _Drive(out=out, into=into, time=RoadTime(seconds, metres))

    def _beside(self, place: Snapped) -> float:
        return place.off_road_m / self._speeds.off_road_kmh * _KMH_IN_MS

    def _line(self, drive: _Drive, nodes: Sequence[int]) -> FloatArray:
        out, into = drive.out, drive.into
        pieces = [self._snapper.part(out.place.edge, out.place.share, out.share)]
        driven = self._graph.edges_driven(nodes).tolist()
        for node, edge in zip(nodes, driven, strict=False):
            line = self._roads.line(edge)
            pieces.append(line if self._roads.from_node[edge] == node else line[::-1])
        pieces.append(self._snapper.part(into.place.edge, into.share, into.place.share))
        line = np.concatenate(pieces)
        moved = np.any(np.diff(line, axis=0) != 0, axis=1)
        return np.asarray(line[np.flatnonzero(np.concatenate([[True], moved]))])
