"""A small server that stores what vehicles say, and tells of it only after the commit."""

import json
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from dispatch_server.contract.positions import ROOT, Leaf, spans, topic
from tests.testbed.broker import SECRET, SERVER

WAIT_S: Final = 20.0
POLL_S: Final = 0.02
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS heard"
    " (vehicle, boot, n, leaf, body, PRIMARY KEY (vehicle, boot, n))"
)


class KeepingServer:
    """Stores under (vehicle, boot, n). `is_mute` stores and tells nothing."""

    def __init__(self, file: Path, port: int) -> None:
        self._rows = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._rows.execute(_TABLE)
        self._lock = threading.Lock()
        self.is_mute = False
        self._subscribed = threading.Event()
        self.arrived: list[tuple[str, str]] = []
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, "server", protocol=MQTTProtocolVersion.MQTTv5
        )
        self._client.reconnect_delay_set(1, 1)
        self._client.username_pw_set(SERVER, SECRET)
        self._client.on_connect = lambda client, *_: client.subscribe(f"{ROOT}/+/+", qos=1)
        self._client.on_subscribe = lambda *_: self._subscribed.set()
        self._client.on_disconnect = lambda *_: self._subscribed.clear()
        self._client.on_message = self._message
        self._client.connect_async("127.0.0.1", port, 5)
        self._client.loop_start()

    def listens(self) -> bool:
        return self._subscribed.is_set()

    def stop(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        self._rows.close()

    def give(self, vehicle: str, orders: object) -> None:
        content = json.dumps(orders)
        self._client.publish(topic(vehicle, Leaf.ORDERS), content, qos=1, retain=True)

    def bodies(self, *leaves: str) -> list[dict[str, object]]:
        marks = ",".join("?" * len(leaves))
        with self._lock:
            found = self._rows.execute(
                f"SELECT body FROM heard WHERE leaf IN ({marks}) ORDER BY boot, n",  # noqa: S608
                leaves,
            ).fetchall()
        return [json.loads(body) for (body,) in found]

    def _message(self, _client: mqtt.Client, _user: object, message: mqtt.MQTTMessage) -> None:
        *_, vehicle, leaf = message.topic.split("/")
        self.arrived.append((leaf, message.payload.decode()))
        if self.is_mute or leaf in {"told", "orders", "link", "alive"}:
            return
        said = json.loads(message.payload)
        bodies = said if isinstance(said, list) else [said]
        with self._lock:
            self._rows.execute("BEGIN")
            self._rows.executemany(
                "INSERT OR IGNORE INTO heard VALUES (?, ?, ?, ?, ?)",
                [(vehicle, one["boot"], one["n"], leaf, json.dumps(one)) for one in bodies],
            )
            self._rows.execute("COMMIT")
        kept = spans(one["n"] for one in bodies)
        told = {"boot": bodies[0]["boot"], "kept": kept, "refused": []}
        self._client.publish(topic(vehicle, Leaf.TOLD), json.dumps(told), qos=1)


def wait_until(is_so: Callable[[], bool], *, within_s: float = WAIT_S) -> None:
    """Wait for something that a real neighbour does."""
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(POLL_S)
