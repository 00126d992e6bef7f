"""The table of rights through the API: every command, the questions and the stream, by role."""

import pytest

from dispatch_server.contract.access import RIGHTS, Right
from dispatch_server.contract.addressing import Addressee
from dispatch_server.contract.commands import Command
from dispatch_server.contract.commands.calls import AnswerCall, HangUpCall
from dispatch_server.contract.commands.incidents import (
    CancelIncident,
    CloseIncident,
    DescribeIncident,
    DraftIncident,
    JoinIncident,
)
from dispatch_server.contract.commands.orders import (
    IssueOrder,
    MoveOrder,
    ReportContact,
    ReportDelivery,
    ReprintOrder,
    SetDuty,
)
from dispatch_server.contract.commands.people import (
    AddPerson,
    ChangePerson,
    EndSession,
    IssueDevice,
    PersonCard,
    ReleasePerson,
    RevokeDevice,
    SetPassword,
)
from dispatch_server.contract.commands.roads import CloseRoad, OpenRoad
from dispatch_server.contract.commands.seats import (
    DeclareSeat,
    OfferHandOver,
    ReadMessage,
    ReceiveMessage,
    SendMessage,
    TakeHandOver,
)
from dispatch_server.contract.day import DAY_PATH
from dispatch_server.contract.ids import (
    ClosureId,
    CommandId,
    DeviceId,
    HandOverId,
    IncidentId,
    MessageId,
    PersonId,
)
from dispatch_server.contract.states import (
    AddresseeKind,
    CancelReason,
    Channel,
    DeliveryState,
    Duty,
    OrderState,
    Role,
    SeatState,
)
from dispatch_server.contract.upkeep import SETTINGS_PATH, UPKEEP_PATH
from tests.builders import (
    CALL,
    DETAILS,
    FAR_VEHICLE,
    INCIDENT,
    ORDER,
    RECEIVER,
    SCENE,
    SEAT,
    STATION,
    dispatched,
)
from tests.server.served import Served, Socket, bearing, token_at

C = CommandId("c-1")
OTHER = IncidentId("i-2")
SOMEBODY = PersonId("person-9")
CARD = PersonCard(name="示范丁", roles=(Role.DISPATCHER,))
COMMANDS: list[Command] = [
    AnswerCall(command_id=C, call_id=CALL),
    HangUpCall(command_id=C, call_id=CALL),
    DraftIncident(command_id=C, incident_id=OTHER),
    DescribeIncident(command_id=C, incident_id=INCIDENT, details=DETAILS),
    JoinIncident(command_id=C, incident_id=OTHER, into=INCIDENT),
    CancelIncident(command_id=C, incident_id=INCIDENT, why=CancelReason.TEST),
    CloseIncident(command_id=C, incident_id=INCIDENT),
    IssueOrder(command_id=C, incident_id=INCIDENT, vehicle_id=FAR_VEHICLE, details=DETAILS),
    MoveOrder(command_id=C, order_id=ORDER, to=OrderState.ACKNOWLEDGED),
    ReportContact(command_id=C, order_id=ORDER),
    ReportDelivery(
        command_id=C,
        order_id=ORDER,
        channel=Channel.STATION_SCREEN,
        state=DeliveryState.DELIVERED,
    ),
    ReprintOrder(command_id=C, order_id=ORDER),
    SetDuty(command_id=C, vehicle_id=FAR_VEHICLE, duty=Duty.OFF_DUTY, reason="下班"),
    DeclareSeat(command_id=C, state=SeatState.BUSY, reason="带教"),
    SendMessage(command_id=C, to=Addressee(AddresseeKind.STATION, STATION), text="示范大桥封闭"),
    ReceiveMessage(command_id=C, message_id=MessageId("m-1")),
    ReadMessage(command_id=C, message_id=MessageId("m-1")),
    OfferHandOver(command_id=C),
    TakeHandOver(command_id=C, handover_id=HandOverId("h-1")),
    CloseRoad(command_id=C, line=(SCENE,), reason="示范施工"),
    OpenRoad(command_id=C, closure_id=ClosureId("x-1")),
    AddPerson(command_id=C, number="0109", card=CARD, password="correct horse battery"),
    ChangePerson(command_id=C, person_id=SOMEBODY, expected=CARD, card=CARD),
    SetPassword(command_id=C, person_id=SOMEBODY, password="correct horse battery"),
    ReleasePerson(command_id=C, person_id=SOMEBODY),
    EndSession(command_id=C, seat_id=SEAT, person_id=SOMEBODY),
    IssueDevice(command_id=C, seat_id=RECEIVER),
    RevokeDevice(command_id=C, device_id=DeviceId("device-9")),
]
QUESTIONS = {
    DAY_PATH: Right.LOOK_BACK,
    UPKEEP_PATH: Right.MAINTAIN,
    SETTINGS_PATH: Right.MAINTAIN,
}
ROLES = pytest.mark.parametrize("role", Role)


def test_that_every_command_there_is_stands_in_this_table() -> None:
    assert {type(command) for command in COMMANDS} == set(Command.__subclasses__())


def test_that_every_right_is_held_by_somebody_and_every_role_has_its_line() -> None:
    assert set(RIGHTS) == set(Role)
    assert frozenset().union(*RIGHTS.values()) == frozenset(Right)


@ROLES
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.PATH)
async def test_that_a_command_is_heard_from_the_roles_that_hold_its_right(
    command: Command, role: Role
) -> None:
    async with Served(*dispatched()) as served:
        seat_id = RECEIVER if role is Role.STATION else SEAT
        served.seat_somebody(seat_id, role)
        before = len(served.store.journal)

        status, told = await served.send(command, seat_id=seat_id)

    if command.RIGHT in RIGHTS[role]:
        assert status != 403
    else:
        assert (status, told.code) == (403, "not-allowed")
        assert len(served.store.journal) == before
        assert [kept.code for kept in served.store.refusals] == ["not-allowed"]


@ROLES
async def test_that_free_vehicles_are_told_to_the_roles_that_may_ask(role: Role) -> None:
    async with Served(*dispatched()) as served:
        served.seat_somebody(SEAT, role)
        reply = await served.http.get(
            "/recommendation",
            params={"lon": SCENE[0], "lat": SCENE[1]},
            headers=bearing(token_at(SEAT)),
        )

    assert reply.status_code == (200 if Right.ASK_VEHICLES in RIGHTS[role] else 403)


@ROLES
@pytest.mark.parametrize("path", QUESTIONS)
async def test_that_a_question_is_answered_to_the_roles_that_hold_its_right(
    path: str, role: Role
) -> None:
    async with Served(*dispatched()) as served:
        served.seat_somebody(SEAT, role)
        reply = await served.http.get(path, headers=bearing(token_at(SEAT)))

    assert reply.status_code == (200 if QUESTIONS[path] in RIGHTS[role] else 403)


@ROLES
async def test_that_the_stream_is_for_the_roles_that_may_watch(role: Role) -> None:
    async with Served(*dispatched()) as served:
        served.seat_somebody(SEAT, role)
        async with Socket(served) as socket:
            if Right.WATCH in RIGHTS[role]:
                await socket.next()
            else:
                await socket.ended()
                assert socket.code == 4403

    assert (socket.code is None) is (Right.WATCH in RIGHTS[role])


async def test_that_several_roles_add_up() -> None:
    async with Served(*dispatched()) as served:
        served.seat_somebody(SEAT, Role.MAINTAINER, Role.DIRECTOR, Role.SUPERVISOR)
        status, _ = await served.send(ReprintOrder(command_id=C, order_id=ORDER))

    assert status == 200


async def test_that_a_role_taken_away_counts_no_longer_at_once() -> None:
    async with Served(*dispatched()) as served:
        person_id = served.seat_somebody(SEAT, Role.DISPATCHER)
        served.change(person_id, roles=(Role.DIRECTOR,))

        status, _ = await served.send(ReprintOrder(command_id=C, order_id=ORDER))

    assert status == 403


async def test_that_a_receiver_acts_in_its_own_name_without_anybody_signed_in() -> None:
    async with Served(*dispatched()) as served:
        acknowledge = MoveOrder(command_id=C, order_id=ORDER, to=OrderState.ACKNOWLEDGED)
        status, _ = await served.send(acknowledge, seat_id=RECEIVER)

    actor = served.store.journal[-1].actor
    assert status == 200
    assert (actor.kind, actor.id, actor.seat_id) == ("device", "device-1", RECEIVER)
