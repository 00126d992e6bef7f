"""Broker, server and agent killed in turn: every fix the agent had is stored exactly once."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.testbed.broker import Mosquitto, key_of
from tests.vehicle.keeping import KeepingServer, wait_until
from tests.vehicle.test_first_path import FIXES, left, track

ROUNDS = 20
SEED = 120
AGENT = """vehicle = "v-1"
[broker]
port = {port}
key_file = "agent.key"
[outbox]
file = "outbox.db"
[rate]
moving_s = 0.001
[source]
kind = "track"
file = "drive.gpx"
faster = 50
repeat = true
"""


class World:
    """An agent as a program of its own, a broker and a server, each of which can be killed."""

    def __init__(self, folder: Path, broker: Mosquitto) -> None:
        self._folder, self._broker = folder, broker
        self.heard: list[tuple[str, str]] = []
        self.server = KeepingServer(folder / "server.db", broker.port)
        self.agent = self._started()

    def kill_agent(self) -> None:
        self.agent.kill()
        self.agent.wait(10)
        self.agent = self._started()

    def kill_broker(self) -> None:
        self._broker.stop(kill=True)
        self._broker.start()

    def kill_server(self) -> None:
        self.server.stop()
        self.heard += self.server.arrived
        self.server = KeepingServer(self._folder / "server.db", self._broker.port)

    def end(self) -> None:
        self.agent.send_signal(signal.SIGTERM)
        self.agent.wait(20)
        self.server.stop()
        self.heard += self.server.arrived

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "vehicle_agent", "run", "--config", "agent.toml"]
        with (self._folder / "agent.log").open("ab") as log:
            return subprocess.Popen(command, cwd=self._folder, stderr=log)  # noqa: S603


def given(folder: Path) -> int:
    """How many numbers the agent ever gave."""
    with closing(sqlite3.connect(folder / "outbox.db")) as rows:
        found = rows.execute("SELECT seq FROM sqlite_sequence WHERE name = 'waiting'").fetchone()
    return int(found[0]) if found else 0


def test_that_every_fix_is_stored_exactly_once_whatever_is_killed(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same kills in every run
    track(tmp_path, points=3_000)
    with Mosquitto(("v-1",)) as broker:
        (tmp_path / "agent.key").write_text(key_of("v-1"), "utf-8")
        (tmp_path / "agent.toml").write_text(AGENT.format(port=broker.port), "utf-8")
        world = World(tmp_path, broker)
        wait_until(lambda: "the agent works" in (tmp_path / "agent.log").read_text("utf-8"))
        kills: list[Callable[[], None]] = [
            world.kill_agent,
            world.kill_broker,
            world.kill_server,
        ]
        for _ in range(ROUNDS):
            before = given(tmp_path)
            chance.choice(kills)()
            wait_until(lambda before=before: given(tmp_path) > before)  # type: ignore[misc]
            time.sleep(chance.uniform(0.0, 0.3))
        world.agent.kill()
        world.agent.wait(10)
        had = given(tmp_path)
        (tmp_path / "drive.gpx").unlink()
        wait_until(world.server.listens)
        world.kill_agent()
        wait_until(lambda: left(tmp_path) == 0)
        stored = world.server.bodies(*FIXES)
        world.end()

    said = [json.loads(text) for leaf, text in world.heard if leaf in FIXES]
    versions: dict[int, set[str]] = {}
    for one in (fix for each in said for fix in (each if isinstance(each, list) else [each])):
        versions.setdefault(one["n"], set()).add(json.dumps(one, sort_keys=True))
    assert had > ROUNDS
    assert [body["n"] for body in stored] == list(range(1, had + 1))
    assert {len(texts) for texts in versions.values()} == {1}
