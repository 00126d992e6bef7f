"""The search box of the map: vehicles, incidents, stations and hospitals first, then places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.place_search import MOST_FOUND, Find, PlaceSearch
from dispatch_console.viewmodels.suggestion import Suggestion
from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Place, Point
from dispatch_server.contract.ids import IncidentId, VehicleId
from dispatch_server.contract.views import live_incidents, vehicle_view

_MOST_OWN: Final = 4


@dataclass(frozen=True, slots=True)
class MapFind:
    """One find: where it is, and which vehicle, incident or place it is."""

    suggestion: Suggestion
    point: Point
    vehicle_id: VehicleId | None = None
    incident_id: IncidentId | None = None
    place: Place | None = None


class MapSearch:
    """Looks in what stands on the board, then in the city's places."""

    def __init__(self, mirror: Mirror, places: PlaceSearch) -> None:
        self._mirror = mirror
        self.places = places

    def find(self, typed: str, *, near: Point) -> tuple[MapFind, ...]:
        """Give what fits, the desk's own things first; of equal places the nearer one first."""
        return self.joined(typed, self.places.find(typed.strip(), near=near))

    def joined(self, typed: str, places: Sequence[Find]) -> tuple[MapFind, ...]:
        """Give the desk's own things that fit, and behind them the places found."""
        words = typed.strip()
        if not words:
            return ()
        own = list(self._own(words))[:_MOST_OWN]
        found = [
            MapFind(find.suggestion, find.place.point, place=find.place)
            for find in places
            if find.place.point is not None
        ]
        return tuple((own + found)[:MOST_FOUND])

    def _own(self, words: str) -> Iterator[MapFind]:
        board = self._mirror.board
        for incident in live_incidents(board):
            point = incident.details.scene.point
            if words == str(incident.number) and point is not None:
                title = f"{incident.number} 号"
                shown = Suggestion(title, f"警情　{incident.details.scene.text}")
                yield MapFind(shown, point, incident_id=incident.id)
        yield from _vehicles(board, words)
        for station in board.stations.values():
            if words in station.name:
                place = Place(station.address or station.name, station.point)
                yield MapFind(Suggestion(station.name, "分站"), station.point, place=place)
        for hospital in board.hospitals.values():
            if words in hospital.name:
                place = Place(f"{hospital.address} {hospital.name}".strip(), hospital.point)
                yield MapFind(Suggestion(hospital.name, "医院"), hospital.point, place=place)


def _vehicles(board: Board, words: str) -> Iterator[MapFind]:
    """Find vehicles by name, by the digits in it, or by plate; an exact name comes first."""
    fitting = [
        vehicle
        for vehicle in board.vehicles.values()
        if words in vehicle.name or words.upper() in vehicle.plate.replace(" ", "")
    ]
    for vehicle in sorted(fitting, key=lambda one: (one.name != words, one.name)):
        point = vehicle_view(board, vehicle.id).point
        if point is not None:
            shown = Suggestion(vehicle.name, f"车辆　{vehicle.plate}")
            yield MapFind(shown, point, vehicle_id=vehicle.id)
