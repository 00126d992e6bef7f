"""Which vehicles and hospitals suit the scene: asked when the scene or the orders change."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from dispatch_console.client import Questions
from dispatch_console.mirror import Mirror
from dispatch_console.viewmodels.desk_clock import DeskClock
from dispatch_console.viewmodels.row_model import RowModel
from dispatch_console.viewmodels.strength import shown_state
from dispatch_server.contract.answers import HospitalChoice, RecommendationAnswer, VehicleChoice
from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Place, Point
from dispatch_server.contract.ids import HospitalId, VehicleId
from dispatch_server.contract.views import VehicleView, vehicle_view

ASK_AGAIN_MS: Final = 150
MOST_VEHICLES: Final = 9
MOST_HOSPITALS: Final = 6
_LETTERS: Final = "abcdef"
NOT_ON_MAP: Final = (("现场未上图", "amber"),)
NO_TIMES: Final = (("没算出路程", "amber"),)


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """One proposed vehicle; `state` is what it shows, `reasons` are (word, hue)."""

    key: str
    vehicle_id: VehicleId
    name: str
    kind: str
    crew: str
    state: str
    base: str
    seconds: float | None
    metres: float | None
    source: str
    reasons: tuple[tuple[str, str], ...]
    excluded: str
    marked: bool = False

    @property
    def sendable(self) -> bool:
        """Whether it may be sent."""
        return not self.excluded


@dataclass(frozen=True, slots=True)
class HospitalRow:
    """One proposed hospital; `wanted` is the one on the form."""

    key: str
    hospital_id: HospitalId
    name: str
    centres: tuple[str, ...]
    seconds: float | None
    metres: float | None
    reasons: tuple[str, ...]
    wanted: bool = False


class Recommendation(QObject):
    """The server's proposal for one scene; while it is held nothing re-sorts.

    `changed` says that the lists or their age differ; `answered` carries the whole answer.
    """

    changed = pyqtSignal()
    answered = pyqtSignal(object)

    def __init__(
        self,
        questions: Questions,
        mirror: Mirror,
        clock: DeskClock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions = questions
        self._mirror = mirror
        self._clock = clock
        self._scene: Point | None = None
        self._is_named = False
        self._wanted: HospitalId | None = None
        self._held = False
        self._stale = False
        self._asked = 0
        self.vehicles: RowModel[VehicleRow] = RowModel(lambda row: row.name, self)
        self.hospitals: RowModel[HospitalRow] = RowModel(lambda row: row.name, self)
        self.asked_at: datetime | None = None
        self.asking = False
        self.failed = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(ASK_AGAIN_MS)
        self._again.timeout.connect(self.ask)
        mirror.changed.connect(self._on_changed)
        mirror.replaced.connect(self._again.start)

    @property
    def scene(self) -> Point | None:
        """The scene the proposal is for."""
        return self._scene

    @property
    def best(self) -> VehicleRow | None:
        """The vehicle that Enter would send."""
        return next((row for row in self.vehicles.rows if row.sendable), None)

    @property
    def lacks_point(self) -> bool:
        """Whether the scene has words but no point, so that the vehicles are in no order."""
        return self._scene is None and self._is_named

    def set_scene(self, scene: Place) -> None:
        """Ask for another scene; one without a point lists the vehicles without road times."""
        is_named = bool(scene.text.strip())
        if (scene.point, is_named) == (self._scene, self._is_named):
            return
        self._scene, self._is_named = scene.point, is_named
        self.vehicles.replace(())
        self.hospitals.replace(())
        self.asked_at, self.failed, self.asking = None, False, False
        self.ask()

    def set_wanted(self, hospital_id: HospitalId | None) -> None:
        """Mark the hospital that stands on the form."""
        self._wanted = hospital_id
        rows = self.hospitals.rows
        self.hospitals.replace([_wanted(row, hospital_id) for row in rows])

    def mark(self, keys: frozenset[str]) -> None:
        """Mark the vehicles of these keys as chosen together."""
        rows = [replace(row, marked=row.key in keys) for row in self.vehicles.rows]
        self.vehicles.replace(rows)

    def hold(self, *, held: bool) -> None:
        """Keep the lists still while their keys are armed; ask again after."""
        self._held = held
        if not held and self._stale:
            self._stale = False
            self._again.start()

    def ask(self) -> None:
        """Ask the server now, unless the lists are held."""
        if self._held:
            self._stale = True
            return
        self._asked += 1
        serial = self._asked
        if self._scene is None:
            self._list_unordered()
            self.changed.emit()
            return
        self.asking = True
        self.changed.emit()
        self._questions.recommendation(self._scene, lambda answer: self._told(serial, answer))

    def _list_unordered(self) -> None:
        """Show every vehicle that may be sent, by name: where no road times can be had."""
        board = self._mirror.board
        views = [vehicle_view(board, vehicle_id) for vehicle_id in board.vehicles]
        free = sorted((v for v in views if v.is_free), key=lambda v: v.vehicle.name)
        rows = [
            replace(
                _vehicle_row(board, place, _unplaced(view), None),
                reasons=NOT_ON_MAP if self._scene is None else NO_TIMES,
            )
            for place, view in enumerate(free[:MOST_VEHICLES], 1)
        ]
        self.vehicles.replace(rows if self._is_named or self._scene is not None else ())

    def _told(self, serial: int, answer: RecommendationAnswer | None) -> None:
        if serial != self._asked:
            return
        self.asking, self.failed = False, answer is None
        if answer is not None:
            self._show(answer)
        elif not self.vehicles.rows:
            self._list_unordered()
        self.changed.emit()

    def _show(self, answer: RecommendationAnswer) -> None:
        board = self._mirror.board
        known = [one for one in answer.vehicles if one.vehicle_id in board.vehicles]
        best = next((one.seconds for one in known if not one.excluded), None)
        vehicles = [
            _vehicle_row(board, place, one, best)
            for place, one in enumerate(known[:MOST_VEHICLES], 1)
        ]
        near = [one for one in answer.hospitals if one.hospital_id in board.hospitals]
        hospitals = [
            _wanted(_hospital_row(board, letter, one), self._wanted)
            for letter, one in zip(_LETTERS, near[:MOST_HOSPITALS], strict=False)
        ]
        self.vehicles.replace(vehicles)
        self.hospitals.replace(hospitals)
        self.asked_at = self._clock.now()
        self.answered.emit(answer)

    def _on_changed(self, kind: str, _thing: str) -> None:
        asked = self._scene is not None or self._is_named
        wanted = kind in {"orders", "vehicles"} and asked
        if wanted and not self._again.isActive():
            self._again.start()


def _unplaced(view: VehicleView) -> VehicleChoice:
    return VehicleChoice(
        vehicle_id=view.vehicle.id,
        station_id=view.vehicle.station_id,
        seconds=None,
        metres=None,
        point_source="order" if view.vehicle.point else "station",
    )


def _vehicle_row(board: Board, place: int, choice: VehicleChoice, best: float | None) -> VehicleRow:
    view = vehicle_view(board, choice.vehicle_id)
    station = board.stations.get(choice.station_id)
    return VehicleRow(
        key=str(place),
        vehicle_id=choice.vehicle_id,
        name=view.vehicle.name,
        kind=view.vehicle.kind,
        crew=view.vehicle.crew,
        state=shown_state(view),
        base=station.name if station is not None else "",
        seconds=choice.seconds,
        metres=choice.metres,
        source="在站" if choice.point_source == "station" else "末次位置",
        reasons=_reasons(choice, best),
        excluded=choice.excluded,
    )


def _reasons(choice: VehicleChoice, best: float | None) -> tuple[tuple[str, str], ...]:
    if choice.excluded:
        return ((choice.excluded, "amber"),)
    if choice.seconds is None:
        return (("无路可达", "red"),)
    if best is None or choice.seconds <= best:
        return (("最快", "grey"),)
    slower = int(choice.seconds - best)
    return ((f"慢 {slower // 60}:{slower % 60:02}", "grey"),)


def _hospital_row(board: Board, letter: str, choice: HospitalChoice) -> HospitalRow:
    hospital = board.hospitals[choice.hospital_id]
    return HospitalRow(
        key=letter,
        hospital_id=choice.hospital_id,
        name=hospital.name,
        centres=hospital.centres,
        seconds=choice.seconds,
        metres=choice.metres,
        reasons=tuple(one for one in choice.reasons if one not in hospital.centres),
    )


def _wanted(row: HospitalRow, hospital_id: HospitalId | None) -> HospitalRow:
    wanted = row.hospital_id == hospital_id
    return row if row.wanted == wanted else replace(row, wanted=wanted)
