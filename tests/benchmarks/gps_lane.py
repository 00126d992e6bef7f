"""Positions through the lane, read back: `make bench NAME=gps_lane`.

Two thousand connected vehicles; a flood over Mosquitto into PostgreSQL by the link, the lane and
the history of the server. `rate` counts rows read back, from the first message to the last commit;
`lost` those that the broker acknowledged and the history does not have; `frame_p95_ms` the pause
between two frames of a seat meanwhile. `ratio` compares with a bare paho loop that hears the same
flood behind the same broker at the same QoS and does nothing with it.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
import uvloop

from dispatch_server.adapters.clock import SystemClock
from dispatch_server.adapters.mqtt.link import BrokerAddress, MqttLink
from dispatch_server.adapters.storage.migrate import let_in, migrate
from dispatch_server.adapters.storage.positions import SqlHistory
from dispatch_server.contract.events.resources import VehicleRegistered
from dispatch_server.contract.ids import StationId, VehicleId
from dispatch_server.domain.fixes import FilterLimits
from dispatch_server.services.frames import FrameService
from dispatch_server.services.lane import PositionLane
from tests.builders import room
from tests.fakes.store import FakeStore
from tests.testbed.broker import SECRET, SERVER, Mosquitto
from tests.testbed.database import OWNER, Postgres
from tests.testbed.measuring import report

VEHICLES: Final = 2_000
FIXES: Final = 100_000
LIMITS: Final = {"lost": 0.0, "frame_p95_ms": 1_500.0}
AT_LEAST: Final = {"ratio": 0.5}
WITHIN_S: Final = 100.0
FILTER: Final = FilterLimits(area=None, fastest_mps=55.0, slack_m=150.0, agreeing=3)
COUNT: Final = "SELECT count(*) FROM fix"
WHOLE: Final = (-180.0, -90.0, 180.0, 90.0)


@dataclass(slots=True)
class Flood:
    """The vehicles as a program of their own."""

    process: "subprocess.Popen[str]"

    def pour(self) -> None:
        """Let the flood begin."""
        self._say()

    def acknowledged(self) -> int:
        """Return how many fixes the broker acknowledged, once all are out."""
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def end(self) -> None:
        """Let the vehicles go."""
        self._say()
        self.process.wait(30)

    def _say(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()


def main() -> int:
    """Measure the bare loop and ours; the last line is the JSON."""
    with Mosquitto((), names_asked=False) as broker:
        bare = measure_bare(broker)
    with Mosquitto((), names_asked=False) as broker, Postgres(durable=True) as postgres:
        figures = uvloop.run(measure(broker, postgres))
    figures["ratio"] = round(figures["rate"] / bare["rate"], 3)
    return report("gps_lane", figures, bare, LIMITS, at_least=AT_LEAST)


def flood(broker: Mosquitto) -> Flood:
    """Connect the vehicles."""
    given = {"port": broker.port, "vehicles": VEHICLES, "fixes": FIXES}
    process = _program("tests.benchmarks.bare.gps_flood", given)
    assert process.stdout is not None
    if process.stdout.readline().strip() != "ready":
        raise RuntimeError("the vehicles did not connect")
    return Flood(process)


def measure_bare(broker: Mosquitto) -> dict[str, float]:
    """Let a bare loop hear the flood."""
    pouring = flood(broker)
    given = {"port": broker.port, "user": SERVER, "password": SECRET}
    bare = _program(
        "tests.benchmarks.bare.gps_lane", given | {"fixes": FIXES, "within_s": WITHIN_S}
    )
    assert bare.stdout is not None
    bare.stdout.readline()
    pouring.pour()
    figures: dict[str, float] = json.loads(bare.stdout.readline())
    pouring.acknowledged()
    pouring.end()
    bare.wait(30)
    return figures


async def measure(broker: Mosquitto, postgres: Postgres) -> dict[str, float]:
    """Let the lane hear the flood, while a seat takes frames."""
    url = _database(postgres)
    store, clock = FakeStore(*room(), *_vehicles()), SystemClock()
    history = SqlHistory(url)
    lane = PositionLane(store, history, clock, limits=FILTER)
    frames = FrameService(store, lambda: lane.vehicles, clock)
    pouring = await asyncio.to_thread(flood, broker)
    await lane.start(MqttLink(BrokerAddress("127.0.0.1", broker.port, SERVER, SECRET)))
    await frames.start()
    pauses: list[float] = []
    watching = asyncio.create_task(_watch(frames, pauses))
    while not lane.there:  # noqa: ASYNC110 - paho's thread says it
        await asyncio.sleep(0.05)
    begun = time.monotonic()
    pouring.pour()
    acknowledged = await asyncio.to_thread(pouring.acknowledged)
    end = begun + WITHIN_S
    while lane.counts["stored"] < acknowledged and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    took = time.monotonic() - begun
    watching.cancel()
    await frames.stop()
    await lane.stop()
    await history.close()
    pouring.end()
    (row,) = postgres.run(COUNT, database="lane")
    there = float(str(row[0]))
    return {
        "rate": round(there / took, 1),
        "lost": acknowledged - there,
        "frame_p95_ms": round(statistics.quantiles(pauses, n=20)[-1], 1),
        "vehicles": float(VEHICLES),
    }


async def _watch(frames: FrameService, pauses: list[float]) -> None:
    """Take the frames of a seat that shows everything, and note the pauses between them."""
    viewer = frames.viewer(None)
    viewer.look_at(WHOLE)
    last = time.monotonic()
    async for _ in frames.frames(viewer):
        pauses.append((time.monotonic() - last) * 1000)
        last = time.monotonic()


def _vehicles() -> list[VehicleRegistered]:
    return [
        VehicleRegistered(
            vehicle_id=VehicleId(f"v-{number}"),
            name=f"急{number}",
            plate="",
            kind="",
            station_id=StationId("st-1"),
        )
        for number in range(VEHICLES)
    ]


def _database(postgres: Postgres) -> sa.URL:
    postgres.create("lane")
    owner = postgres.address("lane", user=OWNER)
    migrate(owner)
    let_in(owner, postgres.address("lane"))
    return postgres.address("lane")


def _program(module: str, given: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", module, json.dumps(given)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


if __name__ == "__main__":
    sys.exit(main())
