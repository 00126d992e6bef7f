"""Subscribers around a point: by PostGIS where it runs, else by a box and a measure."""

import math
import struct
from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from geoalchemy2 import Geography
from geoalchemy2.functions import ST_Distance, ST_DWithin, ST_MakePoint, ST_SetSRID
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatch_server.adapters.storage.geometry import WGS84
from dispatch_server.adapters.storage.register_tables import in_use
from dispatch_server.adapters.storage.tables import subscriber
from dispatch_server.contract.details import Point
from gis_data.datums import distance_m

METRES_A_DEGREE: Final = 110_500.0
"""A degree of latitude is nowhere shorter than this."""

Rows = Sequence[sa.Row[tuple[object, ...]]]


async def near_on_postgis(
    connection: AsyncConnection, point: Point, *, radius_m: float, limit: int
) -> Rows:
    """Let PostGIS search and measure."""
    place = sa.cast(subscriber.c.point, Geography)
    centre = sa.cast(ST_SetSRID(ST_MakePoint(*point), WGS84), Geography)
    query = (
        sa.select(subscriber)
        .where(in_use(), ST_DWithin(place, centre, radius_m))
        .order_by(ST_Distance(place, centre), subscriber.c.number)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


async def near_on_sqlite(
    connection: AsyncConnection, point: Point, *, radius_m: float, limit: int
) -> Rows:
    """Find the rows in a box around the circle by the index, then measure each."""
    found = (await connection.execute(sa.select(subscriber).where(*_box(point, radius_m)))).all()
    measured = [(distance_m(point, (row.point.x, row.point.y)), row.number, row) for row in found]
    within = sorted(one for one in measured if one[0] <= radius_m)
    return [row for _, _, row in within[:limit]]


def _box(point: Point, radius_m: float) -> list[sa.ColumnElement[bool]]:
    """Return what the bytes of a point in the box hold; see `Geometry` for their order.

    South of the equator and west of Greenwich the bytes say nothing, and every row is measured.
    """
    north_south = radius_m / METRES_A_DEGREE
    east_west = north_south / max(0.01, math.cos(math.radians(abs(point[1]) + north_south)))
    box = []
    for start, middle, reach in ((14, point[1], north_south), (6, point[0], east_west)):
        ordinate = sa.func.substr(subscriber.c.point, start, 8, type_=sa.LargeBinary)
        if middle - reach >= 0:
            box.append(ordinate.between(_bytes(middle - reach), _bytes(middle + reach)))
    return [in_use(), subscriber.c.point.is_not(None), *box]


def _bytes(degrees: float) -> bytes:
    return struct.pack(">d", degrees)
