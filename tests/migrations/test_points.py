"""Migration 0002: the register's longitude and latitude become a point, with data in the tables."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import is_current, let_in, migrate
from dispatch_server.adapters.storage.register import SqlRegister
from tests.builders import SCENE
from tests.fakes.clock import FakeClock
from tests.storage.journalling import arrival, record, verdict
from tests.testbed.database import OWNER, Postgres

ROWS = 2_500


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Address, Address]:
    """An empty database: its owner's address, and the server's."""
    if request.param == "sqlite":
        return tmp_path / "old.sqlite", tmp_path / "old.sqlite"
    fresh: Callable[..., sa.URL] = request.getfixturevalue("fresh_database")
    postgres: Postgres = request.getfixturevalue("postgres")
    server = fresh(empty=True)
    return postgres.address(str(server.database), user=OWNER), server


def fill_the_old_schema(owner: Address) -> None:
    """Put a city's register into the schema before."""
    engine = command_engine(owner)
    statement = sa.text(
        "INSERT INTO subscriber (number, name, address, as_of, lon, lat, precision)"
        " VALUES (:number, '示范用户', '示范一路', '2026-01-01', :lon, :lat, 'house')"
    )
    rows: list[dict[str, object]] = [
        {"number": f"100{n:08}", "lon": SCENE[0], "lat": SCENE[1] + n / 10_000} for n in range(ROWS)
    ]
    with engine.begin() as connection:
        connection.execute(statement, rows)
        connection.execute(statement, {"number": "unlocated", "lon": None, "lat": None})
    engine.dispose()


async def test_that_every_point_is_found_again(places: tuple[Address, Address]) -> None:
    owner, server = places
    migrate(owner, to="0001")
    fill_the_old_schema(owner)

    migrate(owner)
    let_in(owner, server)

    register = SqlRegister(server)
    first, last = await register.find("10000000000"), await register.find(f"100{ROWS - 1:08}")
    unlocated = await register.find("unlocated")
    around = await register.near(SCENE, radius_m=25, limit=9)
    await register.close()
    assert first is not None
    assert first.point == SCENE
    assert last is not None
    assert last.point == (SCENE[0], SCENE[1] + (ROWS - 1) / 10_000)
    assert unlocated is not None
    assert unlocated.point is None
    assert [one.number for one in around] == [f"100{n:08}" for n in range(3)]


async def test_that_a_journal_of_the_schema_before_goes_on(
    places: tuple[Address, Address],
) -> None:
    owner, server = places
    migrate(owner, to="0001")
    assert not is_current(owner)

    migrate(owner)
    let_in(owner, server)

    async with SqlStore(server, FakeClock()) as store:
        await record(store, "c-1", arrival(1))
    assert is_current(owner)
    assert verdict(server).rows == 1


def test_that_migrating_again_changes_nothing(places: tuple[Address, Address]) -> None:
    owner, _ = places
    migrate(owner)

    migrate(owner)

    assert is_current(owner)
