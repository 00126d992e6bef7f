"""The server's process is killed under load: the acknowledged is stored, once, in a whole chain.

Twenty times by default; DISPATCH120_KILLS says how often.
"""

import multiprocessing
import os
import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from dispatch_server.adapters.storage import tables
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.engine import command_engine
from dispatch_server.adapters.storage.migrate import migrate
from tests.faults import steady_writer
from tests.storage.journalling import verdict

KILLS = int(os.environ.get("DISPATCH120_KILLS", "20"))
WITHIN_S = 20.0
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([steady_writer.__name__])


@pytest.fixture(params=["sqlite", "postgresql"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Address:
    """An empty journal on either database."""
    if request.param == "postgresql":
        fresh: Callable[..., sa.URL] = request.getfixturevalue("fresh_database")
        return fresh()
    migrate(tmp_path / "dispatch.sqlite")
    return tmp_path / "dispatch.sqlite"


def commands_in(address: Address) -> Counter[str]:
    """Return how often each command is in the journal."""
    engine = command_engine(address)
    with engine.connect() as connection:
        found = Counter(connection.scalars(sa.select(tables.journal.c.command_id)))
    engine.dispose()
    return found


def kill_under_load(address: Address, name: str, notes: Path, chance: random.Random) -> None:
    """Let a writer work for a moment, then kill it."""
    before = notes.stat().st_size if notes.exists() else 0
    process = PROCESSES.Process(target=steady_writer.write, args=(address, name, notes))
    process.start()
    waiting = threading.Event()
    for _ in range(int(WITHIN_S / 0.005)):
        if notes.exists() and notes.stat().st_size > before:
            break
        waiting.wait(0.005)
    waiting.wait(chance.uniform(0, 0.1))
    process.kill()
    process.join(WITHIN_S)
    process.close()


def test_that_what_was_acknowledged_outlives_a_killed_server(
    journal: Address, tmp_path: Path
) -> None:
    chance, notes = random.Random(120), tmp_path / "acknowledged"  # noqa: S311 - a test's dice

    for number in range(KILLS):
        kill_under_load(journal, f"w{number}", notes, chance)

    acknowledged = notes.read_text("ascii").split()
    stored = commands_in(journal)
    assert len(acknowledged) >= KILLS
    assert set(acknowledged) <= set(stored)
    assert set(stored.values()) == {1}
    assert verdict(journal).fault == ""
