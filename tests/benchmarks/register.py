"""The subscriber register of a million rows: `make bench NAME=register`.

`lookup_p95_ms` is a ringing call's question for its number, while nothing else goes on, and
`lookup_during_p95_ms` while a new delivery of the same size is being taken in, both on SQLite by
the server's own register. `import_s` is that delivery by `import-register`, `rows_s` its rows per
second with every address looked for in the demonstration city. The bare loops read the same table
by sqlite3 alone, and insert the same rows by `executemany`.
"""

import asyncio
import csv
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from dispatch_server.adapters.clock import SystemClock
from dispatch_server.adapters.storage.migrate import migrate
from dispatch_server.adapters.storage.register import SqlRegister
from dispatch_server.adapters.storage.register_keeping import SqlRegisterKeeper
from gis_data.city import DEMO_CITY
from gis_data.subscribers import SubscriberRow, read_subscribers
from tests.testbed.measuring import p95, report

ROWS: Final = 1_000_000
LOOKUPS: Final = 2_000
PAUSE_S: Final = 0.005
WITHIN_S: Final = 900.0
MOST: Final = {"lookup_p95_ms": 5}
SEED: Final = 112


def main() -> int:
    """Take a million rows in twice; the last line is the JSON."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "dispatch.sqlite"
        migrate(database)
        numbers = _deliver(folder / "112.csv", moved=False)
        figures = asyncio.run(_measure(folder, database, numbers))
        bare = {"sqlite_p50_ms": _bare_lookup(database, numbers), "insert_s": _bare_insert(folder)}
    return report("register", figures, bare, MOST)


def _deliver(file: Path, *, moved: bool) -> list[str]:
    """Write a delivery; a moved one has some other addresses, additions and removals."""
    known = [
        row
        for row in read_subscribers(DEMO_CITY / "subscribers.csv")
        if isinstance(row, SubscriberRow)
    ]
    numbers = [f"100{number:08}" for number in range(ROWS)]
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        for place, number in enumerate(numbers[1_000:] if moved else numbers):
            one = known[(place + moved) % len(known)]
            rows.writerow((number, one.name, one.address))
    return numbers


async def _measure(folder: Path, database: Path, numbers: Sequence[str]) -> dict[str, float]:
    register = SqlRegister(database)
    keeper = SqlRegisterKeeper(
        *(database, DEMO_CITY, folder, SystemClock()), most_removed_percent=20, within_s=WITHIN_S
    )
    start = time.perf_counter()
    first = await keeper.refresh(folder / "112.csv")
    imported = time.perf_counter() - start
    alone = await _look_up(register, numbers, LOOKUPS)
    _deliver(folder / "112.csv", moved=True)
    working = asyncio.create_task(keeper.refresh(folder / "112.csv"))
    during: list[float] = []
    while not working.done():
        during += await _look_up(register, numbers, 20)
        await asyncio.sleep(PAUSE_S)
    second = await working
    await register.close()
    await keeper.close()
    return {
        "lookup_p95_ms": p95(alone),
        "lookup_p50_ms": round(median(alone), 2),
        "lookup_during_p95_ms": p95(during),
        "rows": first.rows,
        "located": first.located,
        "import_s": round(imported, 1),
        "rows_s": round(first.rows / imported),
        "changed": second.changed,
        "removed": second.removed,
    }


async def _look_up(register: SqlRegister, numbers: Sequence[str], times: int) -> list[float]:
    random = Random(SEED)  # noqa: S311 - the same numbers every time, not a secret
    taken = []
    for _ in range(times):
        number = random.choice(numbers)
        start = time.perf_counter()
        await register.find(number)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def _bare_lookup(database: Path, numbers: Sequence[str]) -> float:
    connection = sqlite3.connect(database)
    random = Random(SEED)  # noqa: S311 - the same numbers every time, not a secret
    taken = []
    query = "SELECT * FROM subscriber WHERE generation = 2 AND number = ?"
    for _ in range(LOOKUPS):
        start = time.perf_counter()
        connection.execute(query, (random.choice(numbers),)).fetchone()
        taken.append((time.perf_counter() - start) * 1000)
    connection.close()
    return round(median(taken), 4)


def _bare_insert(folder: Path) -> float:
    """Insert the same lines into one table with a key, in one transaction."""
    connection = sqlite3.connect(folder / "bare.sqlite")
    connection.execute("CREATE TABLE s (number TEXT PRIMARY KEY, name TEXT, address TEXT)")
    start = time.perf_counter()
    with (folder / "112.csv").open(encoding="utf-8", newline="") as opened, connection:
        connection.executemany("INSERT INTO s VALUES (?, ?, ?)", csv.reader(opened))
    connection.close()
    return round(time.perf_counter() - start, 1)


if __name__ == "__main__":
    sys.exit(main())
