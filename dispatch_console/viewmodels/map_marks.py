"""Reads the marks of the map off the board."""

from collections.abc import Sequence
from math import cos, hypot, radians
from typing import Final

from dispatch_console.viewmodels.map_picture import (
    HospitalMark,
    IncidentMark,
    StationMark,
    VehicleMark,
)
from dispatch_console.viewmodels.measured_fleet import Measured, MeasuredFleet
from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Point
from dispatch_server.contract.entities import Order
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.states import IncidentState, OrderState
from dispatch_server.contract.views import VehicleView, live_incidents, vehicle_view

HOME_M: Final = 150.0
"""A vehicle that is ready and measured so near its station stands in it."""
METRES_PER_DEGREE: Final = 111_195.0
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


def vehicle_marks(
    board: Board, views: Sequence[VehicleView], measured: MeasuredFleet | None = None
) -> tuple[VehicleMark, ...]:
    """Return the vehicles that do not simply stand ready in their station.

    A measured position goes before the one that an order or a station tells of.
    """
    marks = (_vehicle_mark(board, view, measured) for view in views)
    return tuple(mark for mark in marks if mark is not None)


def _vehicle_mark(
    board: Board, view: VehicleView, measured: MeasuredFleet | None
) -> VehicleMark | None:
    fix = measured.of(view.vehicle.id) if measured is not None else None
    point = fix.point if fix is not None else view.point
    if point is None or (view.is_at_station and _is_at_home(board, view, fix)):
        return None
    return VehicleMark(
        id=view.vehicle.id,
        name=view.vehicle.name,
        state=view.order.state.value if view.order else view.vehicle.duty.value,
        point=point,
        target=_target(board, view.order),
        heading=fix.heading if fix is not None else None,
        fixed_at=fix.fixed_at if fix is not None else None,
    )


def _is_at_home(board: Board, view: VehicleView, fix: Measured | None) -> bool:
    station = board.stations.get(view.vehicle.station_id)
    if fix is None or station is None:
        return True
    north = (fix.point[1] - station.point[1]) * METRES_PER_DEGREE
    east = (fix.point[0] - station.point[0]) * METRES_PER_DEGREE * cos(radians(fix.point[1]))
    return hypot(east, north) < HOME_M


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
