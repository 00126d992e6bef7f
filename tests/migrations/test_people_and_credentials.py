"""From the schema before people signed in: nothing is lost, and people can be registered."""

import sqlite3
from contextlib import closing
from pathlib import Path

from dispatch_server.adapters.clock import SystemClock
from dispatch_server.adapters.passwords import Argon2Passwords
from dispatch_server.adapters.storage.credentials import SqlCredentials
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import is_current, migrate
from dispatch_server.contract.states import Role
from dispatch_server.services.people import NewPerson, PeopleService

BEFORE = "0002"
ROW = """INSERT INTO refusal (at, command_id, command, actor_id, code, sentence)
VALUES ('2026-01-01T00:00:00.000000+00:00', 'c-1', '/orders/issue', 'seat-1', 'x', 'x')"""


def old(path: Path) -> None:
    migrate(path, to=BEFORE)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(ROW)
        connection.commit()


async def test_that_people_can_be_registered_on_a_database_from_before(tmp_path: Path) -> None:
    path = tmp_path / "dispatch.sqlite"
    old(path)
    assert not is_current(path)

    migrate(path)

    assert is_current(path)
    credentials = SqlCredentials(path)
    async with SqlStore(path, SystemClock()) as store:
        people = PeopleService(store, credentials, Argon2Passwords(), SystemClock())
        await people.add(NewPerson("0101", "示范甲", (Role.DISPATCHER,)), "长江大桥 边上 吃面")
    await credentials.close()
    async with SqlStore(path, SystemClock()) as store:
        assert [person.number for person in store.board.people.values()] == ["0101"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM refusal").fetchone() == (1,)
