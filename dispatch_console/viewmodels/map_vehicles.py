"""The vehicles beside the map: who could go, how long by road, who is busy with what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch_server.contract.answers import VehicleChoice
from dispatch_server.contract.board import Board
from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.states import Duty
from dispatch_server.contract.views import VehicleView


@dataclass(frozen=True, slots=True)
class VehicleLine:
    """One vehicle in the list; `seconds` and `metres` by road, None while nothing was asked."""

    id: VehicleId
    name: str
    state: str
    place: str
    is_free: bool
    seconds: float | None
    metres: float | None


@dataclass(frozen=True, slots=True)
class VehicleCard:
    """The chosen vehicle in full."""

    line: VehicleLine
    facts: tuple[tuple[str, str], ...]


def lines(
    board: Board, views: Sequence[VehicleView], choices: Mapping[VehicleId, VehicleChoice]
) -> tuple[VehicleLine, ...]:
    """Return the free vehicles, nearest by road first, then the others by name."""
    found = [_line(board, view, choices.get(view.vehicle.id)) for view in views]
    return tuple(sorted(found, key=_order))


def card(board: Board, view: VehicleView, line: VehicleLine) -> VehicleCard:
    """Return what is known of one vehicle."""
    vehicle, order = view.vehicle, view.order
    station = board.stations.get(vehicle.station_id)
    facts = [
        ("车型", f"{vehicle.kind}　{vehicle.plate}"),
        ("班组", vehicle.crew or "未登记"),
        ("分站", station.name if station else "—"),
        ("位置", _source(view)),
        ("任务", f"{order.number}　{order.details.complaint}" if order else "无"),
    ]
    return VehicleCard(line, tuple(facts))


def _order(line: VehicleLine) -> tuple[bool, bool, float, str]:
    return not line.is_free, line.seconds is None, line.seconds or 0.0, line.name


def _line(board: Board, view: VehicleView, choice: VehicleChoice | None) -> VehicleLine:
    order = view.order
    return VehicleLine(
        id=view.vehicle.id,
        name=view.vehicle.name,
        state=order.state.value if order else view.vehicle.duty.value,
        place=_place(board, view),
        is_free=view.is_free,
        seconds=choice.seconds if choice else None,
        metres=choice.metres if choice else None,
    )


def _place(board: Board, view: VehicleView) -> str:
    station = board.stations.get(view.vehicle.station_id)
    if view.order is not None:
        return f"任务 {view.order.number}"
    if view.vehicle.duty is Duty.OUT_OF_SERVICE:
        return view.vehicle.duty_reason or "暂停"
    return station.name if station else "—"


def _source(view: VehicleView) -> str:
    """Say where the position comes from: nothing here is a measured fix."""
    if view.vehicle.point is None:
        return "按分站推定　无车载定位"
    return "按派车单推定　无车载定位"
