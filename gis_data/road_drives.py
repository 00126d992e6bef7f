"""The fastest drive between places on the network, piece by piece."""

from dataclasses import dataclass

import numpy as np

from gis_data.datums import FloatArray
from gis_data.road_arcs import RoadArcs
from gis_data.road_doors import Door
from gis_data.road_search import TICKS_A_SECOND, Path
from gis_data.road_snapping import Places
from gis_data.road_table import RoadTable
from gis_data.road_traffic import Traffic


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an edge as it is driven, from one share of its length to another."""

    edge: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive: its pieces, how long all of it takes, and the metres beside the road at its ends."""

    pieces: tuple[Piece, ...]
    seconds: float
    before_m: float
    after_m: float

    def metres(self, roads: RoadTable) -> float:
        """Return how far it is, beside the road included."""
        driven = sum(
            abs(piece.end - piece.start) * float(roads.metres[piece.edge]) for piece in self.pieces
        )
        return driven + self.before_m + self.after_m


def fastest(arcs: RoadArcs, traffic: Traffic, starts: Places, ends: Places) -> Drive | None:
    """Return the fastest drive from any of the starts to any of the ends, or None."""
    outs, intos = traffic.doors.out_of(starts).listed(), traffic.doors.into(ends)
    path = traffic.search.path([door.seed for door in outs], [door.seed for door in intos])
    beside = _along(traffic, starts, ends)
    if beside is not None and (path is None or beside.seconds * TICKS_A_SECOND <= path.ticks):
        return beside
    return None if path is None else _driven(arcs, path, (starts, outs), (ends, intos))


def _driven(
    arcs: RoadArcs,
    path: Path,
    begin: tuple[Places, list[Door]],
    finish: tuple[Places, list[Door]],
) -> Drive:
    (starts, outs), (ends, intos) = begin, finish
    out, into = _cheapest(outs, path.start), _cheapest(intos, path.end)
    pieces = [_piece(arcs, out.lane, start=float(starts.share[out.place]))]
    pieces += [_piece(arcs, int(arcs.lane[arc])) for arc in path.arcs]
    pieces += [_piece(arcs, into.lane, end=float(ends.share[into.place]))]
    return Drive(
        pieces=tuple(piece for piece in pieces if piece.start != piece.end),
        seconds=path.ticks / TICKS_A_SECOND,
        before_m=float(starts.away_m[out.place]),
        after_m=float(ends.away_m[into.place]),
    )


def _cheapest(doors: list[Door], state: int) -> Door:
    return min((door for door in doors if door.seed.state == state), key=lambda d: d.seed.ticks)


def _piece(
    arcs: RoadArcs, lane: int, *, start: float | None = None, end: float | None = None
) -> Piece:
    first, last = (0.0, 1.0) if arcs.is_forward(lane) else (1.0, 0.0)
    return Piece(
        int(arcs.edge[lane]), first if start is None else start, last if end is None else end
    )


def _along(traffic: Traffic, starts: Places, ends: Places) -> Drive | None:
    """Return the fastest drive that stays on one edge, if there is one."""
    if not len(starts) or not len(ends):
        return None
    ticks = np.array([traffic.doors.along(starts, ends, which) for which in range(len(ends))])
    which, start = (int(place) for place in np.unravel_index(int(ticks.argmin()), ticks.shape))
    if not np.isfinite(ticks[which, start]):
        return None
    piece = Piece(int(ends.edge[which]), float(starts.share[start]), float(ends.share[which]))
    return Drive(
        pieces=(piece,),
        seconds=float(ticks[which, start]) / TICKS_A_SECOND,
        before_m=float(starts.away_m[start]),
        after_m=float(ends.away_m[which]),
    )


def line_of(roads: RoadTable, piece: Piece) -> FloatArray:
    """Return the `(lon, lat)` rows of a piece, in the order driven."""
    line = roads.line(piece.edge)
    if (piece.start, piece.end) == (0.0, 1.0):
        return line
    step = np.diff(line, axis=0) * [np.cos(np.radians(line[0, 1])), 1.0]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(step[:, 0], step[:, 1]))])
    share = along / max(float(along[-1]), 1e-12)
    low, high = sorted((piece.start, piece.end))
    inner = line[(share > low) & (share < high)]
    ends = np.column_stack([np.interp([low, high], share, line[:, axis]) for axis in (0, 1)])
    part = np.concatenate([ends[:1], inner, ends[1:]])
    return part if piece.start <= piece.end else part[::-1]
