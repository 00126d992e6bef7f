"""The durable outbox: what the vehicle measured and said, until the server has stored it."""

import json
import logging
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

log = logging.getLogger(__name__)

RECEIPTS_KEPT: Final = 5_000
ASIDE_KEPT: Final = 10_000
BUSY_S: Final = 5.0

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS waiting (
    n INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS waiting_kind ON waiting (kind, n);
CREATE TABLE IF NOT EXISTS aside (
    n INTEGER PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS once (name TEXT PRIMARY KEY, n INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Kind(StrEnum):
    """What a row is."""

    FIX = "fix"
    STATUS = "status"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to say, by its number; `body` is what the wire carries besides `n` and `boot`."""

    n: int
    kind: Kind
    body: Mapping[str, object]


class OutboxFault(Exception):
    """The outbox cannot be used; the text says why and what to do."""


class Outbox:
    """Rows in an SQLite file. Every method leaves the file whole and synced.

    A number is never given twice, even after its row is deleted (AUTOINCREMENT) and after the power
    failed (synchronous FULL): the server would take the second row for the first. Raises
    `sqlite3.OperationalError` where the disk is full; nothing is changed then.
    """

    def __init__(self, connection: sqlite3.Connection, *, most_fixes: int) -> None:
        self._rows = connection
        self._most = most_fixes
        self._fixes = self._count(Kind.FIX)
        self.boot = self._boot()

    @classmethod
    def open(cls, file: Path, *, most_fixes: int) -> Self:
        """Open the file or make it. A damaged one is put aside, and a new outbox begins.

        Raises `OutboxFault` where neither can be done.
        """
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                return cls(_connected(file), most_fixes=most_fixes)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as fault:
                _put_aside(file, fault)
                return cls(_connected(file), most_fixes=most_fixes)
        except (sqlite3.Error, OSError) as fault:
            raise OutboxFault(
                f"the outbox {file} cannot be opened: {fault}; give the agent's user a folder"
                " that it may write, by outbox.file"
            ) from None

    def close(self) -> None:
        """Close the file."""
        self._rows.close()

    def add(self, kind: Kind, body: Mapping[str, object], *, once: str = "") -> int:
        """Write one row and return its number; what bears the same `once` is written only once."""
        with self._change():
            if once and (found := self._once(once)) is not None:
                return found
            added = self._rows.execute(
                "INSERT INTO waiting (kind, body) VALUES (?, ?)",
                (kind.value, _json(body)),
            )
            n = int(added.lastrowid or 0)
            if once:
                self._rows.execute("INSERT INTO once VALUES (?, ?)", (once, n))
                self._rows.execute(
                    "DELETE FROM once WHERE n < (SELECT n FROM once ORDER BY n DESC"
                    " LIMIT 1 OFFSET ?)",
                    (RECEIPTS_KEPT,),
                )
        self._fixes += kind is Kind.FIX
        return n

    def add_fixes(self, bodies: Sequence[Mapping[str, object]]) -> None:
        """Write several fixes at once, oldest first; beyond the bound the older are thinned out."""
        with self._change():
            self._rows.executemany(
                "INSERT INTO waiting (kind, body) VALUES (?, ?)",
                [(Kind.FIX.value, _json(body)) for body in bodies],
            )
        self._fixes += len(bodies)
        if self._fixes > self._most:
            self.thin()

    def said(self, once: str) -> bool:
        """Tell whether something under this name was ever written."""
        return self._once(once) is not None

    def thin(self) -> int:
        """Delete every second fix of the older half, no keys or receipts. Return how many.

        So the way of a vehicle without a network grows coarser with age and never loses its end.
        """
        with self._change():
            gone = self._rows.execute(
                "DELETE FROM waiting WHERE n IN (SELECT n FROM (SELECT n, row_number() OVER"
                " (ORDER BY n) AS place FROM waiting WHERE kind = 'fix' ORDER BY n LIMIT ?)"
                " WHERE place % 2 = 0)",
                (self._fixes // 2,),
            ).rowcount
        self._fixes -= gone
        log.warning("the outbox is full: %d of the older fixes were thinned out", gone)
        return gone

    def newest_fix(self) -> Row | None:
        """Return the fix with the highest number, None where none waits."""
        found = self._rows.execute(
            "SELECT n, kind, body FROM waiting WHERE kind = 'fix' ORDER BY n DESC LIMIT 1"
        ).fetchone()
        return None if found is None else _row(found)

    def oldest(self, kind: Kind, *, most: int) -> list[Row]:
        """Return the rows of a kind with the lowest numbers."""
        return [
            _row(found)
            for found in self._rows.execute(
                "SELECT n, kind, body FROM waiting WHERE kind = ? ORDER BY n LIMIT ?",
                (kind.value, most),
            )
        ]

    def drop(self, spans: Iterable[tuple[int, int]]) -> None:
        """Delete what the server has stored: spans of numbers, both ends included."""
        with self._change():
            gone = 0
            for first, last in spans:
                gone += self._rows.execute(
                    "DELETE FROM waiting WHERE n BETWEEN ? AND ? AND kind = 'fix'", (first, last)
                ).rowcount
                self._rows.execute("DELETE FROM waiting WHERE n BETWEEN ? AND ?", (first, last))
        self._fixes -= gone

    def set_aside(self, refused: Iterable[tuple[int, str]]) -> None:
        """Keep what the server will never take, apart, with its reason."""
        with self._change():
            for n, reason in refused:
                self._rows.execute(
                    "INSERT OR IGNORE INTO aside SELECT n, kind, body, ? FROM waiting WHERE n = ?",
                    (reason, n),
                )
                self._rows.execute("DELETE FROM waiting WHERE n = ?", (n,))
            self._rows.execute(
                "DELETE FROM aside WHERE n <= (SELECT max(n) FROM aside) - ?", (ASIDE_KEPT,)
            )
        self._fixes = self._count(Kind.FIX)

    def aside(self) -> list[tuple[int, str]]:
        """Return the numbers that the server refused, with its reasons."""
        return [(int(n), str(why)) for n, why in self._rows.execute("SELECT n, reason FROM aside")]

    def waiting(self) -> int:
        """Return how many rows wait."""
        return self._fixes + self._count(Kind.STATUS) + self._count(Kind.RECEIPT)

    def keep(self, name: str, value: str) -> None:
        """Keep a value over restarts."""
        with self._change():
            self._rows.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, value))

    def kept(self, name: str) -> str | None:
        """Return a value kept before."""
        found = self._rows.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
        return None if found is None else str(found[0])

    def _once(self, name: str) -> int | None:
        found = self._rows.execute("SELECT n FROM once WHERE name = ?", (name,)).fetchone()
        return None if found is None else int(found[0])

    def _count(self, kind: Kind) -> int:
        counted = self._rows.execute("SELECT count(*) FROM waiting WHERE kind = ?", (kind.value,))
        return int(counted.fetchone()[0])

    def _boot(self) -> str:
        if (held := self.kept("boot")) is None:
            held = secrets.token_hex(8)
            self.keep("boot", held)
        return held

    @contextmanager
    def _change(self) -> Iterator[None]:
        self._rows.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._rows.in_transaction:
                self._rows.execute("ROLLBACK")
            raise
        try:
            self._rows.execute("COMMIT")
        except sqlite3.Error:
            if self._rows.in_transaction:
                self._rows.execute("ROLLBACK")
            raise


def _connected(file: Path) -> sqlite3.Connection:
    rows = sqlite3.connect(file, isolation_level=None, timeout=BUSY_S)
    try:
        rows.execute("PRAGMA journal_mode = WAL")
        rows.execute("PRAGMA synchronous = FULL")
        rows.execute("PRAGMA cache_size = -1000")
        rows.executescript(_SCHEMA)
    except sqlite3.Error:
        rows.close()
        raise
    return rows


def _put_aside(file: Path, fault: sqlite3.DatabaseError) -> None:
    """Rename a damaged file, so that a person can look at it; the next number finds its place."""
    number = 1
    while (damaged := file.with_name(f"{file.name}.damaged-{number}")).exists():
        number += 1
    file.rename(damaged)
    for tail in ("-wal", "-shm"):
        file.with_name(file.name + tail).unlink(missing_ok=True)
    log.error("the outbox was damaged (%s): it is kept as %s, and a new one begins", fault, damaged)


def _json(body: Mapping[str, object]) -> str:
    return json.dumps(dict(body), ensure_ascii=False, allow_nan=False)


def _row(found: tuple[int, str, str]) -> Row:
    n, kind, body = found
    return Row(int(n), Kind(kind), json.loads(body))
