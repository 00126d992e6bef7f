"""The things of the board as rows: written with every command, read at the start."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter, ValidationError

from dispatch_server.adapters.storage.tables import state_tables
from dispatch_server.adapters.storage.writing import Row
from dispatch_server.contract import entities
from dispatch_server.contract.board import DRAWERS, Board, Entity, entity
from dispatch_server.contract.folding.touched import Touched

Gone = dict[str, list[str]]

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
    "people": entities.Person,
    "signed_in": entities.SignedIn,
    "devices": entities.Device,
    "messages": entities.Message,
    "handovers": entities.HandOver,
    "closures": entities.Closure,
}
_ADAPTERS: dict[str, TypeAdapter[Entity]] = {
    drawer: TypeAdapter(kind) for drawer, kind in _KINDS.items()
}


def changes(board: Board, touched: Iterable[Touched]) -> tuple[dict[str, list[Row]], Gone]:
    """Return the rows of the touched things by their drawers, and the ids that left the board."""
    here: dict[str, list[Row]] = {}
    gone: Gone = {}
    for thing in dict.fromkeys(touched):
        found = entity(board, thing)
        if found is None:
            gone.setdefault(thing.kind, []).append(thing.id)
        else:
            here.setdefault(thing.kind, []).append(row_of(thing, found, board.seq))
    return here, gone


def row_of(thing: Touched, found: Entity, seq: int) -> Row:
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


class RowUnreadable(Exception):
    """A row cannot be read back; what it holds of people is left out."""


def _thing(drawer: str, thing_id: str, body: str) -> Entity:
    try:
        return _ADAPTERS[drawer].validate_json(body)
    except ValidationError as fault:
        places = "; ".join(".".join(map(str, error["loc"])) for error in fault.errors())
        raise RowUnreadable(f"{drawer} {thing_id}: {places}") from None


def board_of(connection: sa.Connection, *, seq: int) -> Board:
    """Return the board that the rows hold, as of journal number `seq`."""
    board = Board(seq=seq)
    for drawer in DRAWERS:
        table = state_tables[drawer]
        rows = connection.execute(sa.select(table.c.id, table.c.body).where(table.c.on_board))
        things: dict[str, Any] = getattr(board, drawer)
        for thing_id, body in rows:
            things[thing_id] = _thing(drawer, thing_id, body)
    incidents = state_tables["incidents"]
    last = connection.scalar(sa.select(sa.func.max(sa.cast(incidents.c.number, sa.Integer))))
    board.last_number = last or 0
    return board
