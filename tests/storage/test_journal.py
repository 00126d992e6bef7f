"""What the database promises beyond `Store`, on either kind: seals, restarts, other writers."""

import asyncio
import traceback

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage import turns
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.state_rows import RowUnreadable
from dispatch_server.adapters.storage.verify import Verdict, verify
from dispatch_server.contract.commands.orders import IssueOrder
from dispatch_server.contract.events import Event
from dispatch_server.contract.ids import CallId, CommandId, IncidentId
from dispatch_server.domain.errors import VehicleTaken
from dispatch_server.ports.storage import AlreadyDone, Refusal, StoreUnavailable
from dispatch_server.services.orders import OrderService
from tests.builders import ANI, DETAILS, SEAT, VEHICLE, answered, dispatched, ringing, room
from tests.fakes.clock import FakeClock
from tests.fakes.credentials import asker
from tests.storage.journalling import (
    DESK,
    arrival,
    break_journal,
    published_by,
    record,
    tamper,
    verdict,
)


async def test_that_a_restart_finds_the_same_board(store: SqlStore, either: Address) -> None:
    await record(store, "c-1", *dispatched())

    async with SqlStore(either, FakeClock()) as again:
        assert again.board == store.board
        assert again.board.last_number == store.board.last_number


async def test_that_many_senders_at_once_leave_no_gap(store: SqlStore, either: Address) -> None:
    await asyncio.gather(*(record(store, f"c-{n}", arrival(n)) for n in range(40)))

    rows = await store.events(after=0, limit=100)
    assert [row.seq for row in rows] == list(range(1, 41))
    assert verdict(either) == Verdict(40)


async def test_that_another_writer_is_taken_in_before_the_next_command(
    store: SqlStore, either: Address
) -> None:
    async with SqlStore(either, FakeClock()) as other:
        await record(other, "c-1", arrival(1))

    await record(store, "c-2", arrival(2))

    assert store.board.seq == 2
    assert verdict(either) == Verdict(2)


async def test_that_a_whole_journal_is_found_whole(store: SqlStore, either: Address) -> None:
    await record(store, "c-1", *dispatched())

    assert verdict(either) == Verdict(len(dispatched()))


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
    store: SqlStore, either: Address, statement: str, broken: int
) -> None:
    await record(store, "c-1", *(arrival(n) for n in range(1, 6)))

    break_journal(either, statement)

    assert verdict(either).broken_seq == broken


async def test_that_a_state_row_that_disagrees_is_found(store: SqlStore, either: Address) -> None:
    await record(store, "c-1", *dispatched())

    break_journal(either, "UPDATE state_incidents SET on_board = false")

    assert "incidents" in verdict(either).fault


async def test_that_forty_desks_at_once_send_one_vehicle_once(
    store: SqlStore, either: Address
) -> None:
    drafts = [event for n in range(1, 41) for event in drafted(n)]
    await record(store, "c-room", *room(), *drafts)
    service = OrderService(store)

    outcomes = await asyncio.gather(
        *(service.issue(order_for(n), by=asker(store.board.seats[SEAT])) for n in range(1, 41)),
        return_exceptions=True,
    )

    assert [outcome for outcome in outcomes if outcome is None] == [None]
    assert sum(isinstance(outcome, VehicleTaken) for outcome in outcomes) == 39
    assert len(store.board.orders) == 1
    assert not verdict(either).fault


async def test_that_a_command_waits_its_turn_only_so_long(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "TURN_S", 0.01)
    async with store.begin(CommandId("c-1"), by=DESK):
        with pytest.raises(StoreUnavailable):
            await record(store, "c-2", arrival(2))


async def test_that_a_command_cut_off_while_it_commits_is_caught_up_with(
    store: SqlStore, either: Address
) -> None:
    """A commit may reach the disk although nobody waits for it any more."""
    heard = published_by(store)
    async with SqlStore(either, FakeClock()) as other:
        await record(other, "c-1", arrival(1))

    with pytest.raises(AlreadyDone):
        await record(store, "c-1", arrival(1))

    assert (store.board.seq, heard) == (1, [1])


async def test_that_refusals_are_kept_with_who_and_why(store: SqlStore, either: Address) -> None:
    await store.refuse(Refusal(CommandId("c-1"), "/orders/issue", DESK, "vehicle-taken", "已派"))

    reading = command_engine(either)
    with reading.connect() as connection:
        kept = "SELECT command_id, actor_id, code, sentence FROM refusal"
        rows = [tuple(row) for row in connection.exec_driver_sql(kept)]
    reading.dispose()
    assert rows == [("c-1", SEAT, "vehicle-taken", "已派")]


async def test_that_a_journal_that_grows_while_it_is_read_is_found_whole(
    store: SqlStore, either: Address
) -> None:
    await record(store, "c-1", arrival(1))
    reading = command_engine(either)

    @sa.event.listens_for(reading, "after_cursor_execute")
    def write_after_the_head(*told: object) -> None:
        if "journal_head" in str(told[2]):
            grow(either)

    with reading.connect() as connection:
        found = verify(connection)
    reading.dispose()

    assert found == Verdict(1)


def grow(address: Address) -> None:
    tamper(
        address,
        "INSERT INTO journal SELECT 2, at, device_at, actor_kind, actor_id, seat_id, reason,"
        " command_id, type, event, hash, 'x' FROM journal WHERE seq = 1",
    )


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
    store: SqlStore, either: Address
) -> None:
    await record(store, "c-1", *room(), *ringing())
    tamper(either, "UPDATE state_calls SET body = replace(body, '2026-', '10027164053x')")

    again = SqlStore(either, FakeClock())
    with pytest.raises(RowUnreadable) as caught:
        await again.__aenter__()
    await again.__aexit__()

    assert "calls" in str(caught.value)
    assert ANI not in "".join(traceback.format_exception(caught.value))
