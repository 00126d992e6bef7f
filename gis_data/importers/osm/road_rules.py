"""What the tags of a way say to somebody who drives an ambulance.

Which roads count follows the OpenStreetMap wiki's pages on `highway`, `access` and `oneway`. An
ambulance is let in where access is private, and where `emergency` allows it; it keeps out where
motor vehicles are forbidden without that exception.
"""

import re
from dataclasses import dataclass
from typing import Final

from gis_data.importers.osm.tags import Tags
from gis_data.road_table import UNKNOWN_KMH, RoadClass

_CLASSES: Final = {
    str(road_class): road_class for road_class in RoadClass if road_class is not RoadClass.FERRY
} | {"road": RoadClass.UNCLASSIFIED}
_ONLY_IF_ALLOWED: Final = {
    "pedestrian": RoadClass.LIVING_STREET,
    "footway": RoadClass.SERVICE,
    "track": RoadClass.SERVICE,
    "busway": RoadClass.SERVICE,
    "path": RoadClass.SERVICE,
}
"""Ways that are roads for an ambulance only where a tag lets motor vehicles or emergencies in."""
_ACCESS_KEYS: Final = ("emergency", "motorcar", "motor_vehicle", "vehicle", "access")
"""The most particular first; the first that is there decides."""
_ALLOWED: Final = frozenset({"yes", "designated", "permissive", "official"})
_FORBIDDEN: Final = frozenset({"no", "agricultural", "forestry", "agricultural;forestry"})
_ROUND: Final = frozenset({"roundabout", "circular"})
_ONE_WAY_BY_KIND: Final = frozenset({RoadClass.MOTORWAY, RoadClass.MOTORWAY_LINK})
_FORWARD: Final = frozenset({"yes", "true", "1"})
_BACKWARD: Final = frozenset({"-1", "reverse"})
_EITHER: Final = frozenset({"no", "false", "0", "reversible", "alternating"})
_SPEED: Final = re.compile(r"^\s*(\d{1,3})(?:\.\d+)?\s*(mph|km/h|kmh|kph)?\s*$", re.IGNORECASE)
_KM_IN_MILE: Final = 1.609344
_HIGHEST_KMH: Final = 250
_HIGHEST_LEVEL: Final = 5


@dataclass(frozen=True, slots=True)
class RoadWay:
    """What a way is to a driver; `turned` says that travel runs against the way's nodes."""

    road_class: RoadClass
    one_way: bool
    turned: bool
    level: int
    max_kmh: int


def road_way(tags: Tags) -> RoadWay | None:
    """Return what a way is to a driver, or None where no ambulance drives."""
    road_class = _road_class(tags)
    if road_class is None:
        return None
    one_way, turned = _direction(tags, road_class)
    return RoadWay(
        road_class=road_class,
        one_way=one_way,
        turned=turned,
        level=level(tags),
        max_kmh=kmh(tags.get("maxspeed", "")),
    )


def _road_class(tags: Tags) -> RoadClass | None:
    allowed = _may_drive(tags)
    if tags.get("route", "") == "ferry" and "highway" not in tags:
        return RoadClass.FERRY if allowed else None
    kind = tags.get("highway", "")
    if allowed is False or tags.get("area", "") == "yes":
        return None
    if kind in _CLASSES:
        return _CLASSES[kind]
    return _ONLY_IF_ALLOWED.get(kind) if allowed else None


def _may_drive(tags: Tags) -> bool | None:
    """Tell whether the tags let an ambulance in, keep it out, or say nothing."""
    for key in _ACCESS_KEYS:
        value = tags.get(key, "")
        if value in _ALLOWED:
            return True if key != "access" else None
        if value in _FORBIDDEN and key != "emergency":
            return False
    return None


def _direction(tags: Tags, road_class: RoadClass) -> tuple[bool, bool]:
    """Return whether a road is one-way, and whether against its nodes."""
    told = tags.get("oneway", "").lower()
    if told in _BACKWARD:
        return True, True
    if told in _FORWARD:
        return True, False
    implied = tags.get("junction", "") in _ROUND or road_class in _ONE_WAY_BY_KIND
    return implied and told not in _EITHER, False


def level(tags: Tags) -> int:
    """Return how high a way runs: above 0 on a bridge, below 0 in a tunnel."""
    told = tags.get("layer", "0")
    height = int(told) if re.fullmatch(r"-?\d", told) else 0
    if tags.get("bridge", "no") != "no":
        return max(1, min(height, _HIGHEST_LEVEL))
    if tags.get("tunnel", "no") not in {"no", "building_passage"}:
        return min(-1, max(height, -_HIGHEST_LEVEL))
    return 0


def kmh(told: str) -> int:
    """Return a speed limit in kilometres an hour, `UNKNOWN_KMH` where it is no number."""
    found = _SPEED.match(told)
    if found is None:
        return UNKNOWN_KMH
    value = float(found[1]) * (_KM_IN_MILE if (found[2] or "").lower() == "mph" else 1.0)
    return min(round(value), _HIGHEST_KMH)
