"""Whether the journal is whole: numbers without a gap, hashes that fit, state rows that agree."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import sqlalchemy as sa

from dispatch_server.adapters.storage import tables
from dispatch_server.adapters.storage.sealing import GENESIS, from_row, plain, row_hash
from dispatch_server.adapters.storage.state_rows import board_of
from dispatch_server.contract.board import DRAWERS, Board

ROWS_A_REPORT = 1_000
Progress = Callable[[int, int], None]
"""Told how much of how much is done."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. `broken_seq` is the first bad row's number, None where all is well."""

    rows: int
    broken_seq: int | None = None
    fault: str = ""


def _quiet(_done: int, _of: int) -> None:
    """Tell nobody."""


def verify(connection: sa.Connection, *, told: Progress = _quiet) -> Verdict:
    """Read the whole journal once and fold it; name the first row that is not as it was written.

    Everything is read from one state of the database, so that a server may go on writing.
    """
    _hold_one_state(connection)
    head = connection.execute(sa.select(tables.journal_head)).one_or_none()
    board, previous, count = Board(), GENESIS, 0
    found = connection.execution_options(yield_per=ROWS_A_REPORT).execute(
        sa.select(tables.journal).order_by(tables.journal.c.seq)
    )
    with closing(found) as rows:
        for mapping in rows.mappings():
            row = plain(mapping)
            fault = _fault(row, board.seq + 1, previous)
            if fault:
                return Verdict(count, board.seq + 1, fault)
            previous, count = str(row["hash"]), count + 1
            board.apply(from_row(row))
            if count % ROWS_A_REPORT == 0:
                told(count, head.seq if head else 0)
    told(1, 1)
    return _ending(connection, board, previous, head)


def _hold_one_state(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")
    else:
        connection.execution_options(isolation_level="REPEATABLE READ")


def _fault(row: dict[str, object], expected: int, previous: str) -> str:
    if row["seq"] != expected:
        return f"row {expected} is missing, row {row['seq']} follows"
    if row["previous"] != previous:
        return "it does not name the hash of the row before it"
    if row["hash"] != row_hash(row):
        return "its content does not fit its hash"
    return ""


def _ending(
    connection: sa.Connection,
    board: Board,
    previous: str,
    head: sa.Row[tuple[int, int, str]] | None,
) -> Verdict:
    seq, last = (head.seq, head.hash) if head else (0, GENESIS)
    if (seq, last) != (board.seq, previous):
        return Verdict(board.seq, board.seq + 1, f"the head says {seq} rows, found {board.seq}")
    rows = board_of(connection, seq=board.seq)
    for drawer in DRAWERS:
        if getattr(rows, drawer) != getattr(board, drawer):
            return Verdict(board.seq, None, f"the rows of {drawer} do not agree with the journal")
    return Verdict(board.seq)
