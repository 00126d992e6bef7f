"""The link to the broker: MQTT over paho in a thread of its own, reconnected with jitter."""

import logging
import random
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from dispatch_server.contract.positions import Leaf, topic
from vehicle_agent import wire

log = logging.getLogger(__name__)

SESSION_S: Final = 3_600
FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 60.0
QUEUED: Final = 64
"""Messages that paho holds for the socket; beyond it the sender waits."""
INFLIGHT: Final = 20
STOP_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where the broker is and as whom the vehicle speaks; the three files are PEM."""

    host: str
    port: int
    user: str
    password: str = ""
    authority: Path | None = None
    certificate: Path | None = None
    private_key: Path | None = None
    is_old: bool = False
    keepalive_s: int = 30

    @property
    def is_encrypted(self) -> bool:
        """Tell whether the broker is spoken to by TLS."""
        return self.authority is not None or self.certificate is not None


class Pauses:
    """How long to wait before the next attempt, drawn at random so that a fleet does not storm."""

    def __init__(self, chance: random.Random | None = None) -> None:
        self._chance = chance or random.SystemRandom()
        self._middle_s = FIRST_PAUSE_S

    def next_s(self) -> float:
        """Return the next pause: 0.5 to 1.5 times 1, 2, 4 … 60 seconds."""
        middle_s, self._middle_s = self._middle_s, min(2 * self._middle_s, LONGEST_PAUSE_S)
        return middle_s * self._chance.uniform(0.5, 1.5)

    def begin_again(self) -> None:
        """Make the next pause the shortest: a connection came about."""
        self._middle_s = FIRST_PAUSE_S


class BrokerLink:
    """Connects, stays connected, and hands over what comes. `Mouth` of the sender.

    `hear` gets the leaf and the payload of a message, `turn` whether the link is there; both are
    called in the link's own thread and must return at once.
    """

    def __init__(
        self,
        address: BrokerAddress,
        vehicle: str,
        *,
        boot: str,
        hear: Callable[[Leaf, bytes], None],
        turn: Callable[[bool], None],
    ) -> None:
        self._address, self._vehicle, self._boot = address, vehicle, boot
        self._hear, self._turn = hear, turn
        self._pauses = Pauses()
        self._ending = threading.Event()
        self._parted = threading.Event()
        self._there = False
        self._why = ""
        self._client = self._made()
        self._thread = threading.Thread(target=self._stay, name="broker link", daemon=True)

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._thread.start()

    def stop(self, farewell: bytes) -> None:
        """Say farewell on `link` and let the broker go."""
        if self._there:
            said = self._client.publish(
                topic(self._vehicle, Leaf.LINK), farewell, qos=1, retain=True
            )
            try:
                said.wait_for_publish(STOP_S / 2)
            except (RuntimeError, ValueError):
                log.info("the broker did not hear the farewell")
        self._ending.set()
        self._client.disconnect()
        self._parted.set()
        self._thread.join(STOP_S)

    def say(self, leaf: Leaf, content: bytes, *, retain: bool = False) -> bool:
        """Hand a message to the broker, QoS 1; return False where it cannot be taken now."""
        if not self._there:
            return False
        said = self._client.publish(topic(self._vehicle, leaf), content, qos=1, retain=retain)
        return said.rc == mqtt.MQTT_ERR_SUCCESS

    def _stay(self) -> None:
        while not self._ending.is_set():
            self._parted.clear()
            try:
                self._connect()
            except (OSError, ValueError) as fault:
                self._lost(f"{type(fault).__name__}: {fault}")
            else:
                self._client.loop_start()
                self._parted.wait()
                self._client.loop_stop()
            if not self._ending.is_set():
                self._ending.wait(self._pauses.next_s())

    def _connect(self) -> None:
        where = self._address
        if where.is_old:
            self._client.connect(where.host, where.port, where.keepalive_s)
            return
        session = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho left it untyped
        session.SessionExpiryInterval = SESSION_S
        self._client.connect(
            where.host, where.port, where.keepalive_s, clean_start=False, properties=session
        )

    def _made(self) -> mqtt.Client:
        where = self._address
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            self._vehicle,
            clean_session=False if where.is_old else None,
            protocol=MQTTProtocolVersion.MQTTv311 if where.is_old else MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        client.max_queued_messages_set(QUEUED)
        client.max_inflight_messages_set(INFLIGHT)
        client.username_pw_set(where.user, where.password or None)
        if where.is_encrypted:
            client.tls_set_context(_encryption(where))
        offline = wire.link("offline", boot=self._boot)
        client.will_set(topic(self._vehicle, Leaf.LINK), offline, qos=1, retain=True)
        client.on_connect = self._connected
        client.on_disconnect = self._disconnected
        client.on_message = self._arrived
        client.on_publish = self._published
        return client

    def _connected(
        self,
        client: mqtt.Client,
        _userdata: object,
        _flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._lost(f"it refuses this vehicle: {reason}")
            return
        topics = [topic(self._vehicle, leaf) for leaf in (Leaf.ORDERS, Leaf.TOLD)]
        if self._address.is_old:
            client.subscribe([(name, 1) for name in topics])
        else:
            client.subscribe([(name, SubscribeOptions(qos=1)) for name in topics])
        self._pauses.begin_again()
        self._there, self._why = True, ""
        log.info("the broker is there")
        self._turn(True)

    def _disconnected(
        self,
        _client: mqtt.Client,
        _userdata: object,
        _flags: mqtt.DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if not self._ending.is_set():
            self._lost(self._why or str(reason))
        self._parted.set()

    def _lost(self, why: str) -> None:
        """Note that the broker is away, and say so once a cause."""
        if why != self._why:
            log.warning("the broker is away: %s", why)
        self._why = why
        if self._there:
            self._there = False
            self._turn(False)

    def _arrived(self, _client: mqtt.Client, _userdata: object, message: mqtt.MQTTMessage) -> None:
        if message.payload:
            self._hear(Leaf(message.topic.rpartition("/")[2]), bytes(message.payload))

    def _published(
        self,
        _client: mqtt.Client,
        _userdata: object,
        _number: int,
        reason: ReasonCode,
        _properties: Properties,
    ) -> None:
        if reason.is_failure:
            log.error("the broker does not take a message: %s", reason)


def _encryption(where: BrokerAddress) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(where.authority) if where.authority else None)
    if where.certificate is not None:
        context.load_cert_chain(where.certificate, where.private_key)
    return context
