"""What the benchmark of the lane pours in: connected vehicles, and a flood of their fixes.

    python -m tests.benchmarks.bare.gps_flood '{"port": …, "vehicles": …, "fixes": …}'

Runs as a program of its own. It connects one client a vehicle, says `ready`, waits for a line on
its standard input, floods, says how many fixes the broker acknowledged, and waits for another line.
"""

import json
import select
import selectors
import sys
import time
from typing import Final

from paho.mqtt import client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from dispatch_server.contract.positions import Leaf, topic

INFLIGHT: Final = 200
CONNECT_S: Final = 10.0
POURERS: Final = 20
"""Clients that take part in the flood; a paho client is slow, twenty together are not."""


def main() -> int:
    """Connect, flood when told, and report."""
    given = json.loads(sys.argv[1])
    names = [f"v-{number}" for number in range(given["vehicles"])]
    clients = [_connected(given["port"], name) for name in names]
    print("ready", flush=True)
    sys.stdin.readline()
    acknowledged = _flood(clients[:POURERS], names[:POURERS], given["fixes"])
    print(acknowledged, flush=True)
    sys.stdin.readline()
    return 0


def _connected(port: int, name: str) -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, name, protocol=MQTTProtocolVersion.MQTTv5)
    client.max_inflight_messages_set(INFLIGHT)
    client.max_queued_messages_set(0)
    client.connect("127.0.0.1", port, keepalive=3_600)
    end = time.monotonic() + CONNECT_S
    waiting = select.poll()
    waiting.register(_socket_of(client), select.POLLIN)
    while not client.is_connected():
        client.loop_write()
        if waiting.poll(100):
            client.loop_read()
        if time.monotonic() > end:
            raise RuntimeError("the broker takes no vehicle")
    return client


def _flood(clients: list[mqtt.Client], names: list[str], fixes: int) -> int:
    """Publish `fixes` fixes at QoS 1, as fast as the broker acknowledges them."""
    done = [0]

    def acknowledged(*_: object) -> None:
        done[0] += 1

    each = fixes // len(clients)
    selector = selectors.DefaultSelector()
    for client in clients:
        client.on_publish = acknowledged
        selector.register(_socket_of(client), selectors.EVENT_READ, client)
    sent = 0
    for number in range(each):
        for client, name in zip(clients, names, strict=True):
            client.publish(topic(name, Leaf.POSITION), _fix(number), qos=1)
            sent += 1
        while sent - done[0] > INFLIGHT * len(clients) // 2:
            _turn(selector, clients)
    end = time.monotonic() + 60
    while done[0] < each * len(clients) and time.monotonic() < end:
        _turn(selector, clients)
    return done[0]


def _socket_of(client: mqtt.Client) -> int:
    """Return the number of a client's open socket."""
    socket = client.socket()
    if socket is None:
        raise RuntimeError("the broker let a vehicle go")
    return socket.fileno()


def _turn(selector: selectors.BaseSelector, clients: list[mqtt.Client]) -> None:
    for client in clients:
        if client.want_write():
            client.loop_write()
    for key, _ in selector.select(0.05):
        key.data.loop_read()


def _fix(number: int) -> str:
    now = int(time.time() * 1000)
    return (
        f'{{"n":{number},"boot":"flood","t":{now},"lon":{114.3 + number * 1e-6:.6f},"lat":30.58,'
        '"spd":12.5,"hdg":90.0,"acc":4.0,"src":"gps"}'
    )


if __name__ == "__main__":
    sys.exit(main())
