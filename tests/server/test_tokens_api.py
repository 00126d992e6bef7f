"""Tokens and keys that end, or never were, at every door: commands, questions, the stream."""

import pytest

from dispatch_server.contract.answers import SIGNED_OUT
from dispatch_server.contract.commands.incidents import DraftIncident
from dispatch_server.contract.ids import CommandId, IncidentId
from dispatch_server.contract.version import PROTOCOL
from dispatch_server.services.people import PeopleService
from tests.builders import SEAT, STATION, VEHICLE, dispatched
from tests.server.served import SESSION_HOURS, Served, Socket, bearing, token_at

KNOWN = f"protocol={PROTOCOL}"
DRAFT = DraftIncident(command_id=CommandId("c-1"), incident_id=IncidentId("i-9"))


async def refused_everywhere(served: Served, token: str) -> bool:
    """Return whether a token opens neither commands nor questions nor the stream."""
    headers = bearing(token) | {"Content-Type": "application/json"}
    command = await served.http.post(DRAFT.PATH, content=DRAFT.model_dump_json(), headers=headers)
    question = await served.http.get("/recommendation?lon=1&lat=1", headers=headers)
    async with Socket(served, KNOWN, token=token) as socket:
        await socket.ended()
    return (command.status_code, question.status_code, socket.code) == (401, 401, SIGNED_OUT)


@pytest.mark.parametrize(
    "change", [lambda key: f"{key[:-1]}_", lambda key: key[:-1], lambda key: key.upper()]
)
async def test_that_a_key_that_is_nearly_right_opens_nothing(change: object) -> None:
    assert callable(change)
    async with Served(*dispatched()) as served:
        people = PeopleService(
            served.store, served.credentials, served.passwords, served.clock, demonstration=True
        )
        _, key = await people.issue_vehicle_device(VEHICLE)
        before = served.store.board.seq

        assert await refused_everywhere(served, change(key))
        assert await refused_everywhere(served, change(token_at(SEAT)))
        assert served.store.board.seq == before


async def test_that_an_expired_token_cuts_its_stream_and_opens_nothing() -> None:
    async with Served(*dispatched()) as served:
        token = await served.sessions.issue(
            served.store.board.signed_in[SEAT].person_id,
            SEAT,
            expires_at=served.store.board.signed_in[SEAT].expires_at,
        )
        async with Socket(served, KNOWN, token=token) as socket:
            await socket.next()
            served.clock.pass_by(SESSION_HOURS * 3_600)
            await socket.ended()

        assert socket.code == SIGNED_OUT
        assert await refused_everywhere(served, token)
        assert SEAT not in served.store.board.signed_in


@pytest.mark.parametrize("kind", ["receiver", "vehicle"])
async def test_that_a_revoked_key_cuts_its_stream_and_opens_nothing(kind: str) -> None:
    async with Served(*dispatched()) as served:
        people = PeopleService(
            served.store, served.credentials, served.passwords, served.clock, demonstration=True
        )
        seats = served.store.board.seats.values()
        receiver = next(seat.id for seat in seats if seat.station_id == STATION)
        device_id, key = (
            await people.issue_device(receiver)
            if kind == "receiver"
            else await people.issue_vehicle_device(VEHICLE)
        )
        async with Socket(served, KNOWN, token=key) as socket:
            await socket.next()
            await people.revoke_device(device_id)
            await socket.ended()

        assert socket.code == SIGNED_OUT
        assert await refused_everywhere(served, key)
