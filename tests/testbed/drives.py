"""Vehicles that drive themselves over real roads: a device for each, speaking to the broker."""

import json
import threading
import time
from dataclasses import dataclass, field
from math import atan2, cos, degrees, radians
from typing import Final, Self
from uuid import uuid4

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from dispatch_server.contract.board import Board
from dispatch_server.contract.details import Point
from dispatch_server.contract.entities import Order
from dispatch_server.contract.positions import Leaf, topic
from dispatch_server.contract.states import OrderState
from dispatch_server.contract.views import VehicleView, vehicle_view
from dispatch_server.domain.fixes import metres_between
from gis_data.roads import RoadNetwork
from tests.testbed.room import CITY, Room
from tests.testbed.seat import SeatClient

TICK_S: Final = 1.0
PARKED_S: Final = 5
"""A parked vehicle speaks at every such tick."""
SIREN_MPS: Final = 16.0
QUICK: Final = 3.0
"""A demonstration's crews need no patience; their vehicles are so many times quicker."""


@dataclass(slots=True)
class Drive:
    """One vehicle: where it is, the way before it, and its device."""

    device: mqtt.Client
    point: Point
    way: list[Point] = field(default_factory=list)
    target: Point | None = None
    heading: float | None = None
    speed: float = 0.0
    sent: int = 0


class Drives:
    """Drives every vehicle of a room towards what its order says, until it is closed."""

    def __init__(self, room: Room, watch: SeatClient) -> None:
        self._room = room
        self._watch = watch
        self._roads = RoadNetwork.load(CITY)
        self._boot = uuid4().hex[:8]
        self._drives: dict[str, Drive] = {}
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._work, name="drives", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._thread.join()
        for drive in self._drives.values():
            drive.device.disconnect()
            drive.device.loop_stop()

    def _work(self) -> None:
        tick = 0
        while not self._leaving.wait(TICK_S):
            tick += 1
            board = self._watch.board
            for vehicle_id in list(board.vehicles):
                view = vehicle_view(board, vehicle_id)
                drive = self._drive_of(vehicle_id, view)
                self._steer(drive, board, view)
                self._roll(drive)
                if drive.speed or tick % PARKED_S == 1:
                    self._speak(vehicle_id, drive)

    def _drive_of(self, vehicle_id: str, view: VehicleView) -> Drive:
        if vehicle_id not in self._drives:
            device = mqtt.Client(CallbackAPIVersion.VERSION2, vehicle_id)
            device.connect_async("127.0.0.1", self._room.broker_port)
            device.loop_start()
            self._drives[vehicle_id] = Drive(device, view.point or (0.0, 0.0))
        return self._drives[vehicle_id]

    def _steer(self, drive: Drive, board: Board, view: VehicleView) -> None:
        target = _target(board, view)
        if target is None or target == drive.target:
            return
        drive.target = target
        route = self._roads.route(drive.point, target)
        drive.way = [*route.points, target] if route is not None else [target]

    def _roll(self, drive: Drive) -> None:
        """Go along the way for one tick."""
        left = SIREN_MPS * QUICK * TICK_S
        before = drive.point
        while drive.way and left > 0:
            ahead = metres_between(drive.point, drive.way[0])
            if ahead <= left:
                drive.point = drive.way.pop(0)
            else:
                share = left / ahead
                (lon, lat), (to_lon, to_lat) = drive.point, drive.way[0]
                drive.point = (lon + (to_lon - lon) * share, lat + (to_lat - lat) * share)
            left -= ahead
        drive.speed = metres_between(before, drive.point) / TICK_S
        if drive.speed:
            drive.heading = _bearing(before, drive.point)

    def _speak(self, vehicle_id: str, drive: Drive) -> None:
        fix = {
            "n": drive.sent,
            "boot": self._boot,
            "t": int(time.time() * 1000),
            "lon": round(drive.point[0], 6),
            "lat": round(drive.point[1], 6),
            "spd": round(drive.speed, 1),
            "hdg": drive.heading,
            "acc": 5.0,
            "src": "simulated",
        }
        drive.sent += 1
        name = topic(vehicle_id, Leaf.POSITION)
        drive.device.publish(name, json.dumps(fix), qos=1, retain=True)


def _target(board: Board, view: VehicleView) -> Point | None:
    """Return where a vehicle is headed; None to stay where it is."""
    if view.order is not None:
        return _target_of(board, view.order)
    station = board.stations.get(view.vehicle.station_id)
    return station.point if station is not None else None


def _target_of(board: Board, order: Order) -> Point | None:
    if order.state in {OrderState.DEPARTED, OrderState.ARRIVED}:
        return order.details.meeting_point.point or order.details.scene.point
    if order.state in {OrderState.LOADED, OrderState.AT_HOSPITAL, OrderState.HANDED_OVER}:
        hospital = board.hospitals.get(order.details.destination or next(iter(board.hospitals)))
        return hospital.point if hospital is not None else None
    return None


def _bearing(start: Point, end: Point) -> float:
    east = (end[0] - start[0]) * cos(radians(start[1]))
    return round(degrees(atan2(east, end[1] - start[1])) % 360, 1)
