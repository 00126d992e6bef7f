"""From what the roads of a city say to what the services are told."""

import numpy as np
import shapely

from dispatch_server.contract.details import Point
from dispatch_server.ports.ground import ReachFound, RoadFound, Way
from gis_data.datums import FloatArray
from gis_data.road_guidance import sentences
from gis_data.road_reach import Reach
from gis_data.roads import RoadNetwork, RoadTime, Route


def way_of(found: RoadTime | Route | None) -> Way | None:
    """Return a way as the services know it."""
    if found is None:
        return None
    if not isinstance(found, Route):
        return Way(found.seconds, found.metres)
    lines = sentences(found.steps, before_m=found.before_m, after_m=found.after_m)
    return Way(found.seconds, found.metres, found.points, tuple(lines))


def found_road(roads: RoadNetwork, point: Point) -> RoadFound | None:
    """Return the road at a position, from junction to junction."""
    place = roads.nearest_road(point)
    if place is None:
        return None
    edge, away_m = place
    return RoadFound(roads.roads.street_name(edge), _points(roads.roads.line(edge)), away_m)


def found_stretch(found: tuple[str, tuple[Point, ...]] | None) -> RoadFound | None:
    """Return a stretch of a street."""
    return None if found is None else RoadFound(*found)


def reach_of(found: Reach) -> ReachFound:
    """Return an area as rings of points."""
    polygons = tuple(
        tuple(_points(shapely.get_coordinates(ring)) for ring in (area.exterior, *area.interiors))
        for area in found.area.geoms
    )
    return ReachFound(found.minutes, polygons)


def _points(rows: FloatArray) -> tuple[Point, ...]:
    """Return positions to a millionth of a degree, which is a tenth of a metre."""
    return tuple((float(lon), float(lat)) for lon, lat in np.round(rows, 6))
