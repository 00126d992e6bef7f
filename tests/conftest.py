"""What tests of several folders share: one PostgreSQL a run, started when the first test asks."""

from collections.abc import Callable, Iterator
from itertools import count

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage.migrate import let_in, migrate
from tests.testbed.database import OWNER, Postgres

TEMPLATE = "dispatch_template"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server; its template database has the newest schema and lets the server's role in."""
    with Postgres() as server:
        server.create(TEMPLATE)
        owner = server.address(TEMPLATE, user=OWNER)
        migrate(owner)
        let_in(owner, server.address(TEMPLATE))
        yield server


@pytest.fixture(scope="session")
def _numbers() -> Iterator[int]:
    return count(1)


@pytest.fixture
def fresh_database(postgres: Postgres, _numbers: Iterator[int]) -> Iterator[Callable[..., sa.URL]]:
    """Make databases with the newest schema, or empty ones, and remove them after the test."""
    made: list[str] = []

    def make(*, empty: bool = False) -> sa.URL:
        name = f"dispatch_{next(_numbers)}"
        postgres.create(name, template="template1" if empty else TEMPLATE)
        made.append(name)
        return postgres.address(name)

    yield make
    for name in made:
        postgres.drop(name)
