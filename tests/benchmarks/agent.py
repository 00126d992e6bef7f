"""What an agent costs its box at one position a second: share of a core, resident memory.

Beside it a bare paho loop that publishes the same at the same pace, without an outbox.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.benchmarks.bare.agent import BARE, MESSAGE
from tests.testbed.broker import Mosquitto, key_of
from tests.testbed.measuring import report
from tests.vehicle.keeping import KeepingServer, wait_until

VEHICLES: Final = ("v-1", BARE)
SECONDS: Final = 40
LIMITS: Final = {"cpu_percent": 2.0, "memory_mb": 60.0}
AGENT: Final = """vehicle = "v-1"
[broker]
port = {port}
key_file = "agent.key"
[outbox]
file = "outbox.db"
[source]
kind = "track"
file = "drive.csv"
"""


def main() -> int:
    """Measure both at the same time, against the same broker and a server that stores."""
    with tempfile.TemporaryDirectory(prefix="agent-") as name, Mosquitto(VEHICLES) as broker:
        folder = Path(name)
        (folder / "agent.key").write_text(key_of("v-1"), "utf-8")
        lines = [
            f"2026-11-01T08:{at // 60:02}:{at % 60:02}Z,{114.3 + at / 5000},30.6"
            for at in range(600)
        ]
        (folder / "drive.csv").write_text("time,lon,lat\n" + "\n".join(lines) + "\n", "utf-8")
        (folder / "agent.toml").write_text(AGENT.format(port=broker.port), "utf-8")
        server = KeepingServer(folder / "server.db", broker.port)
        agent = subprocess.Popen(
            [sys.executable, "-m", "vehicle_agent", "run", "--config", "agent.toml"], cwd=folder
        )
        bare = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.bare.agent", str(broker.port), key_of(BARE)]
        )
        try:
            wait_until(lambda: len(server.bodies("position")) >= 5)
            stored = len(server.bodies("position", "backfill"))
            measured, beside = _cost([agent.pid, bare.pid])
            stored = len(server.bodies("position", "backfill")) - stored
        finally:
            for process in (agent, bare):
                process.terminate()
                process.wait(20)
            server.stop()
    figures = {**measured, "stored_a_second": round(stored / SECONDS, 2), "bytes": len(MESSAGE)}
    return report("agent", figures, beside, LIMITS, at_least={"stored_a_second": 0.9})


def _cost(pids: list[int]) -> list[dict[str, float]]:
    """Return the share of a core and the memory of each process over the measured time."""
    before = [_used_s(pid) for pid in pids]
    time.sleep(SECONDS)
    return [
        {
            "cpu_percent": round(100 * (_used_s(pid) - used_s) / SECONDS, 2),
            "memory_mb": _resident_mb(pid),
        }
        for pid, used_s in zip(pids, before, strict=True)
    ]


def _used_s(pid: int) -> float:
    """Return the processor seconds of a process, its own and the kernel's for it (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


if __name__ == "__main__":
    sys.exit(main())
