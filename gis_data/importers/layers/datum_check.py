"""Whether the named datum can be right: the new roads laid over the roads of a known city.

A wrong datum shifts everything by 300 to 1,400 metres. Then the vertices of the new roads lie as
far from the known roads as any point of the city does; under the right one they lie upon them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from gis_data.datums import FloatArray
from gis_data.importers.layers.datum_border import Datum, rows_to_wgs84
from gis_data.importers.refusals import ImportRefused
from gis_data.road_table import RoadTable, read_roads

_REACH: Final = 0.015
"""No datum is farther from another than this, in degrees."""
_SAMPLE: Final = 3000
_FEWEST: Final = 30
"""Fewer vertices than these upon the known city tell nothing."""
_DEGREE_M: Final = 111_195.0
_CLEARLY: Final = 0.5
"""Another datum is better where it brings the roads to less than this share of the distance."""
_NOTICED_M: Final = 12.0
"""Two surveys of the same roads differ by so much without any fault of the datum."""
_DATUMS: Final = (Datum.WGS84, Datum.GCJ02, Datum.BD09)
_NAMES: Final = {
    Datum.WGS84: "WGS-84",
    Datum.CGCS2000: "CGCS2000",
    Datum.GCJ02: "GCJ-02",
    Datum.BD09: "BD-09",
}


@dataclass(frozen=True)
class Fit:
    """How far the new roads' vertices lie from known roads, in metres, at the median."""

    datum: Datum
    metres: float


def known_roads(folder: Path) -> RoadTable | None:
    """Read the roads of a city that is there, or return None."""
    try:
        return read_roads(folder)
    except (OSError, ValueError, KeyError):
        return None


def fits(raw: FloatArray, known: RoadTable) -> list[Fit]:
    """Measure every datum for the rows as they stand in the file, the best first.

    Nothing is returned where the two cities do not lie upon each other.
    """
    low, high = known.coordinates.min(axis=0), known.coordinates.max(axis=0)
    inside = raw[((raw >= low - _REACH) & (raw <= high + _REACH)).all(axis=1)]
    if len(inside) < _FEWEST:
        return []
    sample = inside[:: max(1, len(inside) // _SAMPLE)]
    narrow = np.array([np.cos(np.radians(sample[:, 1].mean())), 1.0]) * _DEGREE_M
    lines = shapely.linestrings(
        known.coordinates * narrow,
        indices=np.repeat(np.arange(len(known)), np.diff(known.offsets)),
    )
    tree = shapely.STRtree(np.asarray(lines, dtype=np.object_))
    found = []
    for datum in _DATUMS:
        points = shapely.points(rows_to_wgs84(sample, datum) * narrow)
        _, apart = tree.query_nearest(points, return_distance=True, all_matches=False)
        found.append(Fit(datum, float(np.median(apart))))
    return sorted(found, key=lambda fit: fit.metres)


def check_datum(told: Datum, raw: FloatArray, known: RoadTable | None) -> int | None:
    """Return the median distance from the known roads in metres, or None where none are near.

    Raises `ImportRefused` where another datum fits clearly better than the one that was told.
    """
    measured = fits(raw, known) if known is not None else []
    if not measured:
        return None
    plain = Datum.WGS84 if told is Datum.CGCS2000 else told
    own = next(fit for fit in measured if fit.datum is plain)
    best = measured[0]
    if own.metres > _NOTICED_M and best.metres < own.metres * _CLEARLY:
        raise ImportRefused(
            f"坐标系像是不对：按 {_NAMES[told]} 换算，道路与现有城市的道路相距 {own.metres:.0f} 米"
            f"（中位数）；按 {_NAMES[best.datum]} 换算只差 {best.metres:.0f} 米。"
            f"请改用 --datum {best.datum}；确信无误时加 --trust-datum。原有城市数据未改动"
        )
    return round(own.metres)
