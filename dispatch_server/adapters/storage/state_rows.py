"""The things of the board as rows: written with every command, read at the start."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from dispatch_server.adapters.storage.tables import state_tables
from dispatch_server.adapters.storage.upsert import upsert
from dispatch_server.contract import entities
from dispatch_server.contract.board import DRAWERS, Board, Entity, entity
from dispatch_server.contract.folding.touched import Touched

_KINDS: dict[str, type] = {
    "calls": entities.Call,
    "recordings": entities.Recording,
    "incidents": entities.Incident,
    "acceptances": entities.Acceptance,
    "patients": entities.Patient,
    "orders": entities.Order,
    "stations": entities.Station,
    "vehicles": entities.Vehicle,
    "hospitals": entities.Hospital,
    "seats": entities.Seat,
    "links": entities.Link,
}
_ADAPTERS: dict[str, TypeAdapter[Entity]] = {
    drawer: TypeAdapter(kind) for drawer, kind in _KINDS.items()
}


Change = tuple[sa.Executable, list[dict[str, object]]]
"""A statement and the rows it is carried out for."""

_CHANGING = ("state", "number", "changed_seq", "on_board", "body")


def changes(dialect: sa.Dialect, board: Board, touched: Iterable[Touched]) -> list[Change]:
    """Return what brings the rows of the touched things up to the board, one drawer at a time."""
    drawers: dict[str, list[Touched]] = {}
    for thing in dict.fromkeys(touched):
        drawers.setdefault(thing.kind, []).append(thing)
    return [
        change
        for drawer, things in drawers.items()
        for change in _drawer_changes(dialect, board, drawer, things)
    ]


def _drawer_changes(
    dialect: sa.Dialect, board: Board, drawer: str, things: list[Touched]
) -> Iterator[Change]:
    table = state_tables[drawer]
    here = [(thing, found) for thing in things if (found := entity(board, thing)) is not None]
    gone = [thing for thing in things if entity(board, thing) is None]
    if here:
        rows = [row_of(thing, found, board.seq) for thing, found in here]
        yield upsert(dialect, table, columns=_CHANGING), rows
    if gone:
        leave = sa.update(table).where(table.c.id == sa.bindparam("gone"))
        left = [{"gone": thing.id, "on_board": False, "changed_seq": board.seq} for thing in gone]
        yield leave, left


def row_of(thing: Touched, found: Entity, seq: int) -> dict[str, object]:
    """Return the row of one thing."""
    number = getattr(found, "number", None)
    return {
        "id": thing.id,
        "state": str(getattr(found, "state", getattr(found, "duty", ""))),
        "number": None if number is None else str(number),
        "changed_seq": seq,
        "on_board": True,
        "body": _ADAPTERS[thing.kind].dump_json(found).decode(),
    }


def board_of(connection: sa.Connection, *, seq: int) -> Board:
    """Return the board that the rows hold, as of journal number `seq`."""
    board = Board(seq=seq)
    for drawer in DRAWERS:
        table = state_tables[drawer]
        rows = connection.execute(sa.select(table.c.id, table.c.body).where(table.c.on_board))
        things: dict[str, Any] = getattr(board, drawer)
        for thing_id, body in rows:
            things[thing_id] = _ADAPTERS[drawer].validate_json(body)
    incidents = state_tables["incidents"]
    last = connection.scalar(sa.select(sa.func.max(sa.cast(incidents.c.number, sa.Integer))))
    board.last_number = last or 0
    return board
