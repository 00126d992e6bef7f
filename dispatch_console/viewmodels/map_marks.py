"""Reads the marks of the map off the board."""

from collections.abc import Sequence

from dispatch_console.viewmodels.map_picture import (
    HospitalMark,
    IncidentMark,
    StationMark,
    VehicleMark,
)
from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Point
from dispatch_server.contract.entities import Order
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.states import IncidentState, OrderState
from dispatch_server.contract.views import VehicleView, live_incidents, vehicle_view

_TO_SCENE = frozenset({OrderState.DEPARTED})
_TO_HOSPITAL = frozenset({OrderState.LOADED})
_WAITING = frozenset({IncidentState.OPEN, IncidentState.PENDING, IncidentState.NO_VEHICLE})


def views_of(board: Board) -> list[VehicleView]:
    """Return what every vehicle shows, by name."""
    views = (vehicle_view(board, vehicle_id) for vehicle_id in board.vehicles)
    return sorted(views, key=lambda view: view.vehicle.name)


def station_marks(board: Board, views: Sequence[VehicleView]) -> tuple[StationMark, ...]:
    """Return the stations with how many of their vehicles stand ready in them."""
    marks = []
    for station in board.stations.values():
        own = [view for view in views if view.vehicle.station_id == station.id]
        free = sum(1 for view in own if view.is_free and view.is_at_station)
        marks.append(StationMark(station.id, station.name, station.point, free, len(own)))
    return tuple(marks)


def hospital_marks(board: Board) -> tuple[HospitalMark, ...]:
    """Return the hospitals with the first centre they are known for."""
    return tuple(
        HospitalMark(h.id, h.name, h.point, h.centres[0] if h.centres else "")
        for h in board.hospitals.values()
    )


def vehicle_marks(board: Board, views: Sequence[VehicleView]) -> tuple[VehicleMark, ...]:
    """Return the vehicles that do not simply stand ready in their station."""
    return tuple(
        VehicleMark(
            id=view.vehicle.id,
            name=view.vehicle.name,
            state=view.order.state.value if view.order else view.vehicle.duty.value,
            point=view.point,
            target=_target(board, view.order),
        )
        for view in views
        if view.point is not None and not view.is_at_station
    )


def incident_marks(board: Board, *, without: IncidentId | None) -> tuple[IncidentMark, ...]:
    """Return the other running incidents whose place is known."""
    return tuple(
        IncidentMark(
            i.id,
            i.number,
            i.details.level,
            i.details.scene.point,
            since=i.opened_at or i.drafted_at,
            waits=i.state in _WAITING,
        )
        for i in live_incidents(board)
        if i.id != without and i.details.scene.point is not None
    )


def _target(board: Board, order: Order | None) -> Point | None:
    if order is None:
        return None
    if order.state in _TO_SCENE:
        return order.details.scene.point
    if order.state in _TO_HOSPITAL and order.details.destination in board.hospitals:
        return board.hospitals[order.details.destination].point
    return None
