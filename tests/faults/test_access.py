"""Tokens stolen, revoked, forged and outlived, on the real parts."""

import urllib.error
import urllib.request

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.sync.connection import Connection

from dispatch_server.contract.answers import SIGNED_OUT, TOO_OLD, CommandOutcome
from dispatch_server.contract.commands.incidents import DraftIncident
from dispatch_server.contract.ids import IncidentId
from dispatch_server.contract.version import PROTOCOL
from tests.testbed.room import PASSWORD, STAFF, Room, receiver_of
from tests.testbed.seat import SeatClient, new_command_id, sign_in

SECONDS = 5.0


def draft(number: int) -> DraftIncident:
    return DraftIncident(command_id=new_command_id(), incident_id=IncidentId(f"i-{number}"))


def stream(room: Room) -> str:
    return f"{room.server.replace('http', 'ws', 1)}/stream?protocol={PROTOCOL}"


def closing_code(socket: Connection) -> int | None:
    """Read until the server closes; return its code."""
    try:
        while True:
            socket.recv(timeout=SECONDS)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def test_that_a_revoked_receiver_is_cut_off_within_seconds_and_stays_out(room: Room) -> None:
    key = room.key_file(receiver_of("st-1")).read_text("utf-8")
    listed = room.server_command("list-devices").splitlines()
    (device,) = (row.split("\t")[0] for row in listed if f"\t{receiver_of('st-1')}\t" in row)
    bearer = {"Authorization": f"Bearer {key}"}

    with connect(stream(room), additional_headers=bearer) as socket:
        socket.recv(timeout=SECONDS)
        room.server_command("revoke-device", "--device", device)
        assert closing_code(socket) == SIGNED_OUT

    assert SeatClient(room.server, key).send(draft(1)).code == "signed-out"


def test_that_a_forged_token_does_nothing(room: Room, desk: SeatClient) -> None:
    forged = SeatClient(room.server, "x" * 43)

    answer = forged.send(draft(1))

    assert (answer.outcome, answer.code) == (CommandOutcome.REFUSED, "signed-out")
    assert desk.send(draft(2)).outcome is CommandOutcome.DONE
    assert list(desk.wait(lambda board: bool(board.incidents)).incidents) == ["i-2"]


def test_that_a_desk_stays_signed_in_when_the_server_was_killed(
    room: Room, desk: SeatClient
) -> None:
    room.stop_server(kill=True)
    room.start_server()

    assert desk.send(draft(1)).outcome is CommandOutcome.DONE
    desk.wait(lambda board: bool(board.incidents))


def test_that_a_stolen_token_ends_with_a_new_password(room: Room, desk: SeatClient) -> None:
    number = STAFF[0].number
    stolen = sign_in(room.server, "seat-1", number, PASSWORD)
    bearer = {"Authorization": f"Bearer {stolen}"}

    with connect(stream(room), additional_headers=bearer) as socket:
        room.set_password(number, "another long secret")
        assert closing_code(socket) == SIGNED_OUT

    assert SeatClient(room.server, stolen).send(draft(1)).code == "signed-out"


def test_that_a_console_too_old_is_told_so(room: Room) -> None:
    with (
        connect(stream(room).replace(f"={PROTOCOL}", "=1")) as socket,
        pytest.raises(ConnectionClosed) as caught,
    ):
        socket.recv(timeout=SECONDS)

    assert caught.value.rcvd is not None
    assert (caught.value.rcvd.code, "升级" in caught.value.rcvd.reason) == (TOO_OLD, True)


def test_that_no_password_token_name_or_number_is_in_the_log(room: Room, desk: SeatClient) -> None:
    token = sign_in(room.server, "seat-2", STAFF[1].number, PASSWORD)
    for _ in range(2):
        with pytest.raises(urllib.error.HTTPError) as refused:
            sign_in(room.server, "seat-2", STAFF[1].number, "wrong-password")
        refused.value.close()

    log = room.log()

    for secret in (PASSWORD, "wrong-password", token, *(p.name for p in STAFF)):
        assert secret not in log
