"""Decisions about vehicles without an order."""

from dataclasses import replace

import pytest

from dispatch_server.contract.board import Board
from dispatch_server.contract.entities import Seat
from dispatch_server.contract.events import Event
from dispatch_server.contract.events.orders import OrderMoved
from dispatch_server.contract.events.resources import DutySet
from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.states import Duty, OrderState
from dispatch_server.domain.errors import IllegalMove, NotFound, NotYours, ReasonMissing
from dispatch_server.domain.vehicles import set_duty
from tests.builders import FAR_STATION, ORDER, RECEIVER, SEAT, VEHICLE, board, dispatched, room


def seat(at: Board, *, of_stranger: bool = False) -> Seat:
    return replace(at.seats[RECEIVER], station_id=FAR_STATION) if of_stranger else at.seats[SEAT]


def set_to(
    duty: Duty, events: list[Event], *, reason: str = "", of_stranger: bool = False
) -> list[Event]:
    at = board(events)
    return set_duty(at, VEHICLE, duty, by=seat(at, of_stranger=of_stranger), reason=reason)


def test_that_a_vehicle_back_from_its_order_is_restored_at_its_station() -> None:
    back = [
        OrderMoved(order_id=ORDER, to=OrderState.ARRIVED, skipped=(OrderState.DEPARTED,)),
        OrderMoved(order_id=ORDER, to=OrderState.COMPLETED),
    ]

    events = set_to(Duty.AT_STATION, [*dispatched(), *back])

    assert events == [DutySet(vehicle_id=VEHICLE, duty=Duty.AT_STATION)]
    assert board([*dispatched(), *back, *events]).vehicles[VEHICLE].point is None


def test_that_the_same_duty_again_says_nothing() -> None:
    assert set_to(Duty.AT_STATION, room()) == []


def test_that_out_of_service_needs_a_reason() -> None:
    with pytest.raises(ReasonMissing):
        set_to(Duty.OUT_OF_SERVICE, room(), reason=" ")
    assert set_to(Duty.OUT_OF_SERVICE, room(), reason="消毒")


def test_that_a_vehicle_under_way_keeps_its_duty() -> None:
    with pytest.raises(IllegalMove, match="1-1"):
        set_to(Duty.OFF_DUTY, dispatched())


def test_that_a_station_may_not_touch_a_vehicle_of_another_station() -> None:
    with pytest.raises(NotYours):
        set_to(Duty.OFF_DUTY, room(), of_stranger=True)


def test_that_an_unknown_vehicle_is_refused() -> None:
    at = board(room())

    with pytest.raises(NotFound):
        set_duty(at, VehicleId("v-none"), Duty.OFF_DUTY, by=seat(at), reason="")
