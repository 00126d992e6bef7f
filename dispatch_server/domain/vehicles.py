"""Decisions about what vehicles without an order are doing."""

from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Seat
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.resources import DutySet
from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.states import Duty
from dispatch_server.contract.views import vehicle_view
from dispatch_server.domain.errors import IllegalMove, NotFound, NotYours, ReasonMissing


def set_duty(
    board: Board, vehicle_id: VehicleId, duty: Duty, *, by: Seat, reason: str
) -> list[Event]:
    """Decide that a vehicle changes its duty (实力恢复, 暂停调用), or refuse."""
    if vehicle_id not in board.vehicles:
        raise NotFound("车辆")
    view = vehicle_view(board, vehicle_id)
    if by.vehicle_id not in {None, vehicle_id}:
        raise NotYours("不是本车，只能由本车、所属分站或调度员改")
    if by.station_id is not None and by.station_id != view.vehicle.station_id:
        raise NotYours
    if view.order is not None:
        raise IllegalMove(f"{view.vehicle.name} 正在执行 {view.order.number}，任务结束后再改状态")
    if duty is Duty.OUT_OF_SERVICE and not reason.strip():
        raise ReasonMissing("暂停调用")
    if duty is view.vehicle.duty:
        return []
    return [DutySet(vehicle_id=vehicle_id, duty=duty)]
