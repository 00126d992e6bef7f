"""Where foreign positions become WGS-84: the file's own reference system, then the named datum.

CGCS2000 and WGS-84 agree to some centimetres (GB 22021 describes CGCS2000), far below what a map
of streets shows. GCJ-02 and BD-09 have no EPSG code: files in them mostly claim to be WGS-84 or
CGCS2000, so that nobody but the one who has the file can name them.
"""

from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from gis_data.datums import FloatArray, bd09_to_wgs84, gcj02_to_wgs84
from gis_data.importers.refusals import ImportRefused

Shapes = npt.NDArray[np.object_]

_SPHERE: Final = "EPSG:4326"
_MODERN: Final = (6378137.0, 298.257)
"""Semi-major axis and inverse flattening of WGS-84, CGCS2000 and GRS 80, so far as they agree."""
_CHINA: Final = (72.0, 0.5, 138.0, 56.0)
"""West, south, east, north within which GCJ-02 is defined."""


class Datum(StrEnum):
    """In which datum the positions of a file are."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_degrees(shapes: Shapes, crs: CRS | None, source: str) -> Shapes:
    """Return flat shapes in degrees by the file's own reference system, or raise `ImportRefused`.

    A file that names no system must have degrees already.
    """
    shapes = shapely.force_2d(shapes)
    target = None if crs is None else _degrees_of(crs)
    if crs is not None and target is not None and crs != target:
        try:
            change = Transformer.from_crs(crs, target, always_xy=True, allow_ballpark=False)
        except ProjError as error:
            raise ImportRefused(
                f"{source} 的坐标系 {crs.name} 不能准确换算到 WGS-84（{error}）；"
                "请先转换为 WGS-84 或 CGCS2000 再导入"
            ) from error
        shapes = shapely.transform(
            shapes, lambda rows: np.column_stack(change.transform(rows[:, 0], rows[:, 1]))
        )
    rows = shapely.get_coordinates(shapes)
    if not np.isfinite(rows).all() or (np.abs(rows) > (180.0, 90.0)).any():
        told = f"按 {crs.name} 换算后" if crs is not None else "没有说明坐标系（缺 .prj），坐标"
        raise ImportRefused(f"{source} {told}不是经纬度；请补上坐标系说明后再导入")
    return shapes


def to_wgs84(shapes: Shapes, datum: Datum, source: str) -> Shapes:
    """Return shapes of a datum in WGS-84; GCJ-02 and BD-09 outside China are refused."""
    if datum in {Datum.WGS84, Datum.CGCS2000}:
        return shapes
    rows = shapely.get_coordinates(shapes)
    west, south, east, north = _CHINA
    if (rows < (west, south)).any() or (rows > (east, north)).any():
        raise ImportRefused(f"{source} 有中国以外的坐标，{datum} 只用于中国境内；请核对 --datum")
    return np.asarray(shapely.transform(shapes, lambda rows: rows_to_wgs84(rows, datum)))


def rows_to_wgs84(rows: FloatArray, datum: Datum) -> FloatArray:
    """Return `(lon, lat)` rows of a datum in WGS-84."""
    match datum:
        case Datum.GCJ02:
            return gcj02_to_wgs84(rows)
        case Datum.BD09:
            return bd09_to_wgs84(rows)
        case Datum.WGS84 | Datum.CGCS2000:
            return rows


def _degrees_of(crs: CRS) -> CRS:
    """Return the system of degrees that a file's own system is brought to.

    Systems upon the ellipsoids of WGS-84 and CGCS2000 agree to below a metre, so that only their
    projection is undone; older ones (Beijing 1954, Xi'an 1980) are shifted to WGS-84.
    """
    base, shape = crs.geodetic_crs, crs.ellipsoid
    if base is not None and shape is not None and not crs.is_bound:
        modern = (shape.semi_major_metre, round(shape.inverse_flattening, 3)) == _MODERN
        if modern:
            return base
    return CRS.from_user_input(_SPHERE)
