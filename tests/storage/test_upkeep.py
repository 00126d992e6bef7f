"""How the database and the folder of backups are found, on real files and PostgreSQL."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage.migrate import migrate, newest_schema
from dispatch_server.adapters.storage.upkeep import StorageUpkeep
from dispatch_server.ports.storage import StoreUnavailable


async def test_that_a_file_tells_its_schema_and_size(tmp_path: Path) -> None:
    file = tmp_path / "dispatch.sqlite"
    migrate(file)

    seen = await StorageUpkeep(file, None).database()

    assert (seen.kind, seen.schema_found, seen.schema_wanted) == (
        "sqlite",
        newest_schema(),
        newest_schema(),
    )
    assert seen.bytes is not None
    assert seen.bytes > 4_096


async def test_that_postgresql_tells_its_schema_and_size(
    fresh_database: Callable[..., sa.URL],
) -> None:
    seen = await StorageUpkeep(fresh_database(), None).database()

    assert (seen.kind, seen.schema_found) == ("postgresql", newest_schema())
    assert seen.bytes is not None
    assert seen.bytes > 1_000_000


async def test_that_a_database_that_is_no_database_is_said_to_be_away(tmp_path: Path) -> None:
    file = tmp_path / "dispatch.sqlite"
    file.write_text("not a database, but long enough to be taken for one", "utf-8")

    with pytest.raises(StoreUnavailable):
        await StorageUpkeep(file, None).database()


async def test_that_the_newest_whole_backup_is_told_and_a_partial_one_is_none(
    tmp_path: Path,
) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for name, age in (("a.backup", 100), ("b.backup", 50), ("c.backup.partial", 0)):
        file = tmp_path / name
        file.write_bytes(b"x" * 10)
        os.utime(file, (at.timestamp() - age, at.timestamp() - age))

    newest = await StorageUpkeep(tmp_path / "d.sqlite", tmp_path).newest_backup()
    none = await StorageUpkeep(tmp_path / "d.sqlite", tmp_path / "missing").newest_backup()

    assert newest is not None
    assert (newest.name, newest.bytes, (at - newest.at).total_seconds()) == ("b.backup", 10, 50)
    assert none is None
