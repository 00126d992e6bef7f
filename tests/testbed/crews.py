"""Stations that nobody sits at: they confirm and drive by themselves, at a person's pace."""

import threading
from collections.abc import Mapping, Sequence
from typing import Final, Self

from dispatch_server.contract.commands.orders import MoveOrder, SetDuty
from dispatch_server.contract.entities import Order
from dispatch_server.contract.states import ORDER_ENDS, Duty, OrderState
from dispatch_server.contract.views import live_orders
from tests.testbed.room import Room
from tests.testbed.seat import SeatClient, new_command_id

PACE_S: Final[Mapping[OrderState, float]] = {
    OrderState.ACKNOWLEDGED: 5,
    OrderState.DEPARTED: 25,
    OrderState.ARRIVED: 60,
    OrderState.LOADED: 60,
    OrderState.AT_HOSPITAL: 60,
    OrderState.HANDED_OVER: 30,
    OrderState.COMPLETED: 5,
}
"""Seconds from the state before to each state; far quicker than real crews."""
NEXT: Final = {
    OrderState.ISSUED: OrderState.ACKNOWLEDGED,
    OrderState.ACKNOWLEDGED: OrderState.DEPARTED,
    OrderState.DEPARTED: OrderState.ARRIVED,
    OrderState.ARRIVED: OrderState.LOADED,
    OrderState.LOADED: OrderState.AT_HOSPITAL,
    OrderState.AT_HOSPITAL: OrderState.HANDED_OVER,
    OrderState.HANDED_OVER: OrderState.COMPLETED,
}
TICK_S: Final = 0.5


class Crews:
    """Acts for some stations until it is closed."""

    def __init__(self, room: Room, stations: Sequence[str]) -> None:
        self._seats = {station: room.receiver(station) for station in stations}
        self._waited: dict[tuple[str, OrderState], float] = {}
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._work, name="crews", daemon=True)

    def __enter__(self) -> Self:
        for seat in self._seats.values():
            seat.__enter__()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._thread.join()
        for seat in self._seats.values():
            seat.__exit__()

    def _work(self) -> None:
        while not self._leaving.wait(TICK_S):
            for station, seat in self._seats.items():
                self._act(station, seat)

    def _act(self, station: str, seat: SeatClient) -> None:
        board = seat.board
        for order in live_orders(board.orders.values()):
            if order.station_id == station:
                self._drive(seat, order)
        for vehicle in board.vehicles.values():
            ended = [o for o in board.orders.values() if o.vehicle_id == vehicle.id]
            busy = any(o.state not in ORDER_ENDS for o in ended)
            if vehicle.station_id == station and vehicle.duty is Duty.ON_ROAD and not busy:
                seat.send(
                    SetDuty(
                        command_id=new_command_id(), vehicle_id=vehicle.id, duty=Duty.AT_STATION
                    )
                )

    def _drive(self, seat: SeatClient, order: Order) -> None:
        to = NEXT[order.state]
        waited = self._waited.get((order.id, order.state), 0.0) + TICK_S
        self._waited[(order.id, order.state)] = waited
        if waited >= PACE_S[to]:
            seat.send(MoveOrder(command_id=new_command_id(), order_id=order.id, to=to))
