"""Vehicles, the private Mosquitto and the server's lane, over a real history on both databases."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Final

import pytest
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from dispatch_server.adapters.mqtt.link import BrokerAddress, MqttLink
from dispatch_server.adapters.storage.address import Address
from dispatch_server.adapters.storage.positions import SqlHistory
from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.positions import Leaf, topic
from dispatch_server.domain.fixes import FilterLimits
from dispatch_server.ports.positions import Fix
from dispatch_server.services.lane import PositionLane
from tests.builders import FAR_VEHICLE, SCENE, VEHICLE, room
from tests.fakes.clock import FakeClock
from tests.fakes.store import FakeStore
from tests.testbed.broker import SECRET, SERVER, Mosquitto, key_of

WITHIN_S: Final = 20.0
LIMITS: Final = FilterLimits(area=None, fastest_mps=60.0, slack_m=150.0, agreeing=3)
NOW: Final = int(time.time() * 1000)


@pytest.fixture(scope="module")
def broker() -> Iterator[Mosquitto]:
    with Mosquitto((VEHICLE, FAR_VEHICLE)) as broker:
        yield broker


class Device:
    """A vehicle's device that remembers what it was told."""

    def __init__(self, broker: Mosquitto, vehicle_id: str) -> None:
        self.told: list[dict[str, object]] = []
        self._vehicle_id = vehicle_id
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, vehicle_id, protocol=MQTTProtocolVersion.MQTTv5
        )
        self._client.username_pw_set(vehicle_id, key_of(vehicle_id))
        self._client.on_connect = lambda client, *_: client.subscribe(
            topic(vehicle_id, Leaf.TOLD), qos=1
        )
        self._client.on_message = lambda _c, _u, message: self.told.append(
            json.loads(message.payload)
        )
        self._client.reconnect_delay_set(1, 1)
        self._client.connect_async("127.0.0.1", broker.port)
        self._client.loop_start()

    def say(self, payload: str | bytes, leaf: Leaf = Leaf.POSITION, of: str = "") -> None:
        self._client.publish(topic(of or self._vehicle_id, leaf), payload, qos=1)

    def kept(self) -> set[int]:
        spans = [span for told in self.told for span in told["kept"]]  # type: ignore[attr-defined]
        return {n for first, last in spans for n in range(first, last + 1)}

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def fix(number: int, **other: object) -> str:
    east, north = SCENE
    n = number
    usual = {"n": n, "boot": "b", "t": NOW + n * 1000, "lon": east + n * 1e-5, "lat": north}
    return json.dumps(usual | other)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not holds():  # noqa: ASYNC110 - another thread's work
            await asyncio.sleep(0.02)


@pytest.fixture
async def history(either: Address) -> AsyncIterator[SqlHistory]:
    history = SqlHistory(either)
    yield history
    await history.close()


@pytest.fixture
async def lane(broker: Mosquitto, history: SqlHistory) -> AsyncIterator[PositionLane]:
    lane = PositionLane(FakeStore(*room()), history, FakeClock(), limits=LIMITS, tell_s=0.05)
    await lane.start(MqttLink(BrokerAddress("127.0.0.1", broker.port, SERVER, SECRET)))
    await until(lambda: lane.there is True)
    yield lane
    await lane.stop()


@pytest.fixture
def device(broker: Mosquitto) -> Iterator[Device]:
    device = Device(broker, VEHICLE)
    yield device
    device.close()


async def stored(history: SqlHistory, vehicle_id: VehicleId = VEHICLE) -> list[Fix]:
    return list(await history.track(vehicle_id, since=0, until=NOW * 2, limit=100_000))


async def test_that_what_a_vehicle_is_told_of_is_in_the_history_exactly_once(
    lane: PositionLane, history: SqlHistory, device: Device
) -> None:
    for n in (3, 1, 2, 1):
        device.say(fix(n))
    device.say(f"[{fix(0)},{fix(1)},{fix(4)}]", Leaf.BACKFILL)
    await until(lambda: device.kept() == {0, 1, 2, 3, 4})

    assert [row.n for row in await stored(history)] == [0, 1, 2, 3, 4]
    newest = lane.vehicles[VEHICLE].newest
    assert newest is not None
    assert newest.n == 4


async def test_that_positions_nobody_believes_are_kept_with_the_reason(
    lane: PositionLane, history: SqlHistory, device: Device
) -> None:
    device.say(fix(0))
    device.say(fix(1, lon=0, lat=0))
    device.say(fix(2, lon=SCENE[0] + 1))
    device.say(fix(3, t=99_999_999_999_999))
    await until(lambda: device.kept() == {0, 1, 2, 3})

    reasons = {row.n: row.rejected for row in await stored(history)}
    assert reasons | {3: "clock"} == {0: "", 1: "null-island", 2: "jump", 3: "clock"}
    newest = lane.vehicles[VEHICLE].newest
    assert newest is not None
    assert newest.n == 0


async def test_that_a_payload_that_says_nothing_harms_nobody(
    lane: PositionLane, device: Device
) -> None:
    for payload in (b"\xff\xfe", b"{", b"[]" * 30_000, '{"n": NaN}', "[" * 50_000, "null"):
        device.say(payload)
    device.say(fix(7, boot=""))
    device.say(fix(8, n=-1))
    device.say(fix(9))
    await until(lambda: 9 in device.kept())

    assert lane.vehicles[VEHICLE].newest is not None


async def test_that_a_payload_of_a_megabyte_is_refused_and_others_are_heard(
    lane: PositionLane, broker: Mosquitto, device: Device
) -> None:
    other = Device(broker, FAR_VEHICLE)
    other.say(b"0" * 1_000_000)
    device.say(fix(1))
    await until(lambda: 1 in device.kept())
    other.close()

    assert lane.vehicles[VEHICLE].newest is not None
    assert FAR_VEHICLE not in lane.vehicles


async def test_that_a_vehicle_cannot_speak_for_another(
    lane: PositionLane, history: SqlHistory, device: Device
) -> None:
    device.say(fix(1), of=FAR_VEHICLE)
    device.say(fix(2))
    await until(lambda: 2 in device.kept())

    assert FAR_VEHICLE not in lane.vehicles
    assert await stored(history, FAR_VEHICLE) == []


async def test_that_a_broker_that_is_killed_costs_no_fix_that_was_told(
    lane: PositionLane, history: SqlHistory, broker: Mosquitto, device: Device
) -> None:
    device.say(fix(1))
    await until(lambda: 1 in device.kept())

    broker.stop(kill=True)
    device.say(fix(2))
    broker.start()
    await until(lambda: 2 in device.kept())

    assert [row.n for row in await stored(history)] == [1, 2]


async def test_that_a_day_of_which_fixes_lay_elsewhere_is_made_whole(
    history: SqlHistory,
) -> None:
    ahead = Fix(VEHICLE, NOW, "b", 1, NOW, None, None, NOW, 1.0, 2.0, None, None, None, "gps")
    await history.keep([ahead._replace(rejected="clock")])

    await history.keep([ahead._replace(n=2, at=NOW + 1)])

    assert [row.n for row in await stored(history)] == [1, 2]
