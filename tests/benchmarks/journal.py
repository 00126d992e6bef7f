"""Journaled commands a second, one sender: `make bench NAME=journal`.

A command is what a desk sends about a call: claimed by its id, decided over the board, journalled
with its seal, folded into state rows, committed to disk and published. `ratio` and `ratio_sqlite`
compare with two bare inserts in one transaction by asyncpg and by sqlite3.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import sqlalchemy as sa
import uvloop

from dispatch_server.adapters.clock import SystemClock
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.journal import SqlStore
from dispatch_server.adapters.storage.migrate import let_in, migrate
from dispatch_server.contract.events import Actor, ActorKind, Event
from dispatch_server.contract.events.calls import CallAnswered, CallArrived, CallEnded, CallOffered
from dispatch_server.contract.ids import CallId, CommandId
from tests.builders import ANI, SEAT, room
from tests.testbed.database import OWNER, Postgres
from tests.testbed.measuring import report, run_bare

COMMANDS: Final = 2_000
COMMANDS_A_CALL: Final = 4
WARM_UP: Final = 200
ROUNDS: Final = 3
LEAST: Final = {"ratio": 0.4, "ratio_sqlite": 0.1}
BARE_S: Final = 120.0
DESK: Final = Actor(kind=ActorKind.SEAT, id=SEAT, seat_id=SEAT)


def main() -> int:
    """Measure the bare loops and ours on the same disks; the last line is the JSON."""
    with tempfile.TemporaryDirectory() as folder, Postgres(durable=True) as postgres:
        server = _database(postgres)
        file = Path(folder) / "dispatch.sqlite"
        migrate(file)
        rounds = [_round(postgres, server, file, number) for number in range(ROUNDS)]
    figures, bare = (_middle([one[part] for one in rounds]) for part in (0, 1))
    return report("journal", figures, bare, {}, at_least=LEAST)


def _middle(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}


def _database(postgres: Postgres) -> sa.URL:
    postgres.create("dispatch")
    owner, server = postgres.address("dispatch", user=OWNER), postgres.address("dispatch")
    migrate(owner)
    let_in(owner, server)
    return server


Measured = tuple[dict[str, float], dict[str, float]]


def _round(postgres: Postgres, server: sa.URL, file: Path, number: int) -> Measured:
    """Measure bare loops and ours once, close together in time."""
    postgres.create(f"bare_{number}")
    url = postgres.address(f"bare_{number}", user=OWNER).render_as_string(hide_password=False)
    given = {"url": url, "file": str(file.with_name(f"bare-{number}")), "commands": COMMANDS}
    bare = run_bare("tests.benchmarks.bare.journal", given, within_s=BARE_S)
    on_postgres, on_sqlite = _commands_a_second(server, number), _commands_a_second(file, number)
    figures = {
        "ratio": round(on_postgres / bare["postgres_commands_s"], 3),
        "ratio_sqlite": round(on_sqlite / bare["sqlite_commands_s"], 3),
        "commands_s": round(on_postgres, 1),
        "commands_s_sqlite": round(on_sqlite, 1),
    }
    return figures, bare


def _commands_a_second(address: Address, number: int) -> float:
    """Return how many commands one sender gets done, on the loop that the server runs on.

    Ours and the bare loops are told by their median command: other work on the machine counts less.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_send(address, number))


async def _send(address: Address, number: int) -> float:
    async with SqlStore(address, SystemClock()) as store:
        await _record(store, f"room-{number}", *room())
        for call in range(WARM_UP // COMMANDS_A_CALL):
            await _one_call(store, f"warm-{number}-{call}")
        taken: list[float] = []
        for call in range(COMMANDS // COMMANDS_A_CALL):
            taken += await _one_call(store, f"call-{number}-{call}")
        return 1 / statistics.median(taken)


async def _one_call(store: SqlStore, name: str) -> list[float]:
    call = CallId(name)
    events: tuple[Event, ...] = (
        CallArrived(call_id=call, ani=ANI, dialled="120"),
        CallOffered(call_id=call, seat_id=SEAT),
        CallAnswered(call_id=call, seat_id=SEAT, phone="6001"),
        CallEnded(call_id=call, by="caller", cause="16"),
    )
    taken = []
    for step, event in enumerate(events):
        start = time.perf_counter()
        await _record(store, f"{name}-{step}", event)
        taken.append(time.perf_counter() - start)
    return taken


async def _record(store: SqlStore, command_id: str, *events: Event) -> None:
    async with store.begin(CommandId(command_id), by=DESK) as tx:
        tx.record(*events)


if __name__ == "__main__":
    sys.exit(main())
