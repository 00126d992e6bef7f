"""Which vehicles and hospitals suit a scene, by road times of the ground."""

from dispatch_server.contract.answers import RecommendationAnswer, RouteAnswer, VehicleChoice
from dispatch_server.contract.details import Point
from dispatch_server.contract.views import vehicle_view
from dispatch_server.domain.recommendation import RoadTime, rank_hospitals, rank_vehicles
from dispatch_server.ports.ground import Ground, Way
from dispatch_server.ports.storage import Store


class RecommendationService:
    """Answers questions; it changes nothing."""

    def __init__(self, store: Store, ground: Ground) -> None:
        self._store = store
        self._ground = ground

    async def recommend(self, scene: Point) -> RecommendationAnswer:
        """Return vehicles and hospitals for a scene, best first."""
        board = self._store.board
        views = [vehicle_view(board, vehicle_id) for vehicle_id in board.vehicles]
        hospitals = list(board.hospitals.values())
        starts = [view.point or scene for view in views]
        ways = await self._ground.times_to(scene, [*starts, *(h.point for h in hospitals)])
        times = [_time(way) for way in ways]
        vehicles = rank_vehicles(views, times[: len(views)])
        return RecommendationAnswer(
            scene=scene,
            vehicles=tuple(await self._with_route(vehicles, scene)),
            hospitals=tuple(rank_hospitals(hospitals, times[len(views) :])),
        )

    async def route(self, start: Point, end: Point) -> RouteAnswer | None:
        """Return the way between two points, or None."""
        way = await self._ground.route(start, end)
        if way is None:
            return None
        return RouteAnswer(points=way.points, seconds=way.seconds, metres=way.metres)

    async def _with_route(self, vehicles: list[VehicleChoice], scene: Point) -> list[VehicleChoice]:
        """Give the first vehicle its way, for the map."""
        if not vehicles or vehicles[0].seconds is None or vehicles[0].excluded:
            return vehicles
        start = vehicle_view(self._store.board, vehicles[0].vehicle_id).point
        way = await self._ground.route(start, scene) if start else None
        if way is None:
            return vehicles
        return [vehicles[0].model_copy(update={"route": way.points}), *vehicles[1:]]


def _time(way: Way | None) -> RoadTime:
    return (way.seconds, way.metres) if way else None
