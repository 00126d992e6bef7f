"""What a thing is called, what else people call it, and what sort of place it is."""

import re
from typing import Final

from gis_data.importers.osm.tags import Tags
from gis_data.place_record import PlaceKind

_HANZI: Final = re.compile(r"[\u3400-\u9fff]")
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]+")
_LONGEST: Final = 100
_CHINESE: Final = ("name:zh", "name:zh-Hans", "name:zh_CN", "name:zh-Hant")
_OTHER: Final = (
    *("name", *_CHINESE, "alt_name", "alt_name:zh", "short_name", "short_name:zh"),
    *("official_name", "official_name:zh", "loc_name", "old_name", "name:en"),
)
_PLACES: Final = {
    "city": (PlaceKind.DISTRICT, 1.0),
    "town": (PlaceKind.LOCALITY, 0.8),
    "district": (PlaceKind.DISTRICT, 1.0),
    "borough": (PlaceKind.DISTRICT, 0.9),
    "suburb": (PlaceKind.LOCALITY, 0.7),
    "quarter": (PlaceKind.LOCALITY, 0.6),
    "neighbourhood": (PlaceKind.LOCALITY, 0.5),
    "village": (PlaceKind.LOCALITY, 0.5),
    "hamlet": (PlaceKind.LOCALITY, 0.4),
    "isolated_dwelling": (PlaceKind.LOCALITY, 0.2),
    "locality": (PlaceKind.LOCALITY, 0.3),
    "island": (PlaceKind.LOCALITY, 0.5),
}
_STATIONS: Final = frozenset({"station", "halt"})
_KNOWN: Final = {
    "university": 0.7,
    "college": 0.6,
    "townhall": 0.6,
    "aerodrome": 0.9,
    "stadium": 0.6,
    "park": 0.5,
    "mall": 0.55,
    "museum": 0.55,
    "theatre": 0.5,
    "hotel": 0.4,
    "school": 0.4,
    "attraction": 0.5,
    "police": 0.4,
    "fire_station": 0.4,
    "water": 0.4,
}
_LANDMARK_KEYS: Final = (
    *("amenity", "leisure", "tourism", "shop", "office", "historic", "aeroway", "healthcare"),
    *("natural", "landuse", "building", "man_made", "craft"),
)
NAMED_KEYS: Final = ("place", "railway", "public_transport", "addr:housenumber", *_LANDMARK_KEYS)
"""The tags by which a named node or area is a place."""
_ORDINARY: Final = 0.25


def clean(text: str) -> str:
    """Return a name on one line, without signs that nobody sees, of bearable length."""
    if not text:
        return text
    seen = text if text.isprintable() else _UNSEEN.sub(" ", text)
    return seen.strip()[:_LONGEST]


def best_name(tags: Tags) -> str:
    """Return the name that is shown: the local one, or the Chinese where the local has no hanzi."""
    local = clean(tags.get("name", ""))
    if not local or _HANZI.search(local):
        return local
    chinese = (clean(tags.get(key, "")) for key in _CHINESE)
    return next((name for name in chinese if name), local)


def other_names(tags: Tags) -> tuple[str, ...]:
    """Return what else the thing is called, without its shown name."""
    shown = best_name(tags)
    if not shown:
        return ()
    told = (part for key in _OTHER for part in tags.get(key, "").split(";"))
    names = dict.fromkeys(clean(part) for part in told)
    return tuple(name for name in names if name and name != shown)


def has_hanzi(text: str) -> bool:
    """Tell whether a text has Chinese characters."""
    return _HANZI.search(text) is not None


def place_kind(tags: Tags) -> tuple[PlaceKind, float] | None:
    """Return what sort of place a named thing is and how well known, or None for none."""
    if (found := _PLACES.get(tags.get("place", ""))) is not None:
        return found
    if "hospital" in {tags.get("amenity", ""), tags.get("healthcare", "")}:
        return PlaceKind.HOSPITAL, 0.8
    if tags.get("railway", "") in _STATIONS or tags.get("public_transport", "") == "station":
        return PlaceKind.STATION, 0.7
    for key in _LANDMARK_KEYS:
        value = tags.get(key, "no")
        if value != "no":
            return PlaceKind.LANDMARK, _KNOWN.get(value, _ORDINARY)
    return None
