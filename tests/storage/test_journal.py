"""What the embedded database promises beyond `Store`: seals, restarts, other writers, no leaks."""

import asyncio
import sqlite3
import traceback
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage import engine, journal
from dispatch_server.adapters.storage.engine import sqlite_url
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.state_rows import RowUnreadable
from dispatch_server.adapters.storage.verify import Verdict, verify
from dispatch_server.contract.commands.orders import IssueOrder
from dispatch_server.contract.events import Actor, ActorKind, Event
from dispatch_server.contract.events.calls import CallArrived
from dispatch_server.contract.ids import CallId, CommandId, IncidentId
from dispatch_server.domain.errors import VehicleTaken
from dispatch_server.ports.storage import AlreadyDone, Refusal, StoreUnavailable
from dispatch_server.services.orders import OrderService
from tests.builders import ANI, DETAILS, SEAT, VEHICLE, answered, dispatched, ringing, room
from tests.fakes.clock import FakeClock

DESK = Actor(kind=ActorKind.SEAT, id=SEAT, seat_id=SEAT)


async def record(store: SqlStore, command_id: str, *events: Event) -> None:
    async with store.begin(CommandId(command_id), by=DESK) as tx:
        tx.record(*events)


def arrival(number: int) -> CallArrived:
    return CallArrived(call_id=CallId(f"call-{number}"), ani=None, dialled="120")


def take_the_lock(database: Path) -> sqlite3.Connection:
    """Write from elsewhere, for as long as the connection stays open."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def verdict(database: Path) -> Verdict:
    reading = sa.create_engine(sqlite_url(database))
    with reading.connect() as connection:
        found = verify(connection)
    reading.dispose()
    return found


def break_journal(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("DROP TRIGGER journal_no_delete")
        connection.execute(statement)
    connection.close()


async def test_that_a_restart_finds_the_same_board(store: SqlStore, database: Path) -> None:
    await record(store, "c-1", *dispatched())

    async with SqlStore(database, FakeClock()) as again:
        assert again.board == store.board
        assert again.board.last_number == store.board.last_number


async def test_that_many_senders_at_once_leave_no_gap(store: SqlStore, database: Path) -> None:
    await asyncio.gather(*(record(store, f"c-{n}", arrival(n)) for n in range(40)))

    rows = await store.events(after=0, limit=100)
    assert [row.seq for row in rows] == list(range(1, 41))
    assert verdict(database) == Verdict(40)


async def test_that_another_writer_is_taken_in_before_the_next_command(
    store: SqlStore, database: Path
) -> None:
    async with SqlStore(database, FakeClock()) as other:
        await record(other, "c-1", arrival(1))

    await record(store, "c-2", arrival(2))

    assert store.board.seq == 2
    assert verdict(database) == Verdict(2)


async def test_that_the_journal_refuses_to_be_changed(store: SqlStore, database: Path) -> None:
    await record(store, "c-1", arrival(1))
    connection = sqlite3.connect(database)

    with pytest.raises(sqlite3.IntegrityError, match="insert-only"):
        connection.execute("UPDATE journal SET reason = 'x'")

    connection.close()


async def test_that_a_whole_journal_is_found_whole(store: SqlStore, database: Path) -> None:
    await record(store, "c-1", *dispatched())

    assert verdict(database) == Verdict(len(dispatched()))


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE journal SET reason = 'changed' WHERE seq = 3", 3),
        ("UPDATE journal SET event = replace(event, '120', '121') WHERE seq = 2", 2),
        ("DELETE FROM journal WHERE seq = 4", 4),
        ("DELETE FROM journal WHERE seq = 5", 5),
    ],
)
async def test_that_the_first_broken_row_is_named(
    store: SqlStore, database: Path, statement: str, broken: int
) -> None:
    await record(store, "c-1", *(arrival(n) for n in range(1, 6)))

    break_journal(database, statement)

    assert verdict(database).broken_seq == broken


async def test_that_a_state_row_that_disagrees_is_found(store: SqlStore, database: Path) -> None:
    await record(store, "c-1", *dispatched())

    break_journal(database, "UPDATE state_incidents SET on_board = 0")

    assert "incidents" in verdict(database).fault


async def test_that_forty_desks_at_once_send_one_vehicle_once(
    store: SqlStore, database: Path
) -> None:
    drafts = [event for n in range(1, 41) for event in drafted(n)]
    await record(store, "c-room", *room(), *drafts)
    service = OrderService(store)

    outcomes = await asyncio.gather(
        *(service.issue(order_for(n), by=store.board.seats[SEAT]) for n in range(1, 41)),
        return_exceptions=True,
    )

    assert [outcome for outcome in outcomes if outcome is None] == [None]
    assert sum(isinstance(outcome, VehicleTaken) for outcome in outcomes) == 39
    assert len(store.board.orders) == 1
    assert not verdict(database).fault


async def test_that_a_database_locked_for_long_is_unavailable_and_keeps_nothing(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 1)
    async with SqlStore(database, FakeClock()) as store:
        other = take_the_lock(database)

        with pytest.raises(StoreUnavailable):
            await record(store, "c-1", arrival(1))

        other.close()
        await record(store, "c-1", arrival(2))
        assert list(store.board.calls) == ["call-2"]


async def test_that_a_command_waits_its_turn_only_so_long(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "TURN_S", 0.01)
    async with store.begin(CommandId("c-1"), by=DESK):
        with pytest.raises(StoreUnavailable):
            await record(store, "c-2", arrival(2))


async def test_that_a_command_cut_off_while_it_commits_is_caught_up_with(
    store: SqlStore, database: Path
) -> None:
    """A commit may reach the disk although nobody waits for it any more."""
    heard: list[int] = []
    async with SqlStore(database, FakeClock()) as other:
        await record(other, "c-1", arrival(1))
    store.publish_to(lambda rows: heard.extend(row.seq for row in rows))

    with pytest.raises(AlreadyDone):
        await record(store, "c-1", arrival(1))

    assert (store.board.seq, heard) == (1, [1])


async def test_that_a_fault_of_the_database_tells_the_log_no_telephone_number(
    database: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_journal(database, "DROP TABLE state_calls")
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE state_calls (id TEXT PRIMARY KEY, on_board, body)")
    connection.close()
    async with SqlStore(database, FakeClock()) as store:
        with pytest.raises(StoreUnavailable):
            await record(store, "c-1", *ringing())

    assert "state_calls" in caplog.text
    assert ANI not in caplog.text


async def test_that_refusals_are_kept_with_who_and_why(store: SqlStore, database: Path) -> None:
    await store.refuse(Refusal(CommandId("c-1"), "/orders/issue", DESK, "vehicle-taken", "已派"))

    connection = sqlite3.connect(database)
    rows = connection.execute("SELECT command_id, actor_id, code, sentence FROM refusal").fetchall()
    connection.close()
    assert rows == [("c-1", SEAT, "vehicle-taken", "已派")]


async def test_that_a_journal_that_grows_while_it_is_read_is_found_whole(
    store: SqlStore, database: Path
) -> None:
    await record(store, "c-1", arrival(1))
    reading = sa.create_engine(sqlite_url(database))

    @sa.event.listens_for(reading, "after_cursor_execute")
    def write_after_the_head(*told: object) -> None:
        if "journal_head" in str(told[2]):
            grow(database)

    with reading.connect() as connection:
        found = verify(connection)
    reading.dispose()

    assert found == Verdict(1)


def grow(database: Path) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(
            "INSERT INTO journal SELECT 2, at, device_at, actor_kind, actor_id, seat_id, reason,"
            " command_id, type, event, hash, 'x' FROM journal WHERE seq = 1"
        )
    connection.close()


def drafted(number: int) -> list[Event]:
    call = CallId(f"call-{number}")
    return [
        *ringing(call, ani=None),
        *answered(call, incident_id=IncidentId(f"i-{number}"), number=number),
    ]


def order_for(number: int) -> IssueOrder:
    return IssueOrder(
        command_id=CommandId(f"c-{number}"),
        incident_id=IncidentId(f"i-{number}"),
        vehicle_id=VEHICLE,
        details=DETAILS,
    )


async def test_that_a_row_that_cannot_be_read_is_named_without_what_it_holds(
    store: SqlStore, database: Path
) -> None:
    await record(store, "c-1", *room(), *ringing())
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(
            "UPDATE state_calls SET body = json_set(body, '$.arrived_at', ?)", [f"{ANI}x"]
        )
    connection.close()

    again = SqlStore(database, FakeClock())
    with pytest.raises(RowUnreadable) as caught:
        await again.__aenter__()
    await again.__aexit__()

    assert "calls" in str(caught.value)
    assert ANI not in "".join(traceback.format_exception(caught.value))
