"""What driving costs at one hour, with or without siren, and with some roads closed."""

from dataclasses import dataclass
from threading import Lock
from typing import Final

import numpy as np

from gis_data.datums import FloatArray
from gis_data.road_arcs import RoadArcs
from gis_data.road_doors import RoadDoors
from gis_data.road_scipy import ScipyEngine, ScipySearch
from gis_data.road_search import NEVER, TICKS_A_SECOND, RoadEngine, RoadSearch, arc_ticks
from gis_data.road_snapping import Places
from gis_data.road_speeds import MIDDAY, RoadSpeeds
from gis_data.road_table import RoadTable
from gis_data.stored_positions import IntArray

_LONGEST_S: Final = 24 * 3600.0


@dataclass(frozen=True, eq=False)
class Traffic:
    """The costs of every edge, and the searches over them. A closed edge is never driven through.

    `doors` prices the ends of a drive: a closed edge is left and reached at off-road speed.
    """

    edge_seconds: FloatArray
    edge_ticks: IntArray
    doors: RoadDoors
    search: RoadSearch


class TrafficMaker:
    """Makes traffic over one network, in its own time, while the traffic before is in use."""

    def __init__(
        self, roads: RoadTable, arcs: RoadArcs, speeds: RoadSpeeds, engine: RoadEngine
    ) -> None:
        self._roads = roads
        self._arcs = arcs
        self._speeds = speeds
        self._engine = engine
        self._scipy: ScipyEngine | None = None
        self._reached: tuple[Traffic, ScipySearch] | None = None
        self._one_at_a_time = Lock()

    def make(
        self, *, hour: int = MIDDAY, closed: frozenset[int] = frozenset(), siren: bool = True
    ) -> Traffic:
        """Return the traffic of an hour of the week."""
        seconds = self._speeds.edge_seconds(self._roads, hour, siren=siren)
        shut = np.array(sorted(closed), dtype=np.int64)
        ends = seconds.copy()
        ends[shut] = self._speeds.beside_seconds(self._roads.metres[shut])
        bounded = np.clip(np.rint(seconds * TICKS_A_SECOND), 1, _LONGEST_S * TICKS_A_SECOND)
        ticks = bounded.astype(np.int64)
        ticks[shut] = NEVER
        doors = RoadDoors(self._arcs, self._speeds, ends)
        with self._one_at_a_time:
            search = self._engine.search(arc_ticks(self._arcs, ticks))
        return Traffic(seconds, ticks, doors, search)

    def retire(self, traffic: Traffic) -> None:
        """Take back traffic that nobody uses any more."""
        with self._one_at_a_time:
            self._engine.retire(traffic.search)

    def arrivals(self, traffic: Traffic, places: Places, most_s: float) -> FloatArray:
        """Return the seconds from places to both ends of every edge within some seconds.

        Row 0 is for edges entered where they begin, row 1 where they end; the edges of the places
        themselves are entered at their ends only.
        """
        arcs, seeds = self._arcs, [door.seed for door in traffic.doors.out_of(places).listed()]
        ticks = self._reaching(traffic).within(seeds, most_s * TICKS_A_SECOND)
        lanes = np.full(len(arcs.edge), np.inf)
        np.minimum.at(lanes, arcs.lane, ticks[arcs.tail])
        found = np.full((2, arcs.edges), np.inf)
        found[0] = lanes[: arcs.edges]
        two_way = np.flatnonzero(arcs.opposite >= 0)
        found[1, two_way] = lanes[arcs.opposite[two_way]]
        found[:, traffic.edge_ticks >= NEVER] = np.inf
        return found / TICKS_A_SECOND

    def _reaching(self, traffic: Traffic) -> ScipySearch:
        """Return a search that tells everything within reach, which not every engine can."""
        if isinstance(traffic.search, ScipySearch):
            return traffic.search
        if self._reached is None or self._reached[0] is not traffic:
            self._scipy = self._scipy or ScipyEngine(self._arcs)
            self._reached = traffic, self._scipy.search(arc_ticks(self._arcs, traffic.edge_ticks))
        return self._reached[1]
