"""Signing in over HTTP, and a stream that ends with its token."""

import httpx
import pytest

from dispatch_server.contract.ids import SeatId
from dispatch_server.contract.sign_in import (
    DESK_PATH,
    SIGN_IN_PATH,
    SIGN_OUT_PATH,
    DeskAnswer,
    SignIn,
    SignInAnswer,
    SignInRefusal,
)
from dispatch_server.contract.states import Role
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.services.people import NewPerson, PeopleService
from tests.builders import RECEIVER, SEAT, room
from tests.server.served import Served, Socket, bearing, token_at

SECRET = "correct horse battery"


async def with_person(served: Served, *roles: Role) -> None:
    people = PeopleService(served.store, served.credentials, served.passwords, served.clock)
    await people.add(NewPerson("0101", "示范甲", roles or (Role.DISPATCHER,)), SECRET)


def asked(password: str = SECRET, *, seat_id: SeatId = SEAT) -> str:
    return SignIn(seat_id=seat_id, number="0101", password=password).model_dump_json()


async def post(served: Served, body: str) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return await served.http.post(SIGN_IN_PATH, content=body, headers=headers)


async def test_that_a_token_from_signing_in_opens_the_stream_until_signing_out() -> None:
    async with Served(*room()) as served:
        await with_person(served)
        reply = await post(served, asked())
        answer = SignInAnswer.model_validate_json(reply.content)

        async with Socket(served, token=answer.token) as socket:
            await socket.next()
            out = await served.http.post(SIGN_OUT_PATH, headers=bearing(answer.token))
            await socket.ended()

    assert (reply.status_code, out.status_code) == (200, 204)
    assert reply.headers["cache-control"] == "no-store"
    assert socket.code == 4401
    assert len(socket.reason.encode()) <= 123


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (asked("wrong"), 401, "wrong"),
        (asked(seat_id=SeatId("nowhere")), 404, "unknown-seat"),
        (asked(seat_id=RECEIVER), 403, "not-at-this-seat"),
    ],
)
async def test_that_a_refused_sign_in_says_why(body: str, status: int, code: str) -> None:
    async with Served(*room()) as served:
        await with_person(served)
        reply = await post(served, body)

    refusal = SignInRefusal.model_validate_json(reply.content)
    assert (reply.status_code, refusal.code) == (status, code)
    assert refusal.sentence


async def test_that_the_wait_is_told_in_seconds() -> None:
    async with Served(*room()) as served:
        await with_person(served)
        await post(served, asked("wrong"))
        reply = await post(served, asked())

    refusal = SignInRefusal.model_validate_json(reply.content)
    assert (reply.status_code, refusal.code, refusal.wait_s) == (429, "wait", 1)


async def test_that_a_faulty_request_does_not_repeat_the_password() -> None:
    async with Served(*room()) as served:
        body = asked().replace('"number"', '"nummer"')
        reply = await post(served, body)

    assert reply.status_code == 422
    assert SECRET not in reply.text


async def test_that_a_receiver_cannot_sign_anybody_out() -> None:
    async with Served(*room()) as served:
        headers = bearing(token_at(RECEIVER))
        reply = await served.http.post(SIGN_OUT_PATH, headers=headers)
        still = await served.sessions.asker(token_at(RECEIVER))

    assert (reply.status_code, still.seat.id) == (204, RECEIVER)


async def test_that_a_token_in_the_address_counts_for_nothing() -> None:
    query = f"protocol={PROTOCOL}&token={token_at(SEAT)}&seat={SEAT}"
    async with Served(*room()) as served, Socket(served, query, token="") as socket:
        await socket.ended()

    assert socket.code == 4401


async def test_that_the_version_is_told_before_the_token_is_asked_for() -> None:
    async with Served(*room()) as served, Socket(served, "protocol=1", token="") as socket:
        await socket.ended()

    assert socket.code == 4426
    assert "本机 1" in socket.reason


async def test_that_a_desk_may_ask_before_signing_in_how_its_phone_is() -> None:
    async with Served(*room()) as served:
        reply = await served.http.get(DESK_PATH, params={"seat": SEAT})
        stranger = await served.http.get(DESK_PATH, params={"seat": "nowhere"})

    answer = DeskAnswer.model_validate_json(reply.content)
    assert (answer.seat_name, answer.phone, answer.phone_reachable) == ("01席", "6001", True)
    assert stranger.status_code == 404


async def test_that_desks_that_ask_often_do_not_press_the_exchange() -> None:
    async with Served(*room()) as served:
        answers = []
        for seconds in (0, 1, 2):
            served.clock.pass_by(seconds)
            reply = await served.http.get(DESK_PATH, params={"seat": SEAT})
            answers.append(DeskAnswer.model_validate_json(reply.content).phone_reachable)
            await served.exchange.stop()

    assert answers == [True, True, None]
