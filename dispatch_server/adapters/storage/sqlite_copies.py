"""Copies of a SQLite file, made by its own backup while others write."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from dispatch_server.adapters.storage.copying import READ_HEAD, BackupFault, Head, faults_told
from dispatch_server.adapters.storage.verify import Progress

PAGES_A_STEP: Final = 1_000


def copy(source: Path, target: Path, *, told: Progress) -> Head:
    """Copy one state of a file; a read transaction holds that state until the end."""
    if not source.exists():
        raise BackupFault(f"{source} is missing: there is nothing to back up")

    def progress(_status: int, remaining: int, total: int) -> None:
        told(total - remaining, total)

    with (
        faults_told(),
        closing(sqlite3.connect(source, isolation_level=None)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        reading.execute("BEGIN")
        found = reading.execute(READ_HEAD).fetchone()
        reading.backup(writing, pages=PAGES_A_STEP, progress=progress)
    return Head(*found)


def fill(target: Path, source: Path) -> None:
    """Put a copy in the place of a file that must not be there yet."""
    if target.exists():
        raise BackupFault(f"{target} is there already: move it away before restoring")
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(source)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        reading.backup(writing)
