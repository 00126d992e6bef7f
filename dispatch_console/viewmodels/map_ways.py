"""The ways that lie on the map beside the proposed one: of armed vehicles and of running orders."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.client import Questions
from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.map_picture import RouteMark
from dispatch_server.contract.answers import RouteAnswer
from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Details, Point
from dispatch_server.contract.ids import IncidentId, VehicleId
from dispatch_server.contract.states import OrderState
from dispatch_server.contract.views import live_orders, orders_of, vehicle_view

MOST_WAYS: Final = 6
MOST_KEPT: Final = 32
_TO_SCENE: Final = frozenset({OrderState.ISSUED, OrderState.ACKNOWLEDGED, OrderState.DEPARTED})
_Ends = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class _Drive:
    vehicle_id: VehicleId
    start: Point
    end: Point


class MapWays(QObject):
    """Asks for each way once and keeps the answer; `changed` says that `marks` are others."""

    changed = pyqtSignal()

    def __init__(self, questions: Questions, mirror: Mirror, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._questions = questions
        self._mirror = mirror
        self._incident_id: IncidentId | None = None
        self._details = Details()
        self._armed: tuple[VehicleId, ...] = ()
        self._drives: tuple[_Drive, ...] = ()
        self._known: OrderedDict[_Ends, RouteAnswer | None] = OrderedDict()
        self.marks: tuple[RouteMark, ...] = ()
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self._refresh)

    def show_scene(self, details: Details, incident_id: IncidentId | None) -> None:
        """Follow the orders of another incident."""
        if (details, incident_id) != (self._details, self._incident_id):
            self._details, self._incident_id = details, incident_id
            self._refresh()

    def arm(self, vehicles: Sequence[VehicleId]) -> None:
        """Show the ways of vehicles that are about to be sent."""
        if tuple(vehicles) != self._armed:
            self._armed = tuple(vehicles)
            self._refresh()

    def _on_changed(self, kind: str, _about: str) -> None:
        if kind in {"orders", "vehicles"}:
            self._refresh()

    def _refresh(self) -> None:
        self._drives = self._wanted()
        for drive in self._drives:
            ends = drive.start, drive.end
            if ends not in self._known:
                self._known[ends] = None
                self._questions.route(drive.start, drive.end, partial(self._told, ends))
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
        self._show()

    def _wanted(self) -> tuple[_Drive, ...]:
        board, scene = self._mirror.board, self._details.scene.point
        meeting = self._details.meeting_point.point or scene
        drives = []
        if self._incident_id is not None:
            for order in live_orders(orders_of(board, self._incident_id)):
                point = vehicle_view(board, order.vehicle_id).point
                end = _end(board, order.state, order.details)
                if point is not None and end is not None and point != end:
                    drives.append(_Drive(order.vehicle_id, point, end))
        for vehicle_id in self._armed if meeting is not None else ():
            if vehicle_id in board.vehicles and meeting is not None:
                point = vehicle_view(board, vehicle_id).point
                if point is not None:
                    drives.append(_Drive(vehicle_id, point, meeting))
        return tuple(drives[:MOST_WAYS])

    def _told(self, ends: _Ends, answer: RouteAnswer | None) -> None:
        if answer is None:
            self._known.pop(ends, None)
        else:
            self._known[ends] = answer
            self._show()

    def _show(self) -> None:
        marks = []
        for drive in self._drives:
            answer = self._known.get((drive.start, drive.end))
            vehicle = self._mirror.board.vehicles.get(drive.vehicle_id)
            if answer is not None and vehicle is not None:
                minutes, seconds = divmod(int(answer.seconds), 60)
                far = f"{answer.metres / 1000:.1f} km"
                time = f"约 {minutes}:{seconds:02d}"
                marks.append(RouteMark(answer.points, vehicle.name, time, far))
        if tuple(marks) != self.marks:
            self.marks = tuple(marks)
            self.changed.emit()


def _end(board: Board, state: OrderState, details: Details) -> Point | None:
    if state in _TO_SCENE:
        return details.meeting_point.point or details.scene.point
    if state is OrderState.LOADED and details.destination in board.hospitals:
        return board.hospitals[details.destination].point
    return None
