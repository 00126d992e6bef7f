"""A database from before messages existed comes up with its journal whole and its seats ready."""

from pathlib import Path

import sqlalchemy as sa

from dispatch_server.adapters.storage import tables
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import is_current, migrate
from dispatch_server.adapters.storage.sealing import GENESIS, to_row
from dispatch_server.adapters.storage.verify import verify
from dispatch_server.contract.states import SeatState
from tests.builders import SEAT, START, journal, room
from tests.fakes.clock import FakeClock

OLD_SEAT = '{"id":"%s","name":"%s","role":"%s","phone":"%s","station_id":%s}'


def old_database(path: Path) -> None:
    """The schema before, with a journal whose seats have rows as they were written then."""
    migrate(path, to="0003")
    engine, last = command_engine(path), GENESIS
    seats = [event for event in room() if event.type == "seat.registered"]
    with engine.begin() as connection:
        for recorded in journal(seats):
            row = to_row(recorded, last)
            last = str(row["hash"])
            connection.execute(sa.insert(tables.journal), row)
            event = recorded.event.model_dump(mode="json")
            station = f'"{event["station_id"]}"' if event["station_id"] else "null"
            body = OLD_SEAT % (
                event["seat_id"],
                event["name"],
                event["role"],
                event["phone"],
                station,
            )
            values = {"id": event["seat_id"], "state": "", "changed_seq": 1, "on_board": True}
            connection.execute(sa.insert(tables.state_tables["seats"]), {**values, "body": body})
        connection.execute(sa.update(tables.journal_head).values(seq=3, hash=last))
    engine.dispose()


async def test_that_an_old_database_gains_messages_and_keeps_its_journal(tmp_path: Path) -> None:
    path = tmp_path / "dispatch.sqlite"
    old_database(path)
    assert not is_current(path)

    migrate(path)

    assert is_current(path)
    async with SqlStore(path, FakeClock(START)) as store:
        assert store.board.messages == {}
        assert store.board.seats[SEAT].state is SeatState.READY
    engine = command_engine(path)
    with engine.connect() as connection:
        assert verify(connection).fault == ""
    engine.dispose()
