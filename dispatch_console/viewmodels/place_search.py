"""Place search at the desk: local, so that it works without the server."""

from dataclasses import dataclass
from typing import Final

from dispatch_console.viewmodels.suggestion import Suggestion
from dispatch_server.contract.details import Place, Point, Precision
from gis_data.gazetteer import Gazetteer, PlaceMatch
from gis_data.place_naming import PlaceNaming
from gis_data.place_record import PlaceKind

MOST_FOUND: Final = 8
_PRECISION: Final = {
    PlaceKind.HOUSE: Precision.HOUSE,
    PlaceKind.LANDMARK: Precision.HOUSE,
    PlaceKind.HOSPITAL: Precision.HOUSE,
    PlaceKind.STATION: Precision.HOUSE,
    PlaceKind.JUNCTION: Precision.STREET,
    PlaceKind.STREET: Precision.STREET,
    PlaceKind.LOCALITY: Precision.DISTRICT,
    PlaceKind.DISTRICT: Precision.DISTRICT,
}


@dataclass(frozen=True, slots=True)
class Find:
    """One place found: how it is offered, and what it puts on the form."""

    suggestion: Suggestion
    place: Place


class PlaceSearch:
    """Searches the city's names as the dispatcher types."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._naming: PlaceNaming | None = None

    def learn_names(self) -> None:
        """Read what names points of the map; for a thread of its own, the window goes on."""
        if self._naming is None:
            self._naming = self._gazetteer.naming()

    def name(self, point: Point) -> str:
        """Say in words where a point is; nothing while that is still being read."""
        return self._naming.name(point) if self._naming is not None else ""

    def find(self, typed: str, *, near: Point | None = None) -> tuple[Find, ...]:
        """Give the places that fit, best first; of equals the nearer one first."""
        if not typed.strip():
            return ()
        matches = self._gazetteer.search(typed, near=near, limit=MOST_FOUND)
        return tuple(_find(match) for match in matches)


def _find(match: PlaceMatch) -> Find:
    text = match.address
    if match.name not in text and match.kind is not PlaceKind.JUNCTION:
        text = f"{match.address} {match.name}"
    precision = Precision.STREET if match.is_estimated else _PRECISION[match.kind]
    place = Place(text, match.point, precision)
    return Find(Suggestion(match.name, match.address), place)
