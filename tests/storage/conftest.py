"""A database of its own for each test, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import migrate
from tests.fakes.clock import FakeClock


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "dispatch.sqlite"
    migrate(path)
    return path


@pytest.fixture
async def store(database: Path) -> AsyncIterator[SqlStore]:
    async with SqlStore(database, FakeClock()) as store:
        yield store


@pytest.fixture
def server(fresh_database: Callable[..., sa.URL]) -> sa.URL:
    """A PostgreSQL database, as the server's role."""
    return fresh_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Address:
    """The same test on both databases."""
    name = "database" if request.param == "sqlite" else "server"
    address: Address = request.getfixturevalue(name)
    return address
