"""Ways, reach and roads at a place: what the map asks of the ground."""

from collections.abc import Sequence

from dispatch_server.contract.answers import ReachAnswer, ReachArea, RoadAnswer, RouteAnswer
from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Point
from dispatch_server.contract.entities import Order, Seat
from dispatch_server.contract.ids import OrderId
from dispatch_server.contract.states import ORDER_ENDS, OrderState
from dispatch_server.contract.views import vehicle_view
from dispatch_server.domain.errors import NotFound
from dispatch_server.domain.orders import may_touch
from dispatch_server.ports.ground import Ground, RoadFound
from dispatch_server.ports.storage import Store
from dispatch_server.services.recommendations import answer_of

_WITH_PATIENT = frozenset({OrderState.LOADED, OrderState.AT_HOSPITAL, OrderState.HANDED_OVER})


class WayService:
    """Answers questions; it changes nothing."""

    def __init__(self, store: Store, ground: Ground) -> None:
        self._store = store
        self._ground = ground

    async def route(self, start: Point, end: Point) -> RouteAnswer | None:
        """Return the way between two points, or None."""
        way = await self._ground.route(start, end)
        return None if way is None else answer_of(way)

    async def of_order(self, order_id: OrderId, *, by: Seat) -> RouteAnswer | None:
        """Return the way of an order's vehicle to where it goes now, or None where there is none.

        Raises `NotFound`, and `NotYours` for a station's seat that asks about another's order.
        """
        board = self._store.board
        order = board.orders.get(order_id)
        if order is None or order.state in ORDER_ENDS:
            raise NotFound("派车单")
        may_touch(order, by)
        start, end = vehicle_view(board, order.vehicle_id).point, _goal(board, order)
        if start is None or end is None:
            return None
        return await self.route(start, end)

    async def reach(self, start: Point, minutes: Sequence[int]) -> ReachAnswer:
        """Return what a vehicle reaches from a point within each of some minutes."""
        found = await self._ground.isochrone(start, sorted(set(minutes)))
        areas = (ReachArea(minutes=one.minutes, polygons=one.polygons) for one in found)
        return ReachAnswer(start=start, areas=tuple(areas))

    async def road(self, point: Point) -> RoadAnswer | None:
        """Return the road at a point, or None far from any."""
        return _road(await self._ground.snap(point))

    async def stretch(self, start: Point, end: Point) -> RoadAnswer | None:
        """Return the street between the junctions next to two points on it, or None."""
        return _road(await self._ground.stretch(start, end))


def _goal(board: Board, order: Order) -> Point | None:
    """Return where an order's vehicle goes: the hospital with a patient, else where it is met."""
    if order.state not in _WITH_PATIENT:
        return order.details.meeting_point.point or order.details.scene.point
    hospital = board.hospitals.get(order.details.destination) if order.details.destination else None
    return None if hospital is None else hospital.point


def _road(found: RoadFound | None) -> RoadAnswer | None:
    if found is None:
        return None
    return RoadAnswer(street=found.street, line=found.line, away_m=found.away_m)
