"""A vehicle's device acts by a key of its own: for its own orders and its own duty, no others."""

from collections.abc import AsyncIterator

import pytest

from dispatch_server.contract.answers import Snapshot
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.incidents import CloseIncident
from dispatch_server.contract.commands.orders import (
    IssueOrder,
    MoveOrder,
    ReportContact,
    ReportDelivery,
    ReprintOrder,
    SetDuty,
)
from dispatch_server.contract.events.orders import OrderIssued, OrderMoved
from dispatch_server.contract.events.people import VehicleDeviceIssued
from dispatch_server.contract.ids import CommandId, DeviceId, OrderId, SeatId, vehicle_seat
from dispatch_server.contract.states import Channel, DeliveryState, Duty, OrderState
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.ports.access import Owner
from dispatch_server.services.people import PeopleService
from tests.builders import (
    DETAILS,
    FAR_STATION,
    FAR_VEHICLE,
    INCIDENT,
    ORDER,
    SCENE,
    VEHICLE,
    dispatched,
    issued,
)
from tests.server.served import Served, Socket, bearing, token_at

C = CommandId("c-1")
ON_BOARD = vehicle_seat(VEHICLE)
DEVICE = DeviceId("device-on-board")
FAR_ORDER = OrderId("o-far")


def far_order() -> OrderIssued:
    """An order of the other vehicle, which belongs to the other station."""
    changes = {"vehicle_id": FAR_VEHICLE, "station_id": FAR_STATION, "number": "1-2"}
    return issued(FAR_ORDER).model_copy(update=changes)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    issue = VehicleDeviceIssued(device_id=DEVICE, vehicle_id=VEHICLE)
    async with Served(*dispatched(), far_order(), issue) as served:
        served.credentials.give(token_at(ON_BOARD), Owner.DEVICE, DEVICE, ON_BOARD)
        yield served


def receipt(channel: Channel) -> ReportDelivery:
    return ReportDelivery(
        command_id=C, order_id=ORDER, channel=channel, state=DeliveryState.DELIVERED
    )


async def test_that_a_vehicle_moves_its_own_order_in_its_own_name(served: Served) -> None:
    move = MoveOrder(command_id=C, order_id=ORDER, to=OrderState.DEPARTED)

    status, _ = await served.send(move, seat_id=ON_BOARD)

    row = served.store.journal[-1]
    assert status == 200
    assert isinstance(row.event, OrderMoved)
    assert (row.actor.kind, row.actor.id, row.actor.seat_id) == ("device", DEVICE, ON_BOARD)


async def test_that_a_vehicles_receipt_is_told_from_the_stations(served: Served) -> None:
    status, _ = await served.send(receipt(Channel.VEHICLE_SCREEN), seat_id=ON_BOARD)
    refused, told = await served.send(
        receipt(Channel.STATION_SCREEN).model_copy(update={"command_id": CommandId("c-2")}),
        seat_id=ON_BOARD,
    )

    assert (status, refused, told.code) == (200, 409, "illegal-move")
    assert set(served.store.board.orders[ORDER].deliveries) == {Channel.VEHICLE_SCREEN}


@pytest.mark.parametrize(
    "command",
    [
        MoveOrder(command_id=C, order_id=FAR_ORDER, to=OrderState.DEPARTED),
        ReportContact(command_id=C, order_id=FAR_ORDER),
        receipt(Channel.VEHICLE_SCREEN).model_copy(update={"order_id": FAR_ORDER}),
        SetDuty(command_id=C, vehicle_id=FAR_VEHICLE, duty=Duty.OFF_DUTY),
    ],
    ids=lambda command: command.PATH,
)
async def test_that_another_vehicles_order_and_duty_are_not_its_own(
    served: Served, command: Command
) -> None:
    before = len(served.store.journal)

    status, told = await served.send(command, seat_id=ON_BOARD)

    assert (status, told.code) == (409, "not-yours")
    assert len(served.store.journal) == before


@pytest.mark.parametrize(
    "command",
    [
        IssueOrder(command_id=C, incident_id=INCIDENT, vehicle_id=VEHICLE, details=DETAILS),
        CloseIncident(command_id=C, incident_id=INCIDENT),
        ReprintOrder(command_id=C, order_id=ORDER),
    ],
    ids=lambda command: command.PATH,
)
async def test_that_a_vehicle_has_no_right_of_the_room(served: Served, command: Command) -> None:
    status, told = await served.send(command, seat_id=ON_BOARD)

    assert (status, told.code) == (403, "not-allowed")


async def test_that_a_vehicle_may_not_ask_which_other_is_free(served: Served) -> None:
    reply = await served.http.get(
        "/recommendation",
        params={"lon": SCENE[0], "lat": SCENE[1]},
        headers=bearing(token_at(ON_BOARD)),
    )

    assert reply.status_code == 403


async def test_that_a_vehicle_sees_its_own_order_alone(served: Served) -> None:
    async with Socket(served, f"protocol={PROTOCOL}", token=token_at(ON_BOARD)) as socket:
        await socket.next()
        snapshot = await socket.next()

    assert isinstance(snapshot, Snapshot)
    assert set(snapshot.board.orders) == {ORDER}
    assert set(snapshot.board.vehicles) == {VEHICLE}
    assert not snapshot.board.calls


async def test_that_a_key_is_shown_once_and_a_revoked_one_counts_no_longer() -> None:
    async with Served(*dispatched()) as served:
        people = PeopleService(
            served.store, served.credentials, served.passwords, served.clock, demonstration=True
        )
        device_id, key = await people.issue_vehicle_device(VEHICLE)
        await served.sessions.look()
        asker = await served.sessions.asker(key)
        device = served.store.board.devices[device_id]
        await people.revoke_device(device_id)
        await served.sessions.look()
        reply = await served.http.post(
            MoveOrder.PATH, content=b"{}", headers=bearing(key) | {"Content-Type": "text/json"}
        )

    assert (asker.seat.vehicle_id, device.vehicle_id) == (VEHICLE, VEHICLE)
    assert device.seat_id == SeatId(f"vehicle:{VEHICLE}")
    assert reply.status_code == 401
    assert all(key not in row.model_dump_json() for row in served.store.journal)
