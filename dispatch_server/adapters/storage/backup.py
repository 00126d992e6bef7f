"""Backups: one compressed file with a copy of the database and what its journal counts to."""

import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from dispatch_server.adapters.storage import postgres_copies, sqlite_copies, tables
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.copying import BackupFault
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.migrate import migrate
from dispatch_server.adapters.storage.sealing import GENESIS, iso
from dispatch_server.adapters.storage.verify import Progress, verify

MANIFEST: Final = "manifest.json"
DATABASE: Final = "database"
FORMAT: Final = 1
OWNER_ONLY: Final = 0o600
"""Backups hold what callers said: nobody else on the machine may read them."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: how many journal rows, the hash of the last, and of which schema."""

    format: int
    kind: str
    schema: str
    rows: int
    hash: str
    made_at: str


def back_up(owner: Address, target: Path, *, at: datetime, told: Progress) -> Manifest:
    """Write a backup of one state of the database, while a server may go on writing.

    Raises `BackupFault`; a file that is there already is never replaced.
    """
    if target.exists():
        raise BackupFault(f"{target} is there already: a backup never replaces another")
    partial = target.with_name(f"{target.name}.partial")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        copy = Path(folder) / DATABASE
        if isinstance(owner, Path):
            head = sqlite_copies.copy(owner, copy, told=told)
        else:
            head = postgres_copies.copy(owner, copy, told=told)
        manifest = Manifest(FORMAT, _kind(owner), head.schema, head.seq, head.hash, iso(at))
        try:
            _pack(partial, manifest, copy)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return manifest


def restore(source: Path, owner: Address, *, told: Progress) -> Manifest:
    """Fill an empty database from a backup, and bring it to the newest schema.

    Raises `BackupFault`; a database that holds a journal is never overwritten.
    """
    with _unpacked(source, owner) as (manifest, copy):
        _fill(owner, copy, told)
    return manifest


def drill(source: Path, owner: Address, *, told: Progress) -> Manifest:
    """Restore into a fresh database, count and hash its journal, compare, and remove it.

    It is compared with what the backup says of itself, and with the journal that is in use, where
    there is one. Raises `BackupFault` with the first difference.
    """
    with _unpacked(source, owner) as (manifest, copy), _fresh(owner) as fresh:
        _fill(fresh, copy, told)
        engine = command_engine(fresh)
        try:
            with engine.connect() as connection:
                verdict = verify(connection, told=told)
                last = _hash_of(connection, manifest.rows)
        finally:
            engine.dispose()
    if verdict.fault:
        raise BackupFault(f"the restored journal at row {verdict.broken_seq}: {verdict.fault}")
    if (verdict.rows, last) != (manifest.rows, manifest.hash):
        raise BackupFault(f"{verdict.rows} rows came back, the backup was made of {manifest.rows}")
    _compare_with_the_one_in_use(owner, manifest)
    return manifest


def _compare_with_the_one_in_use(owner: Address, manifest: Manifest) -> None:
    if isinstance(owner, Path) and not owner.exists():
        return
    engine = command_engine(owner)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table(tables.journal.name):
                return
            found = _hash_of(connection, manifest.rows)
    finally:
        engine.dispose()
    if found != manifest.hash:
        raise BackupFault(f"row {manifest.rows} of the journal in use is not the backup's")


def _hash_of(connection: sa.Connection, seq: int) -> str | None:
    """Return the hash of one journal row; an empty journal ends with what the first row names."""
    if seq == 0:
        return GENESIS
    table = tables.journal
    return connection.scalar(sa.select(table.c.hash).where(table.c.seq == seq))


def _kind(address: Address) -> str:
    return "sqlite" if isinstance(address, Path) else "postgresql"


def _fill(owner: Address, copy: Path, told: Progress) -> None:
    if isinstance(owner, Path):
        sqlite_copies.fill(owner, copy)
    else:
        postgres_copies.fill(owner, copy, told=told)
    migrate(owner)


@contextmanager
def _fresh(owner: Address) -> Iterator[Address]:
    """Make a database that is there for a rehearsal only."""
    if isinstance(owner, sa.URL):
        with postgres_copies.fresh(owner) as url:
            yield url
    else:
        with tempfile.TemporaryDirectory(prefix="drill-") as folder:
            yield Path(folder) / "dispatch.sqlite"


_BROKEN: Final = (tarfile.TarError, zlib.error)


def _pack(target: Path, manifest: Manifest, copy: Path) -> None:
    text = json.dumps(asdict(manifest)).encode()
    heading = tarfile.TarInfo(MANIFEST)
    heading.size = len(text)
    target.touch(OWNER_ONLY)
    with target.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w:gz") as archive:
            archive.addfile(heading, io.BytesIO(text))
            archive.add(copy, DATABASE)
        file.flush()
        os.fsync(file.fileno())


def _unpack(archive: tarfile.TarFile, name: str, target: Path) -> None:
    """Take out one file by its name; nothing else in an archive is ever written."""
    member = archive.extractfile(name)
    if member is None:
        raise ValueError(f"{name} in it is not a file")
    with member, target.open("wb") as file:
        shutil.copyfileobj(member, file)


@contextmanager
def _unpacked(source: Path, owner: Address) -> Iterator[tuple[Manifest, Path]]:
    """Unpack a backup into a folder of its own. Raises `BackupFault` where it is not one."""
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        try:
            with tarfile.open(source, "r:gz") as archive:
                for name in (MANIFEST, DATABASE):
                    _unpack(archive, name, Path(folder) / name)
            manifest = Manifest(**json.loads((Path(folder) / MANIFEST).read_text("utf-8")))
        except (OSError, EOFError, KeyError, *_BROKEN, ValueError, TypeError) as fault:
            raise BackupFault(f"{source} is not a whole backup: {fault}") from None
        if manifest.kind != _kind(owner):
            raise BackupFault(f"{source} is of {manifest.kind}, the settings name {_kind(owner)}")
        yield manifest, Path(folder) / DATABASE
