"""Copies of a PostgreSQL database, by pg_dump and pg_restore."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Final

import psycopg
import sqlalchemy as sa

from dispatch_server.adapters.storage import tables
from dispatch_server.adapters.storage.copying import (
    NO_JOURNAL,
    READ_HEAD,
    BackupFault,
    Head,
    faults_told,
)
from dispatch_server.adapters.storage.verify import Progress

LONGEST_S: Final = 6 * 3_600
"""A dump or a restore that takes longer than this is given up, seconds."""
CONNECT_S: Final = 5
POSTGIS_OWN: Final = "spatial_ref_sys"
"""PostGIS fills this table itself wherever it is installed."""
FAULT: Final = "error:"
DUMPED: Final = "dumping contents of table"
RESTORED: Final = "processing data for table"


def copy(owner: sa.URL, target: Path, *, told: Progress) -> Head:
    """Dump the state of the database in which its head was read."""
    with faults_told(), psycopg.connect(_libpq(owner), connect_timeout=CONNECT_S) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        found = connection.execute(READ_HEAD.encode()).fetchone()
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        if found is None or snapshot is None:
            raise BackupFault(NO_JOURNAL)
        _run(
            "pg_dump",
            owner,
            "--format=custom",
            "--compress=0",
            "--no-comments",
            f"--exclude-table-data={POSTGIS_OWN}",
            f"--snapshot={snapshot[0]}",
            f"--file={target}",
            counting=DUMPED,
            told=told,
        )
    return Head(*found)


def fill(owner: sa.URL, source: Path, *, told: Progress) -> None:
    """Restore a dump into a database that must not hold a journal yet."""
    with faults_told(), psycopg.connect(_libpq(owner), connect_timeout=CONNECT_S) as connection:
        held = connection.execute("SELECT to_regclass('public.journal')").fetchone()
    if held != (None,):
        raise BackupFault(f"{owner} holds a journal already: restore into an empty database")
    _run(
        "pg_restore",
        owner,
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        str(source),
        counting=RESTORED,
        told=told,
    )


@contextmanager
def fresh(owner: sa.URL) -> Iterator[sa.URL]:
    """Make a database beside the owner's, and remove it at the end; this asks CREATEDB."""
    name = f"dispatch_drill_{token_hex(4)}"
    with psycopg.connect(_libpq(owner), autocommit=True, connect_timeout=CONNECT_S) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield owner.set(database=name)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _run(program: str, owner: sa.URL, *arguments: str, counting: str, told: Progress) -> None:
    """Run one of PostgreSQL's programs; tell how many tables it has done."""
    path = shutil.which(program)
    if path is None:
        raise BackupFault(f"{program} is not installed; on Debian it is in postgresql-client")
    command = [path, "--verbose", f"--dbname={_libpq(owner, secret=False)}", *arguments]
    environment = {**os.environ, "PGCONNECT_TIMEOUT": str(CONNECT_S), "LC_ALL": "C"}
    if owner.password is not None:
        environment["PGPASSWORD"] = str(owner.password)
    done, said = 0, "it said nothing"
    with (
        tempfile.TemporaryFile() as quiet,
        subprocess.Popen(  # noqa: S603 - our own arguments
            command,
            stdin=subprocess.DEVNULL,
            stdout=quiet,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        ) as process,
    ):
        for line in process.stderr or ():
            said = line.strip() if FAULT in line else said
            if counting in line:
                done += 1
                told(done, len(tables.metadata.sorted_tables) + 1)
        code = process.wait(LONGEST_S)
    if code != 0:
        raise BackupFault(f"{program} failed: {said}")


def _libpq(url: sa.URL, *, secret: bool = True) -> str:
    """Return a URL as libpq reads it; without its secret it may be seen by others."""
    plain = sa.URL.create(
        "postgresql",
        username=url.username,
        password=url.password if secret else None,
        host=url.host,
        port=url.port,
        database=url.database,
        query=url.query,
    )
    return plain.render_as_string(hide_password=False)
