"""A whole agent with a real Mosquitto: drive, replay, outbox, orders, receipts and keys."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest

from gis_data.city import DEMO_CITY
from gis_data.roads import RoadNetwork
from tests.testbed.broker import Mosquitto, key_of
from tests.vehicle.keeping import KeepingServer, wait_until
from vehicle_agent.outbox import Outbox
from vehicle_agent.running import Running
from vehicle_agent.settings import AgentSettings, read_settings

GPX = """<?xml version="1.0"?>
<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
{points}
</trkseg></trk></gpx>"""
POINT = (
    '<trkpt lat="{lat:.6f}" lon="{lon:.6f}">'
    "<time>2026-03-01T08:{minute:02}:{second:02}Z</time></trkpt>"
)
FIXES = ("position", "backfill")
ORDER = {
    "id": "o-17",
    "number": "20260301-0007",
    "state": "issued",
    "issued_at": 1,
    "address": "示范路 12 号",
}


def track(folder: Path, *, points: int) -> Path:
    """A drive eastwards, one position a second."""
    file = folder / "drive.gpx"
    lines = (
        POINT.format(lat=30.6, lon=114.3 + 0.0002 * at, minute=at // 60, second=at % 60)
        for at in range(points)
    )
    file.write_text(GPX.format(points="\n".join(lines)), "utf-8")
    return file


def settings(folder: Path, port: int, source: str) -> AgentSettings:
    (folder / "agent.key").write_text(key_of("v-1"), "utf-8")
    file = folder / "agent.toml"
    file.write_text(
        f'vehicle = "v-1"\n[broker]\nport = {port}\nkey_file = "agent.key"\n'
        f'[outbox]\nfile = "outbox.db"\n'
        f"[rate]\nmoving_s = 0.001\n[source]\n{source}\n",
        "utf-8",
    )
    return read_settings(file)


@contextmanager
def working(told: AgentSettings) -> Iterator[Running]:
    running = Running(told)
    thread = threading.Thread(target=running.run)
    thread.start()
    try:
        yield running
    finally:
        running.end()
        thread.join(20)
        assert not thread.is_alive()


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    with Mosquitto(("v-1",)) as started:
        yield started


@pytest.fixture
def server(tmp_path: Path, broker: Mosquitto) -> Iterator[KeepingServer]:
    keeping = KeepingServer(tmp_path / "server.db", broker.port)
    wait_until(keeping.listens)
    yield keeping
    keeping.stop()


def left(folder: Path) -> int:
    outbox = Outbox.open(folder / "outbox.db", most_fixes=1_000)
    waiting = outbox.waiting()
    outbox.close()
    return waiting


def test_that_a_replayed_track_is_stored_once_and_leaves_the_outbox(
    tmp_path: Path, broker: Mosquitto, server: KeepingServer
) -> None:
    file = track(tmp_path, points=600)
    told = settings(tmp_path, broker.port, f'kind = "track"\nfile = "{file.name}"\nfaster = 10000')

    with working(told):
        wait_until(lambda: len(server.bodies(*FIXES)) == 600)
        wait_until(lambda: left(tmp_path) == 0)

    bodies = server.bodies(*FIXES)
    assert [body["n"] for body in bodies] == list(range(1, 601))
    assert [body["lon"] for body in bodies] == [round(114.3 + 0.0002 * at, 7) for at in range(600)]
    assert {body["src"] for body in bodies} == {"replay"}


def test_that_nothing_leaves_the_outbox_before_the_server_told(
    tmp_path: Path, broker: Mosquitto, server: KeepingServer
) -> None:
    server.is_mute = True
    file = track(tmp_path, points=20)
    told = settings(tmp_path, broker.port, f'kind = "track"\nfile = "{file.name}"\nfaster = 10000')

    with working(told):
        wait_until(lambda: any(leaf == "position" for leaf, _ in server.arrived))
        wait_until(lambda: left(tmp_path) == 20)
    waited = left(tmp_path)
    server.is_mute = False
    file.write_text(GPX.format(points=POINT.format(lat=30.7, lon=114.5, minute=0, second=0)))
    with working(told):
        wait_until(lambda: left(tmp_path) == 0)

    assert waited == 20
    assert [body["n"] for body in server.bodies(*FIXES)] == list(range(1, 22))


def test_that_what_waited_goes_newest_first_and_then_in_order(
    tmp_path: Path, broker: Mosquitto, server: KeepingServer
) -> None:
    broker.stop(kill=True)
    file = track(tmp_path, points=500)
    told = settings(tmp_path, broker.port, f'kind = "track"\nfile = "{file.name}"\nfaster = 10000')
    with working(told):
        wait_until(lambda: left(tmp_path) == 500)
    broker.start()
    wait_until(server.listens)
    file.write_text(GPX.format(points=POINT.format(lat=30.7, lon=114.5, minute=0, second=0)))

    with working(told):
        wait_until(lambda: left(tmp_path) == 0)

    fixes = [(leaf, json.loads(said)) for leaf, said in server.arrived if leaf in FIXES]
    backfilled = [one["n"] for leaf, said in fixes if leaf == "backfill" for one in said]
    assert fixes[0][0] == "position"
    assert fixes[0][1]["n"] >= 500
    assert backfilled == sorted(backfilled)


def test_that_a_simulated_drive_stays_on_the_roads(
    tmp_path: Path, broker: Mosquitto, server: KeepingServer
) -> None:
    told = settings(tmp_path, broker.port, f'kind = "simulated"\ncity = "{DEMO_CITY}"\nseed = 7')
    roads = RoadNetwork.load(DEMO_CITY)

    with working(told):
        wait_until(lambda: len(server.bodies("position")) >= 3)

    for body in server.bodies("position"):
        lon, lat = body["lon"], body["lat"]
        assert isinstance(lon, float)
        assert isinstance(lat, float)
        found = roads.nearest_road((lon, lat))
        assert found is not None
        assert found[1] < 25
        assert body["src"] == "simulated"


def test_that_an_order_is_shown_receipted_and_answered_once(
    tmp_path: Path, broker: Mosquitto, server: KeepingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = StringIO()
    keyboard = Typed()
    monkeypatch.setattr("sys.stdin", keyboard)
    monkeypatch.setattr("sys.stdout", paper)
    told = settings(tmp_path, broker.port, 'kind = "udp"\nport = 50999\n[terminal]\ntext = true')

    with working(told):
        server.give("v-1", {"seq": 5, "orders": [ORDER]})
        wait_until(lambda: "示范路 12 号" in paper.getvalue())
        keyboard.type("y")
        keyboard.type("y")
        keyboard.type("1")
        wait_until(lambda: len(server.bodies("status")) == 1)
        wait_until(lambda: left(tmp_path) == 0)
        server.give("v-1", {"seq": 6, "orders": [ORDER]})
    with working(told):
        wait_until(lambda: paper.getvalue().count("已接单") >= 3)

    receipts = [(body["order"], body["what"]) for body in server.bodies("receipt")]
    assert receipts == [("o-17", "received"), ("o-17", "shown"), ("o-17", "acknowledged")]
    assert [(body["key"], body["order"]) for body in server.bodies("status")] == [(1, "o-17")]
    keyboard.close()


class Typed:
    """Lines as somebody types them."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._more = threading.Condition()
        self._closed = False

    def type(self, line: str) -> None:
        with self._more:
            self._lines.append(line)
            self._more.notify_all()

    def close(self) -> None:
        with self._more:
            self._closed = True
            self._more.notify_all()

    def __iter__(self) -> Iterator[str]:
        while True:
            with self._more:
                self._more.wait_for(lambda: bool(self._lines) or self._closed)
                if not self._lines:
                    return
                line = self._lines.pop(0)
            yield line
