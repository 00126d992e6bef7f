"""The limit of the journal: two inserts in one transaction, by the drivers alone.

Nothing of this project is imported. Each commit is on disk before the next begins; one sender.
Run as a program with one JSON argument; the last line it prints is a JSON object.
"""

import asyncio
import json
import sqlite3
import statistics
import sys
import time
from pathlib import Path
from typing import TypedDict

import asyncpg

TEXT = "x" * 300


class Given(TypedDict):
    """The PostgreSQL database to write to, the new SQLite file, and how many times."""

    url: str
    file: str
    commands: int


def main() -> None:
    """Measure both limits."""
    given: Given = json.loads(sys.argv[1])
    postgres = asyncio.run(on_postgres(given["url"], given["commands"]))
    sqlite = on_sqlite(Path(given["file"]), given["commands"])
    print(json.dumps({**_figures("postgres", postgres), **_figures("sqlite", sqlite)}))


def _figures(name: str, milliseconds: list[float]) -> dict[str, float]:
    return {
        f"{name}_p50_ms": round(statistics.median(milliseconds), 3),
        f"{name}_commands_s": round(1_000 / statistics.median(milliseconds), 1),
    }


async def on_postgres(url: str, commands: int) -> list[float]:
    """Return the milliseconds of each transaction by asyncpg."""
    connection = await asyncpg.connect(url, timeout=10, command_timeout=10)
    await connection.execute("CREATE TABLE bare_journal (seq integer PRIMARY KEY, event text)")
    await connection.execute("CREATE TABLE bare_state (id text PRIMARY KEY, body text)")
    times = []
    for number in range(commands):
        start = time.perf_counter()
        async with connection.transaction():
            await connection.execute("INSERT INTO bare_journal VALUES ($1, $2)", number, TEXT)
            await connection.execute("INSERT INTO bare_state VALUES ($1, $2)", f"c-{number}", TEXT)
        times.append((time.perf_counter() - start) * 1_000)
    await connection.close()
    return times


def on_sqlite(file: Path, commands: int) -> list[float]:
    """Return the milliseconds of each transaction by sqlite3 (WAL, FULL)."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE journal (seq INTEGER PRIMARY KEY, event TEXT)")
    connection.execute("CREATE TABLE state (id TEXT PRIMARY KEY, body TEXT)")
    times = []
    for number in range(commands):
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO journal VALUES (?, ?)", (number, TEXT))
        connection.execute("INSERT INTO state VALUES (?, ?)", (f"c-{number}", TEXT))
        connection.execute("COMMIT")
        times.append((time.perf_counter() - start) * 1_000)
    connection.close()
    return times


if __name__ == "__main__":
    main()
