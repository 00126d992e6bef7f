"""Backups, restores and drills on both databases."""

import tarfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.backup import Manifest, back_up, drill, restore
from dispatch_server.adapters.storage.copying import BackupFault
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import let_in
from tests.builders import START, dispatched
from tests.fakes.clock import FakeClock
from tests.storage.journalling import arrival, record, verdict
from tests.testbed.database import OWNER, Postgres

Empty = Callable[[], tuple[Address, Address]]


def quietly(_done: int, _of: int) -> None:
    """Nobody watches."""


@pytest.fixture
def owner(either: Address, request: pytest.FixtureRequest) -> Address:
    """The database of the test as its owner."""
    if isinstance(either, Path):
        return either
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.address(str(either.database), user=OWNER)


@pytest.fixture
def empty(either: Address, request: pytest.FixtureRequest, tmp_path: Path) -> Empty:
    """Make a place to restore into: its owner's address, and the server's."""

    def make() -> tuple[Address, Address]:
        if isinstance(either, Path):
            return tmp_path / "restored.sqlite", tmp_path / "restored.sqlite"
        fresh: Callable[..., sa.URL] = request.getfixturevalue("fresh_database")
        postgres: Postgres = request.getfixturevalue("postgres")
        server = fresh(empty=True)
        return postgres.address(str(server.database), user=OWNER), server

    return make


def kept(owner: Address, target: Path) -> Manifest:
    return back_up(owner, target, at=START, told=quietly)


async def test_that_a_restored_database_is_the_one_that_was_backed_up(
    either: Address, owner: Address, empty: Empty, tmp_path: Path
) -> None:
    async with SqlStore(either, FakeClock()) as store:
        await record(store, "c-1", *dispatched())
        board = store.board
    made = kept(owner, tmp_path / "backup")
    new_owner, server = empty()

    held = restore(tmp_path / "backup", new_owner, told=quietly)
    let_in(new_owner, server)

    assert held == made
    async with SqlStore(server, FakeClock()) as again:
        await record(again, "c-2", arrival(7))
        assert again.board.orders == board.orders
        assert await again.cursor("print") == 0
    assert verdict(server).rows == made.rows + 1


async def test_that_a_backup_holds_one_state_while_a_server_goes_on(
    either: Address, owner: Address, tmp_path: Path
) -> None:
    async with SqlStore(either, FakeClock()) as store:
        await record(store, "c-1", arrival(1))
        made = kept(owner, tmp_path / "backup")
        await record(store, "c-2", arrival(2))

        assert drill(tmp_path / "backup", owner, told=quietly) == made

    assert made.rows == 1


def test_that_an_empty_journal_can_be_rehearsed_too(owner: Address, tmp_path: Path) -> None:
    made = kept(owner, tmp_path / "backup")

    assert drill(tmp_path / "backup", owner, told=quietly).rows == made.rows == 0


async def test_that_a_drill_leaves_nothing_behind(
    either: Address, owner: Address, tmp_path: Path
) -> None:
    async with SqlStore(either, FakeClock()) as store:
        await record(store, "c-1", arrival(1))
    kept(owner, tmp_path / "backup")

    drill(tmp_path / "backup", owner, told=quietly)

    assert verdict(either).rows == 1
    assert databases_beside(owner) == []


def databases_beside(owner: Address) -> list[str]:
    if isinstance(owner, Path):
        return [path.name for path in owner.parent.glob("*drill*")]
    engine = command_engine(owner)
    with engine.connect() as connection:
        asked = sa.text("SELECT datname FROM pg_database WHERE datname LIKE 'dispatch_drill%'")
        found = list(connection.scalars(asked))
    engine.dispose()
    return found


async def test_that_a_drill_names_the_row_that_was_changed_before_the_backup(
    either: Address, owner: Address, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with SqlStore(either, FakeClock()) as store:
        await record(store, "c-1", arrival(1), arrival(2), arrival(3))
    change(owner, request)
    kept(owner, tmp_path / "backup")

    with pytest.raises(BackupFault, match="row 2"):
        drill(tmp_path / "backup", owner, told=quietly)


def change(owner: Address, request: pytest.FixtureRequest) -> None:
    """Change a row as somebody with every right could."""
    statements = ["DROP TRIGGER journal_no_update", "UPDATE journal SET reason = 'x' WHERE seq = 2"]
    if isinstance(owner, sa.URL):
        statements[0] += " ON journal"
    engine = command_engine(owner)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


async def test_that_a_drill_tells_another_journal_from_the_one_in_use(
    either: Address, owner: Address, empty: Empty, tmp_path: Path
) -> None:
    async with SqlStore(either, FakeClock()) as store:
        await record(store, "c-1", arrival(1))
    kept(owner, tmp_path / "backup")
    other_owner, other = empty()
    restore(tmp_path / "backup", other_owner, told=quietly)
    let_in(other_owner, other)
    clock = FakeClock(START + timedelta(hours=1))
    async with SqlStore(other, clock) as there, SqlStore(either, FakeClock()) as here:
        await record(there, "c-2", arrival(2))
        await record(here, "c-2", arrival(2))
    kept(other_owner, tmp_path / "other")

    with pytest.raises(BackupFault, match="in use"):
        drill(tmp_path / "other", owner, told=quietly)


def test_that_a_damaged_backup_is_not_restored(
    owner: Address, empty: Empty, tmp_path: Path
) -> None:
    kept(owner, tmp_path / "backup")
    whole = (tmp_path / "backup").read_bytes()
    (tmp_path / "backup").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(BackupFault, match="not a whole backup"):
        restore(tmp_path / "backup", empty()[0], told=quietly)


def test_that_a_database_with_a_journal_is_never_overwritten(
    owner: Address, tmp_path: Path
) -> None:
    kept(owner, tmp_path / "backup")

    with pytest.raises(BackupFault, match="already"):
        restore(tmp_path / "backup", owner, told=quietly)


def test_that_a_backup_never_replaces_another_and_is_its_owners_alone(
    owner: Address, tmp_path: Path
) -> None:
    kept(owner, tmp_path / "backup")

    with pytest.raises(BackupFault, match="never replaces"):
        kept(owner, tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("*backup*")] == ["backup"]


def test_that_a_backup_of_one_kind_of_database_is_not_put_into_the_other(
    file: Path, postgres: Postgres, tmp_path: Path
) -> None:
    kept(file, tmp_path / "backup")

    with pytest.raises(BackupFault, match="sqlite"):
        restore(tmp_path / "backup", postgres.address("nowhere"), told=quietly)


def test_that_the_progress_of_a_backup_is_told(owner: Address, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    back_up(owner, tmp_path / "backup", at=START, told=lambda done, of: told.append((done, of)))

    assert told
    assert told[-1][0] == told[-1][1]


def test_that_a_backup_is_a_plain_archive(owner: Address, tmp_path: Path) -> None:
    kept(owner, tmp_path / "backup")

    with tarfile.open(tmp_path / "backup") as archive:
        assert archive.getnames() == ["manifest.json", "database"]
