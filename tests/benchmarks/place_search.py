"""Finding one of a million addresses: `make bench NAME=place_search`.

`hit1_garbled` and `hit1_clean` are the shares of queries whose first answer is right; what is asked
and what is right was fixed before the engine was made (tests/testbed/place_queries.py). `p95_ms` is
over all of them, one after the other on one thread; `index_mb` is the file that a desk opens. The
peer in the same run answers 50 of the garbled ones over the same addresses: FTS5 with character
bigrams, its 200 best by bm25 put into order by rapidfuzz.
"""

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Final

from gis_data.gazetteer import Gazetteer
from gis_data.place_index import build_place_index
from gis_data.place_schema import FILE_NAME
from tests.testbed.invented_addresses import invented_addresses, invented_records
from tests.testbed.measuring import p95, report, run_bare
from tests.testbed.place_queries import PlaceQueries, PlaceQuery

GARBLED: Final = 3_000
CLEAN: Final = 1_000
PEER_ASKS_EVERY: Final = 61
WARM_UP: Final = 50
PEER_S: Final = 170.0
MOST: Final = {"p95_ms": 15, "index_mb": 80}
LEAST: Final = {"hit1_garbled": 0.95, "hit1_clean": 0.99}
_MB: Final = 1e6


def main() -> int:
    """Build the index, ask everything, then let the peer answer; the last line is the JSON."""
    addresses = invented_addresses()
    queries = PlaceQueries(addresses)
    garbled, clean = queries.garbled(GARBLED), queries.clean(CLEAN)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        build_place_index(invented_records(addresses), folder / FILE_NAME)
        built = time.perf_counter() - start
        figures = _figures(folder, garbled, clean)
        figures |= {
            "index_mb": round((folder / FILE_NAME).stat().st_size / _MB, 1),
            "addresses": len(addresses),
            "build_s": round(built, 1),
        }
        bare = _peer(folder, [one.text for one in addresses], garbled[::PEER_ASKS_EVERY])
    return report("place_search", figures, bare, MOST, at_least=LEAST)


def _figures(
    folder: Path, garbled: Sequence[PlaceQuery], clean: Sequence[PlaceQuery]
) -> dict[str, float]:
    gazetteer = Gazetteer.load(folder)
    for query in garbled[:WARM_UP]:
        gazetteer.search(query.text)
    right: dict[str, list[bool]] = {}
    taken = []
    for query in (*garbled, *clean):
        start = time.perf_counter()
        found = gazetteer.search(query.text)
        taken.append((time.perf_counter() - start) * 1000)
        is_right = bool(found) and found[0].address in query.right
        for name in _names(query):
            right.setdefault(name, []).append(is_right)
    gazetteer.close()
    shares = {f"hit1_{name}": round(sum(all_) / len(all_), 4) for name, all_ in right.items()}
    return {"p95_ms": p95(taken), "p50_ms": round(median(taken), 1), **shares}


def _names(query: PlaceQuery) -> tuple[str, ...]:
    """Return the figures in which a query counts."""
    if query.slip is None:
        return ("clean",)
    return ("garbled", query.slip.value, *(["twins"] if query.is_twin else []))


def _peer(
    folder: Path, addresses: Sequence[str], queries: Sequence[PlaceQuery]
) -> dict[str, float]:
    asked = [[query.text, sorted(query.right)] for query in queries]
    given = folder / "peer.json"
    given.write_text(json.dumps({"addresses": addresses, "queries": asked}), "utf-8")
    return run_bare("tests.benchmarks.bare.place_search", {"file": str(given)}, within_s=PEER_S)


if __name__ == "__main__":
    sys.exit(main())
