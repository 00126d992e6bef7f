"""One place of a city as the importers hand it to the search index."""

from dataclasses import dataclass
from enum import StrEnum

from gis_data.datums import Point


class PlaceKind(StrEnum):
    """What sort of place it is."""

    DISTRICT = "district"
    LOCALITY = "locality"
    STREET = "street"
    HOUSE = "house"
    LANDMARK = "landmark"
    JUNCTION = "junction"
    HOSPITAL = "hospital"
    STATION = "station"


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A place with the name people say and the whole address that is shown.

    A house is named by its street and number (望星大道12号), a junction by its two streets
    (望星大道与晨风路路口). `address` begins with the district where there is one. `point` is
    (lon, lat) in WGS-84; `importance` runs from 0 (a house) to 1 (known to all the city).
    """

    kind: PlaceKind
    name: str
    address: str
    point: Point
    aliases: tuple[str, ...] = ()
    importance: float = 0.0
