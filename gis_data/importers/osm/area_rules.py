"""What the tags of an area and of a line say to somebody who draws a map."""

import re
from typing import Final

from gis_data.area_table import AreaClass
from gis_data.importers.osm.tags import Tags
from gis_data.line_table import LineClass

_BY_TAG: Final[dict[str, dict[str, AreaClass]]] = {
    "natural": {
        "water": AreaClass.WATER,
        "bay": AreaClass.WATER,
        "wetland": AreaClass.WETLAND,
        "wood": AreaClass.WOOD,
        "scrub": AreaClass.GRASS,
        "heath": AreaClass.GRASS,
        "grassland": AreaClass.GRASS,
        "beach": AreaClass.SAND,
        "sand": AreaClass.SAND,
    },
    "waterway": {"riverbank": AreaClass.WATER, "dock": AreaClass.WATER},
    "amenity": {
        "university": AreaClass.UNIVERSITY,
        "college": AreaClass.UNIVERSITY,
        "school": AreaClass.SCHOOL,
        "kindergarten": AreaClass.SCHOOL,
        "hospital": AreaClass.HOSPITAL,
        "clinic": AreaClass.HOSPITAL,
        "parking": AreaClass.PARKING,
        "grave_yard": AreaClass.CEMETERY,
    },
    "leisure": {
        "park": AreaClass.PARK,
        "garden": AreaClass.PARK,
        "nature_reserve": AreaClass.PARK,
        "common": AreaClass.GRASS,
        "golf_course": AreaClass.GRASS,
        "playground": AreaClass.GRASS,
        "pitch": AreaClass.SPORTS,
        "stadium": AreaClass.SPORTS,
        "sports_centre": AreaClass.SPORTS,
        "track": AreaClass.SPORTS,
    },
    "landuse": {
        "reservoir": AreaClass.WATER,
        "basin": AreaClass.WATER,
        "forest": AreaClass.WOOD,
        "grass": AreaClass.GRASS,
        "meadow": AreaClass.GRASS,
        "village_green": AreaClass.GRASS,
        "recreation_ground": AreaClass.PARK,
        "cemetery": AreaClass.CEMETERY,
        "residential": AreaClass.RESIDENTIAL,
        "commercial": AreaClass.COMMERCIAL,
        "retail": AreaClass.COMMERCIAL,
        "industrial": AreaClass.INDUSTRIAL,
        "railway": AreaClass.INDUSTRIAL,
        "farmland": AreaClass.FARMLAND,
        "farmyard": AreaClass.FARMLAND,
        "orchard": AreaClass.FARMLAND,
        "vineyard": AreaClass.FARMLAND,
    },
    "aeroway": {"aerodrome": AreaClass.AIRFIELD},
    "place": {"square": AreaClass.SQUARE},
    "highway": {"pedestrian": AreaClass.SQUARE},
    "railway": {"platform": AreaClass.PLATFORM},
    "public_transport": {"platform": AreaClass.PLATFORM},
}
AREA_KEYS: Final = ("building", "boundary", "water", *_BY_TAG)
"""The tags by which an area is worth assembling."""

_RAILWAYS: Final = {
    "rail": LineClass.RAILWAY,
    "light_rail": LineClass.RAILWAY,
    "monorail": LineClass.RAILWAY,
    "subway": LineClass.SUBWAY,
    "tram": LineClass.TRAM,
}
_WATERWAYS: Final = {
    "river": LineClass.RIVER,
    "canal": LineClass.RIVER,
    "stream": LineClass.STREAM,
    "drain": LineClass.STREAM,
    "ditch": LineClass.STREAM,
}
_METRES: Final = re.compile(r"^\s*(\d{1,4}(?:\.\d+)?)\s*m?\s*$")
_STOREYS: Final = re.compile(r"^\s*(\d{1,3})(?:\.\d+)?\s*$")
_STOREY_M: Final = 3.0


def area_class(tags: Tags) -> AreaClass | None:
    """Return what an area is, or None where the map does not show it."""
    if tags.get("building", "no") != "no":
        return AreaClass.BUILDING
    if tags.get("boundary", "") == "administrative":
        return AreaClass.DISTRICT
    for key, classes in _BY_TAG.items():
        found = classes.get(tags.get(key, ""))
        if found is not None:
            return found
    return AreaClass.WATER if "water" in tags else None


def line_class(tags: Tags) -> LineClass | None:
    """Return what a line that is no road is, or None where the map does not show it."""
    if (found := _RAILWAYS.get(tags.get("railway", ""))) is not None:
        return None if tags.get("service", "") in {"yard", "siding", "spur"} else found
    if (found := _WATERWAYS.get(tags.get("waterway", ""))) is not None:
        return found
    return LineClass.FERRY_LINE if tags.get("route", "") == "ferry" else None


def metres_high(tags: Tags) -> int:
    """Return how high a building is, from its height or its storeys; 0 where nobody told."""
    if (found := _METRES.match(tags.get("height", ""))) is not None:
        return round(float(found[1]))
    if (found := _STOREYS.match(tags.get("building:levels", ""))) is not None:
        return round(float(found[1]) * _STOREY_M)
    return 0
