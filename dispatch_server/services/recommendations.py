"""Which vehicles and hospitals suit a scene, by road times of the ground."""

from collections.abc import Sequence
from typing import Final

from dispatch_server.contract.answers import RecommendationAnswer, RouteAnswer, VehicleChoice
from dispatch_server.contract.details import Point
from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.views import VehicleView, vehicle_view
from dispatch_server.domain.recommendation import RoadTime, rank_hospitals, rank_vehicles
from dispatch_server.ports.ground import Ground, Standing, Way
from dispatch_server.ports.storage import Store

TOLD_LENGTHS: Final = 20
"""So many vehicles from the top are told with the length of their way; a desk shows nine."""


class RecommendationService:
    """Answers questions; it changes nothing."""

    def __init__(self, store: Store, ground: Ground) -> None:
        self._store = store
        self._ground = ground

    async def recommend(self, scene: Point) -> RecommendationAnswer:
        """Return vehicles and hospitals for a scene, best first.

        Vehicles drive to the scene, patients from it: one-way streets make these two times.
        """
        board = self._store.board
        views = [vehicle_view(board, vehicle_id) for vehicle_id in board.vehicles]
        hospitals = list(board.hospitals.values())
        vehicles = rank_vehicles(views, await self._seconds(scene, views))
        ways = await self._ground.times_from(scene, [hospital.point for hospital in hospitals])
        return RecommendationAnswer(
            scene=scene,
            vehicles=tuple(await self._with_ways(vehicles, scene)),
            hospitals=tuple(rank_hospitals(hospitals, [_time(way) for way in ways])),
        )

    async def _seconds(self, scene: Point, views: Sequence[VehicleView]) -> list[RoadTime]:
        """Return each vehicle's seconds to the scene; nobody knows them without its place."""
        placed = [view for view in views if view.point is not None]
        starts = [Standing(view.point) for view in placed if view.point is not None]
        seconds = await self._ground.seconds_to(scene, starts)
        found = dict(zip((view.vehicle.id for view in placed), seconds, strict=True))
        times = (found.get(view.vehicle.id) for view in views)
        return [None if one is None else (one, None) for one in times]

    async def _with_ways(self, vehicles: list[VehicleChoice], scene: Point) -> list[VehicleChoice]:
        """Give the first vehicles the lengths of their ways, and the best one its way too."""
        first = [one for one in vehicles[:TOLD_LENGTHS] if one.seconds is not None]
        starts = [point for one in first if (point := self._point(one.vehicle_id)) is not None]
        ways = await self._ground.times_to(scene, [Standing(point) for point in starts])
        lengths = {
            one.vehicle_id: None if way is None else way.metres
            for one, way in zip(first, ways, strict=True)
        }
        told = [one.model_copy(update={"metres": lengths.get(one.vehicle_id)}) for one in vehicles]
        if not told or told[0].seconds is None or told[0].excluded:
            return told
        route = await self._ground.route(starts[0], scene)
        if route is not None:
            told[0] = told[0].model_copy(update={"route": route.points})
        return told

    def _point(self, vehicle_id: VehicleId) -> Point | None:
        return vehicle_view(self._store.board, vehicle_id).point


def answer_of(way: Way) -> RouteAnswer:
    """Return a way as the desks read it."""
    return RouteAnswer(points=way.points, seconds=way.seconds, metres=way.metres, lines=way.lines)


def _time(way: Way | None) -> RoadTime:
    return (way.seconds, way.metres) if way else None
