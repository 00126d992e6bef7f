"""The ways between places on edges and the states of the network at their ends."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gis_data.datums import FloatArray
from gis_data.road_arcs import RoadArcs
from gis_data.road_search import TICKS_A_SECOND, Seed
from gis_data.road_snapping import Places
from gis_data.road_speeds import RoadSpeeds
from gis_data.stored_positions import IntArray


@dataclass(frozen=True, slots=True)
class Door:
    """A way between a place and a state: on which lane, and what it costs, off-road included."""

    place: int
    lane: int
    seed: Seed


@dataclass(frozen=True, eq=False)
class Doors:
    """Many doors as columns: the place of each, its lane, its state and its ticks."""

    place: IntArray
    lane: IntArray
    state: IntArray
    ticks: FloatArray

    def listed(self) -> list[Door]:
        """Return the doors one by one."""
        rows = zip(
            self.place.tolist(),
            self.lane.tolist(),
            self.state.tolist(),
            np.rint(self.ticks).astype(np.int64).tolist(),
            strict=True,
        )
        return [Door(place, lane, Seed(state, ticks)) for place, lane, state, ticks in rows]


class RoadDoors:
    """Opens the doors of places; `end_seconds` is what a whole edge takes at an end of a drive."""

    def __init__(self, arcs: RoadArcs, speeds: RoadSpeeds, end_seconds: FloatArray) -> None:
        self._arcs = arcs
        self._speeds = speeds
        self._end_ticks = end_seconds * TICKS_A_SECOND

    def out_of(self, places: Places) -> Doors:
        """Return the ways from places to the ends of their edges."""
        rest = (1.0 - places.share) * self._end_ticks[places.edge] + self._beside(places)
        back = places.share * self._end_ticks[places.edge] + self._beside(places)
        opposite = self._arcs.opposite[places.edge]
        two_way = np.flatnonzero(opposite >= 0)
        round_ticks = self._speeds.turn_round_s * TICKS_A_SECOND
        rest = rest + ((places.with_line < 0) & (opposite >= 0)) * round_ticks
        back = back + (places.with_line > 0) * round_ticks
        lane = np.concatenate([places.edge, opposite[two_way]])
        return Doors(
            place=np.concatenate([np.arange(len(places)), two_way]),
            lane=lane,
            state=self._arcs.head[lane],
            ticks=np.concatenate([rest, back[two_way]]),
        )

    def into(self, places: Places) -> list[Door]:
        """Return the ways from the states before their edges to places."""
        return [door for place in range(len(places)) for door in self._into(places, place)]

    def _into(self, places: Places, place: int) -> Iterator[Door]:
        edge, share = int(places.edge[place]), float(places.share[place])
        whole, beside = float(self._end_ticks[edge]), float(self._beside(places)[place])
        for lane, driven in ((edge, share), (int(self._arcs.opposite[edge]), 1.0 - share)):
            if lane >= 0:
                ticks = round(driven * whole + beside)
                for state in self._arcs.tails(lane).tolist():
                    yield Door(place, lane, Seed(state, ticks))

    def along(self, places: Places, end: Places, which: int) -> FloatArray:
        """Return the ticks from places to one end on the same edge; inf where it is not so."""
        edge, share = end.edge[which], end.share[which]
        ahead = places.share <= share
        opposite = self._arcs.opposite[edge] >= 0
        fits = (places.edge == edge) & (ahead | opposite)
        ticks = np.abs(share - places.share) * self._end_ticks[edge] + self._beside(places)
        against = np.where(ahead, places.with_line < 0, places.with_line > 0) & opposite
        ticks = ticks + against * self._speeds.turn_round_s * TICKS_A_SECOND
        return np.where(fits, ticks + self._beside(end)[which], np.inf)

    def _beside(self, places: Places) -> FloatArray:
        return self._speeds.beside_seconds(places.away_m) * TICKS_A_SECOND
