"""The map of an order on the receiver: the way from the station to where it is waited for."""

from collections.abc import Callable
from typing import Final

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from dispatch_console.client import Questions
from dispatch_console.map.base_map import BaseMap
from dispatch_console.map.canvas import MapCanvas
from dispatch_console.map.caption import MapCaption
from dispatch_console.viewmodels.map_picture import (
    MapPicture,
    MeetingMark,
    RouteMark,
    SceneMark,
    StationMark,
    VehicleMark,
)
from dispatch_server.contract.answers import RouteAnswer
from dispatch_server.contract.details import Point
from dispatch_server.contract.entities import Order, Station
from dispatch_server.contract.ids import OrderId
from dispatch_server.contract.states import OrderState

_TRIES: Final = 5
_AGAIN_MS: Final = 4_000
_SIDE_SHARE: Final = 0.16
_ABOVE: Final = 120.0
_BELOW: Final = 60.0
_WAITS: Final = frozenset({OrderState.ISSUED, OrderState.ACKNOWLEDGED})
_SCALE: Final = 1.8


class WayMap(QWidget):
    """Asks for the way of an order and draws it; until the answer comes it shows both ends."""

    def __init__(self, base: BaseMap, questions: Questions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = MapCanvas(base, scale=_SCALE)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._caption = MapCaption(self.canvas)
        self.picture = MapPicture()
        self._questions = questions
        self._free = 0
        self._points: tuple[Point, ...] = ()
        self._order: Order | None = None
        self._station: Station | None = None
        self._tries_left = 0
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self._ask)
        self._routes: dict[OrderId, RouteAnswer] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.canvas)
        self.setObjectName("way_map")

    def show_order(self, order: Order, station: Station | None, *, free: int) -> None:
        """Show the way of an order; its vehicle stands at the station until it departs."""
        fresh = self._order is None or order.id != self._order.id
        self._order, self._station, self._free = order, station, free
        self._draw(order, station, self._routes.get(order.id))
        if fresh:
            self._tries_left = _TRIES
            self._ask()

    def _ask(self) -> None:
        order, station = self._order, self._station
        target = _target(order) if order is not None else None
        if order is None or station is None or target is None or order.id in self._routes:
            return
        self._tries_left -= 1
        self._questions.route(station.point, target, self._taking(order.id))

    def _taking(self, order_id: OrderId) -> Callable[[RouteAnswer | None], None]:
        def take(answer: RouteAnswer | None) -> None:
            order = self._order
            if order is None or order.id != order_id:
                return
            if answer is not None:
                self._routes = {order_id: answer}
                self._draw(order, self._station, answer)
            elif self._tries_left > 0:
                self._again.start()

        return take

    def _draw(self, order: Order, station: Station | None, route: RouteAnswer | None) -> None:
        scene, meeting = order.details.scene, order.details.meeting_point
        far = meeting.point if meeting.point != scene.point else None
        self.picture = MapPicture(
            stations=self._home(order, station),
            vehicles=self._waiting(order, station),
            scene=SceneMark(scene.point, scene.precision, order.details.level)
            if scene.point
            else None,
            meeting=MeetingMark(far, "") if far and scene.point else None,
            route=RouteMark(route.points) if route else None,
        )
        self.canvas.show_picture(self.picture)
        points = [station.point] if station else []
        points += [point for point in (scene.point, meeting.point) if point is not None]
        points += list(route.points) if route else []
        self._points = tuple(points)
        self._fit()

    def _fit(self) -> None:
        side = self.width() * _SIDE_SHARE
        self.canvas.fit(self._points, margins=(side, _ABOVE, side, _BELOW))

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _waiting(self, order: Order, station: Station | None) -> tuple[VehicleMark, ...]:
        if station is None or order.state not in _WAITS:
            return ()
        name, state = self.tr("本站"), order.state.value
        return (VehicleMark(order.vehicle_id, name, state, station.point),)

    def _home(self, order: Order, station: Station | None) -> tuple[StationMark, ...]:
        if station is None or order.state in _WAITS:
            return ()
        return (StationMark(station.id, self.tr("本站"), station.point, self._free, 0),)


def _target(order: Order) -> Point | None:
    return order.details.meeting_point.point or order.details.scene.point
