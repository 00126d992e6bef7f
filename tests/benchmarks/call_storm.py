"""A hundred calls in a second: `make bench NAME=call_storm`.

Each call is seven facts, as the exchange tells them. `backlog_ms` is how long after the last fact
was told the last one is on the board; `facts_s` how many a second the journal took, all at once.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import sqlalchemy as sa
import uvloop

from dispatch_server.adapters.clock import SystemClock
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import let_in, migrate
from dispatch_server.adapters.telephony.delivery import Delivery
from dispatch_server.contract.ids import CommandId
from dispatch_server.ports.telephony import (
    CallArrived,
    CallHungUp,
    CallOffered,
    CallOfferEnded,
    CallPickedUp,
    CallRef,
    ExchangeFact,
    ExchangeSnapshot,
    Heard,
    RecordingBegun,
)
from dispatch_server.services.actors import SYSTEM
from dispatch_server.services.calls import CallService
from tests.builders import room
from tests.fakes.register import FakeRegister
from tests.fakes.telephony import FakeTelephony
from tests.testbed.database import OWNER, Postgres
from tests.testbed.measuring import report, run_bare

CALLS: Final = 100
SECOND: Final = 1.0
WITHIN_S: Final = 60.0
LIMITS: Final = {"backlog_ms": 500.0, "backlog_ms_sqlite": 500.0}
BARE_S: Final = 60.0
FACTS_A_CALL: Final = 7


def main() -> int:
    """Measure both databases beside the bare two inserts a fact; the last line is the JSON."""
    with tempfile.TemporaryDirectory() as folder, Postgres(durable=True) as postgres:
        postgres.create("bare")
        url = postgres.address("bare", user=OWNER).render_as_string(hide_password=False)
        given = {"url": url, "file": f"{folder}/bare", "commands": CALLS * FACTS_A_CALL}
        bare = run_bare("tests.benchmarks.bare.journal", given, within_s=BARE_S)
        server, file = _database(postgres), Path(folder) / "dispatch.sqlite"
        migrate(file)
        figures = {**_storm(server, ""), **_storm(file, "_sqlite")}
    return report("call_storm", figures, bare, LIMITS)


def _database(postgres: Postgres) -> sa.URL:
    postgres.create("dispatch")
    owner, server = postgres.address("dispatch", user=OWNER), postgres.address("dispatch")
    migrate(owner)
    let_in(owner, server)
    return server


def _storm(address: Address, name: str) -> dict[str, float]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        backlog, at_once = runner.run(_told(address))
    return {
        f"backlog_ms{name}": round(backlog * 1_000, 1),
        f"facts_s{name}": round(CALLS * FACTS_A_CALL / at_once, 1),
    }


async def _told(address: Address) -> tuple[float, float]:
    """Return the seconds of backlog after a second's storm, and of a storm told at once."""
    async with SqlStore(address, SystemClock()) as store:
        async with store.begin(CommandId("room"), by=SYSTEM) as tx:
            tx.record(*room())
        delivery = Delivery(_nothing, on_unreadable=_silent)
        delivery.start(CallService(store, FakeTelephony(), FakeRegister()))
        backlog = await _tell(store, delivery, "spread", within_s=SECOND)
        at_once = await _tell(store, delivery, "heap", within_s=0.0)
        await delivery.stop()
    return backlog, at_once


async def _tell(store: SqlStore, delivery: Delivery, name: str, *, within_s: float) -> float:
    """Tell a storm over so many seconds; return how long after its end the board had it all."""
    done = asyncio.Event()
    last = f"exchange:{name}-{CALLS - 1}:{FACTS_A_CALL - 1}"
    store.publish_to(lambda rows: done.set() if rows[-1].command_id == last else None)
    begun = ended = time.perf_counter()
    for number in range(CALLS):
        for key, fact in enumerate(_facts(CallRef(f"{name}-{number}"))):
            delivery.heard(Heard(f"{fact.call}:{key}", fact))
        ended = time.perf_counter()
        due = begun + within_s * (number + 1) / CALLS
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    async with asyncio.timeout(WITHIN_S):
        await done.wait()
    return time.perf_counter() - ended


def _facts(call: CallRef) -> list[ExchangeFact]:
    return [
        CallArrived(call, ani=None, dialled="120"),
        RecordingBegun(call, f"{call}.wav"),
        CallOffered(call, "6001"),
        CallOffered(call, "6002"),
        CallOfferEnded(call, "6002"),
        CallPickedUp(call, "6001"),
        CallHungUp(call, "caller", "16"),
    ]


async def _nothing() -> ExchangeSnapshot:
    return ExchangeSnapshot(calls=(), phones={})


def _silent() -> None:
    """Break nothing off."""


if __name__ == "__main__":
    sys.exit(main())
