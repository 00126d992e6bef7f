"""A database file of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
