"""What is said of a thing on the map when the mouse rests on it, or the cross hairs."""

from datetime import datetime
from typing import Final

from dispatch_console.viewmodels.wording import span, telephone, together
from dispatch_server.contract.board import Board
from dispatch_server.contract.ids import HospitalId, IncidentId, StationId, VehicleId
from dispatch_server.contract.views import VehicleView, vehicle_view

_STATES: Final = {
    "at_station": "站内待命",
    "on_road": "途中待命",
    "moving_up": "移防",
    "out_of_service": "暂停调用",
    "off_duty": "下班",
    "issued": "已下达",
    "acknowledged": "待出动",
    "departed": "驶向现场",
    "arrived": "现场抢救",
    "loaded": "载人送院",
    "at_hospital": "医院交接",
    "handed_over": "移交完成",
}


def vehicle_tip(board: Board, vehicle_id: VehicleId, now: datetime) -> str:
    """Say what a vehicle does, since when, and who is on it."""
    if vehicle_id not in board.vehicles:
        return ""
    view = vehicle_view(board, vehicle_id)
    vehicle = view.vehicle
    state, since = _state(view)
    first = f"{vehicle.name}　{_STATES[state]}　{span(since, now)}"
    job = f"任务 {view.order.number}　{view.order.details.complaint}" if view.order else ""
    kind = together([vehicle.kind, vehicle.plate])
    return "\n".join(line for line in (first, job, kind, vehicle.crew) if line)


def station_tip(board: Board, station_id: StationId) -> str:
    """Say which vehicles of a station are free, and its telephone."""
    station = board.stations.get(station_id)
    if station is None:
        return ""
    views = [vehicle_view(board, one.id) for one in board.vehicles.values()]
    own = [view for view in views if view.vehicle.station_id == station_id]
    free = sorted(view.vehicle.name for view in own if view.is_free)
    words = f"空闲 {len(free)} / {len(own)}　{' '.join(free)}"
    return "\n".join((station.name, words.strip(), telephone(station.phone)))


def hospital_tip(board: Board, hospital_id: HospitalId) -> str:
    """Say what a hospital is known for, and its telephone."""
    hospital = board.hospitals.get(hospital_id)
    if hospital is None:
        return ""
    centres = together(list(hospital.centres))
    lines = (hospital.name, centres, hospital.address, telephone(hospital.phone))
    return "\n".join(line for line in lines if line)


def incident_tip(board: Board, incident_id: IncidentId, now: datetime) -> str:
    """Say what an incident is about, and how long it has been running."""
    incident = board.incidents.get(incident_id)
    if incident is None:
        return ""
    details = incident.details
    since = span(incident.opened_at or incident.drafted_at, now)
    level = f"{int(details.level)} 级" if details.level is not None else "未定级"
    lines = (f"{incident.number} 号　{level}　{since}", details.complaint, details.scene.text)
    return "\n".join(line for line in lines if line)


def _state(view: VehicleView) -> tuple[str, datetime]:
    if view.order is not None:
        return view.order.state.value, view.order.since
    return view.vehicle.duty.value, view.vehicle.duty_since
