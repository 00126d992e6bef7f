"""A database of its own for each test, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import migrate
from tests.fakes.clock import FakeClock


@pytest.fixture(scope="session")
def newest_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file of the newest schema, to copy."""
    path = tmp_path_factory.mktemp("newest") / "dispatch.sqlite"
    migrate(path)
    return path


@pytest.fixture
def file(newest_file: Path, tmp_path: Path) -> Path:
    """A SQLite file."""
    return Path(shutil.copy(newest_file, tmp_path))


@pytest.fixture
def server(fresh_database: Callable[..., sa.URL]) -> sa.URL:
    """A PostgreSQL database, as the server's role."""
    return fresh_database()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Address:
    """The same test on both databases."""
    name = "file" if request.param == "sqlite" else "server"
    address: Address = request.getfixturevalue(name)
    return address


@pytest.fixture
async def store(either: Address) -> AsyncIterator[SqlStore]:
    """The store of a server on either database."""
    async with SqlStore(either, FakeClock()) as store:
        yield store
