"""What the dispatcher's map shows, and where it should look."""

from collections.abc import Sequence
from dataclasses import replace

from PyQt6.QtCore import QObject, pyqtSignal

from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.map_layers import Layer, without
from dispatch_console.viewmodels.map_marks import (
    hospital_marks,
    incident_marks,
    station_marks,
    vehicle_marks,
    views_of,
)
from dispatch_console.viewmodels.map_picture import (
    CallerMark,
    FoundMark,
    MapPicture,
    MeetingMark,
    ReachMark,
    RouteMark,
    SceneMark,
)
from dispatch_console.viewmodels.map_roads import closure_marks
from dispatch_console.viewmodels.map_vehicles import VehicleCard, VehicleLine, card, lines
from dispatch_console.viewmodels.measured_fleet import MeasuredFleet
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_server.contract.answers import RecommendationAnswer, VehicleChoice
from dispatch_server.contract.details import Details, Point, Sex
from dispatch_server.contract.ids import IncidentId, SeatId, VehicleId
from dispatch_server.contract.states import ORDER_ENDS
from dispatch_server.contract.views import VehicleView, orders_of, vehicle_view, waiting_calls

_DRAWN = frozenset(
    {"closures", "calls", "incidents", "orders", "vehicles", "stations", "hospitals"}
)
_SEX = {Sex.MALE: "男", Sex.FEMALE: "女"}


class MapScene(QObject):
    """Follows the ringing call, then the scene in hand, then the chosen incident.

    `attention` carries a position that the map should bring into sight; it is emitted when the
    place in hand is another one, not when its words change. `route_came` carries its points.
    `fleet_moved` says that only measured positions changed.
    A point that somebody asked about stands before the scene in the list, until it is put away.
    """

    changed = pyqtSignal()
    attention = pyqtSignal(object)
    route_came = pyqtSignal(object)
    fleet_moved = pyqtSignal()

    def __init__(
        self, mirror: Mirror, *, seat_id: SeatId | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.measured = MeasuredFleet(self)
        self.picture = MapPicture()
        self.vehicles: RowModel[VehicleLine] = RowModel(
            lambda line: f"{line.name} {line.place}", self, key=lambda line: line.id
        )
        self._mirror = mirror
        self._seat_id = seat_id
        self._details: Details | None = None
        self._incident_id: IncidentId | None = None
        self._answer: RecommendationAnswer | None = None
        self._route: tuple[VehicleId, RouteMark] | None = None
        self._chosen: VehicleId | None = None
        self._asked: tuple[Point, RecommendationAnswer | None] | None = None
        self._found: FoundMark | None = None
        self._others: tuple[RouteMark, ...] = ()
        self._reach: tuple[ReachMark, ...] = ()
        self._hidden: frozenset[Layer] = frozenset()
        self._in_work = True
        self._looked_at: Point | None = None
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self._refresh)
        self.measured.moved.connect(self._move)
        self._refresh()

    @property
    def place_in_hand(self) -> Point | None:
        """The position that the map follows: the scene, else where the ringing call comes from.

        An incident that is only looked at gives way to a call that rings.
        """
        scene, caller = self.picture.scene, self.picture.caller
        if scene is not None and (self._in_work or caller is None):
            return scene.point
        return caller.point if caller is not None else None

    @property
    def follows(self) -> str:
        """What is followed, in words; empty for nothing."""
        scene, place = self.picture.scene, self.place_in_hand
        if scene is not None and scene.point == place:
            return f"{self.tr('跟随')} {scene.title}".strip()
        return self.tr("来电位置") if place is not None else ""

    @property
    def free(self) -> int:
        """How many vehicles could be sent."""
        return sum(1 for line in self.vehicles.rows if line.is_free)

    @property
    def near(self) -> str:
        """What the list is ordered by the way to, in words; empty for nothing."""
        if self._asked is not None:
            return self.tr("此处")
        return self.picture.scene.title if self.picture.scene is not None else ""

    @property
    def asked_point(self) -> Point | None:
        """The point of the map that was asked about last, None once it is put away."""
        return self._asked[0] if self._asked is not None else None

    @property
    def points(self) -> tuple[Point, ...]:
        """Where everything stands that somebody works on: what "show all" shows."""
        picture = self.picture
        hand = (picture.scene, picture.meeting, picture.caller, picture.found)
        points = [mark.point for mark in hand if mark is not None]
        points += [incident.point for incident in picture.incidents]
        points += [vehicle.point for vehicle in picture.vehicles]
        return tuple(points) or tuple(station.point for station in picture.stations)

    @property
    def hidden(self) -> frozenset[Layer]:
        """What is not shown."""
        return self._hidden

    @property
    def card(self) -> VehicleCard | None:
        """The chosen vehicle in full; without a choice the first of the list."""
        rows = self.vehicles.rows
        line = next((row for row in rows if row.id == self._chosen), rows[0] if rows else None)
        if line is None:
            return None
        return card(self._mirror.board, vehicle_view(self._mirror.board, line.id), line)

    def show_scene(
        self,
        details: Details,
        *,
        incident_id: IncidentId | None = None,
        in_work: bool = True,
    ) -> None:
        """Show the form as it stands at the desk; `in_work` while its call is being taken."""
        if incident_id != self._incident_id:
            self._route = None
        self._details, self._incident_id, self._in_work = details, incident_id, in_work
        self._refresh()

    def clear_scene(self) -> None:
        """Nothing is in hand."""
        self._details, self._incident_id = None, None
        self._answer, self._route = None, None
        self._refresh()

    def show_recommendation(self, answer: RecommendationAnswer | None) -> None:
        """Show the road times of the vehicles and the route of the first that may go.

        An answer about another scene than the one in hand is kept, but not shown.
        """
        self._answer = answer
        self._refresh()

    def show_asked(self, point: Point | None, answer: RecommendationAnswer | None = None) -> None:
        """Order the list by the way to a point that was asked about; None puts it away."""
        self._asked = (point, answer) if point is not None else None
        self._refresh()

    def show_found(self, found: FoundMark | None) -> None:
        """Mark a place that was searched for."""
        self._found = found
        self._refresh()

    def show_found_at(self, point: Point, words: str) -> None:
        """Mark a position with words beside it."""
        self.show_found(FoundMark(point, words))

    def show_others(self, others: tuple[RouteMark, ...]) -> None:
        """Show ways beside the proposed one."""
        self._others = others
        self._refresh()

    def show_reach(self, reach: tuple[ReachMark, ...]) -> None:
        """Show how far one comes within some minutes; the most minutes first."""
        self._reach = reach
        self._refresh()

    def step_vehicle(self, step: int) -> None:
        """Choose the next or the one before in the list."""
        rows = self.vehicles.rows
        if rows:
            shown = self.card.line.id if self.card is not None else rows[0].id
            place = next(i for i, row in enumerate(rows) if row.id == shown)
            begun = any(row.id == self._chosen for row in rows)
            self.choose_vehicle(rows[(place + step) % len(rows) if begun else 0].id)

    def point_of(self, vehicle_id: VehicleId) -> Point | None:
        """Say where a vehicle stands or was last known to be."""
        board, fix = self._mirror.board, self.measured.of(vehicle_id)
        if vehicle_id not in board.vehicles:
            return None
        return fix.point if fix is not None else vehicle_view(board, vehicle_id).point

    def choose_vehicle(self, vehicle_id: str) -> None:
        """Mark a vehicle on the map and show it in full."""
        self._chosen = VehicleId(vehicle_id)
        self._refresh()

    def toggle(self, layer: Layer) -> None:
        """Show or hide a layer."""
        self._hidden = self._hidden ^ {layer}
        self._refresh()

    def _answer_in_hand(self) -> RecommendationAnswer | None:
        if self._asked is not None:
            return self._asked[1]
        scene = self._details.scene.point if self._details is not None else None
        return self._answer if self._answer and scene and self._answer.scene == scene else None

    def _route_in_hand(
        self, answer: RecommendationAnswer | None
    ) -> tuple[VehicleId, RouteMark] | None:
        """Give the route of the vehicle that was sent, else of the first that may go."""
        if self._asked is None and self._is_sent():
            return self._route
        first = next((c for c in answer.vehicles if not c.excluded), None) if answer else None
        return self._route_of(first) if first is not None else None

    def _route_of(self, choice: VehicleChoice) -> tuple[VehicleId, RouteMark] | None:
        vehicle = self._mirror.board.vehicles.get(choice.vehicle_id)
        if vehicle is None or not choice.route:
            return None
        minutes, seconds = divmod(int(choice.seconds or 0), 60)
        time = f"约 {minutes}:{seconds:02d}" if choice.seconds is not None else ""
        far = f"{choice.metres / 1000:.1f} km" if choice.metres is not None else ""
        return choice.vehicle_id, RouteMark(choice.route, vehicle.name, time, far)

    def _is_sent(self) -> bool:
        """Say whether the vehicle whose route is drawn has an order for the scene in hand."""
        if self._route is None or self._incident_id is None:
            return False
        live = orders_of(self._mirror.board, self._incident_id)
        return any(o.vehicle_id == self._route[0] for o in live if o.state not in ORDER_ENDS)

    def _on_changed(self, kind: str, _about: str) -> None:
        if kind in _DRAWN:
            self._refresh()

    def _refresh(self) -> None:
        board = self._mirror.board
        views = views_of(board)
        answer = self._answer_in_hand()
        choices = {c.vehicle_id: c for c in answer.vehicles} if answer else {}
        before, self._route = self._route, self._route_in_hand(answer)
        self.vehicles.replace(lines(board, views, choices))
        self.picture = without(self._whole_picture(views), self._hidden)
        self.changed.emit()
        place = self.place_in_hand
        if place is not None and place != self._looked_at:
            self.attention.emit(place)
        self._looked_at = place
        if self._route is not None and self._route != before:
            self.route_came.emit(self._route[1].points)

    def _move(self) -> None:
        if Layer.VEHICLES not in self._hidden:
            board = self._mirror.board
            marks = vehicle_marks(board, views_of(board), self.measured)
            self.picture = replace(self.picture, vehicles=marks)
        self.fleet_moved.emit()

    def _whole_picture(self, views: Sequence[VehicleView]) -> MapPicture:
        board, scene = self._mirror.board, self._scene()
        route = self._route[1] if self._route else None
        titled = route.title if route is not None else ""
        return MapPicture(
            stations=station_marks(board, views),
            hospitals=hospital_marks(board),
            vehicles=vehicle_marks(board, views, self.measured),
            incidents=incident_marks(board, without=self._incident_id),
            scene=scene,
            meeting=self._meeting() if scene is not None else None,
            caller=None if scene is not None and self._in_work else self._caller(),
            route=route,
            others=tuple(other for other in self._others if other.title != titled),
            reach=self._reach,
            closures=closure_marks(board),
            found=self._asked_mark() or self._found,
            chosen=self._chosen,
        )

    def _asked_mark(self) -> FoundMark | None:
        if self._asked is None:
            return None
        point, answer = self._asked
        first = next((c for c in answer.vehicles if not c.excluded), None) if answer else None
        words = self.tr("正在算路") if answer is None else self.tr("没有可派的车")
        if first is not None and first.vehicle_id in self._mirror.board.vehicles:
            name = self._mirror.board.vehicles[first.vehicle_id].name
            words = self.tr("此处最近 {}").format(name)
        return FoundMark(point, words)

    def _scene(self) -> SceneMark | None:
        details = self._details
        if details is None or details.scene.point is None:
            return None
        incident = (
            self._mirror.board.incidents.get(self._incident_id) if self._incident_id else None
        )
        sex = _SEX.get(details.sex, "") if details.sex else ""
        who = f"{sex} {details.age}" if details.age is not None else sex
        return SceneMark(
            details.scene.point,
            details.scene.precision,
            details.level,
            f"{incident.number} {self.tr('号')}" if incident else "",
            " ".join(part for part in (details.complaint, who.strip()) if part),
        )

    def _meeting(self) -> MeetingMark | None:
        details = self._details
        point = details.meeting_point.point if details is not None else None
        if details is None or point is None or point == details.scene.point:
            return None
        return MeetingMark(point, details.meeting_point.text)

    def _caller(self) -> CallerMark | None:
        """Give where the longest ringing call of this desk comes from, as the register says."""
        for call in waiting_calls(self._mirror.board):
            here = self._seat_id is None or self._seat_id in call.offered
            if here and call.subscriber is not None and call.subscriber.point is not None:
                return CallerMark(call.subscriber.point, call.subscriber.address)
        return None
