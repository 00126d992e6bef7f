"""What the tests of the journal do again and again: record, verify, count what is published."""

from collections.abc import Sequence
from pathlib import Path

from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.verify import Verdict, verify
from dispatch_server.contract.events import Actor, ActorKind, Event, Recorded
from dispatch_server.contract.events.calls import CallArrived
from dispatch_server.contract.ids import CallId, CommandId
from dispatch_server.ports.storage import Store
from tests.builders import SEAT
from tests.testbed.database import SUPERUSER

DESK = Actor(kind=ActorKind.SEAT, id=SEAT, seat_id=SEAT)


async def record(store: Store, command_id: str, *events: Event) -> None:
    """Carry out one command."""
    async with store.begin(CommandId(command_id), by=DESK) as tx:
        tx.record(*events)


def arrival(number: int) -> CallArrived:
    """A call from an unknown number."""
    return CallArrived(call_id=CallId(f"call-{number}"), ani=None, dialled="120")


def verdict(address: Address) -> Verdict:
    """Verify a journal."""
    engine = command_engine(address)
    try:
        with engine.connect() as connection:
            return verify(connection)
    finally:
        engine.dispose()


def published_by(store: SqlStore) -> list[int]:
    """Return a list that grows by the numbers a store publishes."""
    heard: list[int] = []

    def hear(rows: Sequence[Recorded]) -> None:
        heard.extend(row.seq for row in rows)

    store.publish_to(hear)
    return heard


def tamper(address: Address, *statements: str) -> None:
    """Change a database as somebody with every right could."""
    mighty = address if isinstance(address, Path) else address.set(username=SUPERUSER)
    engine = command_engine(mighty)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def break_journal(address: Address, statement: str) -> None:
    """Take the triggers away and change the journal."""
    if isinstance(address, Path):
        guards = ["DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete"]
    else:
        guards = ["ALTER TABLE journal DISABLE TRIGGER ALL"]
    tamper(address, *guards, statement)
