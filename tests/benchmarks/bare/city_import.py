"""The limit of an import: pyosmium reads the extract and assembles its areas, and does no more.

Run as a program with one JSON argument; the last line it prints is a JSON object.
"""

import json
import statistics
import sys
import time

import osmium

ROUNDS = 3


def main() -> None:
    """Read the extract three times and print the median."""
    given = json.loads(sys.argv[1])
    areas, keys = (osmium.filter.KeyFilter(*given[name]) for name in ("areas", "keys"))
    taken, count = [], 0
    for _ in range(ROUNDS):
        start = time.perf_counter()
        reading = osmium.FileProcessor(given["file"]).with_areas(areas).with_filter(keys)
        count = sum(1 for _ in reading)
        taken.append((time.perf_counter() - start) * 1000)
    print(json.dumps({"read_p50_ms": round(statistics.median(taken)), "objects": count}))


if __name__ == "__main__":
    main()
