"""How benchmarks are told: percentiles, the CPU probe, the first run's limits, the last line."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

FIRST_RUNS: Final = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
SLOWEST: Final = 2.0
"""A bare loop may take this many times what it took in the first run, the CPU probe considered."""

Figures = Mapping[str, float]


def p95(milliseconds: Sequence[float]) -> float:
    """Return the 95th percentile, rounded to a tenth."""
    return round(statistics.quantiles(milliseconds, n=20)[-1], 1)


def cpu_probe() -> float:
    """Return a score of this machine's present speed: rounds of a fixed loop a second, median."""
    scores = []
    for _ in range(5):
        start = time.perf_counter()
        total = 0
        for number in range(200_000):
            total = (total + number * number) % 1_000_003
        scores.append(1.0 / (time.perf_counter() - start))
    return round(statistics.median(scores), 1)


def run_bare(module: str, given: Mapping[str, object], *, within_s: float) -> dict[str, float]:
    """Run a bare loop as a program of its own; return its figures."""
    done = subprocess.run(
        [sys.executable, "-m", module, json.dumps(given)],
        capture_output=True,
        text=True,
        timeout=within_s,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{module} failed: {done.stderr[-2000:]}")
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def first_run(bench: str) -> tuple[float, dict[str, float]] | None:
    """Return the CPU probe and the bare figures of the first run, None where none is kept."""
    for line in FIRST_RUNS.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 4 and cells[0] == bench and cells[3].startswith("`{"):
            return float(cells[2]), json.loads(cells[3].strip("`"))
    return None


def slow_limits(bench: str, bare: Figures, probe: float) -> list[str]:
    """Return which medians of the bare loop took more than twice the first run's, scaled."""
    kept = first_run(bench)
    if kept is None:
        return []
    first_probe, first = kept
    allowed = SLOWEST * first_probe / probe
    return [
        f"{name}: {bare[name]} now, {first[name]} in the first run"
        for name in first
        if name.endswith("_p50_ms") and bare.get(name, float("inf")) > allowed * first[name]
    ]


NONE: Final[Figures] = {}


def report(
    bench: str, figures: Figures, bare: Figures, limits: Figures, *, at_least: Figures = NONE
) -> int:
    """Say what was missed, print the JSON line last, and return the exit code."""
    probe = cpu_probe()
    missed = [
        f"{name} {figures[name]} > {most}" for name, most in limits.items() if figures[name] > most
    ] + [
        f"{name} {figures[name]} < {least}"
        for name, least in at_least.items()
        if figures[name] < least
    ]
    slow = slow_limits(bench, bare, probe)
    for sentence in (*missed, *(f"bare loop slower than half: {one}" for one in slow)):
        print(f"{bench}: {sentence}", file=sys.stderr)
    told = {"bench": bench, "figures": figures, "bare": {**bare, "cpu_probe": probe}}
    print(json.dumps(told), flush=True)
    return 1 if missed or slow else 0
