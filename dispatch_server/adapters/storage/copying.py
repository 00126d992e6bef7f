"""What copies of either database have in common: the head they hold, and how they fail."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg


class BackupFault(Exception):
    """A backup or a restore cannot be done; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Head:
    """The journal's last number and hash in a copy, and the copy's schema."""

    seq: int
    hash: str
    schema: str


NO_JOURNAL = "it holds no journal: run dispatch-server migrate"
READ_HEAD = "SELECT seq, hash, (SELECT version_num FROM alembic_version) FROM journal_head"


@contextmanager
def faults_told() -> Iterator[None]:
    """Turn a fault of a driver into `BackupFault`, without the values of any row."""
    try:
        yield
    except psycopg.errors.UndefinedTable:
        raise BackupFault(NO_JOURNAL) from None
    except (psycopg.Error, sqlite3.Error) as fault:
        said = str(fault).strip().splitlines()
        raise BackupFault(said[0] if said else type(fault).__name__) from None
