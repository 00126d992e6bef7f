"""Place search at the desk: local, so that it works without the server."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from dispatch_console.viewmodels.suggestion import Suggestion
from dispatch_console.viewmodels.wording import distance, together
from dispatch_server.contract.details import Place, Point, Precision
from gis_data.datums import distance_m
from gis_data.gazetteer import Gazetteer, PlaceMatch, never
from gis_data.place_naming import PlaceNaming
from gis_data.place_record import PlaceKind

MOST_FOUND: Final = 8
KIND_WORDS: Final[Mapping[PlaceKind, str]] = {
    PlaceKind.DISTRICT: "区",
    PlaceKind.LOCALITY: "片区",
    PlaceKind.STREET: "道路",
    PlaceKind.HOUSE: "门牌",
    PlaceKind.LANDMARK: "地点",
    PlaceKind.JUNCTION: "路口",
    PlaceKind.HOSPITAL: "医院",
    PlaceKind.STATION: "分站",
}
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

    def find(
        self,
        typed: str,
        *,
        near: Point | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> tuple[Find, ...]:
        """Give the places that fit, best first; of equals the nearer one first.

        May be asked from any thread; gives nothing once `cancelled`.
        """
        if not typed.strip():
            return ()
        matches = self._gazetteer.search(typed, near=near, limit=MOST_FOUND, cancelled=cancelled)
        return tuple(_find(match, near) for match in matches)


def _find(match: PlaceMatch, near: Point | None) -> Find:
    text = match.address
    if match.name not in text and match.kind is not PlaceKind.JUNCTION:
        text = f"{match.address} {match.name}"
    precision = Precision.STREET if match.is_estimated else _PRECISION[match.kind]
    place = Place(text, match.point, precision)
    return Find(Suggestion(match.name, _said(match, near)), place)


def _said(match: PlaceMatch, near: Point | None) -> str:
    """Say of a find what it is, where, how sure, and how far away."""
    return together(
        [
            KIND_WORDS[match.kind],
            match.address.removesuffix(match.name),
            "按邻近门牌估计" if match.is_estimated else "",
            "" if near is None else distance(distance_m(near, match.point)),
        ]
    )
