"""Importing a real extract of 180,000 nodes: `make bench NAME=import`.

Each round is a program of its own that imports Monaco into an empty folder; the time is that of
the whole import, from opening the file to the city in use, without the start of the interpreter.
The bare loop is the same reading, not a lesser one: pyosmium's two passes with the nodes'
locations, the same areas assembled and the same filters, and everything thrown away.
"""

import json
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gis_data.importers.osm.area_rules import AREA_KEYS
from gis_data.importers.osm.importing import ExtractOrder, import_extract
from gis_data.importers.osm.reader import KEYS
from tests.testbed.extracts import monaco
from tests.testbed.measuring import report, run_bare

ROUNDS: Final = 3
LIMITS: Final = {"monaco_s": 3.0}
AT_LEAST: Final = {"ratio": 0.3}
_MADE_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PEAK: Final = "VmHWM:"


def main() -> int:
    """Measure the bare loop and ours; the last line is the JSON."""
    file = monaco()
    given = {"file": str(file), "areas": AREA_KEYS, "keys": KEYS}
    bare = run_bare("tests.benchmarks.bare.city_import", given, within_s=180)
    rounds = [_round(file) for _ in range(ROUNDS)]
    seconds = statistics.median(one["seconds"] for one in rounds)
    figures = {
        "monaco_s": round(seconds, 2),
        "ratio": round(bare["read_p50_ms"] / 1000 / seconds, 3),
        "memory_mb": round(max(one["memory_mb"] for one in rounds)),
    }
    return report("import", figures, bare, LIMITS, at_least=AT_LEAST)


def _round(file: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.import", str(file)],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def import_once(file: Path) -> None:
    """Import a file and print how long it took and the most memory that was in use."""
    with TemporaryDirectory() as folder:
        start = time.perf_counter()
        import_extract(ExtractOrder(file, "", _MADE_AT), Path(folder), _quietly)
        seconds = time.perf_counter() - start
    status = Path("/proc/self/status").read_text("utf-8")
    peak = next(line for line in status.splitlines() if line.startswith(_PEAK))
    print(json.dumps({"seconds": seconds, "memory_mb": int(peak.split()[1]) / 1024}))


def _quietly(what: str, done: int) -> None:
    """Say nothing of the progress."""


if __name__ == "__main__":
    if len(sys.argv) > 1:
        import_once(Path(sys.argv[1]))
        sys.exit(0)
    sys.exit(main())
