"""The server's link to the broker: paho in its own thread, what it hears handed to the loop."""

import asyncio
import logging
import ssl
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from dispatch_server.adapters.mqtt.translate import NotUnderstood, read, topic_of
from dispatch_server.contract.ids import VehicleId
from dispatch_server.contract.positions import (
    FROM_VEHICLES,
    ROOT,
    Leaf,
    Told,
    ToldOrders,
    topic,
)
from dispatch_server.ports.positions import Ear

log = logging.getLogger(__name__)

SLICE: Final = 500
"""Messages read in one go; then others of the loop have their turn."""
HEARD_BOUND: Final = 100_000
"""Messages that wait to be read; beyond it they are dropped, and sent again by their devices."""
KEEPALIVE_S: Final = 15
EXPIRY_S: Final = 3_600
INFLIGHT: Final = 1_000
STOP_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where the broker is and as whom the server speaks to it; `authority` is a PEM file.

    `is_small` is the embedded one, which understands MQTT 3.1.1 alone.
    """

    host: str
    port: int
    user: str = ""
    password: str = ""
    authority: Path | None = None
    client_id: str = "dispatch-server"
    is_small: bool = False


class MqttLink:
    """Keeps the promises of `Broker`."""

    def __init__(self, address: BrokerAddress, *, heard_bound: int = HEARD_BOUND) -> None:
        self._address = address
        self._bound = heard_bound
        self._heard: deque[tuple[str, bytes]] = deque()
        self._ready = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ear: Ear | None = None
        self._reading: asyncio.Task[None] | None = None
        self._client: mqtt.Client | None = None
        self._there = False
        self._waking = False
        self.dropped = 0

    async def start(self, ear: Ear) -> None:
        """Connect, and stay connected until `stop`; returns at once."""
        self._ear, self._loop = ear, asyncio.get_running_loop()
        self._reading = asyncio.create_task(self._read())
        self._client = client = self._make_client()
        where = (self._address.host, self._address.port, KEEPALIVE_S)
        if self._address.is_small:
            client.connect_async(*where)
        else:
            client.connect_async(*where, clean_start=False, properties=_session())
        client.loop_start()

    async def stop(self) -> None:
        """Let the broker go."""
        client, self._client = self._client, None
        if client is not None:
            client.disconnect()
            await asyncio.to_thread(client.loop_stop)
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    def tell(self, vehicle_id: VehicleId, told: Told) -> bool:
        """Say what is stored; return False where the broker is away."""
        return self._say(vehicle_id, Leaf.TOLD, msgspec.json.encode(told), retain=False)

    def give_orders(self, vehicle_id: VehicleId, orders: ToldOrders) -> bool:
        """Leave a vehicle's orders at the broker; return False where it is away."""
        return self._say(vehicle_id, Leaf.ORDERS, msgspec.json.encode(orders), retain=True)

    def _say(self, vehicle_id: VehicleId, leaf: Leaf, payload: bytes, *, retain: bool) -> bool:
        if self._client is None or not self._there:
            return False
        sent = self._client.publish(topic(vehicle_id, leaf), payload, qos=1, retain=retain)
        return sent.rc == mqtt.MQTT_ERR_SUCCESS

    def _make_client(self) -> mqtt.Client:
        address = self._address
        version = MQTTProtocolVersion.MQTTv311 if address.is_small else MQTTProtocolVersion.MQTTv5
        client = mqtt.Client(CallbackAPIVersion.VERSION2, address.client_id, protocol=version)
        client.max_inflight_messages_set(INFLIGHT)
        client.reconnect_delay_set(1, 15)
        if address.user:
            client.username_pw_set(address.user, address.password)
        if address.authority is not None:
            client.tls_set_context(ssl.create_default_context(cafile=str(address.authority)))
        client.on_connect = self._connected
        client.on_subscribe = self._subscribed
        client.on_connect_fail = self._not_reached
        client.on_disconnect = self._disconnected
        client.on_message = self._arrived
        return client

    def _connected(
        self,
        client: mqtt.Client,
        _userdata: object,
        _flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        """In paho's thread: subscribe after every connect, for the broker may have forgotten."""
        if reason.is_failure:
            self._hear_of_broker(False, str(reason))
            return
        topics = [f"{ROOT}/+/{leaf.value}" for leaf in sorted(FROM_VEHICLES)]
        if self._address.is_small:
            client.subscribe([(name, 1) for name in topics])
        else:
            client.subscribe([(name, SubscribeOptions(qos=1)) for name in topics])

    def _subscribed(
        self,
        _client: mqtt.Client,
        _userdata: object,
        _mid: int,
        reasons: list[ReasonCode],
        _properties: Properties | None,
    ) -> None:
        """In paho's thread: from now on nothing that a vehicle says is missed."""
        refused = [str(reason) for reason in reasons if reason.is_failure]
        self._hear_of_broker(not refused, ", ".join(refused))

    def _not_reached(self, _client: mqtt.Client, _userdata: object) -> None:
        self._hear_of_broker(False, "cannot be reached")

    def _disconnected(
        self,
        _client: mqtt.Client,
        _userdata: object,
        _flags: mqtt.DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if self._client is not None:
            self._hear_of_broker(False, str(reason))

    def _hear_of_broker(self, there: bool, why: str) -> None:
        self._call(lambda: self._turn(there, why))

    def _turn(self, there: bool, why: str) -> None:
        if there != self._there or not there:
            self._there = there
            if self._ear is not None:
                self._ear.broker_is(there, why)

    def _arrived(self, _client: mqtt.Client, _userdata: object, message: mqtt.MQTTMessage) -> None:
        """In paho's thread: put the message down and wake the loop, once for many."""
        if len(self._heard) >= self._bound:
            self.dropped += 1
            return
        self._heard.append((message.topic, bytes(message.payload)))
        if not self._waking:
            self._waking = True
            self._call(self._ready.set)

    def _call(self, what: Callable[[], object]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what)

    async def _read(self) -> None:
        """Read what was heard, a slice at a time."""
        while True:
            await self._ready.wait()
            self._ready.clear()
            self._waking = False
            while self._heard:
                now = int(time.time() * 1000)
                for _ in range(min(SLICE, len(self._heard))):
                    self._pass_on(*self._heard.popleft(), now)
                await asyncio.sleep(0)

    def _pass_on(self, name: str, payload: bytes, now: int) -> None:
        found = topic_of(name)
        if found is None or self._ear is None:
            return
        vehicle_id, leaf = found
        if not payload:
            return
        try:
            said = read(leaf, payload)
        except NotUnderstood as fault:
            self._ear.not_understood(vehicle_id, str(fault))
            return
        if isinstance(said, tuple):
            live = leaf is Leaf.POSITION
            self._ear.fixes(vehicle_id, said, received_at=now, live=live)
        else:
            self._ear.said(vehicle_id, said, received_at=now)


def _session() -> Properties:
    """Return what keeps the server's place in the queue while it restarts."""
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho's own
    properties.SessionExpiryInterval = EXPIRY_S
    properties.ReceiveMaximum = INFLIGHT
    return properties
