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
from gis_data.road_speeds import MIDDAY, RoadSpeeds
from gis_data.road_table import IntArray, RoadTable

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
        self._reaching: ScipyEngine | None = None
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

    def reaching(self, traffic: Traffic) -> ScipySearch:
        """Return a search that tells everything within reach, which not every engine can."""
        if isinstance(traffic.search, ScipySearch):
            return traffic.search
        with self._one_at_a_time:
            if self._reaching is None:
                self._reaching = ScipyEngine(self._arcs)
        return self._reaching.search(arc_ticks(self._arcs, traffic.edge_ticks))
