"""The maintainer's questions through the API: how the server stands, and its settings."""

from datetime import timedelta

from dispatch_server.contract.register import (
    CHANGES_PATH,
    REGISTER_PATH,
    ChangeKind,
    ChangesAnswer,
    RegisterAnswer,
    RegisterChange,
)
from dispatch_server.contract.states import Role
from dispatch_server.contract.upkeep import SETTINGS_PATH, UPKEEP_PATH, BackupSeen, UpkeepAnswer
from dispatch_server.contract.version import PROTOCOL
from tests.builders import RECEIVER, SEAT, START, dispatched
from tests.server.served import Served, Socket, bearing, token_at


async def test_that_a_maintainer_reads_how_the_server_stands_and_nothing_of_an_emergency() -> None:
    async with Served(*dispatched()) as served:
        served.seat_somebody(SEAT, Role.MAINTAINER)
        served.upkeep.backup = BackupSeen(name="a.backup", at=START, bytes=10)
        served.clock.pass_by(60)
        async with Socket(served, token=token_at(RECEIVER)) as receiver:
            await receiver.next()
            reply = await served.http.get(UPKEEP_PATH, headers=bearing(token_at(SEAT)))

    told = UpkeepAnswer.model_validate_json(reply.content)
    assert told.at - told.started_at == timedelta(seconds=60)
    assert (told.protocol, told.schema_found, told.schema_wanted) == (PROTOCOL, "0009", "0009")
    assert told.listening == (RECEIVER,)
    assert told.backup is not None
    assert told.board.seq == served.store.board.seq
    assert set(told.board.seats) == set(served.store.board.seats)
    assert not told.board.calls
    assert not told.board.incidents
    assert not told.board.orders


async def test_that_a_database_away_is_said_and_the_settings_are_still_told() -> None:
    async with Served(*dispatched()) as served:
        served.seat_somebody(SEAT, Role.MAINTAINER)
        served.upkeep.away = True
        away = await served.http.get(UPKEEP_PATH, headers=bearing(token_at(SEAT)))
        settings = await served.http.get(SETTINGS_PATH, headers=bearing(token_at(SEAT)))

    assert away.status_code == 503
    assert "数据库没有应答" in away.json()["sentence"]
    assert settings.json() == {"text": "# settings"}


async def test_that_a_maintainer_reads_what_the_newest_register_changed() -> None:
    change = RegisterChange(number="1", kind=ChangeKind.ADDED, was="", becomes="示范一路")
    async with Served(*dispatched()) as served:
        served.seat_somebody(SEAT, Role.MAINTAINER)
        served.keeper.changed = [(2, change)]
        headers = bearing(token_at(SEAT))
        register = await served.http.get(REGISTER_PATH, headers=headers)
        changes = await served.http.get(
            CHANGES_PATH, params={"generation": 2, "kind": "added"}, headers=headers
        )
        wrong = await served.http.get(CHANGES_PATH, params={"generation": -1}, headers=headers)
        served.keeper.away = True
        away = await served.http.get(REGISTER_PATH, headers=headers)

    assert RegisterAnswer.model_validate_json(register.content).refreshes == ()
    assert ChangesAnswer.model_validate_json(changes.content).changes == (change,)
    assert (wrong.status_code, away.status_code) == (422, 503)


async def test_that_a_dispatcher_does_not_read_the_register() -> None:
    async with Served(*dispatched()) as served:
        served.seat_somebody(SEAT, Role.DISPATCHER)
        reply = await served.http.get(REGISTER_PATH, headers=bearing(token_at(SEAT)))

    assert reply.status_code == 403
