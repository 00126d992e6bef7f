"""Several commands in one transaction: each decides, is written and is told by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from dispatch_server.adapters.storage import state_rows
from dispatch_server.adapters.storage.health import Health
from dispatch_server.adapters.storage.sealing import iso
from dispatch_server.adapters.storage.transaction import Sealed, SqlTransaction, seal
from dispatch_server.adapters.storage.turns import Place
from dispatch_server.adapters.storage.writing import Row, Work, Writer
from dispatch_server.contract.board import Board
from dispatch_server.contract.ids import CommandId
from dispatch_server.ports.storage import StoreFault, StoreUnavailable

MOST: Final = 50
"""How many commands go into one transaction: so long does the first one wait for the last."""


class Group:
    """The commands of one transaction so far, and the board after the last of them."""

    def __init__(self, leader: Place, health: Health, *, board: Board, last: str) -> None:
        self.places = [leader]
        self.sealed: list[Sealed] = []
        self.board = board
        self._health = health
        self._last = last

    @property
    def ids(self) -> set[CommandId]:
        """The ids of all commands under way."""
        return {one for place in self.places for one in place.ids}

    @property
    def room(self) -> int:
        """How many more commands may go along."""
        return MOST - len(self.places)

    async def add(self, place: Place, done: SqlTransaction, writer: Writer) -> None:
        """Write what a command recorded; rows that the database refuses are this command's alone.

        Raises `StoreUnavailable`, and `StoreFault` for the first command only.
        """
        sealed = seal(done, self._last)
        taking = tuple(_taken(done)) if place is not self.places[0] else ()
        try:
            with self._health.watched(f"command {place.ids[0]}"):
                if taking or sealed.rows:
                    await writer.write(work_of(done, sealed, taking))
        except StoreFault as fault:
            if place is self.places[0]:
                raise
            place.tell(fault)
            return
        self.sealed.append(sealed)
        self.board, self._last = done.board, sealed.last

    def tell(self, fault: Exception | None) -> None:
        """Tell every command that went along what became of the transaction."""
        for place in self.places:
            place.tell(fault)


def work_of(done: SqlTransaction, sealed: Sealed, commands: tuple[Row, ...] = ()) -> Work:
    """Return what is written of one command."""
    here, gone = state_rows.changes(done.board, done.touched)
    return Work(commands, sealed.rows, here, gone, done.board.seq, sealed.last)


def _taken(done: SqlTransaction) -> list[Row]:
    return [{"id": one, "at": iso(done.at)} for one in done.new]


@asynccontextmanager
async def going_along(place: Place) -> AsyncIterator[None]:
    """Let a command decide in another's transaction, and wait for what becomes of that.

    A refusal waits too: it may rest on what others recorded in the same transaction.
    """
    try:
        yield
    except BaseException as fault:
        place.end(decided=False)
        if isinstance(fault, Exception):
            await _outcome(place)
        raise
    if not place.end(decided=True):
        raise StoreUnavailable("the command took too long to decide")
    await _outcome(place)


async def _outcome(place: Place) -> None:
    await asyncio.wait((place.told,))
    place.told.result()
