"""The peer of the place search: FTS5 with character bigrams, reranked by rapidfuzz.

Imports nothing of this project. Takes a JSON file with all addresses and the queries with their
right answers; prints its figures as the last line.
"""

import json
import re
import sqlite3
import statistics
import sys
import time
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process

LOOKED_AT: Final = 200
_RUNS: Final = re.compile(r"[\u4e00-\u9fff]+|\d+")


def main() -> None:
    """Index the addresses, answer the queries, print the figures."""
    given = json.loads(Path(json.loads(sys.argv[1])["file"]).read_text("utf-8"))
    addresses: list[str] = given["addresses"]
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(said, content='')")
    database.executemany(
        "INSERT INTO found (rowid, said) VALUES (?, ?)",
        ((number, " ".join(_tokens(text))) for number, text in enumerate(addresses)),
    )
    ((pages,),) = database.execute("PRAGMA page_count")
    ((size,),) = database.execute("PRAGMA page_size")
    taken, right = [], 0
    for text, wanted in given["queries"]:
        start = time.perf_counter()
        answer = _first(database, addresses, text)
        taken.append((time.perf_counter() - start) * 1000)
        right += answer in wanted
    figures = {
        "peer_p50_ms": round(statistics.median(taken), 1),
        "peer_p95_ms": round(statistics.quantiles(taken, n=20)[-1], 1),
        "peer_hit1_garbled": round(right / len(taken), 3),
        "peer_index_mb": round(pages * size / 1e6, 1),
    }
    print(json.dumps(figures))


def _first(database: sqlite3.Connection, addresses: list[str], text: str) -> str | None:
    wanted = " OR ".join(f'"{token}"' for token in _tokens(text))
    rows = database.execute(
        "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?", (wanted, LOOKED_AT)
    ).fetchall()
    best = process.extractOne(
        text, [addresses[number] for (number,) in rows], scorer=fuzz.partial_ratio
    )
    return None if best is None else str(best[0])


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    for run in _RUNS.findall(text):
        pairs = [run[place : place + 2] for place in range(len(run) - 1)]
        found += [f"n{run}"] if run.isdigit() else pairs
    return found


if __name__ == "__main__":
    main()
